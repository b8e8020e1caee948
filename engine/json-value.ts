/** Sats and minor units are decimal strings named with their unit (amountSats, amountMinor); numbers are counts. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [name: string]: JsonValue
}

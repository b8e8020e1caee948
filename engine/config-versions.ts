import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { WalletKey } from './ports.ts'
import type { WalletKeys } from './preflight.ts'
import { fingerprintOf } from './sealing.ts'
import type { EffectiveSetting } from './settings.ts'

/** Everything that is set, by name, without secrets: of a key only a mark is here, which tells that it was changed. */
export type Configuration = Readonly<Record<string, string>>
export const configurationSchema = z.record(z.string(), z.string())

/** One change of the configuration, with what it was before. */
export interface ConfigChange {
  readonly id: bigint
  readonly seenAt: Date
  /** Who set the values in the database; null where it came with the environment. */
  readonly actor: string | null
  readonly before: Configuration
  readonly after: Configuration
}

export interface ConfigVersionStore {
  /** Null before the bot has looked for the first time. */
  newest(): Promise<{ readonly hash: string; readonly settings: Configuration } | null>
  /** False when the newest version is this one already. */
  add(version: {
    hash: string
    settings: Configuration
    seenAt: Date
    actor: string | null
  }): Promise<boolean>
  /** Who set these values in the database last, by name where known: names of settings, or 'RULE.limit'. */
  setBy(names: readonly string[]): Promise<readonly string[]>
}

/** Limits that were set in chat, by rule and name. */
export type SetLimits = ReadonlyMap<string, ReadonlyMap<string, number>>

export function configurationOf(parts: {
  readonly settings: readonly EffectiveSetting[]
  readonly keys: WalletKeys
  readonly limits: SetLimits
  /** What else decides how the bot behaves, without secrets: addresses, schedules. */
  readonly more: Configuration
}): Configuration {
  const settings = parts.settings.map(({ name, value }): [string, string] => [name, value])
  const limits = [...parts.limits].flatMap(([rule, named]) =>
    [...named].map(([name, value]): [string, string] => [`${rule}.${name}`, String(value)]),
  )
  const keys = Object.entries(parts.keys).map(([role, key]: [string, WalletKey | null]): [string, string] => [
    `${role} wallet key`,
    key === null ? 'none' : `key ${fingerprintOf(key).slice(0, 8)}`,
  ])
  return Object.fromEntries([...settings, ...limits, ...keys, ...Object.entries(parts.more)])
}

const sorted = (configuration: Configuration): [string, string][] =>
  Object.entries(configuration).sort(([a], [b]) => (a < b ? -1 : 1))

export const configurationHash = (configuration: Configuration): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(configuration)))
    .digest('hex')

export interface ChangedValue {
  readonly name: string
  /** Null: it was not there. */
  readonly from: string | null
  readonly to: string | null
}

/** What differs, in the order of the names. */
export function changedValues(before: Configuration, after: Configuration): ChangedValue[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names
    .map((name) => ({ name, from: before[name] ?? null, to: after[name] ?? null }))
    .filter(({ from, to }) => from !== to)
}

/** Writes a new version down when something differs from the newest one. @returns the hash of what is set now. */
export async function noteConfiguration(
  store: ConfigVersionStore,
  settings: Configuration,
  now: Date,
): Promise<string> {
  const hash = configurationHash(settings)
  const newest = await store.newest()
  if (newest?.hash === hash) return hash
  const names = changedValues(newest?.settings ?? {}, settings).map(({ name }) => name)
  const actors = newest === null ? [] : await store.setBy(names)
  await store.add({ hash, settings, seenAt: now, actor: actors.length === 0 ? null : actors.join(', ') })
  return hash
}

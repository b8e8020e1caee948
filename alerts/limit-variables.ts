import type { LimitSpec } from './rule.ts'

/** The handbook's own settings for alerts: what the environment says of them wins over what is set in chat. */
export const LIMIT_VARIABLES = {
  MAX_POLL_DELAY_HOURS: { least: 1, most: 168, example: '24' },
  MAX_BALANCE_DISCREPANCY_SATS: { least: 0, most: 1_000_000, example: '100' },
} as const satisfies Readonly<Record<string, Pick<LimitSpec, 'least' | 'most'> & { example: string }>>

import { z } from 'zod'

/** One value that the operator may change while the bot runs; the environment, where it says something, wins. */
export interface SettingDefinition {
  readonly name: SettingName
  /** The environment variable of the same meaning. */
  readonly variable: string
  readonly help: string
  readonly example: string
}

const zone = z.string().refine((name) => isTimeZone(name), 'is not a time zone such as America/Guatemala')

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const wholeNumber = (least: number, most: number) =>
  z.coerce
    .number(`must be a whole number from ${least} to ${most}`)
    .int(`must be a whole number from ${least} to ${most}`)
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`)

/** From text, as in the environment or the settings table, to typed values with their defaults. */
export const settingsSchema = z.object({
  'commission-rule': z.enum(['markup', 'ticker'], 'must be markup or ticker').default('markup'),
  funding: z.enum(['prefunded', 'treasury'], 'must be prefunded or treasury').default('prefunded'),
  'fixed-mode': z.enum(['on', 'off'], 'must be on or off').default('on'),
  'operator-timezone': zone.default('UTC'),
  'max-stuck-payment-hours': wholeNumber(1, 168).default(2),
  'max-payment-attempts': wholeNumber(3, 100).default(10),
  'reissue-after-seconds': wholeNumber(1, 86_400).default(600),
  'lnbits-requests-per-minute': wholeNumber(1, 1_000_000).default(180),
  'cooling-off-minutes': wholeNumber(0, 1440).default(10),
  'four-eyes-above-sats': wholeNumber(0, 2_100_000_000_000_000).default(5_000_000),
  'l3-threshold-sats': wholeNumber(0, 2_100_000_000_000_000).default(1_000_000),
  'quiet-hours': z
    .string()
    .regex(
      /^(?:off|(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d)$/,
      'must be off, or hours such as 22:00-07:00',
    )
    .default('22:00-07:00'),
})

export type Settings = z.infer<typeof settingsSchema>
export type SettingName = keyof Settings

export const SETTINGS: readonly SettingDefinition[] = [
  {
    name: 'commission-rule',
    variable: 'COMMISSION_RULE',
    help: 'how the commission of new cash-outs is computed: markup or ticker',
    example: 'markup',
  },
  {
    name: 'funding',
    variable: 'FUNDING',
    help: 'where the sats come from: prefunded source wallet, or a treasury wallet',
    example: 'prefunded',
  },
  {
    name: 'fixed-mode',
    variable: 'FIXED_MODE',
    help: 'whether clients with a daily limit take part: on or off',
    example: 'on',
  },
  {
    name: 'operator-timezone',
    variable: 'OPERATOR_TIMEZONE',
    help: 'the zone of the daily limits and of printed times',
    example: 'America/Guatemala',
  },
  {
    name: 'max-stuck-payment-hours',
    variable: 'MAX_STUCK_PAYMENT_HOURS',
    help: 'a payment unfinished for longer stops new distributions',
    example: '2',
  },
  {
    name: 'max-payment-attempts',
    variable: 'MAX_PAYMENT_ATTEMPTS',
    help: 'attempts without proof before a person has to look',
    example: '10',
  },
  {
    name: 'reissue-after-seconds',
    variable: 'REISSUE_AFTER_SECONDS',
    help: 'how long an invoice must stay dead before a new one is made',
    example: '600',
  },
  {
    name: 'lnbits-requests-per-minute',
    variable: 'LNBITS_REQUESTS_PER_MINUTE',
    help: 'the pace of requests to LNbits, below its own limit',
    example: '180',
  },
  {
    name: 'cooling-off-minutes',
    variable: 'COOLING_OFF_MINUTES',
    help: 'how long somebody who has no second person must wait before he can confirm',
    example: '10',
  },
  {
    name: 'four-eyes-above-sats',
    variable: 'FOUR_EYES_ABOVE_SATS',
    help: 'a cash-out that is processed by hand, or payments that are retried together, above so many sats need a second person',
    example: '5000000',
  },
  {
    name: 'l3-threshold-sats',
    variable: 'L3_THRESHOLD',
    help: 'an alert about so many sats or more calls the owner (level 3) at once; 0: never by amount alone',
    example: '1000000',
  },
  {
    name: 'quiet-hours',
    variable: 'QUIET_HOURS',
    help: "when what can wait makes no sound, in the operator's zone: 22:00-07:00, or off",
    example: '22:00-07:00',
  },
]

export interface EffectiveSetting extends SettingDefinition {
  readonly value: string
  readonly source: 'environment' | 'database' | 'default'
}

/** environment > database > default. A stored value that no longer fits is ignored in favour of the default. */
export function effectiveSettings(
  environment: ReadonlyMap<string, string>,
  stored: ReadonlyMap<string, string>,
): { settings: Settings; list: EffectiveSetting[] } {
  const chosen: Record<string, string> = {}
  const sources = new Map<string, EffectiveSetting['source']>()
  for (const { name } of SETTINGS) {
    const fromEnvironment = environment.get(name)
    const fromDatabase = stored.get(name)
    if (fromEnvironment !== undefined) chosen[name] = fromEnvironment
    else if (fromDatabase !== undefined && settingsSchema.shape[name].safeParse(fromDatabase).success)
      chosen[name] = fromDatabase
    sources.set(
      name,
      fromEnvironment !== undefined ? 'environment' : chosen[name] === undefined ? 'default' : 'database',
    )
  }
  const settings = settingsSchema.parse(chosen)
  const list = SETTINGS.map((definition) => ({
    ...definition,
    value: String(settings[definition.name]),
    source: sources.get(definition.name) ?? 'default',
  }))
  return { settings, list }
}

import { listed, say, type Text } from '../../engine/phrase.ts'
import assert from 'node:assert/strict'
import { Failure } from '../../engine/failure.ts'
import { type EffectiveSetting, SETTINGS, type SettingName, settingsSchema } from '../../engine/settings.ts'
import { fields, next, text } from '../answer.ts'
import { choice, text as words } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'
import { SOURCES } from '../status-words.ts'
import { recordedOr } from '../../engine/recorded.ts'

const NAMES = SETTINGS.map((setting) => setting.name)

export const command = actCommand({
  noun: 'config',
  verb: 'set',
  help: 'Change a setting while the bot runs; the environment, where it says something, wins',
  example: 'config set --name operator-timezone --value America/Guatemala',
  role: 'owner',
  confirm: 'C1',
  arguments: {
    name: { ...choice(NAMES, { help: 'which setting' }), completes: 'setting' },
    value: words({ help: 'the new value' }),
  },
  async preview(context, { name, value }) {
    const setting = changeable(context, name, value)
    return {
      what: say`Change the setting ${name}`,
      lines: [`${name}: ${setting.value} → ${value}`, listed(setting.help), ...consequences(name)],
      ...(NEEDS_TWO.has(name) ? { confirm: 'C4E' as const } : {}),
    }
  },
  async act(context, { name, value }) {
    const setting = changeable(context, name, value)
    await context.actions.setSetting(name, value)
    return {
      tone: 'good',
      heading: say`${name} is ${value} now`,
      blocks: [
        fields(
          [say`Before`, say`${setting.value} (${SOURCES[setting.source]})`],
          [say`Now`, say`${value} (${SOURCES.database})`],
        ),
        ...consequences(name).map(text),
        next('config show'),
      ],
      json: { name, before: setting.value, beforeSource: setting.source, value, source: 'database' },
    }
  },
})

/** Where the money comes from, how it is counted, and every limit that stands between a mistake and a payment. */
const NEEDS_TWO: ReadonlySet<string> = new Set([
  'commission-rule',
  'funding',
  'max-stuck-payment-hours',
  'max-payment-attempts',
  'reissue-after-seconds',
  'four-eyes-above-sats',
  'cooling-off-minutes',
])

function changeable({ settingsList }: LookContext, name: SettingName, value: string): EffectiveSetting {
  const setting = settingsList.find((candidate) => candidate.name === name)
  assert(setting, `the setting ${name} is listed`)
  if (setting.source === 'environment')
    throw new Failure(
      'refused',
      say`${setting.variable} is set in the environment, to ${setting.value}, and the environment wins: change it there and start again.`,
    )
  const parsed = settingsSchema.shape[name].safeParse(value)
  if (!parsed.success)
    throw new Failure(
      'usage',
      say`${name} ${recordedOr(parsed.error.issues[0]?.message ?? null, say`is not valid`)}, such as ${setting.example}; "${value}" was given.`,
    )
  return setting
}

const CONSEQUENCES: Readonly<Partial<Record<SettingName, Text>>> = {
  'commission-rule': say`Cash-outs that were taken in before keep the rule that they were taken in with.`,
  'operator-timezone': say`The daily limits of clients in fixed mode count by this zone from now on.`,
  funding: say`It counts for cash-outs that are distributed from now on.`,
}

function consequences(name: SettingName): Text[] {
  const sentence = CONSEQUENCES[name]
  return sentence === undefined ? [] : [sentence]
}

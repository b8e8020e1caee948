import assert from 'node:assert/strict'
import { Failure } from '../../engine/failure.ts'
import { type EffectiveSetting, SETTINGS, type SettingName, settingsSchema } from '../../engine/settings.ts'
import { fields, next, text } from '../answer.ts'
import { choice, text as words } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'

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
      what: `Change the setting ${name}`,
      lines: [`${name}: ${setting.value} → ${value}`, setting.help, ...consequences(name)],
    }
  },
  async act(context, { name, value }) {
    const setting = changeable(context, name, value)
    await context.actions.setSetting(name, value)
    return {
      tone: 'good',
      heading: `${name} is ${value} now`,
      blocks: [
        fields(['Before', `${setting.value} (${setting.source})`], ['Now', `${value} (database)`]),
        ...consequences(name).map(text),
        next('config show'),
      ],
      json: { name, before: setting.value, beforeSource: setting.source, value, source: 'database' },
    }
  },
})

function changeable({ settingsList }: LookContext, name: SettingName, value: string): EffectiveSetting {
  const setting = settingsList.find((candidate) => candidate.name === name)
  assert(setting, `the setting ${name} is listed`)
  if (setting.source === 'environment')
    throw new Failure(
      'refused',
      `${setting.variable} is set in the environment, to ${setting.value}, and the environment wins: change it there and start again.`,
    )
  const parsed = settingsSchema.shape[name].safeParse(value)
  if (!parsed.success)
    throw new Failure(
      'usage',
      `${name} ${parsed.error.issues[0]?.message ?? 'is not valid'}, such as ${setting.example}; "${value}" was given.`,
    )
  return setting
}

const CONSEQUENCES: Readonly<Partial<Record<SettingName, string>>> = {
  'commission-rule': 'Cash-outs that were taken in before keep the rule that they were taken in with.',
  'operator-timezone': 'The daily limits of clients in fixed mode count by this zone from now on.',
  funding: 'It counts for cash-outs that are distributed from now on.',
}

function consequences(name: SettingName): string[] {
  const sentence = CONSEQUENCES[name]
  return sentence === undefined ? [] : [sentence]
}

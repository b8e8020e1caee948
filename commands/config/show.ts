import { say, type Text } from '../../engine/phrase.ts'
import type { KeyInUse } from '../../engine/own-keys.ts'
import { walletName } from '../../engine/wallet-words.ts'
import { next, table, fields } from '../answer.ts'
import { lookCommand } from '../definition.ts'
import { maskedKey } from '../own-key.ts'
import { formatTime, iso } from '../../engine/format.ts'
import { onOff, SOURCES } from '../status-words.ts'
import { recorded } from '../../engine/recorded.ts'

export const command = lookCommand({
  noun: 'config',
  verb: 'show',
  help: 'The settings in force, each with where it comes from, and the switches',
  example: 'config show',
  role: 'operator',
  arguments: {},
  async look({ readings, probes, settingsList }) {
    const keys = await probes.ownKeys()
    const status = await readings.status()
    const columns = [say`Setting`, say`Value`, say`From`, say`Variable`]
    const rows = settingsList.map((setting) => [
      setting.name,
      setting.value,
      SOURCES[setting.source],
      setting.variable,
    ])
    return {
      tone: 'plain',
      heading: say`The settings in force`,
      blocks: [
        table(columns, rows, say`There are none.`),
        table(
          [say`Key`, say`Begins with`, say`From`, say`Since`, say`State`],
          keys.map(keyRow),
          say`There are none.`,
        ),
        fields(
          [say`Polling`, onOff(status.pollingEnabled)],
          [say`Payouts`, onOff(status.payoutsEnabled)],
          ...(status.pauseReason === null
            ? []
            : [[say`Paused because`, recorded(status.pauseReason)] as const]),
        ),
        next('config set --name operator-timezone --value America/Guatemala', 'check all'),
      ],
      json: {
        settings: settingsList.map(({ name, value, source, variable, help }) => ({
          name,
          value,
          source,
          variable,
          help,
        })),
        keys: keys.map(({ role, from, firstCharacters, onTrial, since, before, entered }) => ({
          role,
          from,
          key: maskedKey(firstCharacters),
          since: iso(since),
          onTrial,
          before: before === null ? null : maskedKey(before),
          entered: entered.map((key) => ({ keyId: key.id.toString(), key: maskedKey(key.firstCharacters) })),
        })),
        pollingEnabled: status.pollingEnabled,
        payoutsEnabled: status.payoutsEnabled,
        pauseReason: status.pauseReason,
        baselineAt: iso(status.baselineAt),
      },
    }
  },
})

const keyRow = (key: KeyInUse): Text[] => [
  walletName(key.role),
  maskedKey(key.firstCharacters),
  key.from === 'books' ? SOURCES.database : key.from === 'settings' ? SOURCES.environment : '–',
  key.since === null ? '–' : formatTime(key.since),
  stateOf(key),
]

function stateOf({ role, from, onTrial, before, entered: [waiting] }: KeyInUse): Text {
  if (waiting !== undefined)
    return say`${maskedKey(waiting.firstCharacters)} waits for: config rotate ${role} --use ${waiting.id}`
  if (onTrial) return say`on trial: ${maskedKey(before)} is kept until a payment has gone through`
  return from === 'none' ? say`not configured` : say`in use`
}

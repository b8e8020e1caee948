import { say } from '../../engine/phrase.ts'
import { next, table, fields } from '../answer.ts'
import { lookCommand } from '../definition.ts'
import { iso } from '../../engine/format.ts'
import { onOff, SOURCES } from '../status-words.ts'
import { recorded } from '../../engine/recorded.ts'

export const command = lookCommand({
  noun: 'config',
  verb: 'show',
  help: 'The settings in force, each with where it comes from, and the switches',
  example: 'config show',
  role: 'operator',
  arguments: {},
  async look({ readings, settingsList }) {
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
        pollingEnabled: status.pollingEnabled,
        payoutsEnabled: status.payoutsEnabled,
        pauseReason: status.pauseReason,
        baselineAt: iso(status.baselineAt),
      },
    }
  },
})

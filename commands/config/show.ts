import { next, table, fields } from '../answer.ts'
import { lookCommand } from '../definition.ts'
import { iso } from '../format.ts'

export const command = lookCommand({
  noun: 'config',
  verb: 'show',
  help: 'The settings in force, each with where it comes from, and the switches',
  example: 'config show',
  role: 'operator',
  arguments: {},
  async look({ readings, settingsList }) {
    const status = await readings.status()
    const columns = ['Setting', 'Value', 'From', 'Variable']
    const rows = settingsList.map((setting) => [
      setting.name,
      setting.value,
      setting.source,
      setting.variable,
    ])
    return {
      tone: 'plain',
      heading: 'The settings in force',
      blocks: [
        table(columns, rows, 'There are none.'),
        fields(
          ['Polling', status.pollingEnabled ? 'on' : 'OFF'],
          ['Payouts', status.payoutsEnabled ? 'on' : 'OFF'],
          ...(status.pauseReason === null ? [] : [['Paused because', status.pauseReason] as const]),
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

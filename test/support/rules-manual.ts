import type { LimitSpec, Rule } from '../../alerts/rule.ts'

const SIGNS = { critical: '🔴', high: '🟠', medium: '🟡', info: '🔵' } as const

const clean = (words: string): string => words.replaceAll('|', '\\|')

const limitLine = ([name, { default: value, least, most, unit, help, variable }]: [
  string,
  LimitSpec,
]): string =>
  `  - \`${name}\` ${help}: ${value} ${unit} (${least} to ${most})${variable === undefined ? '' : `, or \`${variable}\``}`

const respond = (minutes: number): string => {
  if (minutes === 0) return 'at once'
  if (minutes < 60) return `${minutes} min`
  return minutes <= 48 * 60 ? `${minutes / 60} h` : `${minutes / 1440} d`
}

function section(rule: Rule): string {
  const limits = Object.entries(rule.limits)
  return [
    `### ${SIGNS[rule.severity]} ${rule.id}`,
    '',
    `**${rule.title}.** ${rule.why}.`,
    '',
    `- Fires when ${rule.trigger}.`,
    `- An answer is due: ${respond(rule.respondMinutes)}. Runbook [${rule.runbook}](runbooks/${rule.runbook}.md).`,
    ...(rule.automatic === null ? [] : [`- By itself the bot ${rule.automatic}.`]),
    `- Over when ${rule.resolves}.`,
    ...(rule.inhibitedBy === undefined ? [] : [`- Not told while ${rule.inhibitedBy.join(' or ')} fires.`]),
    ...(limits.length === 0 ? [] : ['- Limits:', ...limits.map(limitLine)]),
    '',
  ].join('\n')
}

/** docs/alert-rules.md, out of the rules themselves. */
export const rulesManual = (rules: readonly Rule[]): string =>
  [
    '# Alert rules',
    '',
    `All ${rules.length} rules, as \`alert rules\` shows them with their values of the moment. How alerts are told:`,
    '[alerts.md](alerts.md). Change a limit with `alert set RULE LIMIT VALUE`.',
    '',
    '| | rule | what | answer due | runbook |',
    '|---|---|---|---|---|',
    ...rules.map(
      ({ id, severity, title, respondMinutes, runbook }) =>
        `| ${SIGNS[severity]} | [${id}](#-${id.toLowerCase()}) | ${clean(title)} | ${respond(respondMinutes)} | [${runbook}](runbooks/${runbook}.md) |`,
    ),
    '',
    ...rules.map(section),
  ].join('\n')

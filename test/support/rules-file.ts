/** A file of Prometheus' alerting rules, in the part of YAML in which ours is written; anything else is refused. */

export interface AlertingRule {
  readonly group: string
  readonly alert: string
  readonly expr: string
  readonly for: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

export function readRulesFile(text: string): AlertingRule[] {
  const rules: Record<string, unknown>[] = []
  let group = ''
  let block = 'labels'
  for (const [i, line] of text.split('\n').entries()) {
    const wrong = (): never => {
      throw new Error(`line ${i + 1} can't be read: ${line}`)
    }
    if (line === '' || line.startsWith('#') || line === 'groups:' || line === '    rules:') continue
    const [, indent = '', dash = '', key = '', written = ''] =
      /^( *)(- )?([a-z]+):(?: (.+))?$/.exec(line) ?? wrong()
    const place = indent.length + dash.length
    const rule = rules.at(-1)
    if (dash !== '' && place === 4 && key === 'name') group = valueOf(written, wrong)
    else if (dash !== '' && place === 8 && key === 'alert')
      rules.push({ group, alert: valueOf(written, wrong), labels: {}, annotations: {} })
    else if (dash !== '' || rule === undefined) wrong()
    else if (place === 8 && written === '') block = key
    else if (place === 8) rule[key] = valueOf(written, wrong)
    else if (place === 10) (rule[block] as Record<string, string>)[key] = valueOf(written, wrong)
    else wrong()
  }
  return rules as unknown as AlertingRule[]
}

/** As it stands, or in single quotes. Unquoted, YAML gives some signs a meaning. */
function valueOf(written: string, wrong: () => never): string {
  const quoted = /^'((?:[^']|'')*)'$/.exec(written)
  if (quoted !== null) return (quoted[1] ?? '').replaceAll("''", "'")
  return /^[\s'"{}[\]&*!|>%@`#,?-]|: | #|:$|\s$/.test(written) || written === '' ? wrong() : written
}

import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { createMetrics } from '../bot/metrics.ts'
import { loadCommands } from '../commands/catalogue.ts'
import { nameOf } from '../commands/definition.ts'
import { SEVERITIES } from '../engine/alerting.ts'
import { everything } from './bot/metric-readings.ts'
import { readExpression } from './support/promql.ts'
import { type AlertingRule, readRulesFile } from './support/rules-file.ts'

/** The rules and the dashboard in docs/monitoring rest on nothing but what /metrics exports. */

const read = (path: string): string => readFileSync(new URL(`../docs/${path}`, import.meta.url), 'utf8')

interface Target {
  readonly expr: string
  readonly legendFormat: string
  readonly refId: string
}
interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly Target[]
  readonly datasource?: { readonly uid: string }
}

let exported: ReadonlyMap<string, ReadonlySet<string>>
const rules = readRulesFile(read('monitoring/prometheus-rules.yml'))
const dashboard = JSON.parse(read('monitoring/grafana-dashboard.json')) as {
  readonly panels: readonly Panel[]
}
const shown = dashboard.panels.flatMap((panel) =>
  (panel.targets ?? []).map((target) => ({ panel: panel.title, ...target })),
)

beforeAll(async () => {
  exported = await exportedLabels()
})

/** Every metric with all of its labels, of a bot to which everything has happened. */
async function exportedLabels(): Promise<Map<string, Set<string>>> {
  const { readings, sources } = everything()
  const metrics = createMetrics(readings, { sandbox: false }, sources)
  metrics.countPoll('ok', 1)
  metrics.countPayment('completed', 1)
  metrics.countCheck('POLL_LATE', 'ok', 1)
  metrics.countMessage('discord', 'sent')
  const found = new Map<string, Set<string>>([['up', new Set()]])
  for (const line of (await metrics.text()).split('\n')) {
    const [, name, labels = ''] = /^([a-z_]+)(?:\{(.*)\})? \S+$/.exec(line) ?? []
    if (name === undefined) continue
    const names = [...labels.matchAll(/([a-z_]+)="/g)].map((match) => match[1] ?? '')
    found.set(name, new Set([...(found.get(name) ?? []), ...names]))
  }
  return found
}

/** Prometheus adds these to whatever it scrapes. */
const OF_EVERY_TARGET = ['job', 'instance']

/** What an expression names that nobody exports. */
function unknownIn(expression: string): string[] {
  const { selectors, groupedBy } = readExpression(expression)
  const problems = selectors.flatMap(({ metric, labels }) => {
    const known = exported.get(metric)
    if (known === undefined) return [metric]
    return labels.filter((label) => !known.has(label) && !OF_EVERY_TARGET.includes(label))
  })
  const grouped = groupedBy.filter((label) =>
    selectors.some(({ metric }) => exported.get(metric)?.has(label) !== true),
  )
  return [...problems, ...grouped, ...(selectors.length === 0 ? ['no metric at all'] : [])]
}

/** The labels that are left of an expression's result. */
function labelsOf(expression: string): Set<string> {
  const { selectors, groupedBy, isAggregated } = readExpression(expression)
  if (isAggregated) return new Set(groupedBy)
  return new Set([
    ...OF_EVERY_TARGET,
    ...selectors.flatMap(({ metric }) => [...(exported.get(metric) ?? [])]),
  ])
}

const namedIn = (words: string, form: RegExp): string[] =>
  [...words.matchAll(form)].map((match) => match[1] ?? '')

describe('the rules for Prometheus', () => {
  test('rest on metrics and labels that exist', () => {
    expect(rules.length).toBeGreaterThan(15)
    const wrong = rules.map(({ alert, expr }) => ({ alert, unknown: unknownIn(expr) }))
    expect(wrong.filter(({ unknown }) => unknown.length > 0)).toEqual([])
  })

  test('say only what is known when they fire', () => {
    const wordsOf = ({ annotations }: AlertingRule): string => Object.values(annotations).join(' ')
    const wrong = rules.flatMap((rule) =>
      namedIn(wordsOf(rule), /\$labels\.(\w+)/g)
        .filter((label) => !labelsOf(rule.expr).has(label))
        .map((label) => `${rule.alert}: ${label}`),
    )
    expect(wrong).toEqual([])
    const templates = rules.flatMap((rule) => namedIn(wordsOf(rule), /\{\{(.*?)\}\}/g))
    for (const template of templates)
      expect(template).toMatch(/^ (?:\$value(?: \| humanizeDuration)?|\$labels\.\w+) $/)
  })

  test('are complete, and each is called by a name of its own', () => {
    for (const rule of rules) {
      expect(rule.for, rule.alert).toMatch(/^\d+[mh]$/)
      expect(SEVERITIES, rule.alert).toContain(rule.labels['severity'])
      expect(Object.keys(rule.annotations), rule.alert).toEqual(['summary', 'description', 'runbook'])
      expect(rule.annotations['runbook'], rule.alert).toMatch(/^R(?:[0-9]|10)$/)
    }
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  })

  test('name commands that exist', async () => {
    const known = (await loadCommands()).map(nameOf)
    const said = rules.flatMap(({ annotations }) =>
      namedIn(annotations['description'] ?? '', /"([a-z]+ [a-z]+)/g),
    )
    expect(said.length).toBeGreaterThan(5)
    for (const command of said) expect(known).toContain(command)
  })
})

describe('the dashboard for Grafana', () => {
  test('rests on metrics and labels that exist', () => {
    expect(shown.length).toBeGreaterThan(30)
    const wrong = shown.map(({ panel, expr, legendFormat }) => ({
      panel,
      unknown: [
        ...unknownIn(expr),
        ...namedIn(legendFormat, /\{\{(\w+)\}\}/g).filter((label) => !labelsOf(expr).has(label)),
      ],
    }))
    expect(wrong.filter(({ unknown }) => unknown.length > 0)).toEqual([])
  })

  test('keeps the bounds of histograms where it asks for their quantiles', () => {
    const quantiles = shown.filter(({ expr }) => expr.includes('histogram_quantile'))
    expect(quantiles.length).toBeGreaterThan(2)
    for (const { expr } of quantiles) expect(readExpression(expr).groupedBy).toContain('le')
  })

  test('can be imported: ids of their own, no panel upon another, one data source to choose', () => {
    const { panels } = dashboard
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    for (const [i, { gridPos: a, title }] of panels.entries()) {
      expect(a.x + a.w, title).toBeLessThanOrEqual(24)
      for (const { gridPos: b } of panels.slice(i + 1))
        expect(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y, title).toBe(true)
    }
    const sources = panels.filter(({ type }) => type !== 'row').map(({ datasource }) => datasource?.uid)
    expect(new Set(sources)).toEqual(new Set(['${datasource}']))
  })
})

describe('nothing is forgotten', () => {
  test('every metric is shown on the dashboard or watched by a rule', () => {
    const used = new Set(
      [...rules, ...shown].flatMap(({ expr }) => readExpression(expr).selectors.map(({ metric }) => metric)),
    )
    const family = (name: string): string => name.replace(/_(?:bucket|sum|count)$/, '')
    const families = new Set([...used].map(family))
    expect([...exported.keys()].filter((name) => !families.has(family(name)))).toEqual([])
  })

  test('docs/monitoring.md names every metric', () => {
    const page = read('monitoring.md')
    const families = new Set([...exported.keys()].map((name) => name.replace(/_(?:bucket|sum|count)$/, '')))
    families.delete('up')
    expect([...families].filter((name) => !page.includes(`\`${name}\``))).toEqual([])
    const said = new Set(namedIn(page, /`(satmachine_[a-z_]+)`/g))
    expect([...said].filter((name) => !families.has(name))).toEqual([])
  })
})

describe('the test itself notices', () => {
  test.each([
    ['a metric that nobody exports', 'sum(satmachine_nothing)', ['satmachine_nothing']],
    ['a label that it has not', 'satmachine_payments{colour="red"} > 0', ['colour']],
    ['a group that it has not', 'sum by (rule) (satmachine_payments)', ['rule']],
    ['a number alone', '1 > 0', ['no metric at all']],
  ])('%s', (_, expression, unknown) => {
    expect(unknownIn(expression)).toEqual(unknown)
  })

  test.each([
    'sum(satmachine_payments',
    'sum)(',
    'rate satmachine_payments',
    'a{b}',
    'a{b="c" d="e"}',
    'a ? b',
    'a[5]',
  ])('that %s is no expression', (expression) => {
    expect(() => readExpression(expression)).toThrow("can't be read")
  })

  test.each(['groups:\n  - name: a: b\n', 'x\n', '    rules: # y\n  - nome: z\n', "        - alert: 'x\n"])(
    'that %j is no file of rules',
    (text) => {
      expect(() => readRulesFile(text)).toThrow("can't be read")
    },
  )
})

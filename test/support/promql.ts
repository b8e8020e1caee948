/** Reads an expression of Prometheus as far as it takes to know which metrics and labels it rests on. */

export interface ReadExpression {
  readonly selectors: readonly { readonly metric: string; readonly labels: readonly string[] }[]
  /** Labels in by(…), on(…) and their like. */
  readonly groupedBy: readonly string[]
  /** Some aggregation keeps only what it groups by. */
  readonly isAggregated: boolean
}

const AGGREGATORS = new Set(['sum', 'min', 'max', 'avg', 'count'])
/** These keep the labels of what they are given. */
const FUNCTIONS = new Set([
  'rate',
  'increase',
  'absent',
  'time',
  'histogram_quantile',
  'topk',
  'floor',
  'abs',
])
const GROUPINGS = new Set(['by', 'without', 'on', 'ignoring'])
const OPERATORS = new Set(['and', 'or', 'unless', 'bool'])

const TOKEN =
  /\s+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\[(?:\d+[smhdw]|\$__rate_interval)\]|\d+(?:\.\d+)?|[a-zA-Z_:][\w:]*|[=!<>]=|=~|!~|[-+*/(){},<>=]/y

function tokensOf(expression: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < expression.length) {
    const at = TOKEN.lastIndex
    const token = TOKEN.exec(expression)?.[0]
    if (token === undefined) throw new Error(`"${expression}" can't be read at "${expression.slice(at)}"`)
    if (token.trim() !== '') tokens.push(token)
  }
  return tokens
}

const isName = (token: string | undefined): token is string =>
  token !== undefined && /^[a-zA-Z_:]/.test(token)

/** Throws for what it does not know: a word, a sign, a bracket that nothing closes. */
export function readExpression(expression: string): ReadExpression {
  const tokens = tokensOf(expression)
  const selectors: { metric: string; labels: string[] }[] = []
  const groupedBy: string[] = []
  let isAggregated = false
  let depth = 0
  let at = 0
  const fail = (): never => {
    throw new Error(`"${expression}" can't be read at "${tokens.slice(at).join(' ')}"`)
  }
  const take = (wanted: string): void => void (tokens[at++] === wanted || fail())

  function labelsIn(close: string, read: () => void): void {
    while (tokens[at] !== close) {
      read()
      if (tokens[at] === ',') at += 1
      else if (tokens[at] !== close) fail()
    }
    take(close)
  }

  function readGrouping(): void {
    at += 1
    take('(')
    labelsIn(')', () => {
      const label = tokens[at++]
      if (!isName(label)) return fail()
      groupedBy.push(label)
    })
  }

  function readSelector(metric: string): void {
    const labels: string[] = []
    at += 1
    if (tokens[at] === '{') {
      at += 1
      labelsIn('}', () => {
        const [label, sign, value] = tokens.slice(at, at + 3)
        if (!isName(label) || !/^(?:=|!=|=~|!~)$/.test(sign ?? '') || !/^["']/.test(value ?? ''))
          return fail()
        labels.push(label)
        at += 3
      })
    }
    if (tokens[at]?.startsWith('[') === true) at += 1
    selectors.push({ metric, labels })
  }

  while (at < tokens.length) {
    const token = tokens[at] ?? ''
    if (token === '(') depth += 1
    if (token === ')') depth -= 1
    if (depth < 0) fail()
    if (!isName(token)) at += 1
    else if (AGGREGATORS.has(token)) {
      isAggregated = true
      at += 1
    } else if (FUNCTIONS.has(token)) {
      at += 1
      if (tokens[at] !== '(') fail()
    } else if (GROUPINGS.has(token)) readGrouping()
    else if (OPERATORS.has(token)) at += 1
    else readSelector(token)
  }
  if (depth !== 0) fail()
  return { selectors, groupedBy, isAggregated }
}

/** Reads the texts that can be translated out of a source: what stands in say`…`, listed('…') and formatCount(…, '…'). */

export interface Found {
  readonly line: number
  /** The key of the translation: 'Deposit #{0} of {1} is confirmed', or a noun. */
  readonly key: string
  readonly kind: 'sentence' | 'noun'
}

type Token =
  | { readonly kind: 'code'; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly text: string; readonly at: number }
  | {
      readonly kind: 'template'
      readonly parts: readonly string[]
      readonly inside: readonly Token[][]
      readonly at: number
    }

/** Every text of a source file, also those that stand inside the values of others. */
export function textsIn(source: string): Found[] {
  const lineOf = (at: number): number => source.slice(0, at).split('\n').length
  return foundIn(new Reader(source).tokens()).map(({ at, ...found }) => ({ line: lineOf(at), ...found }))
}

/** Every string and template of a source, said or not, and in one where they are added up: what may come back from the books. */
export function sentencesIn(source: string): string[] {
  const within = (tokens: readonly Token[]): string[] =>
    addedUp(tokens).flatMap(({ parts, inside }) => [keyOf(parts), ...inside.flatMap(within)])
  return within(new Reader(source).tokens())
}

interface Words {
  readonly parts: readonly string[]
  readonly inside: readonly (readonly Token[])[]
}

/** 'a ' + `b ${c}` is one sentence. */
function addedUp(tokens: readonly Token[]): Words[] {
  const found: Words[] = []
  tokens.forEach((token, i) => {
    if (token.kind === 'code') return
    const words: Words =
      token.kind === 'string'
        ? { parts: [token.text], inside: [] }
        : { parts: token.parts, inside: token.inside }
    const between = tokens[i - 1]
    const before = found.at(-1)
    const isMore = between?.kind === 'code' && /^\s*\+\s*$/.test(between.text) && i >= 2
    if (!isMore || before === undefined) return void found.push(words)
    const last = before.parts.at(-1) ?? ''
    found[found.length - 1] = {
      parts: [...before.parts.slice(0, -1), last + (words.parts[0] ?? ''), ...words.parts.slice(1)],
      inside: [...before.inside, ...words.inside],
    }
  })
  return found
}

const keyOf = (parts: readonly string[]): string =>
  parts.reduce((words, part, n) => `${words}{${n - 1}}${part}`)

type Place = Omit<Found, 'line'> & { readonly at: number }

function foundIn(tokens: readonly Token[]): Place[] {
  return tokens.flatMap((token, i): Place[] => {
    const before = tokens[i - 1]
    const lead = before?.kind === 'code' ? before.text : ''
    if (token.kind === 'template') {
      const inside = token.inside.flatMap(foundIn)
      if (!/\bsay$/.test(lead)) return inside
      const key = keyOf(token.parts)
      return [{ at: token.at, key, kind: 'sentence' }, ...inside]
    }
    if (token.kind === 'string') {
      if (/\blisted\(\s*$/.test(lead)) return [{ at: token.at, key: token.text, kind: 'sentence' }]
      if (isNoun(tokens, i)) return [{ at: token.at, key: token.text, kind: 'noun' }]
    }
    return []
  })
}

/** Whether this string is the last argument of a formatCount( that opened before it. */
function isNoun(tokens: readonly Token[], at: number): boolean {
  const after = tokens[at + 1]
  if (after?.kind !== 'code' || !/^\s*,?\s*\)/.test(after.text)) return false
  let open = 0
  for (let i = at - 1; i >= 0; i--) {
    const token = tokens[i]
    if (token?.kind !== 'code') continue
    for (let c = token.text.length - 1; c >= 0; c--) {
      const sign = token.text[c]
      if (sign === ')') open += 1
      if (sign === '(' && open-- === 0) return /\bformatCount\s*$/.test(token.text.slice(0, c))
    }
  }
  return false
}

class Reader {
  private readonly source: string
  private at = 0
  constructor(source: string) {
    this.source = source
  }

  /** Up to the end, or to the brace that closes the ${ in which we are. */
  tokens(nested = false): Token[] {
    const tokens: Token[] = []
    let code = ''
    let from = this.at
    let braces = 0
    const flush = (): void => {
      if (code !== '') tokens.push({ kind: 'code', text: code, at: from })
      code = ''
    }
    while (this.at < this.source.length) {
      const sign = this.source[this.at] ?? ''
      if (this.skipComment() || this.skipPattern(code)) continue
      if (sign === "'" || sign === '"' || sign === '`') {
        flush()
        tokens.push(sign === '`' ? this.template() : this.quoted(sign))
        from = this.at
        continue
      }
      if (nested && sign === '}' && braces === 0) break
      braces += sign === '{' ? 1 : sign === '}' ? -1 : 0
      code += sign
      this.at += 1
    }
    flush()
    return tokens
  }

  private skipComment(): boolean {
    const comment = /^(?:\/\/[^\n]*|\/\*[\s\S]*?\*\/)/.exec(this.source.slice(this.at, this.at + 4000))
    this.at += comment?.[0].length ?? 0
    return comment !== null
  }

  /** A regular expression may hold quotes that open nothing. */
  private skipPattern(before: string): boolean {
    if (this.source[this.at] !== '/' || !/(?:^|[=(,:!&|?;{}[\n]|return|=>)\s*$/.test(before)) return false
    const pattern = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/.exec(this.source.slice(this.at))
    this.at += pattern?.[0].length ?? 0
    return pattern !== null
  }

  private quoted(quote: string): Token {
    const at = this.at
    let text = ''
    for (this.at += 1; this.source[this.at] !== quote; ) text += this.character()
    this.at += 1
    return { kind: 'string', text, at }
  }

  private template(): Token {
    const at = this.at
    const parts = ['']
    const inside: Token[][] = []
    for (this.at += 1; this.source[this.at] !== '`'; ) {
      if (this.source.startsWith('${', this.at)) {
        this.at += 2
        inside.push(this.tokens(true))
        this.at += 1
        parts.push('')
      } else parts[parts.length - 1] += this.character()
    }
    this.at += 1
    return { kind: 'template', parts, inside, at }
  }

  /** The next character as it is meant: '\n' is a new line, '\`' a backtick. */
  private character(): string {
    if (this.at >= this.source.length) throw new Error('a string or template does not end')
    const written = /^(?:\\u\{[0-9a-fA-F]+\}|\\u[0-9a-fA-F]{4}|\\[\s\S]|[\s\S])/.exec(
      this.source.slice(this.at, this.at + 12),
    )
    const found = written?.[0] ?? ''
    this.at += found.length
    if (!found.startsWith('\\')) return found
    if (found.startsWith('\\u'))
      return String.fromCodePoint(Number.parseInt(found.replace(/[\\u{}]/g, ''), 16))
    return { n: '\n', t: '\t' }[found[1] ?? ''] ?? found[1] ?? ''
  }
}

/** Telegram's reading of its HTML: the words that are shown, and which of them are styled. */

export interface Entity {
  readonly type: string
  readonly offset: number
  readonly length: number
  readonly url?: string
}
export type ParsedHtml =
  | {
      readonly ok: true
      readonly text: string
      readonly entities: readonly Entity[]
      readonly loose: string[]
    }
  | { readonly ok: false; readonly error: string }

const TYPES: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  a: 'text_link',
}
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }
const TOKEN = /<[^>]*>?|&[#\w]*;?|[^<&]+/g

/** `loose` names what Telegram would forgive and we don't: an ampersand that is none of its four, styles inside code. */
export function parseHtml(html: string): ParsedHtml {
  let text = ''
  const entities: Entity[] = []
  const loose: string[] = []
  const open: { name: string; offset: number; url?: string }[] = []
  for (const { 0: token, index } of html.matchAll(TOKEN)) {
    if (token.startsWith('&')) {
      const read = readEntity(token)
      if (read === null) loose.push(`a bare ampersand: ${token}`)
      text += read ?? token
    } else if (!token.startsWith('<')) text += token
    else {
      const error = readTag(token, index)
      if (error !== null) return { ok: false, error: `Bad Request: can't parse entities: ${error}` }
    }
  }
  const left = open.at(-1)
  if (left !== undefined)
    return {
      ok: false,
      error: `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "${left.name}"`,
    }
  return { ok: true, text, entities, loose }

  function readTag(token: string, index: number): string | null {
    const tag = /^<(\/?)([a-z-]+)((?:\s+[a-z]+="[^"]*")*)\s*>$/i.exec(token)
    if (tag === null) return `Unsupported start tag "${token.slice(1, 10)}" at byte offset ${index}`
    const [, slash, written = '', attributes = ''] = tag
    const name = written.toLowerCase()
    if (TYPES[name] === undefined) return `Unsupported start tag "${name}" at byte offset ${index}`
    if (slash === '') {
      if (open.some((outer) => outer.name === 'pre' || outer.name === 'code'))
        loose.push(`<${name}> inside code`)
      const url = /href="([^"]*)"/.exec(attributes)?.[1]
      open.push({ name, offset: text.length, ...(url === undefined ? {} : { url }) })
      return null
    }
    const start = open.pop()
    if (start?.name !== name)
      return `Unmatched end tag at byte offset ${index}, expected "${start?.name ?? ''}"`
    const length = text.length - start.offset
    if (length > 0)
      entities.push({
        type: TYPES[name] ?? name,
        offset: start.offset,
        length,
        ...(start.url === undefined ? {} : { url: start.url }),
      })
    return null
  }
}

function readEntity(token: string): string | null {
  const named = /^&(\w+);$/.exec(token)?.[1]
  if (named !== undefined && NAMED[named] !== undefined) return NAMED[named]
  const number = /^&#(\d{1,7});$/.exec(token)?.[1]
  return number === undefined ? null : String.fromCodePoint(Number(number))
}

/** Telegram takes blanks from both ends, and moves the entities along. */
export function trimmed(parsed: Extract<ParsedHtml, { ok: true }>): { text: string; entities: Entity[] } {
  const text = parsed.text.trim()
  const shift = parsed.text.length - parsed.text.trimStart().length
  const entities = parsed.entities
    .map((entity) => {
      const start = Math.max(0, entity.offset - shift)
      const end = Math.min(text.length, entity.offset - shift + entity.length)
      return { ...entity, offset: start, length: end - start }
    })
    .filter((entity) => entity.length > 0)
    .sort((a, b) => a.offset - b.offset || b.length - a.length)
  return { text, entities }
}

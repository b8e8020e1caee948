/** Bodies of requests as Telegram takes them: JSON, forms, and forms with files. */

export interface Upload {
  readonly field: string
  readonly name: string
  readonly bytes: Buffer
}
export interface ReadBody {
  readonly parameters: Record<string, unknown>
  readonly uploads: readonly Upload[]
}

export function readBody(contentType: string, body: Buffer): ReadBody {
  if (body.length === 0) return { parameters: {}, uploads: [] }
  if (contentType.startsWith('application/json'))
    return { parameters: JSON.parse(body.toString('utf8')) as Record<string, unknown>, uploads: [] }
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    return { parameters: typed(Object.fromEntries(new URLSearchParams(body.toString('utf8')))), uploads: [] }
  const boundary = /boundary=([^;]+)/.exec(contentType)?.[1]
  if (boundary === undefined) throw new Error(`a body of an unknown kind: ${contentType}`)
  return readParts(body, boundary)
}

function readParts(body: Buffer, boundary: string): ReadBody {
  const written: Record<string, string> = {}
  const uploads: Upload[] = []
  for (const part of partsOf(body, Buffer.from(`--${boundary}`))) {
    const end = part.indexOf('\r\n\r\n')
    const heads = part.subarray(0, end).toString('utf8')
    const bytes = part.subarray(end + 4)
    const field = /name="([^"]*)"/.exec(heads)?.[1] ?? ''
    const name = /filename="([^"]*)"/.exec(heads)?.[1]
    if (name === undefined) written[field] = bytes.toString('utf8')
    else uploads.push({ field, name, bytes: Buffer.from(bytes) })
  }
  return { parameters: typed(written), uploads }
}

function partsOf(body: Buffer, mark: Buffer): Buffer[] {
  const parts: Buffer[] = []
  let at = body.indexOf(mark)
  while (at !== -1) {
    const next = body.indexOf(mark, at + mark.length)
    if (next === -1) break
    // Between the marks: a line break, the part, a line break.
    parts.push(body.subarray(at + mark.length + 2, next - 2))
    at = next
  }
  return parts
}

const INTEGERS = new Set([
  'chat_id',
  'message_id',
  'message_thread_id',
  'offset',
  'limit',
  'timeout',
  'user_id',
])
/** In a form the words true and false stand for what they mean. */
const FLAGS = new Set(['disable_notification', 'protect_content'])
const NESTED = new Set([
  'reply_markup',
  'reply_parameters',
  'entities',
  'commands',
  'scope',
  'media',
  'allowed_updates',
])

/** In a form everything is a string; Telegram reads numbers, flags and nested objects out of it. */
const typed = (written: Readonly<Record<string, string>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(written)
      // telegraf names the method once more inside its forms.
      .filter(([name]) => name !== 'method')
      .map(([name, value]) => [name, valueOf(name, value)]),
  )

function valueOf(name: string, value: string): unknown {
  if (INTEGERS.has(name) && /^-?\d+$/.test(value)) return Number(value)
  if (FLAGS.has(name) && /^(?:true|false)$/.test(value)) return value === 'true'
  return NESTED.has(name) ? JSON.parse(value) : value
}

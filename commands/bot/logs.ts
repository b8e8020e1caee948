import { createHash } from 'node:crypto'
import { say } from '../../engine/phrase.ts'
import { type Block, type FileBlock, lines, next, text } from '../answer.ts'
import { choice, count, optional, text as words, withDefault } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { formatCount } from '../../engine/format.ts'

/** What is read on a telephone; the rest is in the file. */
const SHOWN_CHARACTERS = 2500

export const command = lookCommand({
  noun: 'bot',
  verb: 'logs',
  help: "The newest lines of the bot's log, without secrets",
  example: 'bot logs errors',
  role: 'operator',
  arguments: {
    pattern: optional(
      choice(['errors', 'processor', 'payments', 'ssh', 'wallet'], {
        help: 'only lines about this',
        positional: true,
      }),
    ),
    grep: optional(words({ help: 'only lines that hold these words' })),
    lines: withDefault(count({ help: 'how many lines at most', least: 1, most: 500 }), 50),
  },
  async look({ host, asker, now }, { pattern, grep, lines: limit }) {
    const found = await host.logLines({ pattern, grep, limit })
    return {
      tone: 'plain',
      heading:
        found.length === 0
          ? say`No line of the log fits`
          : say`${formatCount(found.length, 'line')} of the log, the newest last`,
      blocks: [
        ...(asker.identity.platform === 'terminal' ? [lines(found)] : chatBlocks(found, now)),
        next('bot logs errors', 'check all'),
      ],
      json: { lines: [...found] },
    }
  },
})

/** In a chat the file makes the whole answer private, and holds what does not fit. */
function chatBlocks(found: readonly string[], now: Date): Block[] {
  if (found.length === 0) return []
  const shown: string[] = []
  let left = SHOWN_CHARACTERS
  for (const line of found.toReversed()) {
    left -= line.length + 1
    if (left < 0) break
    shown.unshift(line)
  }
  const more = shown.length < found.length ? [text(say`The file has all of them.`)] : []
  return [lines(shown), ...more, fileOf(found, now)]
}

function fileOf(found: readonly string[], now: Date): FileBlock {
  const bytes = Buffer.from(`${found.join('\n')}\n`)
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  const stamp = now
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\d\d\.\d{3}Z$/, 'Z')
  return {
    kind: 'file',
    name: `logs_${stamp}_${hash}.txt`,
    mediaType: 'text/plain; charset=utf-8',
    bytes,
    private: true,
  }
}

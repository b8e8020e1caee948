import type { Charts } from '../../commands/charts.ts'
import type { Papers, StatementOrder } from '../../commands/papers.ts'
import { sentenceOf } from '../../engine/failure.ts'
import { localDay } from '../../engine/local-time.ts'
import { type PaperBlock, writeMarkdown } from '../../engine/incidents/paper.ts'
import { type Voice, write } from '../../engine/phrase.ts'
import { bannerOf } from '../banner.ts'
import type { Drawing } from '../charts/drawing.ts'
import type { ChatParts } from '../chat/parts.ts'
import { isOver, writePaper } from './write-paper.ts'

export interface PaperParts extends Pick<ChatParts, 'voiceFor' | 'sandbox' | 'drill' | 'log'> {
  readonly chartsFor: (voice: Voice, now: Date) => Pick<Charts, 'client'>
  readonly drawing: Pick<Drawing, 'print'>
}

/** Prints for a client in his language, with his full name; writes for whoever reads. */
export const createPapers = (parts: PaperParts): Papers => ({
  async statement(order) {
    const voice = parts.voiceFor(order.language, { timeZone: order.timeZone, names: 'full' })
    const picture = await pictureOf(parts, order, voice)
    const banner = bannerOf(parts)
    return parts.drawing.print(writePaper(order, voice, { picture, banner }))
  },
  markdown(paper, { language, ...place }) {
    const banner = bannerOf(parts)
    const whole: readonly PaperBlock[] = banner === null ? paper : [{ kind: 'text', text: banner }, ...paper]
    return writeMarkdown(whole, parts.voiceFor(language, place))
  },
  words: (text, { language, ...place }) => write(text, parts.voiceFor(language, place)),
})

/** How his bitcoin grew in the month. A statement without its picture is better than none. */
async function pictureOf(
  { chartsFor, log }: PaperParts,
  order: StatementOrder,
  voice: Voice,
): Promise<Uint8Array | null> {
  const { client, month, statement, now, timeZone } = order
  if (statement.gatheredSoFarMsat === 0n || statement.since > now) return null
  const until = localDay(isOver(order) ? new Date(statement.until.getTime() - 1) : now, timeZone)
  const days = Number(until.slice(8))
  try {
    return (await chartsFor(voice, now).client(client, { days, until, theme: 'light' })).png
  } catch (thrown) {
    log.warn({ month, reason: sentenceOf(thrown) }, 'a statement is printed without its picture')
    return null
  }
}

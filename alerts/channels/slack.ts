import { joined, say, type Text, type Voice, write } from '../../engine/phrase.ts'
import type { Channel, Sent } from '../channel.ts'
import { lookOf } from '../compose-look.ts'
import type { AlertMessage } from '../message.ts'
import {
  clipText,
  closingTexts,
  commandLines,
  harmless,
  leadTexts,
  pictureTexts,
  plainLine,
  zoneText,
} from '../plain.ts'
import { post } from '../post.ts'
import { asSent, never, type Receiver, verdictOf } from '../verdict.ts'

export interface SlackOptions {
  /** Addresses of incoming webhooks by their number in ALERT_WEBHOOK. */
  readonly urls: ReadonlyMap<string, string>
  readonly voice: () => Voice | Promise<Voice>
  readonly now: () => Date
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 10_000
/** What Slack takes at most. */
const MOST_HEADER = 150
const MOST_SECTION = 3000

/** Slack's incoming webhooks. What was sent there can't be edited. */
export function createSlackChannel(options: SlackOptions): Channel {
  return {
    kind: 'slack',
    isChat: false,
    addresses: [...options.urls.keys()],
    send: (address, message, { signal }) =>
      asSent(async (): Promise<Sent> => {
        const url = options.urls.get(address)
        if (url === undefined) return never(say`ALERT_WEBHOOK has no address no. ${address} of Slack.`)
        const outcome = await post({
          url,
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(slackBody(message, await options.voice())),
          timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
          signal,
        })
        const verdict = verdictOf(outcome, receiverOf(address), options.now())
        if (verdict.kind !== 'accepted') return verdict
        // Slack says "ok" and nothing else; a page here is of something in between.
        if (verdict.answer.body.trim() === 'ok') return { kind: 'sent', posted: null }
        return {
          kind: 'unknown',
          why: say`What answered for ALERT_WEBHOOK no. ${address} is not Slack: whether the message arrived is not known.`,
        }
      }),
  }
}

const receiverOf = (address: string): Receiver => ({
  name: 'Slack',
  variable: `ALERT_WEBHOOK (no. ${address})`,
  whenRefused: say`make a new incoming webhook in Slack and put its address into ALERT_WEBHOOK (no. ${address}).`,
})

/** The message in Slack's blocks, with the two lines as text for notifications. */
export function slackBody(message: AlertMessage, voice: Voice): object {
  const marked = slackVoice(voice)
  const words = (text: Text): string => write(text, marked).trim()
  const heading = plainLine(message.heading, voice)
  const lead = leadTexts(message).map(words).join('\n')
  const sections = message.sections.map(([title, text]) => sectionOf(`*${words(title)}*\n${words(text)}`))
  const commands = commandLines(message).map((line) => `\`${escapeSlack(line).replaceAll('`', "'")}\``)
  const closing = [...closingTexts(message), zoneText(voice)]
  return {
    text: `${escapeSlack(heading)}\n${lead}`,
    unfurl_links: false,
    unfurl_media: false,
    attachments: [
      {
        color: lookOf(message).colour,
        blocks: [
          { type: 'header', text: { type: 'plain_text', text: clipText(heading, MOST_HEADER), emoji: true } },
          ...(heading.length > MOST_HEADER ? [sectionOf(escapeSlack(heading))] : []),
          sectionOf(message.lines === undefined ? `*${lead}*` : lead),
          ...pictureTexts(message).map((alt) => sectionOf(words(alt))),
          ...sections,
          // Slack refuses a message in which one text is empty.
          ...(commands.length === 0 ? [] : [sectionOf(commands.join(' · '))]),
          {
            type: 'context',
            elements: [
              { type: 'mrkdwn', text: clipText(words(joined(closing, ' · ')), MOST_SECTION), verbatim: true },
            ],
          },
        ],
      },
    ],
  }
}

const sectionOf = (text: string): object => ({
  type: 'section',
  text: { type: 'mrkdwn', text: clipText(text, MOST_SECTION), verbatim: true },
})

/** With these three characters Slack's mentions and links are made; the rest is at worst bold. */
const escapeSlack = (words: string): string =>
  harmless(words).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const slackVoice = (voice: Voice): Voice => ({
  locale: voice.locale,
  timeZone: voice.timeZone,
  names: voice.names,
  translate: (template) => voice.translate(template),
  escape: escapeSlack,
})

import { formatShortTime } from '../engine/format.ts'
import { joined, type Phrase, say, type Text, type Voice, write } from '../engine/phrase.ts'
import type { AlertMessage } from './message.ts'

/** Control characters except the line break, and marks that turn the direction of writing: other people's words steer nothing. */
const STEERING =
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what is taken out
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/g

export const harmless = (words: string): string =>
  words.replace(STEERING, ' ').replaceAll(/\p{Surrogate}/gu, '\ufffd')

/** Written without markup, on as many lines as it has. */
export const plainWords = (text: Text, voice: Voice): string => harmless(write(text, voice)).trim()

/** Written without markup, on one line: headings, subjects, labels. */
export const plainLine = (text: Text, voice: Voice): string => plainWords(text, voice).replaceAll(/\s+/g, ' ')

/** The clock and the runbook, which chats show in ways of their own. */
export function closingTexts({ clock, runbook }: AlertMessage): Text[] {
  return [
    ...(clock === null ? [] : [say`An answer is due by ${formatShortTime(clock)}`]),
    ...(runbook === null ? [] : [say`Runbook: ${runbook}`]),
  ]
}

/** What the times of a message mean, where no platform writes them in the reader's own zone. */
export const zoneText = (voice: Voice): Phrase => say`Times are those of ${voice.timeZone}.`

/** The command lines, for whoever has no buttons. */
export const commandLines = ({ buttons }: AlertMessage): string[] => buttons.map(({ line }) => line)

/** What stands below the heading, a text a line. */
export const leadTexts = ({ lead, lines = [] }: Pick<AlertMessage, 'lead' | 'lines'>): Text[] => [
  lead,
  ...lines,
]

/** What a picture shows, for whoever can't be shown it. */
export const pictureTexts = ({ image }: AlertMessage): Text[] => (image === undefined ? [] : [image.alt])

/** The whole message as plain text: the two lines that count first. */
export function plainText(message: AlertMessage, voice: Voice): string {
  const sections = message.sections.map(([title, words]) => {
    // Indented, so that a line from outside can't look like one of ours.
    const lines = plainWords(words, voice)
      .split('\n')
      .filter((line) => line.trim() !== '')
    return `${plainLine(title, voice)}:${lines.length > 1 ? '\n  ' : ' '}${lines.join('\n  ')}`
  })
  const commands = commandLines(message)
  const next = commands.length === 0 ? [] : [joined([say`Commands:`, ` ${commands.join(' · ')}`])]
  const closing = [...closingTexts(message), ...next, zoneText(voice)].map((text) => plainLine(text, voice))
  return [
    plainLine(message.heading, voice),
    ...leadTexts(message).map((text) => plainLine(text, voice)),
    '',
    ...pictureTexts(message).flatMap((text) => [plainLine(text, voice), '']),
    ...sections,
    ...(sections.length === 0 ? [] : ['']),
    ...closing,
    '',
  ].join('\n')
}

const CHARACTERS = new Intl.Segmenter()

/** At most so many UTF-16 units, cut between what a person calls characters, with an ellipsis where something is missing. */
export function clipText(text: string, limit: number): string {
  if (text.length <= limit) return text
  let kept = ''
  // A little more than fits: what follows may belong to the last character.
  for (const { segment } of CHARACTERS.segment(text.slice(0, limit + 64))) {
    if (kept.length + segment.length > limit - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

const ICONS = /[\p{Extended_Pictographic}\u{fe0f}\u{200d}]\s*/gu

/** A message for a telephone: the two lines without icons, and how to answer. */
export function shortText(message: AlertMessage, voice: Voice, limit: number): string {
  // What there is to answer comes whole, whatever else has to be cut.
  const answer = commandLines(message).slice(0, 1)
  const heading = plainLine(message.heading, voice).replaceAll(ICONS, '')
  const lead = plainLine(message.lead, voice).replaceAll(ICONS, '')
  const room = limit - answer.join('').length - 2
  const first = clipText(heading, Math.max(Math.floor(room * 0.6), room - lead.length))
  return [first, clipText(lead, room - first.length), ...answer].join('\n')
}

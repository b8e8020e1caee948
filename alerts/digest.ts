import type { DigestFigures, Need } from '../engine/digest-figures.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { say, type Text, type Voice, write } from '../engine/phrase.ts'
import { digestJson } from './digest-json.ts'
import {
  alertLine,
  bookLines,
  byWeight,
  clipped,
  type DigestLine,
  type DigestTurn,
  lateLine,
  needLine,
  NEEDS_SHOWN,
  pausedLine,
  type Tone,
  toneOf,
  vanityLines,
  verdictLine,
} from './digest-lines.ts'
import { incidentLines } from './incident-lines.ts'
import type { AlertButton, AlertMessage } from './message.ts'

/** What is read in twenty seconds every morning; in no language yet. */
export interface Digest {
  readonly day: string
  readonly tone: Tone
  /** The verdict first. */
  readonly lines: readonly DigestLine[]
  readonly buttons: readonly AlertButton[]
  /** A green one makes no sound; it comes all the same, so that its absence means something. */
  readonly silent: boolean
  readonly json: JsonObject
}

export const MOST_LINES = 8
export const MOST_CHARACTERS = 900

export function digestOf(figures: DigestFigures, turn: DigestTurn = { missed: [] }): Digest {
  const tone = toneOf(figures)
  const vanity = tone === 'red' ? [] : vanityLines(figures)
  const lines: DigestLine[] = [
    { text: verdictLine(figures, tone), rank: 0 },
    ...vanity,
    ...bookLines(figures, tone),
    ...pausedLine(figures),
    ...figures.needs.slice(0, NEEDS_SHOWN[tone]).map((need, i) => needLine(figures, need, tone, i)),
    ...incidentLines(figures.incidents, figures.computedAt),
    ...alertLine(figures),
    ...lateLine(turn),
  ]
  return {
    day: figures.day,
    tone,
    lines,
    buttons: buttonsOf(figures, tone),
    silent: tone === 'green',
    json: digestJson(figures, tone, turn.missed),
  }
}

/** A digest that can't be computed says so, aloud: silence would look like a quiet day. */
export const failedDigest = (day: string, why: Text): Digest => ({
  day,
  tone: 'red',
  lines: [
    { text: say`⚪ The digest of ${day} could not be computed`, rank: 0 },
    { text: clipped(why, 400), rank: 1 },
    { text: say`👉 Nothing is known of that day before somebody looks.`, rank: 2 },
  ],
  buttons: [
    { label: say`Status`, line: 'status show', style: 'primary' },
    { label: say`Try again`, line: `report daily ${day}`, style: 'plain' },
  ],
  silent: false,
  json: { day, tone: 'unknown', failed: String(why) },
})

/** As it is written for one place: the lines that have room there, at most eight and 900 characters. */
export function writeDigest(digest: Digest, voice: Voice, most = MOST_CHARACTERS): string[] {
  return fittingLines(digest, voice, most).map((line) => write(line, voice))
}

/** The same, in no language yet: chosen by their length in this one. */
export function fittingLines({ lines }: Digest, voice: Voice, most = MOST_CHARACTERS): Text[] {
  let left = lines.map((line) => ({ ...line, length: write(line.text, voice).length + 1 }))
  const isTooMuch = (): boolean =>
    left.length > MOST_LINES || left.reduce((sum, line) => sum + line.length, -1) > most
  while (isTooMuch() && left.length > 1) {
    const worst = Math.max(...left.map(({ rank }) => rank))
    const at = left.findLastIndex(({ rank }) => rank === worst)
    left = left.filter((_, i) => i !== at)
  }
  return left.map(({ text }) => text)
}

/** As the channels of the alerts take it. */
export const digestMessage = (digest: Digest, voice: Voice): AlertMessage => {
  const [heading = '', lead = '', ...lines] = fittingLines(digest, voice)
  return {
    alertId: null,
    kind: 'overview',
    severity: digest.tone === 'red' ? 'critical' : digest.tone === 'amber' ? 'medium' : 'info',
    state: digest.tone === 'green' ? 'resolved' : 'firing',
    isTest: false,
    heading,
    lead,
    lines,
    sections: [],
    clock: null,
    buttons: digest.buttons,
    runbook: null,
    silent: digest.silent,
    mention: false,
    json: digest.json,
  }
}

function buttonsOf(figures: DigestFigures, tone: Tone): AlertButton[] {
  const worst = (figures.books?.checks ?? []).flatMap(({ discrepancies }) => discrepancies).sort(byWeight)[0]
  const step = tone === 'red' ? worst?.steps[0] : undefined
  const needs = figures.needs.slice(0, NEEDS_SHOWN[tone]).flatMap(needButtons)
  const buttons: AlertButton[] = [
    ...(step === undefined ? [] : [{ label: say`Next step`, line: step, style: 'primary' as const }]),
    ...needs,
    ...(figures.books === null
      ? [{ label: say`Reconcile now`, line: 'recon run', style: 'plain' as const }]
      : [{ label: say`Full report`, line: `recon show ${figures.books.id}`, style: 'plain' as const }]),
    ...(tone === 'green' ? [] : [{ label: say`Status`, line: 'status show', style: 'plain' as const }]),
  ]
  return buttons.slice(0, 8)
}

function needButtons(need: Need): AlertButton[] {
  const label = `#${need.id}`
  switch (need.kind) {
    case 'deposit':
      return [
        { label: say`Confirm ${label}`, line: `deposit confirm ${need.id}`, style: 'primary' },
        { label: say`Look ${label}`, line: `deposit show ${need.id}`, style: 'plain' },
      ]
    case 'payment':
      return [{ label: say`Look up ${label}`, line: `payment lookup ${need.id}`, style: 'primary' }]
    case 'cash_out':
      return [{ label: say`Look ${label}`, line: `tx show ${need.id}`, style: 'primary' }]
  }
}

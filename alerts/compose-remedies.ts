import type { AlertEvent, Remedy } from '../engine/alerting.ts'
import { say, type Text } from '../engine/phrase.ts'

/** What lets go again what the bot stopped; only people do that. */
export function resumeLine(remedy: Remedy): string {
  switch (remedy.kind) {
    case 'pause_payouts':
      return 'poll resume payout'
    case 'pause_client':
      return `client resume ${remedy.clientId}`
    case 'hold_cash_out':
      return `tx release ${remedy.transactionId} --reason "…"`
  }
}

/** What came of a remedy, as far as the alert's events tell. */
type Outcome = 'done' | 'failed' | 'planned'

/** What the bot stopped by itself, and how people start it again: none is told without the other. */
export const remedyTexts = (remedies: readonly Remedy[], events: readonly AlertEvent[] | undefined): Text[] =>
  remedies.map((remedy) => REMEDY_TEXTS[outcomeOf(remedy, events)](remedy))

/** The same for what was stopped and stays so when the alert is over. */
export const leftTexts = (remedies: readonly Remedy[], events: readonly AlertEvent[] | undefined): Text[] =>
  remedies
    .filter((remedy) => events === undefined || outcomeOf(remedy, events) === 'done')
    .map((remedy) => stays(remedy))

function outcomeOf({ kind }: Remedy, events: readonly AlertEvent[] | undefined): Outcome {
  const about = (events ?? []).filter(
    ({ what, detail }) =>
      (what === 'remedy' || what === 'remedy_failed') && (detail?.startsWith(kind) ?? true),
  )
  if (about.some(({ what }) => what === 'remedy')) return 'done'
  return about.length > 0 ? 'failed' : 'planned'
}

const REMEDY_TEXTS: Readonly<Record<Outcome, (remedy: Remedy) => Text>> = {
  done: stays,
  planned(remedy) {
    const line = resumeLine(remedy)
    switch (remedy.kind) {
      case 'pause_payouts':
        return say`The bot pauses the payouts; they stay paused until somebody resumes them with "${line}".`
      case 'pause_client':
        return say`The bot pauses client #${remedy.clientId}, who stays paused until somebody ends it with "${line}".`
      case 'hold_cash_out':
        return say`The bot holds the cash-out back; it stays so until somebody releases it with "${line}".`
    }
  },
  failed(remedy) {
    switch (remedy.kind) {
      case 'pause_payouts':
        return say`The bot could not pause the payouts: pause them now with "${'poll pause payout --reason "…"'}".`
      case 'pause_client':
        return say`The bot could not pause client #${remedy.clientId}: do it now with "${`client pause ${remedy.clientId} --reason "…"`}".`
      case 'hold_cash_out':
        return say`The bot could not hold the cash-out back: do it now with "${`tx hold ${remedy.transactionId} --reason "…"`}".`
    }
  },
}

function stays(remedy: Remedy): Text {
  const line = resumeLine(remedy)
  switch (remedy.kind) {
    case 'pause_payouts':
      return say`The payouts were paused by the bot and stay paused: resume them with "${line}".`
    case 'pause_client':
      return say`Client #${remedy.clientId} was paused by the bot and stays paused: resume with "${line}".`
    case 'hold_cash_out':
      return say`The cash-out was held back by the bot and stays so: release it with "${line}".`
  }
}

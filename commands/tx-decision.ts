import { Failure } from '../engine/failure.ts'
import type { Intervened, Standing } from '../engine/interventions.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import { actorName, type PersonReading } from '../engine/people.ts'
import type { InterventionReading, Readings } from '../engine/readings.ts'
import { type Answer, type Block, next, table, text } from './answer.ts'
import { text as words } from './arguments.ts'
import { quarantineSentence } from './cash-out-view.ts'
import { formatShortTime, shortId } from '../engine/format.ts'
import { CASH_OUT_STATUS } from './status-words.ts'

/* What the commands have in common with which a person decides about one cash-out. */

export const cashOutArgument = words({
  help: "the cash-out's number, Lamassu's id or a beginning of it; the whole id where only Lamassu has it",
  positional: true,
  completes: 'transaction',
  placeholder: 'cash-out',
})

const WAITING_LOOKED_AT = 1000
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Lamassu's own id of the cash-out that is meant, whether or not it is in the books. */
export async function lamassuIdOf(readings: Readings, reference: string): Promise<string> {
  const cashOut = await readings.transaction(reference)
  if (cashOut !== null) return cashOut.transactionId
  const waiting = (await readings.waiting(WAITING_LOOKED_AT)).filter((w) =>
    w.transactionId.startsWith(reference.toLowerCase()),
  )
  const [only] = waiting
  if (waiting.length === 1 && only !== undefined) return only.transactionId
  if (UUID.test(reference)) return reference.toLowerCase()
  throw new Failure(
    'refused',
    say`No cash-out in the books is "${reference}", or more than one begins like that. Give the whole id of one that only Lamassu has.`,
  )
}

/** 'pending', 'quarantined: a person holds it back', 'not in the books' */
export function standingText(seen: Standing): Text {
  if (seen.kind === 'absent') return say`not in the books`
  if (seen.kind === 'sighting')
    return seen.state === 'waiting' ? say`seen by a poll that waits for it` : say`from before go-live`
  if (seen.quarantineReason === null) return CASH_OUT_STATUS[seen.status]
  return joined([CASH_OUT_STATUS[seen.status], quarantineSentence(seen.quarantineReason)], ': ')
}

const afterText = (outcome: Intervened): Text => {
  switch (outcome.kind) {
    case 'queued':
      return say`It is in the queue, and is distributed and paid by itself while payouts are on.`
    case 'ignored':
      return say`It is put aside for good, and no poll takes it up again. Nothing was deleted.`
    case 'set_aside':
      return say`It is set aside: ${quarantineSentence(outcome.reason)}. Nothing of it is paid before a person decides.`
  }
}

/** What became of it, as the books have it now. */
export async function decidedAnswer(
  readings: Readings,
  lamassuId: string,
  heading: Text,
  outcome: Intervened,
): Promise<Answer> {
  const seen = await readings.standing(lamassuId)
  const reference = seen.kind === 'transaction' ? seen.id.toString() : lamassuId
  return {
    tone: outcome.kind === 'queued' ? 'good' : 'warn',
    heading,
    blocks: [text(afterText(outcome)), next(`tx show ${reference}`, ...nextOf(outcome, reference))],
    json: {
      lamassuId,
      transactionId: seen.kind === 'transaction' ? seen.id.toString() : null,
      outcome: outcome.kind,
      status: seen.kind === 'transaction' ? seen.status : null,
      reason: seen.kind === 'transaction' ? seen.quarantineReason : null,
    },
  }
}

function nextOf(outcome: Intervened, reference: string): string[] {
  if (outcome.kind === 'queued') return ['payment list']
  return [`tx release ${reference} --reason "it was right"`]
}

/** 'cash-out 1a2b3c4d' */
export const cashOutName = (lamassuId: string): Text => say`cash-out ${shortId(lamassuId)}`

const WHAT: Readonly<Record<InterventionReading['what'], Text>> = {
  hold: say`held back`,
  release: say`released`,
  ignore: say`put aside for good`,
  process: say`taken in by hand`,
}

/** What people decided about it, in order; nothing where nobody did. */
export const decisionBlocks = (
  decisions: readonly InterventionReading[],
  people: readonly PersonReading[],
): Block[] =>
  decisions.length === 0
    ? []
    : [
        table(
          [say`Decided`, say`When`, say`By`, say`Why`],
          decisions.map((decision) => [
            WHAT[decision.what],
            formatShortTime(decision.at),
            actorName(decision.actor, people),
            decision.evidenceName === null
              ? decision.reason
              : say`${decision.reason} (with the file ${decision.evidenceName})`,
          ]),
          '',
        ),
      ]

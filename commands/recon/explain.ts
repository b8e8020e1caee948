import { formatDecimal, sum } from '../../engine/domain/money.ts'
import type { Divergence, Explanation, Step } from '../../engine/explain.ts'
import type { JournalEntry } from '../../engine/explain-documents.ts'
import { journalOf } from '../../engine/corrections.ts'
import { Failure } from '../../engine/failure.ts'
import { clientName, formatCount, formatSats, formatTime } from '../../engine/format.ts'
import type { JsonObject } from '../../engine/json-value.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import { actorName, type PersonReading } from '../../engine/people.ts'
import { fiatOf, signed } from '../adjust-view.ts'
import { type Block, fields, next, right, table, text } from '../answer.ts'
import { lookCommand } from '../definition.ts'
import { divergenceWords, documentWords, entryWords } from '../explain-words.ts'
import { clientArgument, theClient } from '../references.ts'

/** So many steps are shown before the one where it stops to agree. */
const STEPS_SHOWN = 6
const DIRECT_SHOWN = 5

export const command = lookCommand({
  noun: 'recon',
  verb: 'explain',
  help: "Walk a client's history entry by entry to where it stops to agree, and propose the correction",
  example: 'recon explain Ana',
  role: 'operator',
  arguments: { client: clientArgument },
  async look({ readings, books, people }, args) {
    const client = await theClient(readings, args.client)
    const found = await books.explain(client.id)
    if (found === null) throw new Failure('refused', say`There is no client #${client.id}.`)
    const known = await people.people()
    const { figures } = found.books
    const [first] = found.divergences
    return {
      tone: found.agrees ? 'good' : 'bad',
      heading: headingOf(found),
      blocks: [
        ...(first === undefined
          ? []
          : [text(say`Where it stops: ${divergenceWords(first, figures)}`), stepsTable(found, first)]),
        ...proposalBlocks(found),
        ...(found.divergences.length > 1
          ? [text(say`After it ${formatCount(found.divergences.length - 1, 'thing')} more do not agree.`)]
          : []),
        ...settledBlocks(found),
        ...found.direct.slice(-DIRECT_SHOWN).map((entry) => directText(found, entry, known)),
        figuresBlock(found),
        next(...nextOf(found)),
      ],
      json: explanationJson(found),
    }
  },
})

function headingOf({ agrees, divergences, books }: Explanation): Text {
  const name = clientName(books.figures)
  const count = formatCount(books.entries.length, 'journal entry|journal entries')
  if (agrees) return say`${name}: everything agrees, over ${count}`
  const [first] = divergences
  if (first === undefined) return say`${name}: every entry agrees, and the totals do not`
  const entry = 'entry' in first ? first.entry : null
  return entry === null
    ? say`${name}: the books agree up to the last of ${count}, and not with what stands now`
    : say`${name}: the books stop to agree at ${entryWords(entry)}`
}

/** What stood before it and where it stopped, with the balances that should stand after each. */
function stepsTable({ steps, books: { figures } }: Explanation, first: Divergence): Block {
  const entry = 'entry' in first ? first.entry : null
  const at = entry === null ? steps.length : steps.findIndex((step) => step.entry === entry) + 1
  const shown = steps.slice(Math.max(0, at - STEPS_SHOWN), at)
  const rowOf = ({ entry: one, effect, remaining, held }: Step): Text[] => [
    one === entry ? `✘ #${one.id}` : `#${one.id}`,
    documentWords(one.key),
    effect.remaining === 0n ? '–' : signed(figures, effect.remaining),
    fiatOf(figures, remaining),
    fiatOf(figures, held),
  ]
  return table(
    [say`Entry`, say`What`, right(say`Change`), right(say`Balance`), right(say`On hold`)],
    shown.map(rowOf),
    say`Nothing has happened yet.`,
  )
}

function proposalBlocks(found: Explanation): Block[] {
  const [first] = found.divergences
  if (first === undefined) return []
  if (found.proposal === null)
    return [
      text(
        say`No adjustment mends this: a row was changed by somebody with the rights of the server itself. Put it back as it stands in the newest export or backup, and find out who it was.`,
      ),
    ]
  return [
    text(
      joined(
        [say`The correction, for a second person to agree to:`, proposalLine(found, found.proposal, first)],
        '\n',
      ),
    ),
    ...(found.proposal === 0n
      ? [
          text(
            say`It leaves the balance as it is, and books what has to be booked for everything to agree. The row itself stays as it is: find out who changed it.`,
          ),
        ]
      : []),
  ]
}

const settledBlocks = ({ settled, books: { figures } }: Explanation): Block[] => {
  const newest = settled.at(-1)
  if (newest === undefined) return []
  return [
    text(
      say`Corrected since, ${formatCount(settled.length, 'thing')}; the newest: ${divergenceWords(newest, figures)}`,
    ),
  ]
}

/** It stands in a command line, which is English like all of them; without names, for whoever reads it in a room. */
function reasonOf(first: Divergence, { books: { figures } }: Explanation): string {
  const money = (amount: bigint): string => `${formatDecimal(amount, figures.exponent)} ${figures.fiatCode}`
  const at = 'entry' in first && first.entry !== null ? `entry ${first.entry.id}` : 'the end'
  switch (first.kind) {
    case 'gap':
      return `balance changed by ${money(first.stands - first.should)} without a journal entry, before ${at}`
    case 'stray':
      return `${at} of ${money(first.effect.remaining)} stands for nothing`
    case 'missing':
      return `${first.document} of ${money(first.effect.remaining)} has no journal entry`
    case 'amount':
      return `${at} books ${money(first.stands)}, ${first.document} says ${money(first.should)}`
    case 'columns':
      return `${at} left ${money(first.should)}, and says ${money(first.stands)}`
  }
}

const proposalLine = (found: Explanation, amount: bigint, first: Divergence): string => {
  const { figures } = found.books
  return `adjust propose ${figures.id} --amount ${formatDecimal(amount, figures.exponent)} --reason "${reasonOf(first, found)}"`
}

function directText(
  { books: { figures } }: Explanation,
  entry: JournalEntry,
  people: readonly PersonReading[],
): Block {
  return text(
    say`Changed in the database itself, and booked as adjustment #${entry.id}: ${signed(figures, entry.effect.remaining)} at ${formatTime(entry.at)} by ${actorName(entry.actor, people)}, ${entry.reason ?? say`no reason given`}.`,
  )
}

const satsOf = ({ books }: Explanation, isOne: (status: string) => boolean): bigint =>
  sum(books.documents.payments.filter(({ status }) => isOne(status)).map(({ amountSats }) => amountSats))
const isUnderWay = (status: string): boolean => !['completed', 'failed', 'cancelled'].includes(status)

function figuresBlock(found: Explanation): Block {
  const { figures } = found.books
  const money = (amount: bigint): Text => fiatOf(figures, amount)
  const due = figures.deposited - figures.completed + figures.adjusted
  const owed = sum(found.books.entries.map(({ effect }) => effect.msat))
  return fields(
    [
      say`Deposits − payments + adjustments`,
      say`${money(figures.deposited)} − ${money(figures.completed)} + ${money(figures.adjusted)} = ${money(due)}`,
    ],
    [say`Balance`, money(figures.remaining)],
    [say`Journal`, money(journalOf(figures))],
    [
      say`On hold`,
      joined(
        [
          money(figures.held),
          say`payments under way ${money(figures.unfinished)}`,
          say`journal ${money(figures.journalHeld)}`,
        ],
        ' · ',
      ),
    ],
    [say`Sats received`, formatSats(satsOf(found, (status) => status === 'completed'))],
    [
      say`Sats on their way`,
      joined(
        [
          formatSats(satsOf(found, isUnderWay)),
          say`journal ${owed % 1000n === 0n ? formatSats(owed / 1000n) : say`${String(owed)} msat`}`,
        ],
        ' · ',
      ),
    ],
  )
}

function nextOf(found: Explanation): string[] {
  const { id } = found.books.figures
  const [first] = found.divergences
  const newest = found.direct.at(-1)
  const document = first !== undefined && 'document' in first ? first.document : ''
  return [
    ...(first !== undefined && found.proposal !== null ? [proposalLine(found, found.proposal, first)] : []),
    ...(document.startsWith('payment:') ? [`payment lookup ${document.split(':').at(-1)}`] : []),
    ...(document.startsWith('deposit:') ? [`deposit show ${document.split(':')[1]}`] : []),
    ...(first === undefined && newest !== undefined
      ? [`adjust reverse ${newest.id} --reason "changed by mistake"`]
      : []),
    `client history ${id}`,
    `recon run --client ${id}`,
  ].slice(0, 4)
}

function explanationJson(found: Explanation): JsonObject {
  const { figures, entries } = found.books
  const [first] = found.divergences
  return {
    clientId: figures.id.toString(),
    fiatCode: figures.fiatCode,
    entries: entries.length,
    agrees: found.agrees,
    divergences: found.divergences.length,
    settled: found.settled.length,
    first: first === undefined ? null : divergenceJson(first),
    proposal:
      first === undefined || found.proposal === null
        ? null
        : { amountMinor: found.proposal.toString(), command: proposalLine(found, found.proposal, first) },
    directAdjustmentIds: found.direct.map(({ id }) => id.toString()),
    remainingMinor: figures.remaining.toString(),
    heldMinor: figures.held.toString(),
    depositedMinor: figures.deposited.toString(),
    paidMinor: figures.completed.toString(),
    adjustedMinor: figures.adjusted.toString(),
    journalMinor: journalOf(figures).toString(),
    receivedSats: satsOf(found, (status) => status === 'completed').toString(),
    underWaySats: satsOf(found, isUnderWay).toString(),
  }
}

const divergenceJson = (first: Divergence): JsonObject => ({
  kind: first.kind,
  entryId: 'entry' in first ? (first.entry?.id.toString() ?? null) : null,
  document: 'document' in first ? first.document : null,
  account: 'account' in first ? first.account : null,
  should: 'should' in first ? first.should.toString() : null,
  stands: 'stands' in first ? first.stands.toString() : null,
})

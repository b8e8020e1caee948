import { clientName, formatCount, formatSats, formatShortTime, shortId } from '../../engine/format.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { type Block, next, right, table, text } from '../answer.ts'
import { count, moment, optional } from '../arguments.ts'
import {
  affected,
  patterns,
  TOLERANCE_SATS,
  type Verified,
  verify,
  type Wrong,
} from '../../engine/commission-check.ts'
import { csvFile } from '../csv.ts'
import { rightArguments, rightTermsOf } from '../commission-right.ts'
import { lookCommand } from '../definition.ts'

const ROWS_SHOWN = 25
const LAST = 20

export const command = lookCommand({
  noun: 'commission',
  verb: 'verify',
  help: 'Work the commission of the newest cash-outs out again: which are off by more than a sat, by how much, and for whom',
  example: 'commission verify --last 20',
  role: 'operator',
  arguments: {
    last: optional(
      count({ help: 'how many of the newest; 20 unless a time is given', least: 1, most: 100_000 }),
    ),
    from: optional(moment({ help: 'only those from then on' })),
    to: optional(moment({ help: 'only those before then' })),
    ...rightArguments,
  },
  async look({ books, now }, { last, from, to, rule, rate }) {
    const asked = { rule, rate }
    const limit = last ?? (from === null && to === null ? LAST : null)
    const found = verify(await books.splits({ last: limit, from, to }), rightTermsOf(asked))
    const { wrong, incomputable } = found
    const impact = wrong.reduce((sum, { overSats }) => sum + overSats, 0n)
    const clean = wrong.length === 0 && incomputable.length === 0
    return {
      tone: clean ? 'good' : 'bad',
      heading: clean
        ? say`The commission of ${formatCount(found.checked, 'cash-out')} is right`
        : say`${formatCount(wrong.length + incomputable.length, 'cash-out')} of ${found.checked} with a wrong commission`,
      blocks: [
        ...impactBlocks(found, impact),
        ...(wrong.length === 0
          ? []
          : [{ kind: 'file' as const, private: true, ...csvFile('commission', fileRows(wrong), now) }]),
        next(...nextOf(found, asked)),
      ],
      json: jsonOf(found, impact),
    }
  },
})

function impactBlocks(found: Verified, impact: bigint): Block[] {
  const { wrong, rounding, incomputable, compensated } = found
  const under = wrong.filter(({ overSats }) => overSats < 0n)
  const remarks = [
    ...(rounding > 0
      ? [
          text(
            say`${formatCount(rounding, 'cash-out')} off by ${formatSats(TOLERANCE_SATS)}: within the tolerance.`,
          ),
        ]
      : []),
    ...(incomputable.length > 0
      ? [
          text(
            say`Not computable, a number is missing: ${incomputable.map(({ id }) => `#${id}`).join(', ')}.`,
          ),
        ]
      : []),
    ...(compensated.length > 0
      ? [
          text(
            say`Compensated, the clients have or get back what was too much: ${compensated.map(({ id }) => `#${id}`).join(', ')}.`,
          ),
        ]
      : []),
    ...(under.length > 0
      ? [
          text(
            say`The commission of ${formatCount(under.length, 'cash-out')} was too low: nobody gives anything back. This list documents it for the accountant.`,
          ),
        ]
      : []),
  ]
  if (wrong.length === 0) return remarks
  return [
    text(
      impact < 0n
        ? say`All in all ${formatSats(-impact)} too little commission was kept.`
        : say`All in all ${formatSats(impact)} too much commission was kept.`,
    ),
    table(
      [say`Cash-out`, say`When`, right(say`Kept`), right(say`By the formula`), right(say`Too much`)],
      wrong.slice(0, ROWS_SHOWN).map(rowOf),
      '',
    ),
    table(
      [say`Client`, right(say`Is owed`)],
      affected(wrong)
        .slice(0, ROWS_SHOWN)
        .map((client) => [clientName(client), formatSats(client.missingSats)]),
      say`No client had a part in them.`,
    ),
    table(
      [say`Rule`, right('%'), say`Machine`, right(say`Times`)],
      patterns(wrong).map(({ pattern, count: times }) => [...pattern, String(times)]),
      '',
    ),
    ...remarks,
  ]
}

const rowOf = ({ split, right: expected, overSats }: Wrong): Text[] => [
  `#${split.id} ${shortId(split.transactionId)}`,
  formatShortTime(split.transactionTime),
  formatSats(split.commissionSats),
  formatSats(expected.commissionSats),
  formatSats(overSats),
]

const fileRows = (wrong: readonly Wrong[]): string[][] => [
  [
    'cash_out',
    'lamassu_id',
    'time',
    'rule',
    'received_sats',
    'base_sats',
    'commission_sats',
    'right_base_sats',
    'right_commission_sats',
    'over_sats',
  ],
  ...wrong.map(({ split, right: expected, overSats }) => [
    split.id.toString(),
    split.transactionId,
    split.transactionTime.toISOString(),
    split.rule,
    split.terms.cryptoAtomsSats.toString(),
    split.baseSats.toString(),
    split.commissionSats.toString(),
    expected.baseSats.toString(),
    expected.commissionSats.toString(),
    overSats.toString(),
  ]),
]

const optionsOf = ({ rule, rate }: { rule: string | null; rate: string | null }): string =>
  `${rule === null ? '' : ` --rule ${rule}`}${rate === null ? '' : ` --rate ${rate}`}`

/** As many as fit onto a line that somebody copies. */
const NUMBERS_SUGGESTED = 10

function nextOf(
  { wrong, incomputable }: Verified,
  asked: { rule: string | null; rate: string | null },
): string[] {
  const owed = wrong.filter(({ overSats }) => overSats > 0n).slice(0, NUMBERS_SUGGESTED)
  const id = wrong[0]?.split.id ?? incomputable[0]?.id
  return id === undefined
    ? ['recon run --scope commission', 'tx list']
    : [
        ...(owed.length === 0
          ? []
          : [
              `commission compensate ${owed.map(({ split }) => split.id).join(',')}${optionsOf(asked)} --reason "commission was too high"`,
            ]),
        `tx show ${id}`,
        'poll pause --what payout --reason "commission"',
      ]
}

const jsonOf = ({ checked, wrong, rounding, incomputable, compensated }: Verified, impact: bigint) => ({
  checked,
  rounding,
  incomputable: incomputable.map(({ id }) => id.toString()),
  compensated: compensated.map(({ id }) => id.toString()),
  impactSats: impact.toString(),
  wrong: wrong.map(({ split, right: expected, overSats }) => ({
    cashOutId: split.id.toString(),
    transactionId: split.transactionId,
    commissionSats: split.commissionSats.toString(),
    rightCommissionSats: expected.commissionSats.toString(),
    overSats: overSats.toString(),
  })),
  affected: affected(wrong).map(({ id, missingSats }) => ({
    clientId: id.toString(),
    missingSats: missingSats.toString(),
  })),
})

import { say, type Text } from '../../engine/phrase.ts'
import type { DepositReading } from '../../engine/readings.ts'
import { type Block, next, right, table, text } from '../answer.ts'
import { choice, count, optional, text as words, withDefault } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { depositAmount, depositJson, depositor } from '../deposit-view.ts'
import { formatAge, formatCount } from '../../engine/format.ts'
import { theClient } from '../references.ts'
import { DEPOSIT_STATUS } from '../status-words.ts'

/** A deposit that nobody confirms keeps a client's money out of every cash-out. */
const PENDING_TOO_LONG_HOURS = 48

export const command = lookCommand({
  noun: 'deposit',
  verb: 'list',
  help: 'The deposits, the newest first',
  example: 'deposit list --status pending',
  role: 'viewer',
  arguments: {
    status: optional(choice(['pending', 'confirmed', 'rejected', 'reversed'], { help: 'only these' })),
    client: optional(words({ help: 'only those of one client, by number or name', completes: 'client' })),
    limit: withDefault(count({ help: 'how many at most', least: 1, most: 500 }), 25),
  },
  async look({ readings, now }, { status, client, limit }) {
    const owner = client === null ? null : await theClient(readings, client)
    const deposits = await readings.deposits({
      ...(status === null ? {} : { status }),
      ...(owner === null ? {} : { clientId: owner.id }),
      limit,
    })
    const late = deposits.filter((deposit) => isLate(deposit, now))
    const columns = [say`Deposit`, say`Client`, right(say`Amount`), say`Status`, say`Entered`]
    return {
      tone: late.length > 0 ? 'warn' : 'plain',
      heading: formatCount(deposits.length, 'deposit'),
      blocks: [
        table(
          columns,
          deposits.map((deposit) => rowOf(deposit, now)),
          say`There are none.`,
        ),
        ...lateBlock(late),
        ...(deposits.length === limit ? [text(say`The newest ${limit}; --limit shows more.`)] : []),
        next(...nextOf(deposits)),
      ],
      json: { deposits: deposits.map(depositJson) },
    }
  },
})

const isLate = (deposit: DepositReading, now: Date): boolean =>
  deposit.status === 'pending' &&
  now.getTime() - deposit.createdAt.getTime() > PENDING_TOO_LONG_HOURS * 3_600_000

const rowOf = (deposit: DepositReading, now: Date): Text[] => [
  `#${deposit.id}`,
  depositor(deposit),
  depositAmount(deposit),
  isLate(deposit, now) ? say`pending, LATE` : DEPOSIT_STATUS[deposit.status],
  say`${formatAge(deposit.createdAt, now)} ago`,
]

const lateBlock = (late: readonly DepositReading[]): Block[] =>
  late.length === 0
    ? []
    : [
        text(
          say`${formatCount(late.length, 'deposit')} pending for more than ${PENDING_TOO_LONG_HOURS} h: confirm or reject.`,
        ),
      ]

function nextOf(deposits: readonly DepositReading[]): string[] {
  const pending = deposits.filter((deposit) => deposit.status === 'pending').at(-1)
  if (pending === undefined) return ['deposit add --client Ana --amount 5000.00', 'client list']
  return [`deposit confirm ${pending.id}`, `deposit show ${pending.id}`]
}

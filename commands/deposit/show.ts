import { say } from '../../engine/phrase.ts'
import type { DepositReading, ReceiptReading } from '../../engine/readings.ts'
import { type Block, fields, next, text } from '../answer.ts'
import { id } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { depositAmount, depositJson, depositor, nameOrNull } from '../deposit-view.ts'
import { formatTime, shortId } from '../../engine/format.ts'
import { theDeposit } from '../references.ts'
import { DEPOSIT_STATUS } from '../status-words.ts'

export const command = lookCommand({
  noun: 'deposit',
  verb: 'show',
  help: 'One deposit: amount, who entered it, who decided it',
  example: 'deposit show 12',
  role: 'operator',
  arguments: { deposit: id({ help: "the deposit's number", positional: true, completes: 'deposit' }) },
  async look({ readings, people }, args) {
    const deposit = await theDeposit(readings, args.deposit)
    const known = await people.people()
    const receipts = await readings.receipts(deposit.id)
    return {
      tone: deposit.status === 'pending' ? 'warn' : 'plain',
      heading: say`Deposit #${deposit.id} of ${depositAmount(deposit)}, ${DEPOSIT_STATUS[deposit.status]}`,
      blocks: [
        fields(
          [say`Client`, depositor(deposit)],
          [say`Amount`, depositAmount(deposit)],
          [
            say`Entered`,
            say`${formatTime(deposit.createdAt)} by ${nameOrNull(deposit.createdBy, known) ?? '–'}`,
          ],
          [say`Decided by`, nameOrNull(deposit.decidedBy, known) ?? '–'],
          [say`Confirmed`, formatTime(deposit.confirmedAt)],
          [say`Note`, deposit.note ?? '–'],
        ),
        ...receipts.flatMap(receiptBlocks),
        next(...nextOf(deposit)),
      ],
      json: {
        ...depositJson(deposit),
        receipts: receipts.map(({ name, mediaType, sha256, bytes }) => ({
          name,
          mediaType,
          sha256,
          bytes: bytes.length,
        })),
      },
    }
  },
})

/** The picture itself goes to whoever asks, and to no room. */
const receiptBlocks = (receipt: ReceiptReading): Block[] => [
  text(say`Receipt ${receipt.name}, SHA-256 ${shortId(receipt.sha256)}…`),
  {
    kind: 'file',
    name: receipt.name,
    mediaType: receipt.mediaType,
    bytes: receipt.bytes,
    private: true,
  },
]

const nextOf = (deposit: DepositReading): string[] =>
  deposit.status === 'pending'
    ? [`deposit confirm ${deposit.id}`, `deposit reject ${deposit.id} --reason "the cash never came"`]
    : [`client history ${deposit.clientId}`, 'deposit list']

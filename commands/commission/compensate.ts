import type { CompensationRange } from '../../engine/compensations.ts'
import { Failure } from '../../engine/failure.ts'
import { clientName, formatCount, formatSats } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { next, right, table } from '../answer.ts'
import { count, moment, optional, text as words } from '../arguments.ts'
import { becauseArguments, becauseLines, becauseOf } from '../because.ts'
import { rightArguments, rightTermsOf } from '../commission-right.ts'
import { planLines, planned } from '../compensation-plan.ts'
import { actCommand } from '../definition.ts'

const LAST = 20
const ROWS_SHOWN = 25

export const command = actCommand({
  noun: 'commission',
  verb: 'compensate',
  help: 'Pay clients the sats that a commission which was too high has kept from them, once a second person has agreed; each cash-out once',
  example: 'commission compensate 17,18 --rate 5.5 --reason "8 % was configured by mistake"',
  role: 'treasurer',
  confirm: 'C4E',
  arguments: {
    cashouts: optional(
      words({
        help: 'numbers of cash-outs, with commas between them; else the newest, or those of a time',
        positional: true,
        placeholder: 'cash-outs',
      }),
    ),
    last: optional(
      count({ help: 'how many of the newest; 20 unless a time is given', least: 1, most: 1000 }),
    ),
    from: optional(moment({ help: 'only those from then on' })),
    to: optional(moment({ help: 'only those before then' })),
    ...rightArguments,
    ...becauseArguments,
  },
  async preview(context, args) {
    const { plan, clients, total } = await planned(context, rangeOf(args), rightTermsOf(args))
    return {
      what: say`Give ${formatSats(total.over)} of commission back: ${formatSats(total.clients)} to ${formatCount(clients.length, 'client')}, ${formatSats(total.house)} to the house`,
      lines: [...(await planLines(context, plan, args)), ...becauseLines(await becauseOf(context, args))],
      interested: clients.map(({ share }) => ({ clientId: share.clientId })),
    }
  },
  async act({ actions, incidents, operationId, approver }, args) {
    const done = await actions.compensate({
      range: rangeOf(args),
      right: rightTermsOf(args),
      ...(await becauseOf({ incidents }, args)),
      operationId,
      approver,
    })
    const { payments, cashOuts, overSats, houseSats } = done
    const [first] = payments
    return {
      tone: 'good',
      heading: say`${formatSats(overSats)} of commission of ${formatCount(cashOuts, 'cash-out')} are given back`,
      blocks: [
        table(
          [say`Payment`, say`Cash-out`, say`Client`, right(say`Gets back`)],
          payments
            .slice(0, ROWS_SHOWN)
            .map((payment) => [
              `#${payment.id}`,
              `#${payment.cashOutId}`,
              clientName({ id: payment.clientId, username: payment.username }),
              formatSats(payment.amountSats),
            ]),
          say`No client had a part in them: all of it is the house's.`,
        ),
        next(
          ...(first === undefined ? [] : [`payment show ${first.id}`, `client show ${first.clientId}`]),
          'payment list',
          'recon run',
        ),
      ],
      json: {
        cashOuts,
        overSats: overSats.toString(),
        houseSats: houseSats.toString(),
        payments: payments.map((payment) => ({
          paymentId: payment.id.toString(),
          cashOutId: payment.cashOutId.toString(),
          clientId: payment.clientId.toString(),
          amountSats: payment.amountSats.toString(),
        })),
      },
    }
  },
})

interface Asked {
  readonly cashouts: string | null
  readonly last: number | null
  readonly from: Date | null
  readonly to: Date | null
}

function rangeOf({ cashouts, last, from, to }: Asked): CompensationRange {
  if (cashouts === null)
    return { ids: null, last: last ?? (from === null && to === null ? LAST : null), from, to }
  const ids = cashouts.split(/[\s,]+/).filter((word) => word !== '')
  const wrong = ids.find((word) => !/^#?[1-9]\d{0,17}$/.test(word))
  if (wrong !== undefined)
    throw new Failure(
      'usage',
      say`"${wrong}" is no number of a cash-out: write them as 17,18,19, as "tx list" shows them.`,
    )
  return { ids: ids.map((word) => BigInt(word.replace('#', ''))), last, from, to }
}

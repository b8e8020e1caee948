import { say } from '../../engine/phrase.ts'
import type { FiatMinor } from '../../engine/domain/money.ts'
import { Failure } from '../../engine/failure.ts'
import type { ClientReading, Readings } from '../../engine/readings.ts'
import { next, text } from '../answer.ts'
import { currency, decimal, optional, text as words } from '../arguments.ts'
import { inClientFiat } from '../client-view.ts'
import { actCommand } from '../definition.ts'
import { depositJson } from '../deposit-view.ts'
import { readFiatAmount } from '../fiat-amount.ts'
import { clientArgument, theClient, theDeposit } from '../references.ts'
import { clientName } from '../../engine/format.ts'
import { checkedFile } from '../received-file.ts'
import { CLIENT_STATUS } from '../status-words.ts'

export const command = actCommand({
  noun: 'deposit',
  verb: 'add',
  help: 'Enter cash that a client has brought; it counts once somebody has confirmed it',
  example: 'deposit add --client Ana --amount 5000.00 --note "counted twice"',
  role: 'operator',
  confirm: 'C1',
  file: { help: 'a photo or scan of the receipt, at most 10 MiB' },
  arguments: {
    client: clientArgument,
    amount: decimal({ help: 'the amount in whole units, such as 5000.00', placeholder: '5000.00' }),
    currency: optional(currency({ help: "the amount's currency, to be sure; it must be the client's" })),
    note: optional(words({ help: 'anything to remember about it' })),
  },
  async preview({ readings }, args) {
    const { client, amount } = await read(readings, args)
    return {
      what: say`Enter a deposit of ${inClientFiat(client, amount)} for ${clientName(client)}`,
      lines: [
        say`the balance stays ${inClientFiat(client, client.remaining)} until the deposit is confirmed`,
        ...(client.status === 'active'
          ? []
          : [say`the client is ${CLIENT_STATUS[client.status]} at the moment`]),
      ],
    }
  },
  async act({ actions, readings, operationId, file }, args) {
    const receipt = checkedFile(file)
    const { client, amount } = await read(readings, args)
    const id = await actions.addDeposit({
      clientId: client.id,
      amount,
      note: args.note,
      idempotencyKey: operationId,
    })
    if (receipt !== null) await actions.addReceipt(id, receipt)
    const deposit = await theDeposit(readings, id)
    return {
      tone: 'plain',
      heading: say`Deposit #${id} of ${inClientFiat(client, amount)} for ${clientName(client)} is pending`,
      blocks: [
        text(say`It counts once a treasurer has confirmed it.`),
        ...(receipt === null ? [] : [text(say`The receipt ${receipt.name} is kept with it.`)]),
        next(`deposit confirm ${id}`, `deposit reject ${id} --reason "entered by mistake"`),
      ],
      json: depositJson(deposit),
    }
  },
})

async function read(
  readings: Readings,
  args: { client: string; amount: string; currency: string | null },
): Promise<{ client: ClientReading; amount: FiatMinor }> {
  const client = await theClient(readings, args.client, args.currency)
  if (args.currency !== null && args.currency !== client.fiatCode)
    throw new Failure(
      'refused',
      say`${clientName(client)} keeps deposits in ${client.fiatCode}, not in ${args.currency}: a client has one currency.`,
    )
  if (client.status === 'closed')
    throw new Failure('refused', say`${clientName(client)} is closed: no deposit can be entered.`)
  return { client, amount: readFiatAmount(args.amount, 'amount', client) }
}

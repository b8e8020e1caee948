import { clientName } from '../engine/format.ts'
import { joined, say } from '../engine/phrase.ts'
import { Failure } from '../engine/failure.ts'
import type {
  ClientReading,
  DepositReading,
  Readings,
  TransactionReading,
  TransferReading,
} from '../engine/readings.ts'
import { text } from './arguments.ts'

export const clientArgument = text({
  help: 'the client, by number or name',
  positional: true,
  completes: 'client',
})

/**
 * The one client whom a number or a name means. A name that is used in several currencies is refused with the
 * numbers to choose from, unless the currency decides; "#3" means the number even where somebody is named "3".
 */
export async function theClient(
  readings: Readings,
  reference: string,
  fiatCode: string | null = null,
): Promise<ClientReading> {
  const number = /^#(\d+)$/.exec(reference)?.[1]
  const found = (await readings.findClients(number ?? reference)).filter(
    (client) => number === undefined || client.id.toString() === number,
  )
  const fitting = found.length > 1 && fiatCode !== null ? found.filter((c) => c.fiatCode === fiatCode) : found
  const [client] = fitting.length === 1 ? fitting : found
  if (client === undefined)
    throw new Failure('refused', say`There is no client "${reference}": "client list" shows who there is.`)
  if (found.length > 1 && fitting.length !== 1) {
    const choices = joined(
      found.map((c) => say`${clientName(c)} in ${c.fiatCode}`),
      ', ',
    )
    throw new Failure(
      'refused',
      say`"${reference}" can mean several clients: ${choices}. Say which one by its number, such as ${client.id}.`,
    )
  }
  return client
}

export async function theDeposit(readings: Readings, id: bigint): Promise<DepositReading> {
  const deposit = await readings.deposit(id)
  if (deposit === null)
    throw new Failure('refused', say`There is no deposit ${id}: "deposit list" shows which there are.`)
  return deposit
}

export async function theTransaction(readings: Readings, reference: string): Promise<TransactionReading> {
  const transaction = await readings.transaction(reference)
  if (transaction === null)
    throw new Failure(
      'refused',
      say`No cash-out in the books is "${reference}", or more than one begins like that: "tx list" shows their ids, and "tx preview" also takes the whole id of one that only Lamassu has.`,
    )
  return transaction
}

export async function thePayment(readings: Readings, id: bigint): Promise<TransferReading> {
  const transfer = await readings.transfer(null, id)
  if (transfer === null)
    throw new Failure(
      'refused',
      say`There is no payment ${id}: "payment list --status all" shows which there are.`,
    )
  return transfer
}

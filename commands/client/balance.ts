import { say, type Text } from '../../engine/phrase.ts'
import type { ClientReading } from '../../engine/readings.ts'
import { fields, next } from '../answer.ts'
import { adjustedOf, availableOf, clientJson, inClientFiat } from '../client-view.ts'
import { lookCommand } from '../definition.ts'
import { clientName, formatSats } from '../../engine/format.ts'
import { clientArgument, theClient } from '../references.ts'
import { checkLines, sumCheck } from '../split-view.ts'

export const command = lookCommand({
  noun: 'client',
  verb: 'balance',
  help: "What is left of a client's deposits, and how it came about",
  example: 'client balance Ana',
  role: 'operator',
  arguments: { client: clientArgument },
  async look({ readings }, args) {
    const client = await theClient(readings, args.client)
    const money = (amount: bigint): Text => inClientFiat(client, amount)
    const adjusted = adjustedOf(client)
    const available = availableOf(client)
    return {
      tone: 'plain',
      heading: say`${clientName(client)}: ${money(client.remaining)} left`,
      blocks: [
        fields(
          [say`Left`, money(client.remaining)],
          [say`On hold for payments under way`, money(client.held)],
          [say`Available for the next cash-out`, money(available)],
          [say`Received so far`, formatSats(client.paidSats)],
        ),
        checkLines([
          sumCheck(sumOf(client), [client.remaining, client.paidFiat], client.deposited + adjusted),
          sumCheck(
            say`${money(available)} available + ${money(client.held)} on hold = ${money(client.remaining)} left`,
            [available, client.held],
            client.remaining,
          ),
        ]),
        next(`client history ${client.id}`, `deposit add --client ${client.id} --amount 5000.00`),
      ],
      json: clientJson(client),
    }
  },
})

function sumOf(client: ClientReading): Text {
  const adjusted = adjustedOf(client)
  const deposited = inClientFiat(client, client.deposited)
  const paid = inClientFiat(client, client.paidFiat)
  const left = inClientFiat(client, client.remaining)
  if (adjusted === 0n) return say`${deposited} deposited − ${paid} paid out = ${left} left`
  const size = inClientFiat(client, adjusted < 0n ? -adjusted : adjusted)
  return adjusted < 0n
    ? say`${deposited} deposited − ${paid} paid out − ${size} adjusted by hand = ${left} left`
    : say`${deposited} deposited − ${paid} paid out + ${size} adjusted by hand = ${left} left`
}

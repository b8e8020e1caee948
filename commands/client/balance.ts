import type { ClientReading } from '../../engine/readings.ts'
import { fields, next } from '../answer.ts'
import { adjustedOf, availableOf, clientJson, inClientFiat } from '../client-view.ts'
import { lookCommand } from '../definition.ts'
import { formatSats } from '../format.ts'
import { clientArgument, clientName, theClient } from '../references.ts'
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
    const money = (amount: bigint): string => inClientFiat(client, amount)
    const adjusted = adjustedOf(client)
    const available = availableOf(client)
    return {
      tone: 'plain',
      heading: `${clientName(client)}: ${money(client.remaining)} left`,
      blocks: [
        fields(
          ['Left', money(client.remaining)],
          ['On hold for payments under way', money(client.held)],
          ['Available for the next cash-out', money(available)],
          ['Received so far', formatSats(client.paidSats)],
        ),
        checkLines([
          sumCheck(
            `${money(client.deposited)} deposited − ${money(client.paidFiat)} paid out${adjustedText(client)} = ${money(client.remaining)} left`,
            [client.remaining, client.paidFiat],
            client.deposited + adjusted,
          ),
          sumCheck(
            `${money(available)} available + ${money(client.held)} on hold = ${money(client.remaining)} left`,
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

function adjustedText(client: ClientReading): string {
  const adjusted = adjustedOf(client)
  if (adjusted === 0n) return ''
  const size = inClientFiat(client, adjusted < 0n ? -adjusted : adjusted)
  return ` ${adjusted < 0n ? '−' : '+'} ${size} adjusted by hand`
}

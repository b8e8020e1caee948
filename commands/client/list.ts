import { say, type Text } from '../../engine/phrase.ts'
import type { ClientReading } from '../../engine/readings.ts'
import { next, right, table, text } from '../answer.ts'
import { choice, count, currency, optional, withDefault } from '../arguments.ts'
import { clientJson, inClientFiat } from '../client-view.ts'
import { lookCommand } from '../definition.ts'
import { clientName, formatCount, formatSats } from '../../engine/format.ts'
import { CLIENT_STATUS } from '../status-words.ts'

export const command = lookCommand({
  noun: 'client',
  verb: 'list',
  help: 'The clients with what is left of their deposits',
  example: 'client list --currency GTQ',
  role: 'operator',
  arguments: {
    status: optional(choice(['active', 'paused', 'closed'], { help: 'only these' })),
    currency: optional(currency({ help: 'only those with deposits in it' })),
    limit: withDefault(count({ help: 'how many at most', least: 1, most: 500 }), 50),
  },
  async look({ readings }, { status, currency, limit }) {
    const clients = await readings.clients({
      ...(status === null ? {} : { status }),
      ...(currency === null ? {} : { fiatCode: currency }),
      limit,
    })
    const columns = [say`Client`, say`Status`, right(say`Left`), right(say`On hold`), right(say`Received`)]
    return {
      tone: 'plain',
      heading: formatCount(clients.length, 'client'),
      blocks: [
        table(columns, clients.map(rowOf), say`There are none.`),
        ...(clients.length === limit ? [text(say`The first ${limit} by name; --limit shows more.`)] : []),
        next(...nextOf(clients)),
      ],
      json: { clients: clients.map(clientJson) },
    }
  },
})

const rowOf = (client: ClientReading): Text[] => [
  clientName(client),
  client.hasKey ? CLIENT_STATUS[client.status] : say`${CLIENT_STATUS[client.status]}, NO KEY`,
  inClientFiat(client, client.remaining),
  inClientFiat(client, client.held),
  formatSats(client.paidSats),
]

function nextOf([first]: readonly ClientReading[]): string[] {
  if (first === undefined) return ['client add --name Ana --currency GTQ --key-file ana.key']
  return [`client show ${first.id}`, `deposit add --client ${first.id} --amount 5000.00`]
}

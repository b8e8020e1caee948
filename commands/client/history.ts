import type { Text } from '../../engine/phrase.ts'
import type { ClientReading, HistoryReading } from '../../engine/readings.ts'
import { next, right, table, text } from '../answer.ts'
import { count, withDefault } from '../arguments.ts'
import { inClientFiat } from '../client-view.ts'
import { lookCommand } from '../definition.ts'
import { formatCount, formatSats, formatShortTime, iso } from '../format.ts'
import { clientArgument, clientName, theClient } from '../references.ts'

export const command = lookCommand({
  noun: 'client',
  verb: 'history',
  help: "Every change of a client's balance, the newest first, with the balance after it",
  example: 'client history Ana --limit 50',
  role: 'operator',
  arguments: {
    client: clientArgument,
    limit: withDefault(count({ help: 'how many at most', least: 1, most: 1000 }), 20),
  },
  async look({ readings, settings }, { client: reference, limit }) {
    const client = await theClient(readings, reference)
    const history = await readings.clientHistory(client.id, limit)
    const zone = settings['operator-timezone']
    const columns = ['When', 'What', right('Change'), right('Left'), right('On hold')]
    return {
      tone: 'plain',
      heading: `${clientName(client)}: ${formatCount(history.length, 'change')}, ${inClientFiat(client, client.remaining)} left`,
      blocks: [
        table(
          columns,
          history.map((entry) => rowOf(client, entry, zone)),
          'Nothing has happened yet.',
        ),
        ...(history.length === limit ? [text(`The newest ${limit}; --limit shows more.`)] : []),
        next(`client balance ${client.id}`, `payment list --client ${client.id} --status all`),
      ],
      json: { clientId: client.id.toString(), fiatCode: client.fiatCode, history: history.map(jsonOf) },
    }
  },
})

const KINDS: Readonly<Record<string, string>> = {
  deposit: 'deposit',
  deposit_reversal: 'deposit taken back',
  allocation: 'on hold for',
  client_payment: 'paid',
  manual_adjustment: 'adjusted by hand',
}

function rowOf(client: ClientReading, entry: HistoryReading, zone: string): string[] {
  const what = KINDS[entry.kind] ?? entry.kind
  const sats = entry.amountSats === null ? '' : ` ${formatSats(entry.amountSats)}`
  const who =
    entry.kind === 'manual_adjustment' ? ` (${entry.actor}: ${entry.reason ?? 'no reason given'})` : ''
  const sign = entry.change > 0n ? '+' : ''
  return [
    formatShortTime(entry.at),
    `${what}${sats}${who}`,
    entry.change === 0n ? '–' : `${sign}${inClientFiat(client, entry.change)}`,
    inClientFiat(client, entry.remainingAfter),
    inClientFiat(client, entry.heldAfter),
  ]
}

const jsonOf = (entry: HistoryReading) => ({
  at: iso(entry.at),
  kind: entry.kind,
  reference: entry.reference,
  changeMinor: entry.change.toString(),
  amountSats: entry.amountSats?.toString() ?? null,
  remainingAfterMinor: entry.remainingAfter.toString(),
  heldAfterMinor: entry.heldAfter.toString(),
  actor: entry.actor,
  reason: entry.reason,
})

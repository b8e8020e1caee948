import { joined, say, type Text } from '../../engine/phrase.ts'
import type { ClientReading, HistoryReading } from '../../engine/readings.ts'
import { next, right, table, text } from '../answer.ts'
import { count, withDefault } from '../arguments.ts'
import { inClientFiat } from '../client-view.ts'
import { lookCommand } from '../definition.ts'
import { clientName, formatCount, formatSats, formatShortTime, iso } from '../../engine/format.ts'
import { clientArgument, theClient } from '../references.ts'
import { actorName, type PersonReading } from '../../engine/people.ts'

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
  async look({ readings, people }, { client: reference, limit }) {
    const client = await theClient(readings, reference)
    const history = await readings.clientHistory(client.id, limit)
    const known = await people.people()
    const columns = [say`When`, say`What`, right(say`Change`), right(say`Left`), right(say`On hold`)]
    return {
      tone: 'plain',
      heading: say`${clientName(client)}: ${formatCount(history.length, 'change')}, ${inClientFiat(client, client.remaining)} left`,
      blocks: [
        table(
          columns,
          history.map((entry) => rowOf(client, entry, known)),
          say`Nothing has happened yet.`,
        ),
        ...(history.length === limit ? [text(say`The newest ${limit}; --limit shows more.`)] : []),
        next(`client balance ${client.id}`, `payment list --client ${client.id} --status all`),
      ],
      json: { clientId: client.id.toString(), fiatCode: client.fiatCode, history: history.map(jsonOf) },
    }
  },
})

const KINDS: Readonly<Record<string, Text>> = {
  deposit: say`deposit confirmed`,
  deposit_reversal: say`deposit taken back`,
  allocation: say`on hold for`,
  client_payment: say`paid`,
  manual_adjustment: say`adjusted by hand`,
  correction: say`journal corrected`,
}

function rowOf(client: ClientReading, entry: HistoryReading, people: readonly PersonReading[]): Text[] {
  return [
    formatShortTime(entry.at),
    whatOf(entry, people),
    entry.change === 0n ? '–' : joined([entry.change > 0n ? '+' : '', inClientFiat(client, entry.change)]),
    inClientFiat(client, entry.remainingAfter),
    inClientFiat(client, entry.heldAfter),
  ]
}

function whatOf(entry: HistoryReading, people: readonly PersonReading[]): Text {
  const kind = KINDS[entry.kind] ?? entry.kind
  const what = entry.amountSats === null ? kind : joined([kind, ' ', formatSats(entry.amountSats)])
  return entry.kind === 'manual_adjustment'
    ? say`${what} (${actorName(entry.actor, people)}: ${entry.reason ?? say`no reason given`})`
    : what
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

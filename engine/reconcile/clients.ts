import { clientName, formatCount, formatFiat } from '../format.ts'
import { joined, type Phrase, say, type Text } from '../phrase.ts'
import { type CheckResult, type Discrepancy, judged, NO_TOLERANCE } from './verdict.ts'

/** A client whose numbers don't agree, with all of them. Minor units. */
export interface ClientFacts {
  readonly id: bigint
  readonly username: string
  readonly fiatCode: string
  readonly exponent: number
  readonly remaining: bigint
  readonly held: bigint
  readonly deposited: bigint
  readonly completed: bigint
  readonly adjusted: bigint
  readonly unfinished: bigint
  /** What the journal's accounts say of the same. */
  readonly journalAvailable: bigint
  readonly journalHeld: bigint
}

/** A client whose entries don't lead from one balance to the next, up to what it is now. Minor units. */
export interface ClientGap {
  readonly id: bigint
  readonly username: string
  readonly fiatCode: string
  readonly exponent: number
  /** By how much in all; zero where it is the entries' own word that was changed. */
  readonly gap: bigint
}

export interface PoolTotals {
  readonly fiatCode: string
  readonly exponent: number
  readonly clients: number
  readonly remaining: bigint
}

/** Every balance against what was deposited, paid and adjusted; every hold against the unfinished payments; fiat with fiat. */
export function checkClients(
  odd: readonly ClientFacts[],
  gaps: readonly ClientGap[],
  pools: readonly PoolTotals[],
): CheckResult {
  const clients = pools.reduce((sum, pool) => sum + pool.clients, 0)
  const balances = pools.map((pool) => formatFiat(pool.remaining, pool.exponent, pool.fiatCode))
  return judged({
    name: 'clients',
    checked: clients,
    figure: joined([formatCount(clients, 'client'), ...balances], ' · '),
    tolerance: NO_TOLERANCE,
    explanation: say`Each balance is the confirmed deposits less the completed payments plus the adjustments, each hold the unfinished payments, and both are what the journal says, from entry to entry.`,
    discrepancies: [...odd.flatMap(discrepanciesOf), ...gaps.map(gapDiscrepancy)],
  })
}

const gapDiscrepancy = (client: ClientGap): Discrepancy => ({
  entity: `client:${client.id}`,
  verdict: 'broken',
  what: say`history of ${clientName(client)}`,
  why: say`the balances before and after its journal entries don't lead from one to the next`,
  drift: client.gap === 0n ? null : { unit: client.fiatCode, amount: client.gap, exponent: client.exponent },
  doubtSats: 0n,
  steps: [`recon explain ${client.id}`, `client history ${client.id}`],
})

function discrepanciesOf(client: ClientFacts): Discrepancy[] {
  const due = client.deposited - client.completed + client.adjusted
  const available = client.remaining - client.held
  const found = (amount: bigint, what: Text, why: Text): Discrepancy[] =>
    amount === 0n
      ? []
      : [
          {
            entity: `client:${client.id}`,
            verdict: 'broken',
            what,
            why,
            drift: { unit: client.fiatCode, amount, exponent: client.exponent },
            doubtSats: 0n,
            steps: [`recon explain ${client.id}`, `client history ${client.id}`],
          },
        ]
  const money = (amount: bigint): Phrase => formatFiat(amount, client.exponent, client.fiatCode)
  const name = clientName(client)
  return [
    ...found(
      client.remaining - due,
      say`balance of ${name}`,
      say`${money(client.deposited)} deposited − ${money(client.completed)} paid + ${money(client.adjusted)} adjusted = ${money(due)}, and the balance says ${money(client.remaining)}`,
    ),
    ...found(
      client.held - client.unfinished,
      say`hold of ${name}`,
      say`unfinished payments claim ${money(client.unfinished)}, and ${money(client.held)} is on hold`,
    ),
    ...found(
      available - client.journalAvailable,
      say`journal account of ${name}`,
      say`the journal has ${money(client.journalAvailable)} to spend, and the balance ${money(available)}`,
    ),
    ...found(
      client.held - client.journalHeld,
      say`journal's hold of ${name}`,
      say`the journal has ${money(client.journalHeld)} on hold, and the balance ${money(client.held)}`,
    ),
    ...found(
      client.remaining < 0n ? client.remaining : 0n,
      say`balance of ${name}`,
      say`the balance is below zero: ${money(client.remaining)}`,
    ),
    ...found(
      client.held < 0n ? client.held : client.held > client.remaining ? client.held - client.remaining : 0n,
      say`hold of ${name}`,
      say`${money(client.held)} is on hold of a balance of ${money(client.remaining)}`,
    ),
  ]
}

import type { StatementOrder } from '../../../commands/papers.ts'
import { fiatMinor, msat } from '../../../engine/domain/money.ts'
import type { StatementMovement } from '../../../engine/statement-reading.ts'

const MINUTE = 60_000
const SINCE = new Date('2026-11-01T06:00:00Z')
const UNTIL = new Date('2026-12-01T06:00:00Z')

/** A month of a client's account with this many purchases, a deposit before every tenth, and a correction at the end. */
export function orderOf(purchases: number, more: Partial<StatementOrder> = {}): StatementOrder {
  const movements: StatementMovement[] = []
  const at = (): Date => new Date(SINCE.getTime() + (movements.length + 1) * 171 * MINUTE)
  const none = { reason: null, receivedMsat: msat(0n), cashOutId: null }
  for (let i = 0; i < purchases; i += 1) {
    if (i % 10 === 0)
      movements.push({
        ...none,
        at: at(),
        kind: 'deposit',
        reference: `deposit:${12 + i}`,
        change: fiatMinor(500_000n),
      })
    movements.push({
      ...none,
      at: at(),
      kind: 'client_payment',
      reference: `payment:client:${i + 1}`,
      change: fiatMinor(-(20_000n + BigInt(i * 7))),
      receivedMsat: msat(BigInt(25_900 + i * 3) * 1000n),
      cashOutId: BigInt(310 + i),
    })
  }
  if (purchases > 0)
    movements.push({
      ...none,
      at: at(),
      kind: 'manual_adjustment',
      reference: 'adjustment:3:9',
      reason: 'booked to Beto by mistake',
      change: fiatMinor(-100n),
    })
  const opening = fiatMinor(123_456n)
  const sum = (of: (movement: StatementMovement) => bigint): bigint =>
    movements.reduce((total, movement) => total + of(movement), 0n)
  return {
    client: { id: 3n, username: 'Ana López', fiatCode: 'GTQ', exponent: 2, held: fiatMinor(0n) },
    month: '2026-11',
    timeZone: 'America/Guatemala',
    language: 'en',
    now: new Date('2026-12-01T15:00:00Z'),
    statement: {
      since: SINCE,
      until: UNTIL,
      opening,
      closing: fiatMinor(opening + sum(({ change }) => change)),
      spentSoFar: fiatMinor(sum(({ kind, change }) => (kind === 'client_payment' ? -change : 0n))),
      gatheredSoFarMsat: msat(sum(({ receivedMsat }) => receivedMsat)),
      movements,
    },
    ...more,
  }
}

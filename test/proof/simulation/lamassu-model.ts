import { createHash } from 'node:crypto'
import { bucketOf } from '../../../engine/take-in.ts'
import type { LamassuConnection } from '../../../engine/lamassu/source.ts'
import type { CashOutRow } from '../../../engine/ports.ts'
import type { Dice } from './dice.ts'

/** Lamassu's cash_out_txs as the bot's queries see it: rows come in any order, and now and then one comes twice. */
export interface LamassuModel extends LamassuConnection {
  readonly rows: ReadonlyMap<string, CashOutRow>
  put(row: CashOutRow): void
}

export function createLamassuModel(dice: Dice, now: () => Date): LamassuModel {
  const rows = new Map<string, CashOutRow>()
  const all = (): CashOutRow[] => [...rows.values()]
  return {
    rows,
    put(row) {
      rows.set(row.transactionId, row)
    },
    async digests() {
      const texts = new Map<number, string[]>()
      for (const row of all()) {
        const bucket = bucketOf(row.transactionId)
        texts.set(bucket, [...(texts.get(bucket) ?? []), JSON.stringify(row)])
      }
      const digests = new Map([...texts].map(([bucket, lines]) => [bucket, digestOf(lines)]))
      return { rowCount: rows.size, digests }
    },
    async cashOutsInBuckets(buckets) {
      const found = all().filter(
        (row) =>
          (row.dispense || row.dispenseConfirmed === true) && buckets.includes(bucketOf(row.transactionId)),
      )
      const twice = dice.chance(0.1) ? found.slice(0, 1) : []
      return dice.shuffled([...found, ...twice])
    },
    cashOut: async (transactionId) => rows.get(transactionId) ?? null,
    dispensedIds: async () =>
      all()
        .filter((row) => row.dispenseConfirmed === true)
        .map((row) => row.transactionId),
    presentIds: async (ids) => ids.filter((id) => rows.has(id)),
    machines: async () => ({
      machines: [],
      databaseTime: now(),
      askedAt: now(),
      answeredAt: now(),
      hidden: null,
      unread: null,
    }),
    probe: async () => ({
      postgresVersion: '12',
      databaseTime: now(),
      cashOutCount: rows.size,
      milliseconds: 1,
    }),
    reconnectNow: async () => undefined,
    stop: async () => undefined,
  }
}

const digestOf = (lines: readonly string[]): string =>
  createHash('sha256').update(lines.toSorted().join('\n')).digest('hex')

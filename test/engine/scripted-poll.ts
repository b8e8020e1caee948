import type { CashOutRow } from '../../engine/ports.ts'
import type { KnownCashOut, PollContext, TakeInDecision, TakeInStore } from '../../engine/storage.ts'
import { poll, type PollDependencies } from '../../engine/take-in.ts'
import { finishedRow } from './reported-cash-outs.ts'

/** One poll at a desk where the books and Lamassu say what the test wrote down; `written` is what was asked of them. */

export const startedAt = new Date('2026-03-01T13:00:00Z')
export const windowFrom = new Date('2026-03-01T12:59:00Z')
const goLive = new Date('2026-01-01T00:00:00Z')

/** An id in a bucket; the rest of it says which. */
export const idIn = (bucket: number, which = 0): string =>
  `${bucket.toString(16).padStart(3, '0')}00000-0000-0000-0000-${String(which).padStart(12, '0')}`
export const rowIn = (bucket: number, more: Partial<CashOutRow> = {}): CashOutRow => ({
  ...finishedRow,
  transactionId: idIn(bucket),
  ...more,
})

export interface Desk {
  readonly context?: Partial<PollContext>
  /** What Lamassu holds, bucket by bucket; the digest of a bucket is the number of its rows unless said otherwise. */
  readonly lamassu?: ReadonlyMap<number, CashOutRow[]>
  readonly known?: ReadonlyMap<string, KnownCashOut>
  readonly takeIn?: (decision: TakeInDecision) => Promise<boolean>
  readonly deps?: Partial<PollDependencies>
  readonly store?: Partial<TakeInStore>
}

export const decisionsOf = (written: unknown[][]): string[] =>
  written.flatMap(([what, decision]) =>
    what === 'takeIn'
      ? [`${(decision as TakeInDecision).kind} ${(decision as TakeInDecision).row.transactionId}`]
      : [],
  )

export async function pollOnce(desk: Desk) {
  const lamassu = desk.lamassu ?? new Map<number, CashOutRow[]>()
  const written: unknown[][] = []
  const note = async (...what: unknown[]): Promise<void> => void written.push(what)
  const context: PollContext = {
    pollingEnabled: true,
    baselineAt: goLive,
    windowFrom,
    digests: new Map(),
    waitingBuckets: [],
    exponents: new Map([['GTQ', 2]]),
    ...desk.context,
  }
  const store: TakeInStore = {
    withPollLock: (work) => work(),
    pollContext: async () => context,
    async known(ids) {
      await note('known', ids)
      return new Map([...(desk.known ?? [])].filter(([id]) => ids.includes(id)))
    },
    async takeIn(decision) {
      await note('takeIn', decision)
      return desk.takeIn ? desk.takeIn(decision) : true
    },
    recordBaseline: (rows) => note('recordBaseline', rows),
    completeBaseline: () => note('completeBaseline'),
    recordDigests: (digests) => note('recordDigests', digests),
    recordPoll: (record) => note('recordPoll', record),
    ...desk.store,
  }
  const outcome = await poll({
    source: {
      async digests() {
        await note('digests')
        const digests = new Map([...lamassu].map(([bucket, rows]) => [bucket, `${rows.length} rows`]))
        return { rowCount: [...lamassu.values()].flat().length, digests }
      },
      async cashOutsInBuckets(buckets) {
        await note('read', buckets)
        return buckets.flatMap((bucket) => lamassu.get(bucket) ?? [])
      },
      cashOut: () => Promise.reject(new Error('nobody expected this')),
      dispensedIds: () => Promise.reject(new Error('nobody expected this')),
      probe: () => Promise.reject(new Error('nobody expected this')),
      stop: () => Promise.reject(new Error('nobody expected this')),
    },
    store,
    clock: { now: () => startedAt },
    rule: 'markup',
    ...desk.deps,
  })
  const of = (what: string): unknown[] => written.flatMap(([name, given]) => (name === what ? [given] : []))
  return { outcome, written, of, names: written.map(([what]) => what).join(' ') }
}

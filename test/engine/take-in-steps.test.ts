import { describe, expect, test } from 'vitest'
import { Failure } from '../../engine/failure.ts'
import type { CashOutRow } from '../../engine/ports.ts'
import type { KnownCashOut, TakeInDecision } from '../../engine/storage.ts'
import { decisionsOf, idIn, pollOnce, rowIn, startedAt, windowFrom } from './scripted-poll.ts'

/** What a poll asks and writes, step by step; the real books and the real Lamassu are in take-in.test.ts. */

const counts = { rowsInLamassu: 0, rowsRead: 0, taken: 0, quarantined: 0, waiting: 0 }
const window = { windowFrom, windowUntil: startedAt }
const noError = { errorCode: null, errorMessage: null }

describe('a poll', () => {
  test('that finds nothing new says so, and reads no rows', async () => {
    const { outcome, names } = await pollOnce({})
    const record = { result: 'empty', ...window, ...counts, ...noError }
    expect(outcome).toEqual({ kind: 'done', record, taken: [] })
    expect(names).toBe('digests recordPoll')
  })

  test('does nothing while polling is switched off', async () => {
    const { outcome, names } = await pollOnce({ context: { pollingEnabled: false } })
    expect(outcome).toEqual({ kind: 'off' })
    expect(names).toBe('')
  })

  test('does nothing while another replica polls', async () => {
    const { outcome, names } = await pollOnce({ store: { withPollLock: async () => null } })
    expect(outcome).toEqual({ kind: 'busy' })
    expect(names).toBe('')
  })

  test('takes in, sets aside and waits, and counts each', async () => {
    const lamassu = new Map([
      [1, [rowIn(1), rowIn(1, { transactionId: idIn(1, 1), error: 'jam' })]],
      [
        2,
        [
          rowIn(2, { status: 'authorized' }),
          rowIn(2, { transactionId: idIn(2, 1), dispense: false, dispenseConfirmed: null }),
        ],
      ],
    ])
    const { outcome, of, names } = await pollOnce({ lamassu })
    const read = { rowsInLamassu: 4, rowsRead: 4, taken: 1, quarantined: 1, waiting: 1 }
    const record = { result: 'ok', ...window, ...read, ...noError }
    expect(outcome).toEqual({ kind: 'done', record, taken: [idIn(1)] })
    expect(of('recordPoll')).toEqual([record])
    expect(names).toBe('digests read known takeIn takeIn takeIn recordDigests recordPoll')
    expect(of('recordDigests')).toEqual([
      new Map([
        [1, '2 rows'],
        [2, '2 rows'],
      ]),
    ])
  })

  test.each([
    ['taken', { lamassu: new Map([[1, [rowIn(1)]]]) }, 'ok'],
    ['set aside', { lamassu: new Map([[1, [rowIn(1, { error: 'jam' })]]]) }, 'ok'],
    ['waiting', { lamassu: new Map([[1, [rowIn(1, { status: 'authorized' })]]]) }, 'empty'],
  ])('in which something is %s is "%s"', async (_what, desk, result) => {
    expect((await pollOnce(desk)).outcome).toMatchObject({ record: { result } })
  })

  test('asks the books for the ids that were read, and minds what they know', async () => {
    const [paid, fresh] = [rowIn(1), rowIn(1, { transactionId: idIn(1, 1) })]
    const known = new Map<string, KnownCashOut>([
      [paid.transactionId, { kind: 'sighting', state: 'baseline' }],
    ])
    const { written, of } = await pollOnce({ lamassu: new Map([[1, [paid, fresh]]]), known })
    expect(of('known')).toEqual([[paid.transactionId, fresh.transactionId]])
    expect(decisionsOf(written)).toEqual([`take ${fresh.transactionId}`])
  })

  test('judges by its own clock, its rule and the currencies of the clients', async () => {
    const lamassu = new Map([[1, [rowIn(1, { cashTime: null, confirmedAt: null })]]])
    const { of } = await pollOnce({ lamassu, deps: { rule: 'ticker' } })
    expect(of('takeIn')).toMatchObject([
      { kind: 'take', rule: 'ticker', cashOut: { baseSats: 259_067n, transactionTime: startedAt } },
    ])
    const others = await pollOnce({ lamassu, context: { exponents: new Map() } })
    expect(others.of('takeIn')).toMatchObject([{ kind: 'quarantine', reason: 'other_currency' }])
  })
})

describe('the order of time', () => {
  const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 1, 12, minute))
  const ordered = async (rows: CashOutRow[]): Promise<string[]> =>
    decisionsOf((await pollOnce({ lamassu: new Map([[1, rows]]) })).written)

  test('is that of the cash, else of the confirmation, else of the beginning', async () => {
    const none = { cashTime: null, confirmedAt: null, created: at(50) }
    const byCash = rowIn(1, {
      transactionId: idIn(1, 1),
      cashTime: at(30),
      confirmedAt: at(1),
      created: at(1),
    })
    const confirmed = { cashTime: null, confirmedAt: at(20), created: at(1) }
    const byConfirmation = rowIn(1, { transactionId: idIn(1, 2), ...confirmed })
    const byCreation = rowIn(1, { transactionId: idIn(1, 3), ...none, created: at(10) })
    const expected = [idIn(1, 3), idIn(1, 2), idIn(1, 1)].map((id) => `take ${id}`)
    expect(await ordered([byCash, byConfirmation, byCreation])).toEqual(expected)
    expect(await ordered([byConfirmation, byCreation, byCash])).toEqual(expected)
  })

  test('is that of the ids where the moment is the same', async () => {
    const [a, b] = [rowIn(1, { transactionId: idIn(1, 1) }), rowIn(1, { transactionId: idIn(1, 2) })]
    const expected = [`take ${idIn(1, 1)}`, `take ${idIn(1, 2)}`]
    expect(await ordered([a, b])).toEqual(expected)
    expect(await ordered([b, a])).toEqual(expected)
  })
})

describe('the buckets that are read', () => {
  test('are those that changed, those that came, those that are gone and those that wait, in order', async () => {
    const lamassu = new Map([
      [30, [rowIn(30)]],
      [20, [rowIn(20)]],
      [5, [rowIn(5)]],
    ])
    const digests = new Map([
      [30, 'another'],
      [5, '1 rows'],
      [100, '1 rows'],
      [9, '1 rows'],
    ])
    const { of } = await pollOnce({ lamassu, context: { digests, waitingBuckets: [7] } })
    expect(of('read')).toEqual([[7, 9, 20, 30, 100]])
    // What is empty now is remembered as empty.
    expect(of('recordDigests')).toEqual([
      new Map([
        [7, null],
        [9, null],
        [20, '1 rows'],
        [30, '1 rows'],
        [100, null],
      ]),
    ])
  })

  test('are read 128 at a time, each part dealt with before the next', async () => {
    const lamassu = new Map(Array.from({ length: 257 }, (_, bucket) => [bucket, [rowIn(bucket)]]))
    const { of, names, outcome } = await pollOnce({ lamassu })
    expect(of('read').map((buckets) => (buckets as number[]).length)).toEqual([128, 128, 1])
    expect(of('read').flat()).toEqual([...lamassu.keys()])
    expect(names.match(/read known (?:takeIn )+recordDigests/g)).toHaveLength(3)
    expect(outcome).toMatchObject({ kind: 'done', record: { rowsRead: 257, taken: 257 } })
  })

  test('are not read where there are exactly none', async () => {
    const lamassu = new Map(Array.from({ length: 128 }, (_, bucket) => [bucket, [rowIn(bucket)]]))
    expect((await pollOnce({ lamassu })).of('read')).toHaveLength(1)
  })
})

describe('the baseline of go-live', () => {
  test('notes what was dispensed or is being dispensed, takes in nothing, and is complete at the end', async () => {
    const unconfirmed = rowIn(2, { dispenseConfirmed: false })
    const odd = rowIn(2, { transactionId: idIn(2, 1), dispense: false })
    const untouched = rowIn(2, { transactionId: idIn(2, 2), dispense: false, dispenseConfirmed: null })
    const lamassu = new Map([
      [1, [rowIn(1)]],
      [2, [unconfirmed, odd, untouched]],
    ])
    const { of, names, outcome } = await pollOnce({ lamassu, context: { baselineAt: null } })
    expect(of('recordBaseline')).toEqual([
      [
        { transactionId: idIn(1), bucket: 1, confirmed: true },
        { transactionId: idIn(2), bucket: 2, confirmed: false },
        { transactionId: idIn(2, 1), bucket: 2, confirmed: true },
      ],
    ])
    expect(names).toBe('digests read recordBaseline recordDigests completeBaseline recordPoll')
    expect(outcome).toMatchObject({
      kind: 'done',
      record: { result: 'empty', rowsRead: 4, taken: 0 },
      taken: [],
    })
  })

  test('is complete at once where Lamassu is new', async () => {
    const { names } = await pollOnce({ context: { baselineAt: null } })
    expect(names).toBe('digests completeBaseline recordPoll')
  })
})

describe('a switch that is turned off on the way', () => {
  test('ends the poll before the bucket counts as dealt with', async () => {
    const lamassu = new Map([[1, [rowIn(1), rowIn(1, { transactionId: idIn(1, 1) })]]])
    const { outcome, names } = await pollOnce({ lamassu, takeIn: async () => false })
    expect(outcome).toEqual({ kind: 'off' })
    expect(names).toBe('digests read known takeIn')
  })
})

describe('a row that our own database refuses', () => {
  const lamassu = new Map([[1, [rowIn(1), rowIn(1, { transactionId: idIn(1, 1) })]]])
  const refusing = (code: 'database_refused' | 'database_failed', kind: TakeInDecision['kind'] = 'take') => {
    return async (decision: TakeInDecision): Promise<boolean> => {
      if (decision.kind === kind && decision.row.transactionId === idIn(1))
        throw new Failure(code, 'No such currency.')
      return true
    }
  }

  test('is set aside with the refusal, and the next one is taken in', async () => {
    const { of, written, outcome } = await pollOnce({ lamassu, takeIn: refusing('database_refused') })
    expect(decisionsOf(written)).toEqual([`take ${idIn(1)}`, `quarantine ${idIn(1)}`, `take ${idIn(1, 1)}`])
    const [take, quarantine] = of('takeIn') as { hash: string }[]
    expect(quarantine).toEqual({
      kind: 'quarantine',
      row: rowIn(1),
      hash: take?.hash,
      reason: 'unreadable',
      detail: 'No such currency.',
    })
    expect(outcome).toMatchObject({ kind: 'done' })
  })

  test('for a reason of its own is no poison: the poll has failed', async () => {
    const { outcome, written } = await pollOnce({ lamassu, takeIn: refusing('database_failed') })
    expect(outcome).toMatchObject({ kind: 'failed', code: 'database_failed' })
    expect(decisionsOf(written)).toEqual([`take ${idIn(1)}`])
  })

  test('and is not even to be set aside, fails the poll', async () => {
    const jammed = new Map([[1, [rowIn(1, { error: 'jam' })]]])
    const takeIn = refusing('database_refused', 'quarantine')
    const { outcome, written } = await pollOnce({ lamassu: jammed, takeIn })
    expect(outcome).toMatchObject({ kind: 'failed', code: 'database_refused' })
    expect(decisionsOf(written)).toEqual([`quarantine ${idIn(1)}`])
  })

  test('with a bug of ours fails the poll', async () => {
    const takeIn = async (): Promise<boolean> => Promise.reject(new TypeError('undefined is no row'))
    const { outcome, written } = await pollOnce({ lamassu, takeIn })
    expect(outcome).toMatchObject({ kind: 'failed', code: 'unexpected' })
    expect(decisionsOf(written)).toEqual([`take ${idIn(1)}`])
  })
})

describe('a poll that fails', () => {
  const failure = new Failure('lamassu_unreachable', 'Lamassu does not answer.')
  const failed = { result: 'failed', ...window, ...counts, rowsInLamassu: null }

  test('to connect is recorded, and reads nothing', async () => {
    const connect = (): Promise<void> => Promise.reject(failure)
    const { outcome, names, of } = await pollOnce({ deps: { connect } })
    const record = { ...failed, errorCode: 'lamassu_unreachable', errorMessage: 'Lamassu does not answer.' }
    expect(outcome).toEqual({ kind: 'failed', record, code: 'lamassu_unreachable' })
    expect(of('recordPoll')).toEqual([record])
    expect(names).toBe('recordPoll')
  })

  test('by a bug is told apart', async () => {
    const connect = (): Promise<void> => Promise.reject(new TypeError('undefined is no function'))
    const { outcome } = await pollOnce({ deps: { connect } })
    const record = { ...failed, errorCode: 'unexpected', errorMessage: 'undefined is no function' }
    expect(outcome).toEqual({ kind: 'failed', record, code: 'unexpected' })
  })

  test('says so even where our own database can not record it', async () => {
    const recordPoll = (): Promise<void> => Promise.reject(new Failure('database_unreachable', 'It is gone.'))
    const { outcome } = await pollOnce({ store: { recordPoll } })
    expect(outcome).toMatchObject({ kind: 'failed', code: 'database_unreachable' })
  })

  test('connects first, when it is told to', async () => {
    const order: string[] = []
    const { names } = await pollOnce({ deps: { connect: async () => void order.push('connect') } })
    expect(order).toEqual(['connect'])
    expect(names).toBe('digests recordPoll')
  })
})

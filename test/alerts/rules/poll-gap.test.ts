import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/poll-gap.ts'
import { minutesAfter } from '../../../alerts/moments.ts'
import { Failure } from '../../../engine/failure.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'
import { look } from '../lamassu-look.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  await world.addClient('Ana', '500000.00')
})
afterAll(() => world.close())

/** Compares all ids with every look. */
const compare = (changes = {}) => look(world, { compareEverySeconds: 0, ...changes })
const found = async (limits = {}) => check(rule, await sightOf(world), limits)
/** A poll as it would be with a mistake in it: it takes the buckets for read, and not what is in them. */
const blindPoll = () => world.takeIn({ ...world.lamassuSource, cashOutsInBuckets: async () => [] })

beforeEach(async () => {
  await world.pool.query('DELETE FROM lamassu_digests')
  await world.takeIn()
  await compare()
  expect(await found()).toEqual([])
})

describe('a cash-out that no poll takes in', () => {
  test('is told after two good polls, with its sats, and is over once the books know it', async () => {
    const at = new Date(Date.now() - 20 * 60_000)
    const id = await world.sell({ created: at, confirmed_at: at })
    await compare()
    expect(await found()).toEqual([])
    await blindPoll()
    expect(await found()).toEqual([])
    await blindPoll()
    const [finding] = await found()
    expect(finding).toMatchObject({
      entity: `cash-out:${id}`,
      what: `cash-out ${id.slice(0, 8)} is not in the books`,
      exposureSats: 266_800n,
      worth: '≈ 2,000.00 GTQ',
      fired: 'dispensed 20 min ago, and unknown after 2 good polls (266,800 sats)',
      steps: ['tx missing', `poll backfill --since ${at.toISOString().slice(0, 10)}`, `tx preview ${id}`],
    })
    expect(finding?.severity ?? rule.severity).toBe('high')
    expect(await found({ afterPolls: 3 })).toEqual([])
    await world.pool.query('DELETE FROM lamassu_digests')
    await world.takeIn()
    await compare()
    expect(await found()).toEqual([])
  })

  test('in another coin puts no sats in doubt, and each is told by itself', async () => {
    const ids = [await world.sell({ crypto_code: 'LTC', crypto_atoms: '5000' }), await world.sell()]
    await compare()
    await blindPoll()
    await blindPoll()
    const findings = await found()
    expect(findings.map(({ entity }) => entity).sort()).toEqual(ids.map((id) => `cash-out:${id}`).sort())
    expect(new Set(findings.map(({ exposureSats }) => exposureSats))).toEqual(new Set([0n, 266_800n]))
  })

  test('is not told when a poll takes it in meanwhile, nor while its dispense is not confirmed', async () => {
    await world.sell()
    await world.sell({ dispense_confirmed: false })
    await compare()
    await world.takeIn()
    await world.takeIn()
    await compare()
    expect(await found()).toEqual([])
  })

  test('stays told while Lamassu is away', async () => {
    await world.sell()
    await compare()
    await blindPoll()
    await blindPoll()
    expect(await found()).toHaveLength(1)
    await compare({
      source: {
        ...world.lamassuSource,
        dispensedIds: () => Promise.reject(new Failure('ssh_lost', 'The connection was lost.')),
      },
    })
    expect(await found()).toHaveLength(1)
  })
})

test('a cash-out of the books that Lamassu lacks is told, and is over when it is back', async () => {
  const id = await world.sell()
  await world.takeIn()
  await compare()
  expect(await found()).toEqual([])
  const { rows } = await world.lamassu.pool.query(
    'DELETE FROM public.cash_out_txs WHERE id = $1 RETURNING *',
    [id],
  )
  await compare()
  expect(await found()).toMatchObject([
    {
      entity: 'gone',
      severity: 'medium',
      exposureSats: 0n,
      what: '1 cash-out of the books gone from Lamassu',
      steps: ['tx missing', `tx show ${id}`, 'check ssh'],
    },
  ])
  const columns = Object.keys(rows[0])
  await world.lamassu.pool.query(
    `INSERT INTO public.cash_out_txs (${columns.join(', ')}) VALUES (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(rows[0]),
  )
  await compare()
  expect(await found()).toEqual([])
})

test('one that is set aside without a confirmed dispense is not gone', async () => {
  const long = new Date(Date.now() - 3_600_000)
  await world.sell({ dispense_confirmed: false, created: long, confirmed_at: long, id: randomUUID() })
  await world.takeIn()
  await compare()
  expect(await found()).toEqual([])
})

test('times that no poll looked at are told until all ids were compared', async () => {
  const { rows } = await world.pool.query<{ at: Date }>('SELECT max(window_until) AS at FROM lamassu_polls')
  const until = rows[0]?.at ?? new Date(0)
  const insert = (from: Date, to: Date, result = 'empty') =>
    world.pool.query(
      `INSERT INTO lamassu_polls (result, window_from, window_until, error_message) VALUES ($1, $2, $3, $4)`,
      [result, from, to, result === 'failed' ? 'lost' : null],
    )
  // A failed poll covers nothing, and overlapping ones cover all the same.
  await insert(minutesAfter(until, 5), minutesAfter(until, 6), 'failed')
  await insert(until, minutesAfter(until, 8))
  await insert(minutesAfter(until, 7), minutesAfter(until, 9))
  expect(await found()).toEqual([])
  await insert(minutesAfter(until, 12), minutesAfter(until, 13))
  expect(await found()).toMatchObject([
    {
      entity: expect.stringMatching(/^poll:\d+$/),
      since: minutesAfter(until, 9),
      fired: '3 min between two good polls; no gap is allowed',
    },
  ])
  await compare()
  expect(await found()).toEqual([])
})

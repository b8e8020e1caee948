import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Failure } from '../../engine/failure.ts'
import { differenceIn, seenMachines } from '../../engine/lamassu-sights.ts'
import type { Observation } from '../../engine/observations.ts'
import { createObservationStore } from '../../engine/store/observation-store.ts'
import { look, lookSeveral, putDevice } from '../alerts/lamassu-look.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  await world.addClient('Ana', '500000.00')
})
beforeEach(async () => {
  await world.pool.query('DELETE FROM observations')
  await world.lamassu.pool.query('TRUNCATE public.devices')
})
afterAll(() => world.close())

const observed = async (): Promise<ReadonlyMap<string, Observation>> =>
  createObservationStore(world.pool).all()
const failing = (code: 'ssh_lost' | 'lamassu_timeout') => ({
  source: {
    ...world.lamassuSource,
    machines: () => Promise.reject(new Failure(code, 'It failed.')),
  },
})

test('the first look sees the clocks, Lamassu, each machine, and compares all ids', async () => {
  await putDevice(world, { id: 'a', name: 'Zona 10', silentSeconds: 120 })
  await look(world)
  const seen = await observed()
  expect([...seen.keys()].sort()).toEqual([
    'clock',
    'lamassu',
    'lamassu:cash-outs',
    'lamassu:machines',
    'machine:a',
  ])
  expect([...seen.values()].map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
  const [machine] = seenMachines(seen)
  expect(machine).toMatchObject({
    deviceId: 'a',
    name: 'Zona 10',
    units: [{ unit: 'cassette1', notes: 400 }],
  })
  expect(Math.round(machine?.silentSeconds ?? 0)).toBe(120)
})

describe('a Lamassu that fails', () => {
  test('is recorded as what was seen, and what was known of its machines stays', async () => {
    await putDevice(world, { id: 'a' })
    await look(world)
    await lookSeveral(world, 2, failing('ssh_lost'))
    const seen = await observed()
    expect(seen.get('lamassu')).toMatchObject({
      outcome: 'unreachable',
      detail: 'It failed.',
      inARow: 2,
      lastOkAt: expect.any(Date),
      value: { aheadSeconds: 0 },
    })
    expect(seen.get('lamassu:machines')).toMatchObject({ outcome: 'ok', inARow: 1 })
    expect(seenMachines(seen)).toHaveLength(1)
    await look(world)
    expect((await observed()).get('lamassu')).toMatchObject({ outcome: 'ok', inARow: 1 })
  })

  test('in the query for the machines alone is no outage', async () => {
    await look(world)
    await look(world, failing('lamassu_timeout'))
    const seen = await observed()
    expect(seen.get('lamassu')).toMatchObject({ outcome: 'ok' })
    expect(seen.get('lamassu:machines')).toMatchObject({ outcome: 'failed', detail: 'It failed.' })
  })

  test('while ids are compared leaves what was found before', async () => {
    const id = await world.sell()
    await look(world)
    expect(differenceIn((await observed()).get('lamassu:cash-outs'))).toMatchObject({
      missing: [{ transactionId: id, cryptoAtoms: '266800' }],
      missingCount: 1,
    })
    const dispensedIds = () => Promise.reject(new Failure('lamassu_timeout', 'It took too long.'))
    await look(world, { source: { ...world.lamassuSource, dispensedIds }, compareEverySeconds: 0 })
    const seen = (await observed()).get('lamassu:cash-outs')
    expect(seen).toMatchObject({ outcome: 'failed', detail: 'It took too long.' })
    expect(differenceIn(seen)?.missing).toMatchObject([{ transactionId: id }])
    await world.takeIn()
  })
})

test('a mistake of our own, and our own database, are thrown', async () => {
  const machines = () => Promise.reject(new Error('a mistake'))
  await expect(look(world, { source: { ...world.lamassuSource, machines } })).rejects.toThrow('a mistake')
  const books = {
    databaseTime: () => Promise.reject(new Failure('database_unreachable', 'It is gone.')),
    knownIds: () => world.readings.knownIds(),
    baselineAt: () => Promise.resolve(new Date()),
  }
  await expect(look(world, { books })).rejects.toMatchObject({ code: 'database_unreachable' })
})

test('what was sold before the first poll is not missing, whoever looks first', async () => {
  const fresh = await openWorld({ live: false })
  try {
    const sold = await fresh.sell()
    await look(fresh)
    const seen = async () => (await createObservationStore(fresh.pool).all()).get('lamassu:cash-outs')
    expect(await seen()).toBeUndefined()
    await fresh.takeIn()
    await look(fresh)
    expect(await seen()).toMatchObject({ outcome: 'ok' })
    expect((await fresh.readings.knownIds()).get(sold)).toBe('baseline')
  } finally {
    await fresh.close()
  }
})

test('ids are compared every quarter of an hour, and again after five minutes where they differed', async () => {
  let comparisons = 0
  const source = {
    ...world.lamassuSource,
    dispensedIds: () => {
      comparisons += 1
      return world.lamassuSource.dispensedIds()
    },
  }
  const after = async (minutes: number) => {
    await world.pool.query('UPDATE observations SET observed_at = observed_at - make_interval(mins => $1)', [
      minutes,
    ])
    await look(world, { source })
    return comparisons
  }
  expect(await after(0)).toBe(1)
  expect(await after(14)).toBe(1)
  expect(await after(1)).toBe(2)
  await world.sell()
  expect(await after(16)).toBe(3)
  expect((await observed()).get('lamassu:cash-outs')).toMatchObject({ outcome: 'different' })
  expect(await after(4)).toBe(3)
  await world.takeIn()
  expect(await after(1)).toBe(4)
  expect((await observed()).get('lamassu:cash-outs')).toMatchObject({ outcome: 'ok' })
  expect(await after(5)).toBe(4)
})

test('of many missing ones the first are described, and all are counted', async () => {
  for (let i = 0; i < 53; i += 1) await world.sell()
  let read = 0
  const source = {
    ...world.lamassuSource,
    cashOut: (id: string) => {
      read += 1
      return world.lamassuSource.cashOut(id)
    },
  }
  await look(world, { source })
  const first = differenceIn((await observed()).get('lamassu:cash-outs'))
  expect(first).toMatchObject({ missingCount: 53 })
  expect(first?.missing).toHaveLength(50)
  expect(first?.missing.filter(({ cryptoAtoms }) => cryptoAtoms === null)).toHaveLength(30)
  expect(read).toBe(20)
  await look(world, { source, compareEverySeconds: 0 })
  const second = differenceIn((await observed()).get('lamassu:cash-outs'))
  expect(second?.missing.filter(({ cryptoAtoms }) => cryptoAtoms === null)).toHaveLength(10)
  expect(second?.missing.map(({ seenAt }) => seenAt)).toEqual(first?.missing.map(({ seenAt }) => seenAt))
  await world.takeIn()
})

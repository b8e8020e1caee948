import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { networkInterfaces } from 'node:os'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_HTTP_PORT, startHttp } from '../../bot/http.ts'
import { createMetrics } from '../../bot/metrics.ts'
import { fiatMinor, MAX_SATS, sats } from '../../engine/domain/money.ts'
import { Failure } from '../../engine/failure.ts'
import type { Readings, StatusReading } from '../../engine/readings.ts'
import { createAlertReadings } from '../../engine/store/alert-readings.ts'
import { createObservationStore } from '../../engine/store/observation-store.ts'
import { createScheduledRunStore } from '../../engine/store/scheduled-run-store.ts'
import { silentLog } from '../support/database.ts'
import { openWorld, type World } from '../support/world.ts'
import { closedPort, listening } from './outside.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ live: false, sourceSats: 1000n })
})
afterAll(() => world?.close())

const metricsOf = (readings: Readings) => createMetrics(readings, { sandbox: false })

/** Serves for the duration of the work, on a free port. */
async function serving<T>(
  work: (
    get: (path: string) => Promise<{ status: number; body: string; type: string }>,
    url: string,
  ) => Promise<T>,
  readings: Readings = world.readings,
  metrics = metricsOf(readings),
): Promise<T> {
  const http = await startHttp({ port: await closedPort(), readings, metrics, log: silentLog })
  try {
    return await work(async (path) => {
      const response = await fetch(http.url + path)
      const type = response.headers.get('content-type') ?? ''
      return { status: response.status, body: await response.text(), type }
    }, http.url)
  } finally {
    await http.stop()
  }
}

/** Real readings, with some of the status as this test wants it. */
const withStatus = (changes: Partial<StatusReading>): Readings => ({
  ...world.readings,
  status: async () => ({ ...(await world.readings.status()), ...changes }),
})

/** The same when the database is gone. */
const withoutDatabase = (): Readings => {
  const gone = () =>
    Promise.reject(new Failure('database_unreachable', "The database can't be reached (x): see."))
  return { ...world.readings, status: gone, settings: gone }
}

describe('/healthz', () => {
  test('is ok while the database answers', () =>
    serving(async (get) => expect(await get('/healthz')).toMatchObject({ status: 200, body: 'ok\n' })))

  test('says why not', () =>
    serving(async (get) => {
      expect(await get('/healthz')).toMatchObject({
        status: 503,
        body: "The database can't be reached (x): see.\n",
      })
    }, withoutDatabase()))
})

describe('/readyz', () => {
  test('is not ready before a poll, after a failed one, while funds are missing; and ready when all is well', () =>
    serving(async (get) => {
      expect(await get('/readyz')).toMatchObject({ status: 503, body: 'no poll has succeeded yet\n' })

      await world.takeIn()
      expect(await get('/readyz')).toMatchObject({ status: 200, body: 'ready\n' })

      const broken = {
        ...world.lamassuSource,
        digests: () => Promise.reject(new Failure('ssh_lost', 'The line is cut.')),
      }
      await world.takeIn(broken)
      expect(await get('/readyz')).toMatchObject({
        status: 503,
        body: 'the last poll failed: The line is cut.\n',
      })

      await world.addClient('Ana', '5000.00')
      await world.sell()
      await world.takeIn()
      await world.distribute()
      const waiting = await get('/readyz')
      expect(waiting.status).toBe(503)
      expect(waiting.body).toMatch(
        /^awaiting_funds: 266800 sats are needed, and the source wallet has 1000 to spare\n$/,
      )
    }))

  test('is not ready while nobody looks for what is wrong', async () => {
    let problem: string | null = 'the alerts are not looked after: no round for 180 seconds'
    const http = await startHttp({
      port: await closedPort(),
      readings: withStatus({ lastSuccessfulPollAt: new Date(), lastPoll: null, waitingReason: null }),
      metrics: metricsOf(world.readings),
      log: silentLog,
      pulse: { problem: () => problem },
    })
    const ready = async () => {
      const response = await fetch(`${http.url}/readyz`)
      return { status: response.status, body: await response.text() }
    }
    expect(await ready()).toEqual({ status: 503, body: `${problem}\n` })
    problem = null
    expect(await ready()).toEqual({ status: 200, body: 'ready\n' })
    await http.stop()
  })

  test('says that the database is gone', () =>
    serving(async (get) => expect((await get('/readyz')).status).toBe(503), withoutDatabase()))
})

/** Prometheus' text form, read strictly: name, labels and value of every sample, each under its HELP and TYPE. */
function samplesOf(text: string): Map<string, string> {
  const samples = new Map<string, string>()
  let family = ''
  for (const line of text.split('\n')) {
    if (line === '') continue
    const described = /^# (?:HELP (\S+) \S.*|TYPE (\S+) (?:counter|gauge|histogram))$/.exec(line)
    if (described !== null) {
      family = described[1] ?? described[2] ?? ''
      continue
    }
    const sample =
      /^([a-z_:]+(?:_bucket|_sum|_count)?)(\{(?:[a-z_]+="[^"\\]*",?)+\})? (-?[0-9.e+]+|NaN|\+Inf)$/.exec(line)
    expect(sample, line).not.toBeNull()
    const [, name = '', labels = '', value = ''] = sample ?? []
    expect(name.startsWith(family)).toBe(true)
    expect(samples.has(name + labels)).toBe(false)
    samples.set(name + labels, value)
  }
  return samples
}

describe('/metrics', () => {
  test('gives every amount exactly, 21 million bitcoin too', async () => {
    const huge = withStatus({
      transfers: [{ kind: 'client', status: 'completed', count: 3, amountSats: sats(MAX_SATS) }],
      inDoubtSats: sats(MAX_SATS - 1n),
      pools: [
        {
          fiatCode: 'GTQ',
          exponent: 2,
          clients: 2,
          remaining: fiatMinor(9_007_199_254_740_991n),
          held: fiatMinor(1n),
        },
      ],
    })
    await serving(async (get) => {
      const { status, body, type } = await get('/metrics')
      expect(status).toBe(200)
      expect(type).toMatch(/^text\/plain; version=0\.0\.4/)
      const samples = samplesOf(body)
      expect(samples.get('satmachine_payment_sats{kind="client",state="completed"}')).toBe('2100000000000000')
      expect(samples.get('satmachine_payments{kind="client",state="completed"}')).toBe('3')
      expect(samples.get('satmachine_in_doubt_sats')).toBe('2099999999999999')
      expect(samples.get('satmachine_deposits_remaining_minor{currency="GTQ"}')).toBe('9007199254740991')
      expect(samples.get('satmachine_deposits_held_minor{currency="GTQ"}')).toBe('1')
    }, huge)
  })

  test('counts polls and payments of this process, and shows the states of the books', async () => {
    const metrics = metricsOf(world.readings)
    metrics.countPoll('ok', 0.2)
    metrics.countPoll('failed', 3)
    metrics.countPoll('failed', 40)
    metrics.countPayment('completed', 0.3)
    await serving(
      async (get) => {
        const samples = samplesOf((await get('/metrics')).body)
        expect(samples.get('satmachine_polls_total{result="failed"}')).toBe('2')
        expect(samples.get('satmachine_polls_total{result="ok"}')).toBe('1')
        expect(samples.get('satmachine_poll_seconds_count')).toBe('3')
        expect(samples.get('satmachine_payment_attempt_seconds_bucket{le="0.5",result="completed"}')).toBe(
          '1',
        )
        expect(samples.get('satmachine_cash_outs{state="pending"}')).toBe('1')
        expect(samples.get('satmachine_polling_enabled')).toBe('1')
        expect(Number(samples.get('satmachine_last_successful_poll_timestamp_seconds'))).toBeGreaterThan(
          1.7e9,
        )
      },
      world.readings,
      metrics,
    )
  })

  test('reads the alerts from the books', async () => {
    const observations = createObservationStore(world.pool)
    await observations.record([{ subject: 'lamassu', outcome: 'ok' }], new Date())
    const metrics = createMetrics(
      world.readings,
      { sandbox: false },
      {
        alerts: createAlertReadings(world.pool),
        observations,
        scheduled: createScheduledRunStore(world.pool),
        incidents: { current: async () => [] },
        jobs: ['digest'],
        pulse: { lastAt: () => null },
        now: () => new Date(),
      },
    )
    await serving(
      async (get) => {
        const samples = samplesOf((await get('/metrics')).body)
        expect(samples.get('satmachine_alerts_exposure_sats{severity="critical"}')).toBe('0')
        expect(samples.get('satmachine_oncall_slot_missing{slot="level1"}')).toBe('1')
        expect(samples.get('satmachine_observation_ok{subject="lamassu"}')).toBe('1')
        expect(samples.get('satmachine_scheduled_run_last_success_timestamp_seconds{name="digest"}')).toBe(
          '0',
        )
      },
      world.readings,
      metrics,
    )
  })

  test('forgets a state that nothing is in any more', async () => {
    let transfers: StatusReading['transfers'] = [
      { kind: 'client', status: 'paying', count: 1, amountSats: sats(5n) },
    ]
    const changing: Readings = {
      ...world.readings,
      status: async () => ({ ...(await world.readings.status()), transfers }),
    }
    await serving(async (get) => {
      expect((await get('/metrics')).body).toContain('state="paying"')
      transfers = []
      expect((await get('/metrics')).body).not.toContain('state="paying"')
    }, changing)
  })

  test('says so when the database is gone', () =>
    serving(async (get) => {
      expect(await get('/metrics')).toMatchObject({
        status: 500,
        body: "The database can't be reached (x): see.\n",
      })
    }, withoutDatabase()))
})

test('anything else is not there', () =>
  serving(async (get) => {
    expect(await get('/')).toMatchObject({
      status: 404,
      body: 'There are /healthz, /readyz and /metrics here.\n',
    })
    expect((await get('/healthz?x=1')).status).toBe(200)
  }))

test('only this machine is listened to', async () => {
  const outside = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find((address) => !address.internal && address.family === 'IPv4')?.address
  await serving(async (_get, url) => {
    expect(new URL(url).hostname).toBe('127.0.0.1')
    // 127.0.0.2 is this machine as well, but another address: a server on all addresses would answer there.
    for (const host of ['127.0.0.2', ...(outside === undefined ? [] : [outside])])
      expect(await reaches(host, Number(new URL(url).port))).toBe(false)
  })
})

const reaches = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 })
    const done = (reached: boolean) => () => {
      socket.destroy()
      resolve(reached)
    }
    socket.once('connect', done(true)).once('error', done(false)).once('timeout', done(false))
  })

describe('a port that is taken', () => {
  test('and was asked for is said', async () => {
    const other = createServer()
    const port = await listening(other)
    const metrics = metricsOf(world.readings)
    await expect(startHttp({ port, readings: world.readings, metrics, log: silentLog })).rejects.toThrow(
      `HTTP_PORT ${port} can't be opened (listen EADDRINUSE: address already in use 127.0.0.1:${port}): choose another, or end the program that has it.`,
    )
    await new Promise((resolve) => other.close(resolve))
  })

  test('and was not asked for gives way to a free one', async () => {
    const other = createServer()
    // Where somebody else has it already, it is as taken as can be.
    await new Promise<void>((resolve) => {
      other.once('error', () => resolve())
      other.listen(DEFAULT_HTTP_PORT, '127.0.0.1', () => resolve())
    })
    const http = await startHttp({
      port: null,
      readings: world.readings,
      metrics: metricsOf(world.readings),
      log: silentLog,
    })
    expect(new URL(http.url).port).not.toBe(String(DEFAULT_HTTP_PORT))
    expect((await fetch(`${http.url}/healthz`)).status).toBe(200)
    await http.stop()
    if (other.listening) await new Promise((resolve) => other.close(resolve))
  })
})

test('a problem of the listening socket is logged and ends nothing', async () => {
  const warned: unknown[] = []
  const log = { ...silentLog, warn: (fields: unknown) => warned.push(fields) } as unknown as typeof silentLog
  let server: EventEmitter | null = null
  const remember = (message: unknown): void => {
    server = (message as { server: EventEmitter }).server
  }
  subscribe('http.server.request.start', remember)
  const metrics = metricsOf(world.readings)
  const http = await startHttp({ port: await closedPort(), readings: world.readings, metrics, log })
  try {
    await fetch(`${http.url}/`)
    const serving = server as EventEmitter | null
    serving?.emit('error', new Error('accept EMFILE'))
    expect(warned).toEqual([{ reason: 'accept EMFILE' }])
    expect((await fetch(`${http.url}/healthz`)).status).toBe(200)
  } finally {
    unsubscribe('http.server.request.start', remember)
    await http.stop()
  }
})

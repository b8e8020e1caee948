import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHalt, type Halt } from '../../bot/halt.ts'
import { createHost } from '../../bot/host.ts'
import { command as panic } from '../../commands/panic/now.ts'
import { command as resume } from '../../commands/poll/resume.ts'
import { command as watch } from '../../commands/status/watch.ts'
import { command as show } from '../../commands/status/show.ts'
import { isAct } from '../../commands/definition.ts'
import { createHaltStore } from '../../engine/store/halt-store.ts'
import { createKeyLinkStore } from '../../engine/store/key-link-store.ts'
import { createPool } from '../../engine/store/pool.ts'
import { workFolder } from '../bot/program.ts'
import { type Desk, openDesk, readArguments, saidBy } from '../support/commands.ts'
import { writeAnswer } from '../../commands/answer.ts'
import { ENGLISH } from '../../engine/phrase.ts'
import { silentLog } from '../support/database.ts'

/** Stopping everything is one word, and works whatever else does not. */

let desk: Desk
let halt: Halt
const folder = workFolder('panic')
const now = () => new Date()
beforeAll(async () => {
  desk = await openDesk()
  halt = createHalt(folder.path, createHaltStore(desk.world.pool), now)
  await desk.world.addClient('Ana', '5000.00')
})
afterAll(async () => {
  await desk.close()
  folder.remove()
})

const hostOf = (of: Halt, pool = desk.world.pool) =>
  createHost({
    pool,
    dataFolder: folder.path,
    halt: of,
    keyLinks: createKeyLinkStore(pool),
    httpUrl: () => null,
    logPlace: { file: null, ring: null, secrets: [] },
    startedAt: now(),
    now,
    onRestart: null,
    log: silentLog,
  })

/** Runs a command with a real host in the place of the recording one. */
async function runWith(
  host: ReturnType<typeof createHost>,
  command: typeof panic | typeof resume,
  written = {},
) {
  const context = { ...(await desk.context()), host }
  const args = readArguments(command, written) as never
  if (!isAct(command)) throw new Error('these act')
  await command.preview(context, args)
  return writeAnswer(await command.act(context, args), ENGLISH)
}

test('panic needs no confirmation, no reason and no books', () => {
  expect(panic).toMatchObject({ confirm: 'C0', role: 'operator', evenWithoutBooks: true })
  expect(panic.arguments.reason).toMatchObject({ required: false, positional: true, words: true })
})

test('it stops everything, says what is in flight and what to do; only "poll resume" starts again', async () => {
  await desk.world.sell()
  await desk.world.takeIn()
  await desk.world.distribute()
  const answer = await runWith(hostOf(halt), panic, { reason: 'the cash does not match' })
  expect(answer.tone).toBe('warn')
  expect(saidBy(answer)).toMatch(
    /^Everything is stopped: nothing is paid and nothing is polled\nIncident #1 is open for it: its card says what comes next\.\nIn flight or in doubt: 0 sats\nNot finished: 2 payments, 1 cash-out\n1\. Look/,
  )
  expect(answer.json).toEqual({
    inTheBooks: true,
    incidentId: '1',
    inDoubtSats: '0',
    unfinishedPayments: 2,
  })
  expect(await desk.incidents.current()).toMatchObject([
    { origin: 'panic', severity: 'critical', scenario: 'other', summary: 'panic: the cash does not match' },
  ])
  expect(await desk.world.readings.status()).toMatchObject({
    pollingEnabled: false,
    payoutsEnabled: false,
    pauseReason: expect.stringMatching(/^the cash does not match \(panic: terminal:maria @ /),
  })
  expect(halt.isRaised()).toBe(true)

  await expect(runWith(hostOf(halt), resume, { what: 'ingest' })).rejects.toThrow(/Incident #1 is open/)
  expect(halt.isRaised()).toBe(true)
  expect((await desk.world.readings.status()).pollingEnabled).toBe(false)

  await expect(runWith(hostOf(halt), resume)).rejects.toThrow(/Incident #1 is open/)
  const override = 'the cash was counted twice, and it matches'
  expect((await runWith(hostOf(halt), resume, { override })).heading).toBe('Everything runs again')
  expect(halt.isRaised()).toBe(false)
  expect(await desk.world.readings.status()).toMatchObject({ payoutsEnabled: true, pauseReason: null })
})

test('with LNbits down it is the same', async () => {
  await desk.world.lnbits.stop()
  const answer = await runWith(hostOf(halt), panic)
  expect(answer.heading).toBe('Everything is stopped: nothing is paid and nothing is polled')
  expect((await desk.world.readings.status()).pauseReason).toMatch(/^panic \(panic: /)
  await halt.clear()
})

test('with the database down it says that the others have to be stopped too', async () => {
  const pool = createPool({
    databaseUrl: 'postgresql://nobody@127.0.0.1:1/none',
    applicationName: 'x',
    max: 1,
    log: silentLog,
  })
  const away = createHalt(folder.path, createHaltStore(pool), now)
  const unreadable = { ...desk.world.readings, status: () => pool.query('SELECT 1') as never }
  const context = { ...(await desk.context()), host: hostOf(away, pool), readings: unreadable }
  const answer = writeAnswer(await panic.act(context, { reason: null }), ENGLISH)
  expect(saidBy(answer)).toMatch(
    /^This machine is stopped; the database could not be told yet\nA bot on another machine[\s\S]*not known while the database can't be read/,
  )
  expect(answer.json).toEqual({
    inTheBooks: false,
    incidentId: null,
    inDoubtSats: null,
    unfinishedPayments: null,
  })
  expect(halt.isRaised()).toBe(true)
  await halt.clear()
  await pool.end()
})

test('status watch is status show on a card that stays', async () => {
  const shown = await desk.run(show)
  const watched = await desk.run(watch, { minutes: '60' })
  expect(watched.said.follow).toEqual({ command: 'status show', minutes: 60 })
  expect(watched.answer.heading).toBe(shown.answer.heading)
  expect((await desk.run(watch)).said.follow?.minutes).toBe(30)
  expect(await desk.refusal(watch, { minutes: '121' })).toMatch(/from 1 to 120/)
})

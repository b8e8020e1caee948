import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as pause } from '../../commands/poll/pause.ts'
import { command as resume } from '../../commands/poll/resume.ts'
import { command as run } from '../../commands/poll/run.ts'
import { command as status, stripOf } from '../../commands/poll/status.ts'
import { Failure } from '../../engine/failure.ts'
import type { PollReading } from '../../engine/readings.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'
import { writeAnswer } from '../../commands/answer.ts'
import { ENGLISH } from '../../engine/phrase.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk({ live: false })
  await desk.world.addClient('Ana', '90000.00')
})
afterAll(() => desk.close())

test('the first poll takes the baseline and says so beforehand', async () => {
  await desk.world.sell()
  const { preview, answer } = await desk.run(run)
  expect(preview?.lines.join()).toContain('becomes the go-live baseline and is not paid')
  expect(answer.heading).toBe('The first poll is done')
  expect(answer.json).toMatchObject({ result: 'empty', rowsInLamassu: 1, taken: 0 })
})

test('poll run counts what is new, set aside and waiting', async () => {
  const id = await desk.world.sell()
  await desk.world.sell({ crypto_code: 'ETH' })
  await desk.world.sell({ status: 'authorized', confirmed_at: null })
  const { preview, answer } = await desk.run(run)
  expect(preview?.lines.join()).toContain('distributed and paid by itself')
  expect(answer).toMatchObject({
    tone: 'warn',
    heading: '1 new cash-out, 1 set aside for a person',
    json: {
      result: 'ok',
      rowsInLamassu: 4,
      rowsRead: 3,
      taken: 1,
      quarantined: 1,
      waiting: 1,
      lamassuIds: [id],
    },
  })
  expect(saidBy(answer)).toContain('> tx list --status quarantined')
})

test('a poll that fails is an answer with the reason, for people and for scripts', async () => {
  const context = await desk.context()
  const source = {
    ...desk.world.lamassuSource,
    digests: () => Promise.reject(new Failure('lamassu_timeout', 'Lamassu took longer than 30 s.')),
  }
  const actions = { ...context.actions, pollNow: () => desk.world.takeIn(source) }
  const answer = await run.act({ ...context, actions }, {})
  expect(answer).toMatchObject({
    tone: 'bad',
    json: { result: 'failed', errorCode: 'lamassu_timeout', errorMessage: 'Lamassu took longer than 30 s.' },
  })
  expect(saidBy(writeAnswer(answer, ENGLISH))).toContain('Lamassu took longer than 30 s.')
  const after = await desk.run(status)
  expect(after.answer.heading).toBe('The last poll failed')
})

test('a poll under way elsewhere is no failure', async () => {
  const context = await desk.context()
  const actions = { ...context.actions, pollNow: async () => ({ kind: 'busy' }) as const }
  expect(await run.act({ ...context, actions }, {})).toMatchObject({ tone: 'warn', json: { result: 'busy' } })
})

test('poll status draws the last polls, tells the last failure, and lists what waits', async () => {
  const { answer } = await desk.run(status)
  const said = saidBy(answer)
  expect(said).toContain('Polls, newest last: ▯▮✕')
  expect(said).toMatch(/The last failure, .*: Lamassu took longer than 30 s\./)
  expect(said).toContain('1 cash-out waiting')
  expect(rowsOf(answer).at(-1)?.slice(1)).toEqual([
    '2,000 GTQ',
    expect.stringMatching(/^\d+ s$/),
    "the customer's sats are not confirmed yet",
  ])
  expect(answer.json).toMatchObject({
    pollingEnabled: true,
    waitingCount: 1,
    polls: [{ result: 'failed' }, {}, {}],
  })
})

test('the strip is drawn from the oldest to the newest', () => {
  const poll = (result: PollReading['result']) => ({ result }) as PollReading
  expect(stripOf([poll('failed'), poll('empty'), poll('ok'), poll('ok')])).toBe('▮▮▯✕')
  expect(String(stripOf([]))).toBe('none yet')
})

test('while polling is off, poll run is refused with the way out', async () => {
  await desk.run(pause, { what: 'ingest', reason: 'counting' })
  expect(await desk.refusal(run)).toBe('Polling is switched off: "poll resume --what ingest" switches it on.')
  await expect(run.act(await desk.context(), {})).rejects.toThrow('Polling is switched off')
})

test('resuming never starts more than was asked for, and what stays off keeps its reason', async () => {
  await desk.run(pause, { what: 'both', reason: 'keys were rotated' })
  const { preview, answer } = await desk.run(resume, { what: 'ingest' })
  expect(preview?.lines).toContain('polling: OFF → on')
  expect(preview?.lines).toContain('payouts: OFF → OFF')
  expect(answer).toMatchObject({
    tone: 'warn',
    heading: 'Resumed in part',
    json: { pollingEnabled: true, payoutsEnabled: false, pauseReason: 'keys were rotated' },
  })
  await desk.run(pause, { what: 'both', reason: 'keys were rotated' })
  const payouts = await desk.run(resume, { what: 'payout' })
  expect(payouts.answer.json).toMatchObject({ pollingEnabled: false, payoutsEnabled: true })
  const rest = await desk.run(resume)
  expect(rest.answer).toMatchObject({
    heading: 'Everything runs again',
    json: { pollingEnabled: true, payoutsEnabled: true, pauseReason: null },
  })
})

test('the preview of resuming lists what is red, and does not forbid it', async () => {
  const { source } = desk.world.wallets
  desk.world.control.setAccountActive(source.walletId, false)
  const { preview, answer } = await desk.run(resume)
  desk.world.control.setAccountActive(source.walletId, true)
  expect(preview?.lines.some((line) => line.startsWith('✘ LNbits refuses'))).toBe(true)
  expect(answer.tone).toBe('good')
  expect((await desk.preview(resume)).lines.at(-1)).toMatch(/^✔/)
  expect(await desk.refusal(resume, { what: 'everything' })).toBe(
    '--what must be one of payout, ingest, both, one; "everything" is not.',
  )
})

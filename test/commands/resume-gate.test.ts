import { afterEach, beforeEach, expect, test } from 'vitest'
import { command as pause } from '../../commands/poll/pause.ts'
import { command as resume } from '../../commands/poll/resume.ts'
import { command as poll } from '../../commands/poll/run.ts'
import { command as reconcile } from '../../commands/recon/run.ts'
import type { Command } from '../../commands/definition.ts'
import { complaint } from '../../bot/chat/cards.ts'
import { type Desk, openDesk, saidBy } from '../support/commands.ts'
import { lookAtWallets, remember } from '../support/looking.ts'

/** While an incident is open, nothing runs again but through the gate. */

let desk: Desk
let halted: boolean
beforeEach(async () => {
  halted = false
  desk = await openDesk({
    host: {
      isHalted: () => halted,
      clearHalt: async () => {
        const was = halted
        halted = false
        return was
      },
    },
  })
  await desk.world.addClient('Ana', '90000.00')
  await desk.run(pause, { what: 'both', reason: 'a duplicate' })
})
afterEach(() => desk.close())

const incidents = () => desk.incidentsFor('terminal:maria')
const status = () => desk.world.readings.status()
const OFF = { pollingEnabled: false, payoutsEnabled: false }

/** From before: the clocks of this test and of its database are the same machine's. */
async function openIncident(): Promise<bigint> {
  const { incident } = await incidents().openIncident({
    scenario: 'R1',
    severity: 'critical',
    summary: 'paid twice',
    origin: null,
    alertId: null,
    openedAt: new Date(),
  })
  return incident.id
}

/** The bot's looks of three minutes, all of them good. */
async function lookThrice(): Promise<void> {
  for (const minutes of [3, 2, 1]) {
    const at = new Date(Date.now() - minutes * 60_000)
    await remember(desk.world, 'lamassu', { at })
    await lookAtWallets(desk.world, { now: at })
  }
}

/** As the chat does it: with its row in the action log, by which a poll by hand is told from others. */
async function logged(command: Command, written: Record<string, string> = {}) {
  const name = `${command.noun} ${command.verb}`
  const row = await desk.stores.log.begin({
    actor: 'terminal:maria',
    surface: 'terminal',
    command: name,
    arguments: written,
  })
  const ran = await desk.run(command, written)
  await desk.stores.log.finish(row as bigint, ran.answer.heading)
  return ran
}

test('without an incident it is as free as ever', async () => {
  expect((await desk.run(resume)).answer.heading).toBe('Everything runs again')
})

test('shut: every red condition with its figure and the line that makes it green, and nothing is changed', async () => {
  const id = await openIncident()
  expect(await desk.refusal(resume)).toBe(
    [
      `Incident #${id} is open, and not everything is green that has to be before this runs again. Nothing was changed:`,
      '✘ Connections stable: lamassu: 0 of 3 good tests within 10 minutes; wallet:source: 0 of 3 good tests within 10 minutes → check all',
      '✘ Tested with one cash-out: no cash-out went through since, and nobody has polled by hand → check all',
      '✘ Books reconciled in full: the books were not reconciled since then → recon run',
    ].join('\n'),
  )
  await expect(resume.act(await desk.context(), { what: 'both', override: null })).rejects.toThrow('is open')
  expect(await status()).toMatchObject(OFF)
  const thrown: unknown = await resume
    .preview(await desk.context(), { what: 'both', override: null })
    .catch((t: unknown) => t)
  expect(complaint(thrown).blocks).toEqual([{ kind: 'next', commands: ['check all', 'recon run'] }])
})

test('step by step to green, with no customer in sight: polling, a poll by hand, the books, then everything', async () => {
  const id = await openIncident()
  expect(await desk.refusal(resume, { what: 'ingest' })).toContain('✘ Connections stable')
  await lookThrice()
  const polling = await logged(resume, { what: 'ingest' })
  expect(polling.answer.heading).toBe('Resumed in part')
  expect(await status()).toMatchObject({
    pollingEnabled: true,
    payoutsEnabled: false,
    pauseReason: 'a duplicate',
  })
  expect(await desk.refusal(resume)).toContain('→ poll run')
  await logged(poll)
  expect(await desk.refusal(resume)).not.toContain('Tested')
  await logged(reconcile)
  const { preview, answer } = await logged(resume)
  expect(preview?.lines).toEqual(
    expect.arrayContaining([
      '✔ Wallets accessible',
      '✔ Connections stable',
      '✔ Tested with one cash-out',
      '✔ No serious alert open',
    ]),
  )
  expect(preview?.confirm).toBeUndefined()
  expect(saidBy(answer)).toContain('the watch of 24 hours has begun')
  expect(await status()).toMatchObject({ pollingEnabled: true, payoutsEnabled: true, pauseReason: null })
  const view = await desk.incidents.view(id)
  expect(view?.incident.watchUntil).not.toBeNull()
  expect((await desk.incidents.events(id)).at(-1)).toMatchObject({ kind: 'resumed', words: null })
  const parts = view?.items.flatMap((item) => item.parts) ?? []
  const state = (key: string) => parts.find((part) => part.key === key)?.state
  expect(state('stop.polling'), 'what was stopped and resumed through the gate was stopped').toBe('seen')
  expect(state('automation.polling')).toBe('seen')
})

test('a cash-out that waits is the test: it goes through alone, and then the gate opens', async () => {
  await openIncident()
  await lookThrice()
  await desk.world.sell()
  await desk.world.sell()
  await logged(resume, { what: 'ingest' })
  await logged(poll)
  await logged(reconcile)
  expect(await desk.refusal(resume)).toContain(
    '2 cash-outs waiting, and none went through since: let one through alone → poll resume --what one',
  )
  const { answer, preview } = await logged(resume, { what: 'one' })
  expect(preview?.what).toBe('Let one cash-out through, while payouts stay off')
  expect(preview?.lines).toContain('payouts: OFF → OFF')
  expect(answer).toMatchObject({ heading: 'Cash-out #1 goes through alone', json: { cashOutId: '1' } })
  await desk.world.toRest()
  expect((await status()).transactions).toMatchObject({ completed: 1, pending: 1 })
  await logged(reconcile)
  await logged(resume)
  await desk.world.toRest()
  expect((await status()).transactions).toMatchObject({ completed: 2, pending: 0 })
})

test('an owner may go over what is red, a second person agrees, and the incident remembers why', async () => {
  const id = await openIncident()
  const written = { override: 'the meter of the ATM is down and customers wait' }
  const preview = await desk.preview(resume, written)
  expect(preview.confirm).toBe('C4E')
  expect(preview.lines).toEqual(
    expect.arrayContaining([
      '✘ Connections stable',
      '✔ Wallets accessible',
      `incident #${id}: it is done all the same, because: ${written.override}`,
    ]),
  )
  const operator = { ...(await desk.context()).asker, role: 'operator' as const }
  expect(await desk.refusal(resume, written, operator)).toBe(
    'Only an owner may resume while a condition is red, and a second person has to agree.',
  )
  expect(await status()).toMatchObject(OFF)
  await desk.run(resume, written)
  expect(await status()).toMatchObject({ pollingEnabled: true, payoutsEnabled: true })
  expect((await desk.incidents.events(id)).at(-1)).toMatchObject({ kind: 'resumed', words: written.override })
})

test('an override is not needed, and not kept, where everything is green', async () => {
  await openIncident()
  await lookThrice()
  expect((await desk.preview(resume, { what: 'ingest', override: 'in a hurry' })).confirm).toBeUndefined()
})

test('under the flag of a panic, polling starts with payouts off in the books before the flag goes', async () => {
  halted = true
  expect(await desk.refusal(resume, { what: 'ingest' })).toContain('only payouts and polling together')
  await openIncident()
  await lookThrice()
  // The flag alone stopped this machine: the books have not heard of it.
  await desk.world.stores.bookkeeping.setSwitches({ polling: true, payouts: true }, null)
  await desk.run(resume, { what: 'ingest' })
  expect(halted).toBe(false)
  expect(await status()).toMatchObject({ pollingEnabled: true, payoutsEnabled: false })
})

test('a cash-out can go through alone only where one can, and where payouts are off', async () => {
  expect(await desk.refusal(resume, { what: 'one' })).toContain('No cash-out waits')
  await desk.run(resume)
  expect(await desk.refusal(resume, { what: 'one' })).toContain('Payouts are on')
})

test('one that is resolved, or closed, asks for nothing any more', async () => {
  const id = await openIncident()
  expect((await desk.incidents.gatedBy())?.id).toBe(id)
  await desk.run(resume, { override: 'for this test' })
  await incidents().resolve(id, { rootCause: 'a test', fix: 'its end' })
  expect(await desk.incidents.gatedBy()).toBeNull()
})

test('the card says what the bot saw of the wallets lately; who resumes has them asked', async () => {
  const id = await openIncident()
  const wallets = async () =>
    (await desk.incidents.view(id))?.gate.conditions.find(({ key }) => key === 'wallets')?.ok
  expect(await wallets(), 'nobody looked: asked').toBe(true)
  await remember(desk.world, 'preflight', { at: new Date(), outcome: 'not_ready', detail: 'LNbits is away' })
  expect(await wallets()).toBe(false)
  expect((await desk.incidents.gate()).conditions[0]).toMatchObject({ key: 'wallets', ok: true })
  await remember(desk.world, 'preflight', {
    at: new Date(Date.now() - 600_000),
    outcome: 'not_ready',
    detail: 'x',
  })
  expect(await wallets(), 'seen too long ago: asked').toBe(true)
})

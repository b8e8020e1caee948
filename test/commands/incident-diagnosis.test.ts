import { afterEach, beforeEach, expect, test } from 'vitest'
import { command as diagnose } from '../../commands/incident/diagnose.ts'
import { command as impact } from '../../commands/incident/impact.ts'
import { command as next } from '../../commands/incident/next.ts'
import { command as runbook } from '../../commands/incident/runbook.ts'
import { loadCommands } from '../../commands/catalogue.ts'
import { isAct, nameOf } from '../../commands/definition.ts'
import { PAGES, readRunbook } from '../../commands/runbook-pages.ts'
import { wholeLines } from '../../engine/incidents/runbook.ts'
import { ENGLISH, write } from '../../engine/phrase.ts'
import { distributed, finished } from '../alerts/shop.ts'
import { tamper } from '../engine/reconcile-desk.ts'
import { atTerminal, type Desk, openDesk, saidBy } from '../support/commands.ts'
import { lookAtWallets } from '../support/looking.ts'

/** The commands about what it is, what it costs and what to do next, on real books with a fault planted. */

let desk: Desk
beforeEach(async () => {
  desk = await openDesk({ reissueAfterSeconds: 0 })
  await desk.world.addClient('Ana', '30000.00')
  await finished(desk.world)
})
afterEach(() => desk.close())

const opened = async (scenario: 'R3' | 'R4' | 'other' = 'other'): Promise<bigint> => {
  const { incident } = await desk.incidentsFor('terminal:maria').openIncident({
    scenario,
    severity: 'high',
    summary: 'the cash does not match',
    origin: null,
    alertId: null,
    openedAt: new Date(),
  })
  return incident.id
}
const offBy = (cents: number): Promise<void> =>
  tamper(desk.world, `UPDATE dca_clients SET remaining_balance = remaining_balance + ${cents} WHERE id = 1`)
const kindsOf = async (id: bigint): Promise<string[]> =>
  (await desk.incidents.events(id)).map(({ kind }) => kind)
const commandsOf = (answer: Awaited<ReturnType<Desk['run']>>['answer']): readonly string[] =>
  answer.blocks.flatMap((block) => (block.kind === 'next' ? block.commands : []))

test('diagnose names the page with its signs, says what it could not ask, and writes it on the open incident', async () => {
  await offBy(5000)
  const id = await opened()
  const { answer } = await desk.run(diagnose)
  expect(answer.heading).toBe('R4 A balance is off fits best: 90 of 100')
  const said = saidBy(answer)
  expect(said).toContain(
    "✔ A client's balance is not what deposits, payments and adjustments make it: 1 client: #1",
  )
  expect(said).toContain(
    '? The test of the connection to Lamassu fails: could not be asked: it was not tested',
  )
  expect(said).toContain('Settings: nothing was changed since the last good poll')
  expect(commandsOf(answer)[0]).toBe(`incident scenario R4 --id ${id}`)
  expect(await kindsOf(id)).toContain('diagnosed')
})

test('diagnose needs no incident, and of a page that was asked for it shows every sign', async () => {
  await lookAtWallets(desk.world, { now: new Date() })
  const { answer } = await desk.run(diagnose, { scenario: 'R6' })
  expect(answer.heading).toBe('No scenario fits')
  expect(saidBy(answer)).toContain('– LNbits refuses the key of one of our wallets')
  expect(answer.json['incidentId']).toBeNull()
})

test('impact writes the figures on the card, and calls for the owner over the threshold only', async () => {
  await distributed(desk.world)
  const id = await opened('R3')
  const small = await desk.run(impact)
  expect(small.answer.heading).toBe(
    `Incident #${id} comes to: 1 cash-out, 1 client; 0 sats too much, 266,800 sats missing, 0 sats in doubt`,
  )
  expect(commandsOf(small.answer).join(' ')).not.toContain('escalate')
  expect((await desk.incidents.incident(id))?.impact).toMatchObject({ satsUnder: 266_800n, clients: 1 })
  await desk.world.pool.query(
    `INSERT INTO settings (name, value, updated_by) VALUES ('l3-threshold-sats', '266800', 'test')`,
  )
  const large = await desk.run(impact)
  expect(large.answer.json).toMatchObject({ callsLevel3: true, l3ThresholdSats: '266800' })
  expect(commandsOf(large.answer)[0]).toBe(`incident escalate 3 "over the threshold" --id ${id}`)
})

test('next is one thing, with its line and its why', async () => {
  const id = await opened('R4')
  const { answer } = await desk.run(next)
  expect(answer.heading).toBe('👉 Stop now, if money may be wrong.')
  expect(commandsOf(answer)[0]).toBe('panic')
  expect(commandsOf(answer)).toContain('incident runbook R4')
  expect(answer.json).toMatchObject({ incidentId: id.toString(), line: 'panic' })
})

test('the open incident decides the page; at its end stands what only people can do', async () => {
  await opened('R4')
  const first = await desk.run(runbook)
  expect(first.answer.heading).toMatch(/^R4 · A balance, or the sum of all sats, is off · 1 of \d+$/)
  const { steps } = await readRunbook('R4')
  const last = await desk.run(runbook, { page: 'R4', step: String(steps.length) })
  expect(saidBy(last.answer)).toContain('Count cash twice before a deposit is confirmed.')
})

test('no page offers an example, or anything that acts, as a button; the playbook’s own line with real numbers is', async () => {
  const acting = (await loadCommands()).filter(isAct).map(nameOf)
  for (const page of PAGES) {
    const { steps, title } = await readRunbook(page)
    expect(title).toContain(page)
    expect(steps.length).toBeGreaterThan(4)
    for (const [index] of steps.entries()) {
      const { answer } = await desk.run(runbook, { page, step: String(index + 1) })
      for (const line of commandsOf(answer))
        expect([line, acting.some((name) => line.startsWith(name))]).toEqual([line, false])
    }
  }
  await offBy(5000)
  await opened('R4')
  const viewer = await desk.run(runbook, { page: 'R4', step: '3' }, { ...atTerminal('vera'), role: 'viewer' })
  expect(commandsOf(viewer.answer)).not.toContain('panic')
})

test('an example’s number, name or words make a line none that may be pressed', () => {
  const lines = [
    'recon run',
    'tx show 17',
    'client history Ana',
    'poll pause --reason "x"',
    'commission verify --last 20',
  ]
  expect(wholeLines({ title: '', text: '', lines })).toEqual(['recon run', 'commission verify --last 20'])
})

test('a step that is only for reading has its text', async () => {
  const { steps } = await readRunbook('R2')
  expect(steps.map(({ title }) => title)).toContain('Now 2')
  expect(write(steps[0]?.text ?? '', ENGLISH)).toContain('LAMASSU_DB_DOWN')
})

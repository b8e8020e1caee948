import { afterEach, beforeEach, expect, test } from 'vitest'
import { readWords, splitWords } from '../../../bot/chat/words.ts'
import { clueDependencies } from '../../../bot/incidents/diagnosis.ts'
import type { Command } from '../../../commands/definition.ts'
import { loadCommands } from '../../../commands/catalogue.ts'
import { type Incident, SCENARIOS, type Scenario } from '../../../engine/incidents/incident.ts'
import { offeredSteps, playbookOf } from '../../../engine/incidents/playbooks.ts'
import { readSituation, type Situation } from '../../../engine/incidents/situation.ts'
import { CASH_OUTS } from '../../../engine/lamassu-sights.ts'
import { effectiveSettings } from '../../../engine/settings.ts'
import { createIncidentStore } from '../../../engine/store/incident-store.ts'
import { distributed, finished, paymentsOf, read, taken } from '../../alerts/shop.ts'
import { booksOf } from '../../support/books.ts'
import { type Desk, openDesk, readArguments } from '../../support/commands.ts'
import { answerWallets, lookAtWallets, remember } from '../../support/looking.ts'
import { tamper } from '../reconcile-desk.ts'
import { anIncident } from './sight.ts'

/** Each page's steps, followed in their order on real books and simulated wallets, end with everything done. */

let desk: Desk
let commands: readonly Command[]
let ana: bigint
beforeEach(async () => {
  commands = await loadCommands()
  desk = await openDesk({ reissueAfterSeconds: 0 })
  ana = (await desk.world.addClient('Ana', '30000.00')).id
  await desk.world.addClient('Luis', '10000.00')
  await finished(desk.world)
  // There, so that corrections may name it; a drill, so that no gate stands in the way of what the test resumes.
  await desk.world.pool.query(
    `INSERT INTO incidents (id, scenario, severity, summary, drill, phase_since, opened_by, opened_at)
     VALUES (7, 'other', 'high', 'a test', true, now(), 'test', now())`,
  )
})
afterEach(() => desk.close())

const incidentOf = (scenario: Scenario): Incident => anIncident({ id: 7n, scenario, openedAt: new Date() })

const situationOf = (incident: Incident): Promise<Situation> =>
  readSituation(
    clueDependencies({
      pool: desk.world.pool,
      incidents: createIncidentStore(desk.world.pool),
      readings: desk.world.readings,
      probes: desk.probes,
      books: booksOf(desk.world),
      alerts: desk.stores.alerts,
      log: desk.stores.log,
      people: desk.stores.people,
      settings: async () => effectiveSettings(new Map(), await desk.world.readings.settings()),
      isHalted: () => false,
      logLines: async () => [],
      clock: { now: () => new Date() },
    }),
    incident,
  )

/** What people and the running bot do beside the commands, by the step's key. */
type Beside = Readonly<Record<string, () => Promise<unknown>>>

/** Runs the first step that is not done, again and again; answers with what was run. */
async function follow(scenario: Scenario, beside: Beside = {}): Promise<string[]> {
  const incident = incidentOf(scenario)
  const ran: string[] = []
  for (let round = 0; round < 20; round += 1) {
    const steps = offeredSteps(scenario, await situationOf(incident))
    const next = steps.findIndex(({ done }) => !done)
    if (next === -1) return ran
    const key = playbookOf(scenario)[next]?.key ?? ''
    const line = steps[next]?.line ?? null
    ran.push(line ?? key)
    if (line !== null && beside[key] === undefined) await run(line)
    await beside[key]?.()
  }
  throw new Error(`it never ends: ${ran.join(' | ')}`)
}

async function run(line: string): Promise<void> {
  const { command, written } = readWords(splitWords(line), commands)
  await desk.run(command, written)
}

const look = () => lookAtWallets(desk.world, { now: new Date() })

/** The same cash-out a second time, as a poll would have taken it in if nothing had kept it out. */
async function takenTwice(): Promise<bigint> {
  const { id } = await finished(desk.world)
  await desk.world.pool.query('ALTER TABLE lamassu_transactions DROP CONSTRAINT unique_transaction_id')
  const { rows } = await desk.world.pool.query<{ id: bigint }>(
    `INSERT INTO lamassu_transactions (transaction_id, status, device_id, machine_name, crypto_code, crypto_atoms, fiat_code, fiat_amount,
       fiat_major, raw_ticker_price, commission_percentage, commission_rule, base_amount, commission_amount, source_row, source_row_hash, transaction_time)
     SELECT transaction_id, 'pending', device_id, machine_name, crypto_code, crypto_atoms, fiat_code, fiat_amount,
       fiat_major, raw_ticker_price, commission_percentage, commission_rule, base_amount, commission_amount, source_row, source_row_hash, transaction_time
     FROM lamassu_transactions WHERE id = $1 RETURNING id`,
    [id],
  )
  const second = rows[0]?.id ?? 0n
  await desk.world.pool.query(
    `WITH entry AS (INSERT INTO ledger_entries (kind, idempotency_key, lamassu_transaction_id, actor, effective_at)
                    SELECT kind, 'cash-out:' || $2::bigint, $2::bigint, actor, effective_at FROM ledger_entries WHERE idempotency_key = 'cash-out:' || $1::bigint
                    RETURNING id)
     INSERT INTO ledger_lines (entry_id, account, unit, amount)
     SELECT entry.id, l.account, l.unit, l.amount
     FROM entry, ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id WHERE e.idempotency_key = 'cash-out:' || $1::bigint`,
    [id, second],
  )
  return second
}
const keyAgain = (except: bigint) => async () =>
  desk.world.pool.query(
    `CREATE UNIQUE INDEX once_again ON lamassu_transactions (transaction_id) WHERE id <> ${except}`,
  )
const clientPaymentsOf = async (cashOutId: bigint): Promise<bigint[]> =>
  (await paymentsOf(desk.world, await read(desk.world, cashOutId))).map(({ id }) => id)
const STOP = 'poll pause --what both --reason "duplicate"'

test('R1: a second cash-out that is not distributed is put aside', async () => {
  const second = await takenTwice()
  const setAside = () =>
    desk.world.pool.query(`UPDATE lamassu_transactions SET status = 'failed' WHERE id = $1`, [second])
  expect(await follow('R1', { 'put-aside': setAside, keys: keyAgain(second) })).toEqual([
    STOP,
    'put-aside',
    'keys',
    'recon run',
  ])
})

test('R1: second payments that are not sent are given up, and their holds go back', async () => {
  const second = await takenTwice()
  await desk.world.distribute()
  const ids = await clientPaymentsOf(second)
  const ran = await follow('R1', { keys: keyAgain(second) })
  expect(ran).toEqual([
    STOP,
    ...ids.map((id) => `payment cancel ${id} --note "second one of cash-out ${second}"`),
    'keys',
    'recon run',
  ])
})

test('R1: second payments that were sent are corrected by entries that name them', async () => {
  const second = await takenTwice()
  await desk.world.distribute()
  await desk.world.pay()
  const [first, other] = await paymentsOf(desk.world, await read(desk.world, second))
  const correcting = (payment = first) =>
    `adjust propose ${payment?.clientId} --reason "payment ${payment?.id} was one too many" --incident 7`
  const open = [first, other]
  const ran = await follow('R1', {
    keys: keyAgain(second),
    // By how much is agreed with the client.
    correct: () => run(`${correcting(open.shift())} --amount 500.00`),
  })
  expect(ran).toEqual([STOP, correcting(first), correcting(other), 'keys', 'recon run'])
})

test('R2: found, mended, polled, and nothing is missing', async () => {
  const { world } = desk
  await world.lamassu.pool.query('ALTER TABLE public.cash_out_txs RENAME TO gone')
  await world.takeIn()
  const ran = await follow('R2', {
    find: async () => {
      await world.lamassu.pool.query('ALTER TABLE public.gone RENAME TO cash_out_txs')
      await remember(world, 'lamassu', { at: new Date() })
    },
    missing: () =>
      remember(world, CASH_OUTS, {
        at: new Date(),
        value: { missing: [], missingCount: 0, gone: [], goneCount: 0, goneSince: null },
      }),
  })
  expect(ran).toEqual(['check ssh', 'poll run', 'tx missing', 'recon run'])
})

test('R3: LNbits is away, comes back, and what is owed is paid once', async () => {
  const { world } = desk
  await distributed(world)
  answerWallets(world, 502, 'bad gateway')
  await look()
  const ran = await follow('R3', {
    wallets: async () => {
      world.control.clearFaults()
      await look()
    },
    send: async () => {
      await run('poll resume --what payout')
      await world.toRest()
    },
  })
  expect(ran).toEqual([
    'poll pause --what payout --reason "payments fail"',
    'check wallets',
    'poll resume --what payout',
    'recon run',
  ])
  expect((await world.readings.transfers({ status: 'unfinished', limit: 10 })).length).toBe(0)
})

test('R3: a payment that waits for a person is looked up, and tried again only when it is proven unpaid', async () => {
  const { world } = desk
  await distributed(world)
  await tamper(
    world,
    `UPDATE dca_payments SET status = 'needs_review' WHERE status = 'pending' AND client_id = ${ana}`,
  )
  await look()
  const [review] = (await world.readings.transfers({ status: 'needs_review', limit: 10 })).map(({ id }) => id)
  const ran = await follow('R3', { send: () => world.toRest() })
  expect(ran).toEqual([`payment retry ${review}`, 'payment retry all-unpaid', 'recon run'])
})

test('R4: a balance that is off by 50.00 is put back by an entry over exactly 50.00', async () => {
  await tamper(
    desk.world,
    `UPDATE dca_clients SET remaining_balance = remaining_balance + 5000 WHERE id = ${ana}`,
  )
  const ran = await follow('R4')
  expect(ran).toEqual([
    'poll pause --what payout --reason "balances are off"',
    'recon run',
    `adjust propose ${ana} --amount -50.00 --reason "the balance did not follow from its entries" --incident 7`,
    'recon run',
  ])
})

test('R5: too high a commission is given back, each cash-out once', async () => {
  const { world } = desk
  const { id } = await taken(world)
  await tamper(
    world,
    `ALTER TABLE lamassu_transactions DROP CONSTRAINT commission_is_floor;
     UPDATE lamassu_transactions SET base_amount = base_amount - 1000, commission_amount = commission_amount + 1000 WHERE id = ${id}`,
  )
  await world.toRest()
  const ran = await follow('R5', {
    send: async () => {
      await run('poll resume --what payout')
      await world.toRest()
    },
  })
  expect(ran).toEqual([
    'poll pause --what payout --reason "wrong commission"',
    `commission compensate ${id} --reason "the commission was too high" --incident 7`,
    'poll resume --what payout',
    'recon run',
  ])
})

test('R6: the right key is entered, and what waited is paid', async () => {
  const { world } = desk
  await distributed(world)
  answerWallets(world, 401, '{"detail":"Invalid key"}')
  await look()
  const ran = await follow('R6', {
    rotate: async () => {
      world.control.clearFaults()
      await look()
    },
    send: async () => {
      await run('poll resume --what payout')
      await world.toRest()
    },
  })
  expect(ran).toEqual([
    'poll pause --what payout --reason "a wallet key is refused"',
    'config rotate source',
    'poll resume --what payout',
    'recon run',
  ])
})

test('R10 and what nobody knows yet end, too', async () => {
  await distributed(desk.world)
  const ran = await follow('R10', {
    missing: () =>
      remember(desk.world, CASH_OUTS, {
        at: new Date(),
        value: { missing: [], missingCount: 0, gone: [], goneCount: 0, goneSince: null },
      }),
    send: () => desk.world.toRest(),
  })
  expect(ran).toEqual(['poll run', 'tx missing', 'payment retry all-unpaid', 'recon run'])
  expect(await follow('other')).toEqual(['recon run'])
})

test('every line of every page is a command that exists, and what could not be asked is never done', async () => {
  const problem = { problem: 'the books are away' }
  const blind = Object.fromEntries(
    Object.keys(await situationOf(incidentOf('R1'))).map((key) => [key, problem]),
  ) as unknown as Situation
  for (const scenario of SCENARIOS) {
    const steps = playbookOf(scenario)
    expect(new Set(steps.map(({ key }) => key)).size).toBe(steps.length)
    const unknown = offeredSteps(scenario, { ...blind, at: new Date(), since: new Date(), incidentId: 7n })
    expect(unknown.filter(({ done }) => done)).toEqual([])
    for (const { line } of unknown) {
      if (line === null) continue
      const { command, written } = readWords(splitWords(line), commands)
      readArguments(command, written)
    }
  }
})

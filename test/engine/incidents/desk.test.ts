import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type {
  IncidentBoard,
  IncidentDesk,
  IncidentView,
  ItemState,
  PartState,
} from '../../../engine/incidents/board.ts'
import { createIncidentDesk } from '../../../engine/incidents/desk.ts'
import type { Incident } from '../../../engine/incidents/incident.ts'
import { Failure } from '../../../engine/failure.ts'
import { sats } from '../../../engine/domain/money.ts'
import type { PersonReading } from '../../../engine/people.ts'
import { ENGLISH, say, write } from '../../../engine/phrase.ts'
import { createAlertDesk } from '../../../engine/store/alert-desk-store.ts'
import { createIncidentStore } from '../../../engine/store/incident-store.ts'
import { createPeopleStore } from '../../../engine/store/people-store.ts'
import { createReadings } from '../../../engine/store/readings/readings.ts'
import { freshDatabase } from '../../support/database.ts'

const part = (key: string, more: Partial<PartState> = {}): PartState => ({
  key,
  title: key,
  state: 'open',
  why: 'nobody has said so',
  asks: true,
  line: null,
  ...more,
})
const item = (key: string, phase: ItemState['phase'], parts: readonly PartState[]): ItemState => ({
  key,
  phase,
  title: key,
  parts,
  done: parts.every(({ state }) => state !== 'open'),
})

let books: Awaited<ReturnType<typeof freshDatabase>>
let mara: PersonReading
/** What the checklist shows; each test sets its own. */
let items: readonly ItemState[] = []
let snapshot: IncidentBoard['snapshot'] = async () => ({ balances: 'as they are' })
let now = new Date('2026-11-22T03:00:00Z')
let desk: IncidentDesk

beforeAll(async () => {
  books = await freshDatabase()
  const people = createPeopleStore(books.pool)
  await people.invite('code', { kind: 'new_person', name: 'Mara', role: 'operator' }, 'test')
  const paired = await people.pair('code', { platform: 'telegram', userId: '1' })
  if (paired.kind !== 'paired') throw new Error(paired.kind)
  mara = paired.person
  desk = deskOf(`person:${mara.id}`)
})
afterAll(() => books.drop())

function deskOf(actor: string): IncidentDesk {
  const store = createIncidentStore(books.pool)
  const board: IncidentBoard = {
    ...store,
    view: async (id) => viewOf(await store.incident(id)),
    gate: async () => ({ open: false, conditions: [] }),
    gatedBy: async () => null,
    diagnose: () => Promise.reject(new Error('nobody asks')),
    impactOf: () => Promise.reject(new Error('nobody asks')),
    postmortem: async () => null,
    snapshot: () => snapshot(),
  }
  async function viewOf(incident: Incident | null): Promise<IncidentView | null> {
    if (incident === null) return null
    return {
      incident,
      leadName: null,
      items,
      gate: { open: false, conditions: [] },
      next: { what: 'look', line: null, why: null },
      phaseDueAt: null,
      moneyInDoubt: sats(0n),
      followUps: await store.followUps({ incidentId: incident.id }),
      files: await store.files(incident.id),
      lastUpdateAt: null,
    }
  }
  return createIncidentDesk({
    store,
    board,
    actor,
    alerts: createAlertDesk(books.pool),
    people: createPeopleStore(books.pool),
    readings: createReadings(books.pool),
    clock: { now: () => now },
  })
}

async function open(more: Partial<Parameters<IncidentDesk['openIncident']>[0]> = {}): Promise<Incident> {
  const { incident } = await desk.openIncident({
    scenario: 'R3',
    severity: 'medium',
    summary: 'Payments fail',
    origin: null,
    alertId: null,
    openedAt: now,
    ...more,
  })
  return incident
}
const eventsOf = async (id: bigint): Promise<string[]> =>
  (await desk.events(id)).map(({ kind, what }) => `${kind}: ${write(what, ENGLISH)}`)
async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'refused') return thrown.message
    throw thrown
  }
  throw new Error('nothing was refused')
}

describe('opening', () => {
  test('takes a snapshot, once for one reason', async () => {
    const first = await desk.openIncident({
      scenario: 'R1',
      severity: 'critical',
      summary: 'Paid twice',
      origin: 'alert:77',
      alertId: null,
      openedAt: now,
    })
    const again = await desk.openIncident({ ...first.incident, severity: 'medium', summary: 'the same' })
    expect([first.isNew, again.isNew]).toEqual([true, false])
    expect(again.incident.id).toBe(first.incident.id)
    const [file, second] = await desk.files(first.incident.id)
    expect(file?.name).toMatch(/^snapshot_20261122T0300Z_[0-9a-f]{8}\.json$/)
    expect(second).toBeUndefined()
    const kept = await desk.file(file?.id ?? 0n)
    expect(JSON.parse(Buffer.from(kept?.bytes ?? []).toString())).toEqual({ balances: 'as they are' })
  })

  test('does not wait for a snapshot that can not be taken, and says that it is missing', async () => {
    snapshot = () => Promise.reject(new Failure('lnbits_unreachable', say`LNbits is away.`))
    const { id } = await open()
    snapshot = async () => ({})
    expect(await eventsOf(id)).toEqual([
      'opened: Opened: 🟡 MEDIUM, Payments fail or are stuck',
      'note: The snapshot could not be taken: LNbits is away.',
    ])
  })
})

describe('the severity', () => {
  test.each([
    [{ money: true, clients: false, blocked: false }, 'critical'],
    [{ money: false, clients: true, blocked: true }, 'high'],
    [{ money: false, clients: false, blocked: true }, 'medium'],
    [{ money: false, clients: false, blocked: false }, 'medium'],
  ] as const)('%j makes a medium one %s', async (answers, severity) => {
    expect(await desk.assess((await open()).id, answers)).toMatchObject({
      severity,
      moneyAtRisk: answers.money,
      clientsAffected: answers.clients,
      operationsBlocked: answers.blocked,
    })
  })

  test('is never lowered by an answer', async () => {
    const { id } = await open({ severity: 'critical' })
    const after = await desk.assess(id, { money: false, clients: false, blocked: false })
    expect(after.severity).toBe('critical')
  })

  test('an answer at a time: what was answered before stands', async () => {
    const { id } = await open()
    await desk.assess(id, { money: null, clients: true, blocked: null })
    const after = await desk.assess(id, { money: false, clients: null, blocked: null })
    expect(after).toMatchObject({
      severity: 'high',
      moneyAtRisk: false,
      clientsAffected: true,
      operationsBlocked: null,
    })
    expect((await eventsOf(id)).slice(2)).toEqual([
      'assessed: Money at risk: not answered; clients affected: yes; work blocked: not answered',
      'severity: Severity: MEDIUM → HIGH',
      'assessed: Money at risk: no; clients affected: yes; work blocked: not answered',
    ])
  })

  test('two people who answer at once both count', async () => {
    const { id } = await open()
    await Promise.all([
      desk.assess(id, { money: true, clients: null, blocked: null }),
      deskOf('person:9').assess(id, { money: null, clients: true, blocked: null }),
    ])
    expect(await desk.incident(id)).toMatchObject({
      severity: 'critical',
      moneyAtRisk: true,
      clientsAffected: true,
    })
  })
})

describe('the checklist', () => {
  test('what only people know needs evidence, what the bot sees is not theirs to say', async () => {
    const { id } = await open()
    items = [
      item('document', 1, [part('document.screenshots'), part('document.time')]),
      item('stop', 1, [part('stop.polling', { asks: false, why: 'payouts are on' })]),
    ]
    expect(await refusal(desk.tick(id, 'document.screenshots', '  ', null))).toContain(
      'needs a word of evidence',
    )
    expect(await refusal(desk.tick(id, 'stop.polling', 'it is off, I promise', null))).toContain(
      'payouts are on',
    )
    expect(await refusal(desk.tick(id, 'document.nonsense', 'x', null))).toContain(
      'no part "document.nonsense"',
    )
    await desk.tick(id, 'screenshots', 'three of them', null)
    expect((await desk.events(id)).at(-1)).toMatchObject({
      kind: 'ticked',
      part: 'document.screenshots',
      words: 'three of them',
      actor: `person:${mara.id}`,
    })
  })

  test('leaving out needs a reason that is one', async () => {
    const { id } = await open()
    items = [item('notify', 1, [part('notify.clients')])]
    expect(await refusal(desk.skip(id, 'notify.clients', 'n/a'))).toContain('needs a reason')
    await desk.skip(id, 'notify.clients', 'nobody waits for anything')
    expect((await desk.events(id)).at(-1)).toMatchObject({ kind: 'skipped', part: 'notify.clients' })
  })

  test('a tick is taken back, and nothing else is', async () => {
    const { id } = await open()
    items = [item('fix', 3, [part('fix.code', { state: 'attested' }), part('fix.settings')])]
    await desk.untick(id, 'fix.code', 'it was not deployed')
    expect((await desk.events(id)).at(-1)).toMatchObject({ kind: 'unticked', words: 'it was not deployed' })
    expect(await refusal(desk.untick(id, 'fix.settings', 'why not'))).toContain('nothing was changed')
  })

  test('resumption waits for recovery; the way back is open', async () => {
    const { id } = await open()
    items = [item('fix', 3, [part('fix.code')])]
    expect(await refusal(desk.setPhase(id, 4))).toContain('recovery is not done')
    expect(await desk.setPhase(id, 3)).toMatchObject({ phase: 3 })
    items = [item('fix', 3, [part('fix.code', { state: 'skipped' })])]
    expect(await desk.setPhase(id, 4)).toMatchObject({ phase: 4 })
    items = [item('fix', 3, [part('fix.code')])]
    expect(await desk.setPhase(id, 2)).toMatchObject({ phase: 2 })
  })
})

describe('calling', () => {
  test('is refused where nobody is entered, and writes nothing', async () => {
    const { id } = await open()
    expect(await refusal(desk.escalate(id, 3, 'money is missing'))).toContain('Nobody is entered as level 3')
    expect((await desk.incident(id))?.level).toBe(0)
  })

  test('pages the level and remembers the highest', async () => {
    const alerts = createAlertDesk(books.pool)
    for (const slot of ['level1', 'level2'] as const)
      await alerts.setContact(slot, { name: 'Pedro', phone: '+50255551234' }, 'test')
    const { id } = await open()
    expect((await desk.escalate(id, 2, 'the wallet is empty')).level).toBe(2)
    expect((await desk.escalate(id, 1, 'help')).level).toBe(2)
    const page = (await alerts.firing()).find(({ entity }) => entity.startsWith('page:level2:'))
    expect(write(page?.finding.what ?? '', ENGLISH)).toBe(
      `Mara calls level 2: incident ${id}: the wallet is empty`,
    )
    expect((await eventsOf(id)).at(-2)).toBe(`escalated: Level 2 is called: alert #${page?.id}`)
  })

  test('an update for stakeholders is not written where it reaches nobody', async () => {
    const { id } = await open()
    const update = { conditions: 'c', actions: 'a', needs: 'n', audience: 'stakeholders' } as const
    expect(await refusal(desk.recordUpdate(id, update))).toContain('level 3')
    expect((await eventsOf(id)).filter((line) => line.startsWith('update'))).toEqual([])
    await desk.recordUpdate(id, { ...update, audience: 'team' })
    expect((await eventsOf(id)).at(-1)).toBe(
      'update: Update for the team\nConditions: c\nActions: a\nNeeds: n',
    )
  })
})

describe('the end', () => {
  const switches = (on: boolean) =>
    books.pool.query('UPDATE lamassu_config SET polling_enabled = $1, payouts_enabled = $1', [on])

  test('is not resolved while something is off', async () => {
    const { id } = await open()
    await switches(false)
    expect(await refusal(desk.resolve(id, { rootCause: 'r', fix: 'f' }))).toContain('poll resume')
    expect((await desk.incident(id))?.status).toBe('open')
    await switches(true)
    expect(await desk.resolve(id, { rootCause: 'r', fix: 'f' })).toMatchObject({
      status: 'watching',
      rootCause: 'r',
      fix: 'f',
      watchUntil: new Date(now.getTime() + 86_400_000),
    })
    expect(await refusal(desk.resolve(id, { rootCause: 'r', fix: 'f' }))).toContain('resolved already')
  })

  test('resuming begins the watch, and resolving does not begin it anew', async () => {
    const { id } = await open()
    const resumed = await desk.recordResumed(id, 'the owner takes it on himself')
    expect(resumed).toMatchObject({ status: 'open', phase: 4 })
    expect((await desk.events(id)).at(-1)).toMatchObject({
      kind: 'resumed',
      words: 'the owner takes it on himself',
    })
    now = new Date(now.getTime() + 3_600_000)
    expect((await desk.resolve(id, { rootCause: 'r', fix: 'f' })).watchUntil).toEqual(resumed.watchUntil)
  })

  test('closing names everything that is open, and nobody closes over it', async () => {
    const { id } = await open()
    items = [item('document', 1, [part('document.screenshots')])]
    const first = await refusal(desk.close(id))
    for (const words of ['not resolved', 'root cause', 'incident followup add', 'document.screenshots'])
      expect(first).toContain(words)
    await desk.resolve(id, { rootCause: 'r', fix: 'f' })
    await desk.addFollowUp(id, { what: 'watch it', ownerId: mara.id, due: '2026-12-01' })
    items = [item('document', 1, [part('document.screenshots', { state: 'attested' })])]
    expect(await refusal(desk.close(id))).toContain('watched until')
    now = new Date(now.getTime() + 2 * 86_400_000)
    expect(await desk.close(id)).toMatchObject({ status: 'closed', closedBy: `person:${mara.id}` })
    expect(await refusal(desk.setSeverity(id, 'critical', 'again'))).toContain('was closed')
    expect((await desk.note(id, 'seen later')).words).toBe('seen later')
  })

  test('a follow-up has an owner who is there', async () => {
    const { id } = await open()
    expect(await refusal(desk.addFollowUp(id, { what: 'x', ownerId: 999n, due: '2026-12-01' }))).toContain(
      'nobody with number 999',
    )
  })
})

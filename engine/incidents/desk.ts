import { createHash } from 'node:crypto'
import type { AlertDesk, OncallSlot } from '../alerting.ts'
import { Failure } from '../failure.ts'
import { SLOT_WORDS } from '../paging.ts'
import { actorName, type PeopleStore } from '../people.ts'
import { say, type Text } from '../phrase.ts'
import type { Clock } from '../ports.ts'
import type { Readings } from '../readings.ts'
import type { IncidentBoard, IncidentDesk, IncidentView, Opening } from './board.ts'
import { refuseOpenEnds, refusePhase } from './closing.ts'
import type { Incident, IncidentEvent, IncidentFile, NewEvent } from './incident.ts'
import { skipEvent, thePart, tickEvent, untickEvent } from './ticks.ts'
import {
  assessStep,
  causeStep,
  diagnosisText,
  impactText,
  leadStep,
  phaseStep,
  refuseClosed,
  resolveStep,
  resumedStep,
  reviewStep,
  scenarioStep,
  severityStep,
  updateStep,
} from './steps.ts'
import type { IncidentStore, Step } from './storage.ts'
import { SCENARIO_TITLES, SEVERITY_LOOKS } from './words.ts'

export interface DeskDependencies {
  readonly store: IncidentStore
  readonly board: IncidentBoard
  /** In whose name. */
  readonly actor: string
  readonly alerts: Pick<AlertDesk, 'oncall' | 'page'>
  readonly people: Pick<PeopleStore, 'people'>
  readonly readings: Pick<Readings, 'status'>
  readonly clock: Clock
  /** A rehearsal, in a world of its own. */
  readonly drill?: boolean
}

/** What one person, or the bot, does about incidents; each step is one commit with its event. */
export function createIncidentDesk(deps: DeskDependencies): IncidentDesk {
  const { store, board, actor, clock } = deps
  /** A step of one that is not closed. */
  const step = (id: bigint, decide: (incident: Incident) => Step | null): Promise<Incident> =>
    store.change(id, actor, (incident) => {
      refuseClosed(incident)
      return decide(incident)
    })
  const onPart = async (id: bigint, eventOf: (view: IncidentView) => NewEvent): Promise<Incident> => {
    const event = eventOf(await theView(board, id))
    return step(id, () => ({ events: [event] }))
  }
  return {
    ...board,
    openIncident: (opening) => openIncident(deps, opening),
    assess: (id, answers) => step(id, (incident) => assessStep(incident, answers)),
    setSeverity: (id, severity, why) => step(id, (incident) => severityStep(incident, severity, why)),
    setScenario: (id, scenario) => step(id, (incident) => scenarioStep(incident, scenario)),
    setLead: (id, personId, name) => step(id, (incident) => leadStep(incident, personId, name)),
    async setPhase(id, phase) {
      refusePhase(await theView(board, id), phase)
      return step(id, (incident) => phaseStep(incident, phase))
    },
    tick: (id, part, evidence, fileId) =>
      onPart(id, ({ items }) => tickEvent(thePart(items, part), evidence, fileId)),
    untick: (id, part, why) => onPart(id, ({ items }) => untickEvent(thePart(items, part), why)),
    skip: (id, part, reason) => onPart(id, ({ items }) => skipEvent(thePart(items, part), reason)),
    note: (id, words) => note(deps, id, words),
    attach: (id, file, words) =>
      store.addFile(id, file, actor, {
        kind: 'file',
        what: say`File ${file.name}`,
        ...(words === null ? {} : { words }),
      }),
    takeSnapshot: (id) => takeSnapshot(deps, id),
    recordDiagnosis: (id, diagnosis) =>
      step(id, () => ({ events: [{ kind: 'diagnosed', what: diagnosisText(diagnosis) }] })),
    recordImpact: (id, impact) =>
      step(id, () => ({ change: { impact }, events: [{ kind: 'impact', what: impactText(impact) }] })),
    recordCause: (id, cause) => step(id, () => causeStep(cause)),
    async recordUpdate(id, update) {
      if (update.audience === 'stakeholders') await theContact(deps, 3)
      const incident = await step(id, () => updateStep(update))
      if (update.audience === 'stakeholders')
        await page(deps, 3, `incident ${id}: ${update.conditions} / ${update.actions} / ${update.needs}`)
      return incident
    },
    escalate: (id, level, why) => escalate(deps, id, level, why),
    recordResumed: (id, override) => step(id, (incident) => resumedStep(incident, override, clock.now())),
    async resolve(id, how) {
      await refuseStandstill(deps)
      return step(id, (incident) => {
        if (incident.status === 'watching')
          throw new Failure('refused', say`Incident ${id} is resolved already, and watched.`)
        return resolveStep(incident, how, clock.now())
      })
    },
    recordReview: (id, review) => step(id, () => reviewStep(review)),
    close: (id) => close(deps, id),
    addFollowUp: (id, followUp) => addFollowUp(deps, id, followUp),
    finishFollowUp: (followUpId, words) => store.finishFollowUp(followUpId, words, actor),
  }
}

async function theView(board: Pick<IncidentBoard, 'view'>, id: bigint): Promise<IncidentView> {
  const view = await board.view(id)
  if (view === null)
    throw new Failure('refused', say`There is no incident ${id}: "incident list" shows which there are.`)
  return view
}

async function openIncident(
  deps: DeskDependencies,
  opening: Opening,
): Promise<{ incident: Incident; isNew: boolean }> {
  const { store, actor, drill = false } = deps
  const { icon, word } = SEVERITY_LOOKS[opening.severity]
  const outcome = await store.open(
    { ...opening, drill, openedBy: actor },
    {
      kind: 'opened',
      what: say`Opened: ${icon} ${word}, ${SCENARIO_TITLES[opening.scenario]}`,
      words: opening.summary,
    },
  )
  if (outcome.isNew) await snapshotOrNote(deps, outcome.incident.id)
  return outcome
}

/** What can't be read must not stand in the way of the incident; the timeline says that it is missing. */
async function snapshotOrNote(deps: DeskDependencies, id: bigint): Promise<void> {
  try {
    await takeSnapshot(deps, id)
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    await deps.store.change(id, deps.actor, () => ({
      events: [{ kind: 'note', what: say`The snapshot could not be taken: ${thrown.sentence}` }],
    }))
  }
}

async function takeSnapshot(
  { store, board, actor, clock }: DeskDependencies,
  id: bigint,
): Promise<IncidentFile> {
  const bytes = Buffer.from(`${JSON.stringify(await board.snapshot(), null, 2)}\n`)
  const hash = createHash('sha256').update(bytes).digest('hex')
  const at = clock.now().toISOString().replaceAll(/[-:]/g, '').slice(0, 13)
  const name = `snapshot_${at}Z_${hash.slice(0, 8)}.json`
  return store.addFile(id, { name, mediaType: 'application/json', bytes }, actor, {
    kind: 'snapshot',
    what: say`Snapshot of the system: ${name}`,
  })
}

async function note({ store, actor }: DeskDependencies, id: bigint, words: string): Promise<IncidentEvent> {
  await store.change(id, actor, () => ({ events: [{ kind: 'note', what: say`Note`, words }] }))
  const written = (await store.events(id)).findLast(
    (event) => event.kind === 'note' && event.actor === actor && event.words === words,
  )
  if (written === undefined) throw new Error('what was committed is there')
  return written
}

/** Calls whoever has the level, by all ways that the alerts have; refuses where nobody is entered. */
async function page(deps: DeskDependencies, level: 1 | 2 | 3, words: string): Promise<bigint> {
  const { alerts, people, actor, clock } = deps
  const slot = await theContact(deps, level)
  const name: Text = actorName(actor, await people.people())
  return alerts.page({ slot, words, actor, name, now: clock.now() })
}

async function theContact({ alerts }: DeskDependencies, level: 1 | 2 | 3): Promise<OncallSlot> {
  const slot: OncallSlot = `level${level}`
  const contact = (await alerts.oncall()).find((one) => one.slot === slot)
  if (contact !== undefined && (contact.name ?? contact.personId ?? contact.takenBy) !== null) return slot
  throw new Failure(
    'refused',
    say`Nobody is entered as ${SLOT_WORDS[slot]}, so nobody can be called: "oncall show" has the others' numbers, "oncall set ${slot}" fills it in.`,
  )
}

async function escalate(
  deps: DeskDependencies,
  id: bigint,
  level: 1 | 2 | 3,
  why: string,
): Promise<Incident> {
  const incident = await deps.store.incident(id)
  if (incident === null)
    throw new Failure('refused', say`There is no incident ${id}: "incident list" shows which there are.`)
  refuseClosed(incident)
  const alertId = await page(deps, level, `incident ${id}: ${why}`)
  return deps.store.change(id, deps.actor, (now) => ({
    change: { level: level > now.level ? level : now.level },
    events: [{ kind: 'escalated', what: say`Level ${level} is called: alert #${alertId}`, words: why }],
  }))
}

/** Resolved is what runs again: with a switch off nobody could see that it is put right. */
async function refuseStandstill({ readings }: DeskDependencies): Promise<void> {
  const { payoutsEnabled, pollingEnabled } = await readings.status()
  if (payoutsEnabled && pollingEnabled) return
  throw new Failure(
    'refused',
    say`It is not resolved while payouts or polling are off: start them again with "poll resume", through the gate.`,
  )
}

async function close(deps: DeskDependencies, id: bigint): Promise<Incident> {
  const { store, board, actor, clock } = deps
  const view = await theView(board, id)
  refuseClosed(view.incident)
  refuseOpenEnds(view, clock.now())
  return store.change(id, actor, (incident) => {
    refuseClosed(incident)
    if (incident.revision !== view.incident.revision)
      throw new Failure('refused', say`Incident ${id} changed just now: look at it, and close it again.`)
    return {
      change: { status: 'closed', closedBy: actor, closedAt: clock.now() },
      events: [{ kind: 'closed', what: say`Closed` }],
    }
  })
}

async function addFollowUp(
  { store, people, actor }: DeskDependencies,
  id: bigint,
  { what, ownerId, due }: Parameters<IncidentDesk['addFollowUp']>[1],
): Promise<bigint> {
  const owner = (await people.people()).find((person) => person.id === ownerId && person.active)
  if (owner === undefined)
    throw new Failure(
      'refused',
      say`There is nobody with number ${ownerId} to do it: "user list" shows who there is.`,
    )
  return store.addFollowUp({ incidentId: id, what, ownerId, due }, actor)
}

import { Failure } from '../failure.ts'
import { write, ENGLISH } from '../phrase.ts'
import type { IncidentDesk } from './board.ts'
import type { Incident } from './incident.ts'

export interface Panic {
  /** In the words of whoever stopped everything. */
  readonly reason: string
  /** The flag's own time: by it the same stop is known again. */
  readonly at: Date
}

const LOOKED_AT = 50

/**
 * What a stop of everything means for the incidents: a critical one is opened, with its snapshot, and level 1 is called.
 * Where people are at one already, the stop belongs to that. However often it is asked for, it is done once.
 */
export async function openForPanic(desk: IncidentDesk, panic: Panic): Promise<Incident> {
  const known = (await desk.recent(LOOKED_AT)).filter(({ drill }) => !drill)
  const settled = known.find((one) => one.status !== 'open' && isOf(one, panic))
  if (settled !== undefined) return settled
  const open = known.filter(({ status }) => status === 'open')
  const joined = open.find((one) => isOfPanic(one)) ?? open[0]
  if (joined !== undefined) return join(desk, joined, panic)
  const watched = known.find((one) => one.status === 'watching' && isOfPanic(one))
  const { incident, isNew } = await desk.openIncident({
    scenario: 'other',
    severity: 'critical',
    summary: summaryOf(panic),
    // The one that is watched has its origin to itself.
    origin: watched === undefined ? ORIGIN : `${ORIGIN} after ${watched.id}`,
    alertId: null,
    openedAt: panic.at,
  })
  return isNew ? call(desk, incident, panic) : incident
}

const ORIGIN = 'panic'
const isOfPanic = ({ origin }: Incident): boolean => origin !== null && origin.startsWith(ORIGIN)

/** Opened for this very stop, and put right since: the flag may be older than whoever sees it now. */
const isOf = (incident: Incident, { at }: Panic): boolean =>
  isOfPanic(incident) && incident.openedAt.getTime() >= at.getTime()

const LONGEST = 900
const summaryOf = ({ reason }: Panic): string => {
  const words = reason.trim().slice(0, LONGEST)
  return words === '' || words === 'panic' ? 'panic' : `panic: ${words}`
}

async function join(desk: IncidentDesk, incident: Incident, panic: Panic): Promise<Incident> {
  const raised =
    incident.severity === 'critical'
      ? incident
      : await desk.setSeverity(incident.id, 'critical', summaryOf(panic))
  return raised.level === 0 ? call(desk, raised, panic) : raised
}

/** Whom nobody can call is said in the timeline, once; the incident stands all the same. */
async function call(desk: IncidentDesk, incident: Incident, panic: Panic): Promise<Incident> {
  try {
    return await desk.escalate(incident.id, 1, summaryOf(panic))
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== 'refused') throw thrown
    const words = write(thrown.sentence, ENGLISH)
    const events = await desk.events(incident.id)
    if (!events.some((event) => event.words === words)) await desk.note(incident.id, words)
    return incident
  }
}

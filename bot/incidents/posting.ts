import type { Logger } from 'pino'
import { sentenceOf } from '../../engine/failure.ts'
import type { Incident } from '../../engine/incidents/incident.ts'
import type { IncidentPlace, IncidentPlaceStore } from '../../engine/incidents/places.ts'
import type { BoundRoom } from '../../engine/rooms.ts'
import type { Outlet } from '../chat/conversation.ts'
import type { ChatParts } from '../chat/parts.ts'
import type { Duty } from '../duties.ts'
import { singleFlight } from '../single-flight.ts'
import { showIncident } from './place.ts'

export interface PostingOptions {
  readonly parts: ChatParts
  readonly store: IncidentPlaceStore
  /** Null while the platform is not connected. */
  readonly outlet: (platform: BoundRoom['platform']) => Outlet | null
  readonly log: Logger
}

export interface Posting {
  /** One look: every open incident has its place, and each place shows how its incident stands. Never throws for one. */
  look(): Promise<void>
}

const PLATFORMS = ['discord', 'telegram'] as const
/** Longer than everything that one look posts may take: nobody else takes over what is under way. */
const LEASE_SECONDS = 180
/** After a failure the platform is left alone for a while. */
const REST_SECONDS = 20

/** Incidents where people are: a thread or topic for each, with one pinned card that is edited in its place. */
export function createPosting(options: PostingOptions): Posting {
  const { parts, store, outlet, log } = options
  async function serve(place: IncidentPlace, to: Outlet): Promise<void> {
    const held = await store.take(place, LEASE_SECONDS)
    if (held === null) return
    let restSeconds = REST_SECONDS
    try {
      await showIncident({ parts, store, outlet: to, place }, held)
      restSeconds = 0
    } catch (thrown) {
      const { platform, incidentId } = place
      const incident = incidentId.toString()
      log.warn({ platform, incident, reason: sentenceOf(thrown) }, "an incident's card could not be brought")
    }
    await store.leave(place, restSeconds)
  }
  return {
    async look() {
      const connected = PLATFORMS.flatMap((platform) => outlet(platform) ?? [])
      if (connected.length === 0) return
      const open = await parts.incidents.current()
      const known = await store.places()
      if (open.length + known.length === 0) return
      const rooms = await parts.rooms.rooms()
      for (const to of connected)
        for (const place of placesOf(to.platform, { open, known, rooms })) await serve(place, to)
    },
  }
}

/** One a platform: the ops room, else the room of what is critical. What is closed is shown where it stands. */
function placesOf(
  platform: BoundRoom['platform'],
  around: {
    readonly open: readonly Incident[]
    readonly known: readonly IncidentPlace[]
    readonly rooms: readonly BoundRoom[]
  },
): IncidentPlace[] {
  const bound = around.rooms.filter((room) => room.platform === platform)
  const room =
    bound.find(({ purpose }) => purpose === 'ops') ?? bound.find(({ purpose }) => purpose === 'critical')
  const isBound = ({ roomId }: IncidentPlace): boolean => bound.some((one) => one.roomId === roomId)
  const standing = around.known.filter((place) => place.platform === platform && isBound(place))
  const missing = around.open.filter(({ id }) => !standing.some(({ incidentId }) => incidentId === id))
  return [
    ...standing.map(({ incidentId, roomId }) => ({ incidentId, platform, roomId })),
    ...(room === undefined
      ? []
      : missing.map(({ id }) => ({ incidentId: id, platform, roomId: room.roomId }))),
  ]
}

const LOOK_SECONDS = 3

/** Run by the one program that leads, which holds the platforms. */
export function startPosting(options: PostingOptions): Duty {
  const posting = createPosting(options)
  const flight = singleFlight(
    () => posting.look(),
    (thrown) =>
      thrown !== null &&
      options.log.warn({ reason: sentenceOf(thrown) }, "a look at the incidents' cards broke off"),
  )
  const timer = setInterval(() => flight.wake(), LOOK_SECONDS * 1000)
  flight.wake()
  return {
    async stop() {
      clearInterval(timer)
      await flight.stop()
    },
  }
}

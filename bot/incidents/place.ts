import { createHash } from 'node:crypto'
import { type Answer, lines, next, text, writeAnswer } from '../../commands/answer.ts'
import { incidentCard, incidentColour, incidentHeading } from '../../commands/incident-view.ts'
import { Failure } from '../../engine/failure.ts'
import { formatShortTime } from '../../engine/format.ts'
import type { IncidentView } from '../../engine/incidents/board.ts'
import type { EventKind, IncidentEvent } from '../../engine/incidents/incident.ts'
import type { IncidentPlace, IncidentPlaceStore, PlaceState } from '../../engine/incidents/places.ts'
import { SCENARIO_TITLES } from '../../engine/incidents/words.ts'
import { actorName, type PersonReading, type Posted } from '../../engine/people.ts'
import { joined, say, type Text, write } from '../../engine/phrase.ts'
import type { Card, Destination, Outlet, PostOptions } from '../chat/conversation.ts'
import type { ChatParts } from '../chat/parts.ts'
import { cardOf, voiceOf } from '../chat/replies.ts'

export interface Placing {
  readonly parts: ChatParts
  readonly store: Pick<IncidentPlaceStore, 'keep'>
  readonly outlet: Outlet
  readonly place: IncidentPlace
}

interface Scene extends Placing {
  readonly view: IncidentView
  readonly now: Date
  /** As it stands in the books, kept up to date on the way. */
  state: PlaceState
}

const SEND_SECONDS = 20
const PATIENCE_SECONDS = 5

/**
 * Brings one place up to date, step by step: what a platform has confirmed is committed before the next step, so that a
 * program that dies in between goes on where it was. Throws Failure when a step could not be taken; it is taken again.
 */
export async function showIncident(placing: Placing, held: PlaceState & { now: Date }): Promise<void> {
  const view = await placing.parts.incidents.view(placing.place.incidentId)
  if (view === null) return
  const scene: Scene = { ...placing, view, now: held.now, state: held }
  try {
    await raise(scene)
    await show(scene)
    await pin(scene)
    await tellNews(scene)
    await end(scene)
  } catch (thrown) {
    // A thread that was deleted, or into which the bot may not write: the room itself is always there.
    if (thrown instanceof Failure && thrown.code === 'chat_refused' && scene.state.threadId !== null) {
      await keep(scene, { threadId: null, threadless: true, messageId: null, pinned: false, shownHash: null })
      await complain(scene, 'thread', thrown.sentence)
    }
    throw thrown
  }
}

const keep = async (scene: Scene, known: Partial<PlaceState>): Promise<void> => {
  await scene.store.keep(scene.place, known)
  scene.state = { ...scene.state, ...known }
}

/* ------------------------------------------------------------ the place */

/** What stands in the room, and the thread that hangs on it. */
async function raise(scene: Scene): Promise<void> {
  const { outlet, place, state } = scene
  if (state.headlineId === null) {
    const { messageId } = await post(scene, { room: place.roomId }, headline(scene), { key: 'headline' })
    await keep(scene, { headlineId: messageId })
  }
  if (scene.state.threadId !== null || scene.state.threadless) return
  const opened = await outlet.threads.open(headlineOf(scene), await titleOf(scene))
  if (opened.thread !== null) return keep(scene, { threadId: opened.thread })
  await keep(scene, { threadless: true })
  if (opened.why !== null) await complain(scene, 'thread', opened.why)
}

async function titleOf({ parts, view }: Scene): Promise<string> {
  const voice = await voiceOf(parts, { language: parts.language, names: 'initials' })
  const { id, scenario, drill } = view.incident
  const title = joined([say`Incident #${id}`, SCENARIO_TITLES[scenario]], ' · ')
  return write(drill ? joined([say`DRILL`, title], ' · ') : title, voice)
}

const headlineOf = ({ place, state }: Scene): Posted => ({
  platform: place.platform,
  roomId: place.roomId,
  messageId: state.headlineId ?? '',
})

/** Short: what it is, and the way to it. */
function headline({ outlet, place, view, state }: Scene): Answer {
  const { incident } = view
  return {
    tone: incident.status === 'closed' ? 'good' : 'bad',
    heading: incidentHeading(incident),
    blocks: [
      text(incident.summary),
      ...(state.threadId === null
        ? []
        : [
            text(
              say`Everything about it is in its thread: ${outlet.threads.linkTo(place.roomId, state.threadId)}`,
            ),
          ]),
      next(`incident show ${incident.id}`),
    ],
    json: { incidentId: incident.id.toString() },
  }
}

/* ------------------------------------------------------------- the card */

const destinationOf = ({ place, state }: Scene): Destination => ({
  room: place.roomId,
  thread: state.threadId,
})

/** On Discord a thread is a room of its own; a topic of Telegram is not. */
const cardPosted = ({ place, state }: Scene): Posted => ({
  platform: place.platform,
  roomId: place.platform === 'discord' ? (state.threadId ?? place.roomId) : place.roomId,
  messageId: state.messageId ?? '',
})

/** Posted once, and edited whenever it would say something else. */
async function show(scene: Scene): Promise<void> {
  const { view, now } = scene
  const answer = incidentCard(view, now)
  const hash = await hashOf(scene, answer)
  if (scene.state.messageId !== null && scene.state.shownHash === hash) return
  if (scene.state.messageId === null && scene.state.threadless)
    await keep(scene, { messageId: scene.state.headlineId })
  if (scene.state.messageId === null) await postCard(scene, answer, hash)
  else if (!(await edit(scene, cardPosted(scene), answer))) {
    // Somebody deleted it.
    await keep(scene, {
      messageId: null,
      pinned: false,
      shownHash: null,
      ...(scene.state.threadless ? { headlineId: null } : {}),
    })
    if (scene.state.threadless) await raise(scene)
    return show(scene)
  }
  if (scene.state.threadId !== null) await edit(scene, headlineOf(scene), headline(scene))
  await keep(scene, { shownHash: hash })
}

async function postCard(scene: Scene, answer: Answer, hash: string): Promise<void> {
  const { messageId } = await post(scene, destinationOf(scene), answer, { key: `card ${hash}` })
  await keep(scene, { messageId })
}

/** Of everything that is read on it, buttons too; not of what only a program reads. */
async function hashOf({ parts, view, now }: Scene, answer: Answer): Promise<string> {
  const voice = await voiceOf(parts, { language: parts.language, names: 'initials' })
  const { heading, blocks } = writeAnswer(answer, voice)
  const shown = JSON.stringify([heading, blocks, incidentColour(view, now)], (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
  return createHash('sha256').update(shown).digest('hex')
}

async function pin(scene: Scene): Promise<void> {
  const { outlet, state, view } = scene
  if (state.pinned || state.unpinnable || view.incident.status === 'closed') return
  const lacking = await outlet.threads.pin(cardPosted(scene))
  if (lacking === null) return keep(scene, { pinned: true })
  await keep(scene, { unpinnable: true })
  await complain(scene, 'pin', lacking)
}

/** It shows how it ended; the thread is put away. */
async function end(scene: Scene): Promise<void> {
  const { outlet, state, place, view, now } = scene
  if (view.incident.status !== 'closed') return
  if (state.toldEvent < newest(await scene.parts.incidents.events(place.incidentId))) return
  const thread = state.threadId === null ? null : { room: place.roomId, thread: state.threadId }
  await outlet.threads.end(cardPosted(scene), thread)
  await keep(scene, { pinned: false, endedAt: now })
}

/* ------------------------------------------------------------- the news */

const NEWS_EVERY_SECONDS = 15
const MOST_NEWS = 12
const LONGEST_WORDS = 300

/** The card says that it was opened; what the bot takes down for the file is no news. */
const isNews = ({ kind }: IncidentEvent): boolean => !SILENT.includes(kind)
const SILENT: readonly EventKind[] = ['opened', 'snapshot']

const newest = (events: readonly IncidentEvent[]): bigint => events.at(-1)?.id ?? 0n

/** What happened since the last time, in one message, at most four times a minute. */
async function tellNews(scene: Scene): Promise<void> {
  const { parts, place, state, now } = scene
  const events = (await parts.incidents.events(place.incidentId)).filter(({ id }) => id > state.toldEvent)
  if (events.length === 0) return
  const news = events.filter(isNews)
  if (news.length === 0) return keep(scene, { toldEvent: newest(events) })
  const sinceMs = state.toldAt === null ? Number.POSITIVE_INFINITY : now.getTime() - state.toldAt.getTime()
  if (sinceMs < NEWS_EVERY_SECONDS * 1000) return
  await post(scene, destinationOf(scene), newsOf(scene, news, await parts.people.people()), {
    key: `news ${events[0]?.id} ${newest(events)}`,
    silent: true,
    ...(state.threadId === null && state.messageId !== null ? { replyTo: state.messageId } : {}),
  })
  await keep(scene, { toldEvent: newest(events), toldAt: now })
}

function newsOf(
  { place: { incidentId } }: Scene,
  news: readonly IncidentEvent[],
  people: readonly PersonReading[],
): Answer {
  const shown = news.slice(-MOST_NEWS)
  const more = news.length - shown.length
  return {
    tone: 'plain',
    heading: say`News of incident #${incidentId}`,
    blocks: [
      lines([
        ...(more === 0 ? [] : [say`… and ${more} before: incident show ${incidentId} --timeline`]),
        ...shown.map((event) => newsLine(event, people)),
      ]),
    ],
    json: { incidentId: incidentId.toString() },
  }
}

const newsLine = ({ at, actor, what, words }: IncidentEvent, people: readonly PersonReading[]): Text =>
  joined([
    formatShortTime(at),
    ' ',
    actorName(actor, people),
    ': ',
    what,
    ...(words === null ? [] : [': ', words.slice(0, LONGEST_WORDS)]),
  ])

/* ------------------------------------------------------------ the ways out */

/** What the bot lacks there, with what to do about it. */
const complain = async (scene: Scene, about: 'thread' | 'pin', why: Text): Promise<void> => {
  const answer: Answer = { tone: 'warn', heading: why, blocks: [], json: {} }
  await post(scene, destinationOf(scene), answer, { key: `lacks ${about}`, silent: true })
}

async function dressed({ parts, view, now }: Scene, answer: Answer): Promise<Card> {
  const card = await cardOf(parts, { answer }, { language: parts.language, names: 'initials', role: 'owner' })
  return { ...card, colour: Number.parseInt(incidentColour(view, now).slice(1), 16) }
}

const patience = () => ({
  patienceSeconds: PATIENCE_SECONDS,
  signal: AbortSignal.timeout(SEND_SECONDS * 1000),
})

/** @param how `key` is of this incident, the same for every try. */
const post = async (
  scene: Scene,
  to: Destination,
  answer: Answer,
  { key, ...how }: PostOptions & { readonly key: string },
): Promise<Posted> =>
  scene.outlet.post(to, await dressed(scene, answer), {
    ...patience(),
    ...how,
    inOne: true,
    key: `incident ${scene.place.incidentId} ${key}`,
  })

const edit = async (scene: Scene, posted: Posted, answer: Answer): Promise<boolean> =>
  scene.outlet.edit(posted, await dressed(scene, answer), patience())

import type { Answer } from '../../commands/answer.ts'
import { isAct, nameOf } from '../../commands/definition.ts'
import { sentenceOf } from '../../engine/failure.ts'
import type { Posted, RequestReading } from '../../engine/people.ts'
import type { RoomPurpose } from '../../engine/rooms.ts'
import { previewCard, settledAnswer } from './cards.ts'
import type { Card, Outlet } from './conversation.ts'
import type { ChatParts } from './parts.ts'
import { type Confirmation, planOf } from './plan.ts'
import { cardOf, type Saying } from './replies.ts'

/** Says by itself, in the rooms that are bound, what everybody there has to know. */
export interface Announcer {
  /** One look: requests that need somebody get their cards in every ops room, decided ones lose their buttons. */
  tick(): Promise<void>
  /** It was decided in this room, where its card says how it ended already. */
  settledIn(request: RequestReading, roomId: string): void
  /** A short notice in the ops rooms, of one platform or all. */
  notice(answer: Answer, except?: { readonly platform: string; readonly roomId?: string }): Promise<void>
}

export function createAnnouncer(parts: ChatParts, outlets: () => readonly Outlet[]): Announcer {
  /** Open requests whose cards are out there. After a restart they are found again among the pending ones. */
  const open = new Map<bigint, RequestReading>()
  const settledRooms = new Map<bigint, string>()

  async function roomsFor(purpose: RoomPurpose): Promise<{ outlet: Outlet; roomId: string }[]> {
    const rooms = (await parts.rooms.rooms()).filter((room) => room.purpose === purpose)
    return rooms.flatMap((room) => {
      const outlet = outlets().find((one) => one.platform === room.platform)
      return outlet === undefined ? [] : [{ outlet, roomId: room.roomId }]
    })
  }

  /** With everybody's buttons: who may press which is decided when it is pressed. */
  const roomCard = (saying: Pick<Saying, 'answer' | 'buttons'>): Promise<Card> =>
    cardOf(parts, saying, { language: parts.language, names: 'initials', role: 'owner' })

  async function post(
    to: { outlet: Outlet; roomId: string },
    saying: Pick<Saying, 'answer' | 'buttons'>,
  ): Promise<Posted | null> {
    try {
      return await to.outlet.post({ room: to.roomId }, await roomCard(saying))
    } catch (thrown) {
      const { platform } = to.outlet
      parts.log.warn({ platform, room: to.roomId, reason: sentenceOf(thrown) }, 'a card could not be posted')
      return null
    }
  }

  async function show(request: RequestReading): Promise<void> {
    const there = await parts.requests.postedOf(request.id)
    const missing = (await roomsFor('ops')).filter(
      ({ outlet, roomId }) =>
        !there.some((posted) => posted.platform === outlet.platform && posted.roomId === roomId),
    )
    if (missing.length === 0) return
    const saying = await requestSaying(parts, request)
    if (saying === null) return
    for (const to of missing) {
      const posted = await post(to, saying)
      if (posted !== null) await parts.requests.rememberPosted(request.id, posted)
    }
  }

  async function close(request: RequestReading): Promise<void> {
    const card = await roomCard({ answer: settledAnswer(request, await parts.people.people()) })
    const said = settledRooms.get(request.id)
    settledRooms.delete(request.id)
    for (const posted of await parts.requests.postedOf(request.id)) {
      if (posted.roomId === said) continue
      const outlet = outlets().find((one) => one.platform === posted.platform)
      await outlet?.edit(posted, card).catch((thrown: unknown) => {
        parts.log.warn({ reason: sentenceOf(thrown) }, 'an old card could not be closed')
      })
    }
  }

  return {
    settledIn(request, roomId) {
      open.set(request.id, request)
      settledRooms.set(request.id, roomId)
    },
    async tick() {
      const pending = await parts.requests.pending()
      for (const request of pending) {
        open.set(request.id, request)
        if (needsOthers(request)) await show(request)
      }
      for (const id of Array.from(open.keys())) {
        if (pending.some((request) => request.id === id)) continue
        open.delete(id)
        const ended = await parts.requests.byId(id)
        if (ended !== null) await close(ended)
      }
    },
    async notice(answer, except) {
      for (const to of await roomsFor('ops')) {
        const same = to.outlet.platform === except?.platform
        if (same && (except.roomId === undefined || except.roomId === to.roomId)) continue
        await post(to, { answer })
      }
    },
  }
}

/** What a second person approves, and what anybody may stop. */
const needsOthers = (request: RequestReading): boolean =>
  request.level === 'C4E' || request.notBefore !== null

/** The request as it stands; null when what it asks for can't be done any more. */
async function requestSaying(
  parts: ChatParts,
  request: RequestReading,
): Promise<Pick<Saying, 'answer' | 'buttons'> | null> {
  const command = parts.commands.find((one) => nameOf(one) === request.command)
  const people = await parts.people.people()
  if (command === undefined || !isAct(command)) return null
  const person = people.find((one) => one.id === request.personId) ?? null
  const asker = {
    actor: request.actor,
    person,
    role: person?.role ?? 'owner',
    identity: request.identity,
  } as const
  const plan = await planOf(parts, asker, command, request.written).catch(() => null)
  if (plan === null) return null
  const confirmation: Confirmation = plan.confirmation
  return previewCard(plan, request, confirmation, people)
}

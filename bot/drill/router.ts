import type { Asker } from '../../commands/asker.ts'
import { next } from '../../commands/answer.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { Card, Incoming, Reception, Reply, Sender } from '../chat/conversation.ts'
import type { ChatParts } from '../chat/parts.ts'
import { createReception } from '../chat/reception.ts'
import { replyOf } from '../chat/replies.ts'
import { outsideAnswer } from './outside.ts'
import type { DrillSession } from './session.ts'
import type { DrillWorld } from './world.ts'

/** Before the token of every button of a drill: the same button of the real world has another. */
const MARK = 'd.'

export const placeOf = ({ platform, room }: Sender): string => `${platform}:${room.id}`

/**
 * In front of the real reception: what is said where a drill is played goes to the drill's own, and nothing else does.
 * Buttons know by themselves which world they are of, wherever they are pressed and however late.
 */
export function routeDrills(real: Reception, parts: ChatParts, session: DrillSession): Reception {
  const receptions = new WeakMap<DrillWorld, Reception>()
  const receptionOf = (world: DrillWorld): Reception => {
    const known = receptions.get(world)
    const reception = known ?? createReception(world.parts, SILENT)
    receptions.set(world, reception)
    return reception
  }
  const isHere = (sender: Sender): boolean => session.current()?.place === placeOf(sender)

  /** Asked of the drill; when it was stopped by this, it is tidied up once the answer is made. */
  async function within(
    incoming: Incoming,
    ask: (drill: Reception) => Promise<Reply | null>,
  ): Promise<Reply | null> {
    const world = session.world()
    if (world === null) return tell(incoming, say`The drill is being prepared: a minute, please.`)
    const reply = await ask(receptionOf(world))
    if (session.isOver()) void session.tidy()
    return reply === null ? null : { ...reply, card: marked(reply.card) }
  }

  const tell = (incoming: Incoming, heading: Text): Promise<Reply> =>
    replyOf(parts, incoming, nobody(incoming.sender), {
      answer: { tone: 'plain', heading, blocks: [next('drill show')], json: {} },
      audience: 'asker',
    })

  const overIfStopped = async (reply: Promise<Reply | null>): Promise<Reply | null> => {
    const given = await reply
    if (session.isOver()) void session.tidy()
    return given
  }

  return {
    ...real,
    async line(incoming, line) {
      if (!isHere(incoming.sender)) return overIfStopped(real.line(incoming, line))
      const world = session.world()
      const [first, word] = line.trim().replace(/^\//, '').split(/\s+/)
      if (world === null || first !== 'outside')
        return within(incoming, (drill) => drill.line(incoming, line))
      const answer = await outsideAnswer(session, word)
      return replyOf(world.parts, incoming, nobody(incoming.sender), { answer, audience: 'room' })
    },
    call: (incoming, asked) =>
      isHere(incoming.sender)
        ? within(incoming, (drill) => drill.call(incoming, asked))
        : overIfStopped(real.call(incoming, asked)),
    async press(incoming, token, typed) {
      if (!token.startsWith(MARK)) return overIfStopped(real.press(incoming, token, typed))
      if (session.world() === null) return tell(incoming, say`This button is of a drill that is over.`)
      return within(incoming, (drill) => drill.press(incoming, token.slice(MARK.length), typed))
    },
    async complete(sender, asked) {
      const world = isHere(sender) ? session.world() : null
      return (world === null ? real : receptionOf(world)).complete(sender, asked)
    },
  }
}

const marked = (card: Card): Card => ({
  ...card,
  buttons: card.buttons.map((row) => row.map((button) => ({ ...button, token: MARK + button.token }))),
})

/** Somebody of whom no more is asked than to read. */
const nobody = ({ platform, userId, room }: Sender): Asker => ({
  actor: `${platform}:${userId}`,
  person: null,
  role: 'operator',
  identity: { platform, userId },
  roomId: room.id,
})

/** What a drill would tell in other rooms is told nowhere. */
const SILENT = { onLocked: () => undefined, onSettled: () => undefined, onSaid: () => undefined }

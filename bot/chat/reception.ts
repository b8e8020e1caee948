import { type Asker, mayAct } from '../../commands/asker.ts'
import { nameOf } from '../../commands/definition.ts'
import { Failure, sentenceOf } from '../../engine/failure.ts'
import type { RequestReading } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import { createAccess } from './access.ts'
import { complaint } from './cards.ts'
import { createCompletion } from './completion.ts'
import type { Incoming, Reception, Reply, Sender } from './conversation.ts'
import { createDispatch, firstWord, NotAllowed } from './dispatch.ts'
import type { ChatParts } from './parts.ts'
import { replyOf, type Saying } from './replies.ts'

export interface ReceptionEvents {
  /** An account was locked after too many refusals. */
  readonly onLocked: (sender: Sender) => void
  /** A request was decided in this room. */
  readonly onSettled: (request: RequestReading, roomId: string) => void
  /** Something is about to be answered: rooms elsewhere may want to know. */
  readonly onSaid: (incoming: Incoming, saying: Saying, asker: Asker) => void
}

export function createReception(parts: ChatParts, events: ReceptionEvents): Reception {
  const access = createAccess(parts)
  const complete = createCompletion(parts)
  const dispatch = createDispatch(parts, { access, complete, onSettled: events.onSettled })

  /** The middleware: every request of every kind passes here, once. */
  async function receive(
    incoming: Incoming,
    emergency: boolean,
    work: (asker: Asker) => Promise<Saying | null>,
  ): Promise<Reply | null> {
    const { sender } = incoming
    let asker = access.lastKnown(sender)
    try {
      try {
        const known = admit(incoming)
        const admitted = await (emergency ? parts.patience.soon(known) : known)
        if (admitted === null) return null
        asker = admitted
      } catch (thrown) {
        if (!emergency || !(thrown instanceof Failure)) throw unreachable(thrown)
      }
      const saying = await work(asker)
      if (saying === null) return null
      events.onSaid(incoming, saying, asker)
      return await replyOf(parts, incoming, asker, saying)
    } catch (thrown) {
      return refusal(incoming, asker, thrown)
    }
  }

  /** Null for what was served before, and for accounts that are locked. */
  async function admit({ sender, deliveryId }: Incoming): Promise<Asker | null> {
    if (!(await parts.people.isFirstDelivery(deliveryId))) return null
    if (await parts.people.isLocked(sender)) return null
    return access.askerFor(sender)
  }

  async function refusal(incoming: Incoming, asker: Asker, thrown: unknown): Promise<Reply | null> {
    if (!(thrown instanceof Failure))
      parts.log.error({ reason: sentenceOf(thrown), stack: (thrown as Error).stack }, 'a request failed')
    await count(incoming.sender, asker, thrown).catch((lost: unknown) => {
      parts.log.warn({ reason: sentenceOf(lost) }, 'a refusal could not be counted')
    })
    try {
      return await replyOf(parts, incoming, asker, { answer: complaint(thrown), audience: 'asker' })
    } catch (lost) {
      parts.log.error({ reason: sentenceOf(lost) }, 'a refusal could not be told')
      return null
    }
  }

  /** Reports the account that was locked by this very refusal; a guessed code is counted where it is refused. */
  async function count(sender: Sender, asker: Asker, thrown: unknown): Promise<void> {
    const isLocked =
      thrown instanceof NotAllowed
        ? (await parts.patience.soon(parts.people.countRefusal(sender))).locked
        : thrown instanceof Failure &&
          asker.role === 'anyone' &&
          (await parts.patience.soon(parts.people.isLocked(sender)))
    if (isLocked) events.onLocked(sender)
  }

  return {
    line: (incoming, line) =>
      receive(incoming, dispatch.isEmergency(firstWord(line)), (asker) =>
        dispatch.line(incoming, asker, line),
      ),
    call: (incoming, { noun, verb, written, share }) =>
      receive(incoming, dispatch.isEmergency(nameOf({ noun, verb })), (asker) =>
        dispatch.call(incoming, asker, { noun, verb, written, share }),
      ),
    press: (incoming, token, typed) =>
      receive(incoming, false, (asker) => dispatch.press(incoming, asker, token, typed ?? null)),
    async complete(sender, { noun, verb, argument, typed }) {
      try {
        if (await parts.people.isLocked(sender)) return []
        const asker = await access.askerFor(sender)
        const command = parts.commands.find((one) => one.noun === noun && one.verb === verb)
        if (command === undefined || !mayAct(asker.role, command.role)) return []
        return await complete(asker, command.arguments[argument]?.completes, typed)
      } catch (thrown) {
        parts.log.warn({ reason: sentenceOf(thrown) }, 'a completion failed')
        return []
      }
    },
    async commandsFor(sender) {
      const asker = await access.askerFor(sender)
      return parts.commands.filter((one) => mayAct(asker.role, one.role) && one.place !== 'terminal')
    },
    roomMoved: (platform, from, to) => parts.rooms.move(platform, from, to),
  }
}

/** Before it is known who asks, nothing of our insides is told. */
const unreachable = (cause: unknown): Failure =>
  new Failure(
    'database_unreachable',
    say`The books can't be reached at this moment, so nothing was done. "panic" stops all payments even now.`,
    { cause },
  )

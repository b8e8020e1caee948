import { randomUUID } from 'node:crypto'
import type { Answer } from '../../commands/answer.ts'
import { type Asker, mayAct } from '../../commands/asker.ts'
import { ROLE_WORDS } from '../../commands/person-view.ts'
import {
  type ActCommand,
  type Command,
  isAct,
  type LookCommand,
  nameOf,
  type ReceivedFile,
} from '../../commands/definition.ts'
import { Failure } from '../../engine/failure.ts'
import { actorName, type RequestReading } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import { formatAge } from '../../engine/format.ts'
import { oldCard, previewCard, settledAnswer, witnessed } from './cards.ts'
import { carryOut, previewTextOf } from './carry-out.ts'
import { lookContext, readArguments } from './context.ts'
import type { ChatParts } from './parts.ts'
import { type Plan, planOf } from './plan.ts'
import type { Saying } from './replies.ts'
import { openRequest, type Settled, settleRequest } from './requests.ts'

export interface Asked {
  readonly asker: Asker
  readonly command: Command
  readonly written: Readonly<Record<string, string>>
  readonly share: boolean
  readonly file: ReceivedFile | null
  readonly deliveryId: string | null
  /** By a button, not in words. */
  readonly pressed?: boolean
}

/** Deny by default: throws Failure for whoever may not run the command, here or at all. */
export function refuseUnlessAllowed(
  asker: Asker,
  command: Command,
  place: 'direct' | 'shared' | 'terminal',
  written: Readonly<Record<string, string>>,
): void {
  if (!mayAct(asker.role, command.role))
    throw new Failure(
      'refused',
      asker.role === 'anyone'
        ? say`I don't know you. Ask an owner for a code, and type it to me directly: user pair CODE`
        : say`"${nameOf(command)}" needs the role ${ROLE_WORDS[command.role]}, and yours is ${ROLE_WORDS[asker.role]}.`,
    )
  if (place === 'terminal') return
  if (command.place === 'terminal')
    throw new Failure('refused', say`"${nameOf(command)}" is for the server's own terminal only.`)
  if (command.place === 'direct' && place !== 'direct')
    throw new Failure('refused', say`Write "${nameOf(command)}" to me directly, where nobody else reads it.`)
  if (
    Object.entries(command.arguments).some(
      ([name, spec]) => spec.secret && (spec.required || name in written),
    )
  )
    throw new Failure(
      'refused',
      say`Keys never go through a chat: use "${nameOf(command)}" at the server's terminal.`,
    )
}

/** Runs a look, or the first half of an action: until somebody has to confirm it. */
export async function serve(parts: ChatParts, asked: Asked): Promise<Saying> {
  const { command } = asked
  return isAct(command) ? begin(parts, command, asked) : look(parts, command, asked)
}

async function look(parts: ChatParts, command: LookCommand, asked: Asked): Promise<Saying> {
  const args = readArguments(command, asked.written)
  const context = await lookContext(parts, asked.asker, command, asked.share ? 'room' : 'asker')
  const answer = await command.look(context, args)
  const isPrivate = isForAsker(answer)
  // What is followed stays on the room's screen.
  const audience = !isPrivate && (asked.share || answer.follow !== undefined) ? 'room' : 'asker'
  return { answer, audience, followers: [] }
}

async function begin(parts: ChatParts, command: ActCommand, asked: Asked): Promise<Saying> {
  const plan = await planOf(parts, asked.asker, command, asked.written, { file: asked.file })
  if (plan.confirmation.kind === 'nobody') {
    const answer = await carryOutPlan(parts, plan, asked.deliveryId)
    if (command.quiet === true) return quietly(answer, asked.pressed === true)
    const audience = audienceOf(command, answer)
    return { answer: await byWhom(parts, plan, answer, null), audience, witness: audience === 'room' }
  }
  const request = await openRequest(parts, { ...plan, confirmation: plan.confirmation })
  return {
    ...(await previewSaying(parts, plan, request)),
    audience: command.place === 'direct' ? 'asker' : 'room',
  }
}

/** A card shows it to everybody already. */
const quietly = (answer: Answer, pressed: boolean): Saying =>
  pressed
    ? { answer, audience: 'asker', toast: answer.heading, toastOnly: true }
    : { answer, audience: isForAsker(answer) ? 'asker' : 'room' }

/** Private files and links, and what was asked in private, are for the asker alone. */
const isForAsker = (answer: Answer): boolean =>
  answer.private === true || answer.blocks.some((block) => block.kind === 'file' && block.private)

const audienceOf = (command: Command | undefined, answer: Answer): Saying['audience'] =>
  command?.place === 'direct' || isForAsker(answer) ? 'asker' : 'room'

export async function carryOutPlan(parts: ChatParts, plan: Plan, deliveryId: string | null): Promise<Answer> {
  return carryOut(parts, {
    ...plan,
    previewText: previewTextOf(plan),
    approver: null,
    deliveryId,
    operationId: deliveryId ?? randomUUID(),
    decide: (id, decision) => decideById(parts, plan.asker, id, decision),
  })
}

async function previewSaying(parts: ChatParts, plan: Plan, request: RequestReading): Promise<Saying> {
  const people = await parts.people.people()
  return {
    ...previewCard(plan, request, plan.confirmation, people),
    audience: 'room',
    onPosted: (posted) => parts.requests.rememberPosted(request.id, posted),
  }
}

async function byWhom(
  parts: ChatParts,
  plan: Plan,
  answer: Answer,
  approver: string | null,
): Promise<Answer> {
  if (plan.command.place === 'direct') return answer
  const people = await parts.patience.soonFor(plan.command, parts.people.people()).catch(() => [])
  const who = actorName(plan.asker.actor, people)
  return witnessed(answer, who, approver === null ? null : actorName(approver, people), plan.command)
}

/** Approving in words instead of with a button; the rules are the same. */
export async function decideById(
  parts: ChatParts,
  asker: Asker,
  id: bigint,
  decision: 'approve' | 'reject',
): Promise<Answer> {
  const request = await parts.requests.byId(id)
  if (request === null)
    throw new Failure('refused', say`There is no request ${id}: "approval list" shows which are open.`)
  const settled = await settleRequest(parts, asker, request, {
    yes: decision === 'approve',
    typed: request.word,
    deliveryId: null,
  })
  // In words there is no card that shows how things stand: what was not done is refused.
  if (settled.kind === 'changed')
    throw new Failure(
      'refused',
      say`Things have changed since it was asked for, so nothing was done. Request #${settled.request.id} stands for how they are now: "approval show ${settled.request.id}".`,
    )
  if (settled.kind === 'old')
    throw new Failure(
      'refused',
      say`Request #${request.id} was decided before, or its time is over: nothing was done.`,
    )
  return (await sayingOf(parts, asker, settled)).answer
}

const commandOf = (parts: ChatParts, request: RequestReading): Command | undefined =>
  parts.commands.find((one) => nameOf(one) === request.command)

/** What a decision says, on the card on which it was made. */
export async function sayingOf(parts: ChatParts, asker: Asker, settled: Settled): Promise<Saying> {
  const people = await parts.people.people()
  const { request } = settled
  switch (settled.kind) {
    case 'done': {
      const command = commandOf(parts, request)
      const by = actorName(request.actor, people)
      const approver = request.level === 'C4E' ? actorName(asker.actor, people) : null
      const answer = command === undefined ? settled.answer : witnessed(settled.answer, by, approver, command)
      const audience = audienceOf(command, settled.answer)
      const inRoom = audience === 'room'
      return { answer, audience, inPlace: inRoom, witness: inRoom }
    }
    case 'cancelled':
      return { answer: settledAnswer(request, people), audience: 'room', inPlace: true }
    case 'changed': {
      const saying = await previewSaying(parts, settled.plan, request)
      return { ...saying, inPlace: true, toast: say`Things have changed since: here is how they stand now.` }
    }
    case 'old':
      return {
        answer: oldCard(
          (await parts.requests.byId(request.id)) ?? request,
          people,
          commandOf(parts, request),
        ),
        audience: 'room',
        inPlace: true,
      }
    case 'too_early':
      throw new Failure(
        'refused',
        say`It is too early: this may be confirmed in ${formatAge(parts.clock.now(), settled.notBefore)}.`,
      )
    case 'wrong_word':
      throw new Failure(
        'refused',
        say`That is not the word: type ${request.word ?? ''} to do it. Nothing was done.`,
      )
  }
}

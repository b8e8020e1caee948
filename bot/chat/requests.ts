import type { Answer } from '../../commands/answer.ts'
import { type Asker, mayAct } from '../../commands/asker.ts'
import { ROLE_WORDS } from '../../commands/person-view.ts'
import { isAct, nameOf } from '../../commands/definition.ts'
import { Failure, sentenceOf } from '../../engine/failure.ts'
import type { RequestReading } from '../../engine/people.ts'
import { ENGLISH, say, type Text, write } from '../../engine/phrase.ts'
import { carryOut, previewTextOf } from './carry-out.ts'
import type { ChatParts } from './parts.ts'
import { type Confirmation, isActor, isConcerned, type Plan, planOf } from './plan.ts'

const LIFETIME_SECONDS = { C1: 120, C2: 600, C4E: 900 } as const

const refusalOf = (thrown: unknown): string =>
  thrown instanceof Failure ? forEverybody(thrown.sentence) : 'a mistake of our own'

/** What is kept of a request is shown on its cards in every room: clients by their initials. */
const forEverybody = (words: Text): string => write(words, { ...ENGLISH, names: 'initials' })

type Asked = Exclude<Confirmation, { kind: 'nobody' }>

const levelOf = (confirmation: Asked): RequestReading['level'] =>
  confirmation.kind === 'second_person' ? 'C4E' : confirmation.kind === 'alone' ? 'C2' : confirmation.level

/** Writes down what was asked for, until somebody says yes or no or its time is over. */
export async function openRequest(
  parts: ChatParts,
  plan: Plan & { confirmation: Asked },
): Promise<RequestReading> {
  const { asker, confirmation, preview } = plan
  const level = levelOf(confirmation)
  const coolingOffSeconds = confirmation.kind === 'alone' ? confirmation.coolingOffSeconds : 0
  const request = await parts.requests.open({
    token: parts.newToken(),
    command: nameOf(plan.command),
    written: plan.written,
    level,
    actor: asker.actor,
    personId: asker.person?.id ?? null,
    identity: asker.identity,
    what: forEverybody(preview.what),
    lines: preview.lines.map(forEverybody),
    word: level === 'C2' ? plan.word : null,
    previewHash: plan.previewHash,
    lifetimeSeconds: LIFETIME_SECONDS[level] + coolingOffSeconds,
    coolingOffSeconds,
  })
  if (plan.file !== null) await parts.requestFiles.keep(request.id, plan.file)
  return request
}

export type Settled =
  | { readonly kind: 'done'; readonly answer: Answer; readonly request: RequestReading }
  | { readonly kind: 'cancelled'; readonly request: RequestReading }
  /** What would happen is not what was shown: here is a new request for what would happen now. */
  | { readonly kind: 'changed'; readonly plan: Plan; readonly request: RequestReading }
  /** Decided before, or too late. */
  | { readonly kind: 'old'; readonly request: RequestReading }
  /** Nothing is wrong but the time. */
  | { readonly kind: 'too_early'; readonly request: RequestReading; readonly notBefore: Date }
  | { readonly kind: 'wrong_word'; readonly request: RequestReading }

export interface Decision {
  readonly yes: boolean
  /** What was typed, where a word was asked for; null when nothing was. */
  readonly typed: string | null
  readonly deliveryId: string | null
}

/** Somebody says yes or no to a request. Throws Failure when it is not for this person to say. */
export async function settleRequest(
  parts: ChatParts,
  asker: Asker,
  request: RequestReading,
  decision: Decision,
): Promise<Settled> {
  if (request.status !== 'open' || request.expiresAt <= parts.clock.now()) return { kind: 'old', request }
  if (!decision.yes) return sayNo(parts, asker, request)
  const requester = await requesterOf(parts, asker, request)
  const command = parts.commands.find((one) => nameOf(one) === request.command)
  if (command === undefined || !isAct(command))
    throw new Failure('refused', say`This version of the program has no "${request.command}" any more.`)
  if (!mayAct(requester.role, command.role))
    throw new Failure('refused', say`Whoever asked for this may not do it any more: nothing was done.`)
  const file = await parts.requestFiles.fileOf(request.id)
  const plan = await planOf(parts, requester, command, request.written, { file })
  await refuseWrongPerson(parts, asker, request, plan)
  if (plan.confirmation.kind === 'nobody') throw new Error('a request is made for what has to be confirmed')
  const asked = { ...plan, confirmation: plan.confirmation }
  if (plan.previewHash !== request.previewHash || levelOf(asked.confirmation) !== request.level)
    return renew(parts, asker, request, asked)
  if (request.notBefore !== null && request.notBefore > parts.clock.now())
    return { kind: 'too_early', request, notBefore: request.notBefore }
  if (request.word !== null && !isWord(decision.typed, request.word)) return { kind: 'wrong_word', request }
  return carryOutRequest(parts, asker, request, plan, decision.deliveryId)
}

const isWord = (typed: string | null, word: string): boolean =>
  typed?.trim().toLowerCase() === word.toLowerCase()

async function sayNo(parts: ChatParts, asker: Asker, request: RequestReading): Promise<Settled> {
  const own = request.actor === asker.actor
  // Stopping is always safe: whoever could do something like it may say no.
  if (!own && !mayAct(asker.role, 'operator'))
    throw new Failure('refused', say`Only operators may say no to what somebody else asked for.`)
  const decided = await parts.requests.decide(request.id, {
    status: own ? 'cancelled' : 'refused',
    actor: asker.actor,
  })
  return decided === null ? { kind: 'old', request } : { kind: 'cancelled', request: decided }
}

/** The person who asked, as he stands today. */
async function requesterOf(parts: ChatParts, asker: Asker, request: RequestReading): Promise<Asker> {
  if (request.actor === asker.actor) return asker
  const person = (await parts.people.people()).find((one) => one.id === request.personId) ?? null
  const { identity } = request
  const fromTerminal = request.personId === null && identity.platform === 'terminal'
  return {
    actor: request.actor,
    person,
    role: fromTerminal ? 'owner' : person?.active === true ? person.role : 'anyone',
    identity,
  }
}

async function refuseWrongPerson(
  parts: ChatParts,
  asker: Asker,
  request: RequestReading,
  plan: Plan,
): Promise<void> {
  const people = (await parts.people.people()).filter((person) => person.active)
  const own = isActor(asker, request.actor, people)
  if (!mayAct(asker.role, plan.command.role))
    throw new Failure(
      'refused',
      say`Approving this needs the role ${ROLE_WORDS[plan.command.role]}, and yours is ${ROLE_WORDS[asker.role]}.`,
    )
  if (request.level !== 'C4E') {
    if (!own) throw new Failure('refused', say`Only the one who asked for this can confirm it.`)
    return
  }
  if (own) throw new Failure('refused', say`You asked for this yourself: somebody else has to approve it.`)
  if (asker.person === null)
    throw new Failure(
      'refused',
      say`A terminal that is linked to nobody can't approve: link it with "user invite" and "user pair".`,
    )
  if (isConcerned(asker, plan.preview.interested ?? [], people))
    throw new Failure('refused', say`You have a part in this, so somebody else has to approve it.`)
}

async function renew(
  parts: ChatParts,
  asker: Asker,
  request: RequestReading,
  plan: Plan & { confirmation: Asked },
): Promise<Settled> {
  const closed = await parts.requests.decide(request.id, { status: 'cancelled', actor: asker.actor })
  if (closed === null) return { kind: 'old', request }
  return { kind: 'changed', plan, request: await openRequest(parts, plan) }
}

async function carryOutRequest(
  parts: ChatParts,
  asker: Asker,
  request: RequestReading,
  plan: Plan,
  deliveryId: string | null,
): Promise<Settled> {
  // Of two presses one gets it: what follows runs once.
  const decided = await parts.requests.decide(request.id, { status: 'done', actor: asker.actor })
  if (decided === null) return { kind: 'old', request }
  const keep = (result: string): Promise<void> =>
    parts.requests.setResult(request.id, result).catch((lost: unknown) => {
      // What was done is done: the action log has it, and the person has to hear of it.
      parts.log.error({ reason: sentenceOf(lost) }, "a request's result could not be written down")
    })
  try {
    const answer = await carryOut(parts, {
      ...plan,
      previewText: previewTextOf(plan),
      approver: request.level === 'C4E' ? asker.actor : null,
      deliveryId,
      operationId: `request:${request.id}`,
      decide: () => Promise.reject(new Error('a request does not decide another')),
    })
    await keep(forEverybody(answer.heading))
    return { kind: 'done', answer, request: decided }
  } catch (thrown) {
    await keep(`refused: ${refusalOf(thrown)}`)
    throw thrown
  }
}

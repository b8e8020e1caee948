import { randomUUID } from 'node:crypto'
import { writeAnswer } from '../../commands/answer.ts'
import type { Button, Reply, Reception, Sender } from '../../bot/chat/conversation.ts'
import type { PeopleStore, Role } from '../../engine/people.ts'
import type { JsonObject } from '../../engine/json-value.ts'
import { saidBy } from './commands.ts'

/** One person with a phone, known to the bot. */
export interface Person {
  readonly name: string
  readonly id: bigint
  readonly sender: Sender
}

export interface Shown {
  readonly heading: string
  readonly text: string
  readonly json: JsonObject
  readonly buttons: readonly { readonly label: string; readonly token: string; readonly asks: boolean }[]
}

/** What the robot can't find in the chat: what it knows as a person, and what its hands do outside of the bot. */
export interface Knowledge {
  readonly money: boolean
  readonly clients: boolean
  readonly blocked: boolean
  readonly causeKind: 'human' | 'system' | 'external'
  readonly cause: string
  readonly fix: string
  /** For steps without a line, and for steps whose line only looks: what is done in the world outside. */
  readonly hands?: readonly { readonly when: RegExp; readonly act: () => Promise<unknown> }[]
  /** Fills in a page of the bot's; what it says is to be done then, as a command line. */
  readonly page?: (url: string) => Promise<string | null>
  /** Further answers to questions, by the argument's name. */
  readonly answers?: Readonly<Record<string, string>>
}

export interface RobotParts {
  readonly reception: Pick<Reception, 'line' | 'press'>
  /** The chat's room, in which both stand. */
  readonly room: Sender['room']
  readonly lead: Person
  /** Approves what needs two. */
  readonly second: Person
  /** Does what only an owner may. */
  readonly owner: Person
  /** So many minutes of waiting. */
  readonly pass: (minutes: number) => Promise<void>
  readonly now: () => Date
  readonly knows: Knowledge
}

export interface Step {
  readonly what: string
  readonly why: string | null
  readonly line: string | null
  readonly answer: string
}

/** Throws with everything that was done, so that a reader sees where and before what it stood. */
class Stuck extends Error {
  constructor(why: string, steps: readonly Step[]) {
    const told = steps.map(({ what, why: reason, line, answer }) =>
      [
        `- ${what}`,
        ...(reason === null ? [] : [`  (${reason})`]),
        `  > ${line ?? '–'}`,
        `  = ${answer}`,
      ].join('\n'),
    )
    super([why, ...told].join('\n'))
  }
}

const MOST_STEPS = 120
const TIMES_OFFERED = 3
/** "Some minutes" of patience, where the bot says that something is over by itself. */
const WAITING_MINUTES = 6
const MOST_QUESTIONS = 8

const keyOf = ({ what, line }: Pick<Step, 'what' | 'line'>): string => `${what}|${line}`

export async function addPerson(
  people: PeopleStore,
  { name, role, room }: { readonly name: string; readonly role: Role; readonly room: Sender['room'] },
): Promise<Person> {
  const code = randomUUID()
  const userId = `${name}-telegram`
  await people.invite(code, { kind: 'new_person', name, role }, 'test')
  const outcome = await people.pair(code, { platform: 'telegram', userId })
  if (outcome.kind !== 'paired') throw new Error(outcome.kind)
  return { name, id: outcome.person.id, sender: { platform: 'telegram', userId, displayName: name, room } }
}

/** What a person reads and presses. */
export function phoneOf({ reception }: Pick<RobotParts, 'reception'>) {
  const incoming = ({ sender }: Person) => ({ sender, deliveryId: `robot:${randomUUID()}` })
  return {
    tell: async (person: Person, line: string): Promise<Shown> =>
      shown(await reception.line(incoming(person), line), line),
    push: async (person: Person, token: string, typed?: string): Promise<Shown> =>
      shown(await reception.press(incoming(person), token, typed), 'the button'),
  }
}

function shown(reply: Reply | null, to: string): Shown {
  if (reply === null) throw new Error(`nothing was answered to ${to}`)
  const answer = writeAnswer(reply.card.answer, reply.card.voice)
  return {
    heading: answer.heading,
    text: saidBy(answer),
    json: answer.json,
    buttons: reply.card.buttons.flat().map((button: Button) => ({
      label: String(button.label),
      token: button.token,
      asks: button.asks !== undefined,
    })),
  }
}

/**
 * A new operator at three in the morning, who knows nothing but what happened: does literally what the bot says is next,
 * confirms, has a second person approve, answers what is asked, waits where waiting is said. Ends when the incident is
 * closed; throws when the bot's next step leads nowhere.
 */
export function robotOperator(parts: RobotParts) {
  const phone = phoneOf(parts)
  const steps: Step[] = []
  const offered = new Map<string, number>()
  /** What hands have done needs no second time. */
  const done = new Set<unknown>()

  async function stepNow(): Promise<{ what: string; why: string | null; line: string | null; card: Shown }> {
    const card = await phone.tell(parts.lead, '/incident show')
    const next = card.json['next'] as { what: string; why: string | null; line: string | null } | undefined
    if (next === undefined) throw new Stuck(`no next step on the card: ${card.text}`, steps)
    return { ...next, card }
  }

  /** Until the incident is closed, or until what is asked for holds. */
  async function work(until: (card: Shown) => boolean = () => false): Promise<readonly Step[]> {
    let last = ''
    for (let count = 0; count < MOST_STEPS; count += 1) {
      const first = await stepNow()
      // Whoever did it and is told the same again gives it a while before he does it again.
      if (keyOf(first) === last) await parts.pass(/by itself/.test(first.why ?? '') ? WAITING_MINUTES : 2)
      const step = keyOf(first) === last ? await stepNow() : first
      if (until(step.card)) return steps
      const times = keyOf(step) === last ? offer(step) : 1
      last = keyOf(step)
      if (times === 1) offer(step)
      const answer = await take(step, times)
      steps.push({ what: step.what, why: step.why, line: step.line, answer: answer.heading })
      if (answer.heading.includes('is closed')) return steps
    }
    throw new Stuck(`not at an end after ${MOST_STEPS} steps`, steps)
  }

  /** How often this very step was offered until now. */
  function offer({ what, line, why, card }: Awaited<ReturnType<typeof stepNow>>): number {
    const key = keyOf({ what, line })
    const times = (offered.get(key) ?? 0) + 1
    offered.set(key, times)
    if (times > TIMES_OFFERED)
      throw new Stuck(`"${what}" (${why}) is offered again and again:\n${card.text}`, steps)
    return times
  }

  async function take(
    { what, why, line, card }: Awaited<ReturnType<typeof stepNow>>,
    times: number,
  ): Promise<Shown> {
    const hand = parts.knows.hands?.find(({ when }) => when.test(`${what}\n${why ?? ''}\n${line ?? ''}`))
    if (hand !== undefined && !done.has(hand) && (line === null || times > 1)) {
      done.add(hand)
      await hand.act()
      await parts.pass(1)
      return { ...card, heading: '(by hand)' }
    }
    if (line === null)
      throw new Stuck(`"${what}" has no line, and is nothing that a person can answer`, steps)
    if (line.startsWith('incident assess')) return assess()
    if (line.startsWith('status watch')) return wait(card)
    const answer = await onPage(await say(line))
    // A look shows what is there; what is to be done stands on its first button.
    return times > 1 ? pressOn(answer) : answer
  }

  /** Where it needs a higher role than whoever leads has, the owner does it. */
  async function say(line: string): Promise<Shown> {
    const answer = await phone.tell(parts.lead, `/${line}`)
    if (!/needs the role/.test(answer.text)) return carryThrough(answer)
    return carryThrough(await phone.tell(parts.owner, `/${line}`), parts.owner)
  }

  async function onPage(answer: Shown): Promise<Shown> {
    const [url] = /http:\/\/\S+/.exec(answer.text) ?? []
    if (url === undefined || parts.knows.page === undefined) return answer
    const line = await parts.knows.page(url)
    return line === null ? answer : say(line)
  }

  async function assess(): Promise<Shown> {
    const { money, clients, blocked } = parts.knows
    let card = await phone.tell(parts.lead, '/incident show')
    for (const yes of [money, clients, blocked]) {
      const button = card.buttons.find(({ label }) => label.endsWith(yes ? ': yes' : ': no'))
      if (button === undefined) throw new Stuck('the questions have no buttons', steps)
      card = await phone.push(parts.lead, button.token)
    }
    return card
  }

  /** Until the moment that the card names. */
  async function wait(card: Shown): Promise<Shown> {
    const until = card.json['watchUntil']
    const minutes =
      typeof until === 'string' ? (new Date(until).getTime() - parts.now().getTime()) / 60_000 : 5
    await parts.pass(Math.max(1, Math.ceil(minutes)))
    return { ...card, heading: `(waited for ${Math.ceil(minutes)} minutes)` }
  }

  /** Questions are answered, previews confirmed. */
  async function carryThrough(first: Shown, who: Person = parts.lead): Promise<Shown> {
    let card = first
    for (let count = 0; count < MOST_QUESTIONS; count += 1) {
      const asked = card.json['asksFor']
      if (typeof asked === 'string') card = await reply(card, answerTo(asked), who)
      else if (card.json['requestId'] !== undefined && card.json['status'] === 'open')
        card = await confirm(card, who)
      else break
    }
    if (card.json['error'] !== undefined) throw new Stuck(`the bot refuses its own step: ${card.text}`, steps)
    return card
  }

  /** Where there is a button for it, that is pressed. */
  async function reply(question: Shown, words: string, who: Person): Promise<Shown> {
    const button = question.buttons.find(({ label }) => label === words)
    return button === undefined ? phone.tell(who, words) : phone.push(who, button.token)
  }

  function answerTo(argument: string): string {
    const { answers, causeKind, cause, fix } = parts.knows
    const own: Readonly<Record<string, string>> = {
      kind: causeKind,
      cause,
      fix,
      evidence: 'I looked myself, and it is as the bot says; nothing else was to be seen.',
      reason: 'as the card of the incident says',
      why: 'as the card of the incident says',
      template: 'incident',
      words: 'Payouts are stopped, please have a look.',
      well: 'The bot saw it by itself and said what to do.',
      better: 'It should not have happened at all.',
    }
    const answer = answers?.[argument] ?? own[argument]
    if (answer === undefined) throw new Stuck(`asked for "${argument}", which a person could not know`, steps)
    return answer
  }

  async function confirm(card: Shown, asker: Person): Promise<Shown> {
    const [yes] = card.buttons
    if (yes === undefined) throw new Stuck(`nothing to press on: ${card.text}`, steps)
    const who = yes.label === 'Approve' ? parts.second : asker
    const word = /: (.+)$/m.exec(card.text)?.[1]
    return phone.push(who, yes.token, yes.asks ? word : undefined)
  }

  async function pressOn(card: Shown): Promise<Shown> {
    const [button] = card.buttons
    return button === undefined ? card : carryThrough(await phone.push(parts.lead, button.token))
  }

  return { phone, work, steps, stepNow, carryThrough, assess }
}

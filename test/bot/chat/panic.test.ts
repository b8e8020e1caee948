import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Reply } from '../../../bot/chat/conversation.ts'
import type { ChatParts } from '../../../bot/chat/parts.ts'
import { createReception } from '../../../bot/chat/reception.ts'
import { Failure } from '../../../engine/failure.ts'
import { type ChatDesk, openChatDesk, type TestPerson } from '../../support/chat.ts'

/** The books go away in different ways while people are at work. */
let chat: ChatDesk
let otto: TestPerson
let vera: TestPerson
let state: 'well' | 'gone' | 'silent' = 'well'

beforeAll(async () => {
  chat = await openChatDesk()
  otto = await chat.addPerson('Otto', 'operator')
  vera = await chat.addPerson('Vera', 'viewer')
})
afterAll(() => chat.close())

/** Asks the books, unless they are gone: then it fails, or never answers. */
const unsteady = <T extends object>(store: T): T =>
  new Proxy(store, {
    get: (target, name) => {
      if (state === 'well') return Reflect.get(target, name) as unknown
      if (state === 'silent') return () => new Promise(() => undefined)
      return () => Promise.reject(new Failure('database_unreachable', 'The database is not there.'))
    },
  })

function receptionOf(parts: ChatParts) {
  const books = unsteady({ settings: parts.settings, actionsFor: parts.actionsFor })
  return createReception(
    {
      ...parts,
      settings: () => books.settings(),
      actionsFor: (actor) => books.actionsFor(actor),
      readings: unsteady(parts.readings),
      people: unsteady(parts.people),
      rooms: unsteady(parts.rooms),
      requests: unsteady(parts.requests),
      actionLog: unsteady(parts.actionLog),
      incidentsFor: (actor) => unsteady(parts.incidentsFor(actor)),
    },
    { onLocked: () => undefined, onSettled: () => undefined, onSaid: () => undefined },
  )
}

/** Whatever is asked beside the stop hangs: the answer does not. */
test('what is to be opened for it can be late', async () => {
  const incidentsFor: ChatParts['incidentsFor'] = (actor) => ({
    ...chat.parts.incidentsFor(actor),
    recent: () => new Promise(() => undefined),
  })
  const reception = receptionOf({ ...chat.parts, incidentsFor })
  const said = await heard(
    reception.line({ sender: otto.sender(), deliveryId: randomUUID() }, '/panic the machine is open'),
  )
  expect(said).toContain('Everything is stopped')
  expect(chat.asked.filter((words) => words.startsWith('halt')).at(-1)).toContain('the machine is open')
})

async function heard(reply: Promise<Reply | null>): Promise<string> {
  return String((await reply)?.card.answer.heading)
}

test.each(['gone', 'silent'] as const)(
  'whoever is known can stop everything while the books are %s',
  async (how) => {
    const reception = receptionOf(chat.parts)
    const ask = (person: TestPerson, line: string) =>
      heard(reception.line({ sender: person.sender(), deliveryId: randomUUID() }, line))
    expect(await ask(otto, '/status show')).toContain('')
    await ask(vera, '/status show')
    state = how
    try {
      const before = chat.asked.filter((words) => words.startsWith('halt')).length
      const startedMs = performance.now()
      await ask(otto, '/panic the customer says "he got nothing')
      expect(performance.now() - startedMs).toBeLessThan(2000)
      const halts = chat.asked.filter((words) => words.startsWith('halt'))
      expect(halts).toHaveLength(before + 1)
      expect(halts.at(-1)).toContain('person:')
      expect(await ask(vera, '/panic')).toContain('needs the role operator')
      expect(await ask(chat.stranger(), '/panic')).toContain('Ask an owner')
      expect(chat.asked.filter((words) => words.startsWith('halt'))).toHaveLength(before + 1)
      if (how === 'gone') expect(await ask(otto, '/status show')).toContain("The books can't be reached")
    } finally {
      state = 'well'
    }
  },
  30_000,
)

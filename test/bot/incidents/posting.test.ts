import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Card, Destination, Outlet, PostOptions } from '../../../bot/chat/conversation.ts'
import { createPosting, type Posting } from '../../../bot/incidents/posting.ts'
import { writeAnswer } from '../../../commands/answer.ts'
import { Failure } from '../../../engine/failure.ts'
import type { Posted } from '../../../engine/people.ts'
import { createIncidentPlaceStore } from '../../../engine/store/incident-place-store.ts'
import { type ChatDesk, openChatDesk, OPS } from '../../support/chat.ts'
import { silentLog } from '../../support/database.ts'

/** Incidents on a platform that remembers everything, and fails when it is told to. */

interface Standing {
  readonly id: string
  readonly to: Destination
  text: string
  labels: readonly string[]
  readonly how: PostOptions
  edits: number
  isThere: boolean
}

class Place implements Outlet {
  readonly platform = 'telegram' as const
  readonly messages: Standing[] = []
  readonly calls: string[] = []
  fails: string | null = null
  lacks: { thread?: string | null; pin?: string } = {}

  #step(name: string): void {
    this.calls.push(name)
    if (this.fails === name) {
      this.fails = null
      throw new Failure('chat_unreachable', `no ${name}`)
    }
  }
  async post(to: Destination, card: Card, how: PostOptions = {}): Promise<Posted> {
    this.#step(`post ${'thread' in to && to.thread ? 'thread' : 'room'}`)
    const id = String(this.messages.length + 1)
    this.messages.push({ id, to, ...shown(card), how, edits: 0, isThere: true })
    return { platform: 'telegram', roomId: OPS.id, messageId: id }
  }
  async edit(posted: Posted, card: Card): Promise<boolean> {
    this.#step('edit')
    const message = this.messages.find(({ id }) => id === posted.messageId)
    if (message?.isThere !== true) return false
    Object.assign(message, shown(card), { edits: message.edits + 1 })
    return true
  }
  readonly threads = {
    open: async () => {
      this.#step('open')
      const { thread: why } = this.lacks
      return why === undefined ? { thread: '77' } : { thread: null, why }
    },
    pin: async ({ messageId }: Posted) => {
      this.#step(`pin ${messageId}`)
      return this.lacks.pin ?? null
    },
    end: async ({ messageId }: Posted, thread: { thread: string } | null) => {
      this.#step(`end ${messageId} ${thread?.thread ?? '-'}`)
    },
    linkTo: (room: string, thread: string) => `https://chat.example/${room}/${thread}`,
  }
}

function shown({ answer, voice, buttons }: Card): { text: string; labels: string[] } {
  const { heading, blocks } = writeAnswer(answer, voice)
  return { text: JSON.stringify([heading, blocks]), labels: buttons.flat().map(({ label }) => String(label)) }
}

let desk: ChatDesk
let place: Place
let posting: Posting
beforeEach(async () => {
  desk = await openChatDesk()
  place = new Place()
  posting = postingHere()
})
afterEach(() => desk.close())

const postingHere = (): Posting =>
  createPosting({
    parts: desk.parts,
    store: createIncidentPlaceStore(desk.world.pool),
    outlet: (platform) => (platform === 'telegram' ? place : null),
    log: silentLog,
  })
const maria = () => desk.incidentsFor('terminal:maria')
const open = async (): Promise<bigint> => {
  const opening = { scenario: 'R3', severity: 'high', summary: 'payments fail', origin: null } as const
  const { incident } = await maria().openIncident({ ...opening, alertId: null, openedAt: new Date() })
  return incident.id
}
/** The time that a place is left alone after a failure, or between news. */
const passTime = () =>
  desk.world.pool.query(
    `UPDATE incident_cards SET busy_until = NULL, told_at = told_at - interval '1 minute'`,
  )
const look = async (): Promise<void> => {
  await passTime()
  await posting.look()
}
const inThread = () => place.messages.filter(({ to }) => 'thread' in to && to.thread === '77')

test('a thread with one pinned card, and the way to it in the room; nothing is posted twice', async () => {
  await open()
  await look()
  expect(place.messages.map(({ to }) => to)).toEqual([{ room: OPS.id }, { room: OPS.id, thread: '77' }])
  const [headline, card] = place.messages
  expect(headline?.text).toContain(`https://chat.example/${OPS.id}/77`)
  expect(card?.text).toContain('🟠 HIGH · Incident #1 · R3')
  expect(card?.labels).toContain('I lead')
  expect(place.calls).toContain('pin 2')
  const before = place.calls.length
  await look()
  await look()
  expect(place.calls).toHaveLength(before)
})

test('the card is edited in its place when it says something else, and the news is told, merged', async () => {
  const id = await open()
  await look()
  await maria().setSeverity(id, 'critical', 'more and more of them')
  await maria().note(id, 'the router was restarted')
  await look()
  expect(place.messages).toHaveLength(3)
  expect(place.messages[1]?.text).toContain('🔴 CRITICAL')
  expect(place.messages[0]?.text).toContain('🔴 CRITICAL')
  const news = inThread()[1]
  expect(news?.text).toMatch(/News of incident #1.*more and more of them.*the router was restarted/)
  expect(news?.how.silent).toBe(true)
  await maria().note(id, 'and once more')
  await posting.look()
  expect(inThread(), 'not within the same seconds').toHaveLength(2)
  await look()
  expect(inThread()[2]?.text).toContain('and once more')
})

test.each(['post room', 'open', 'post thread', 'edit', 'pin 2'])(
  'when "%s" fails, it goes on from there, also as another program',
  async (step) => {
    await open()
    place.fails = step
    await look()
    posting = postingHere()
    await look()
    await look()
    expect(place.messages).toHaveLength(2)
    expect(place.messages[0]?.text).toContain('https://chat.example/')
    expect(place.calls.filter((call) => call.startsWith('pin')).at(-1)).toBe('pin 2')
  },
)

test('a failure is not tried again at once, and of two programs one alone writes', async () => {
  await open()
  place.fails = 'post room'
  await posting.look()
  await posting.look()
  expect(place.messages).toEqual([])
  await passTime()
  await Promise.all([postingHere().look(), postingHere().look(), postingHere().look()])
  expect(place.messages).toHaveLength(2)
})

test('without threads the card stands in the room, and the news answers it', async () => {
  place.lacks = { thread: null }
  const id = await open()
  await look()
  expect(place.messages).toHaveLength(1)
  expect(place.messages[0]?.labels).toContain('I lead')
  await maria().note(id, 'seen')
  await look()
  expect(place.messages[1]).toMatchObject({ to: { room: OPS.id }, how: { replyTo: '1' } })
})

test('rights that are missing are named once', async () => {
  place.lacks = { thread: 'The bot may not make topics.', pin: 'The bot may not pin.' }
  await open()
  await look()
  await look()
  const said = place.messages.map(({ text }) => text)
  expect(said.filter((text) => text.includes('may not make topics'))).toHaveLength(1)
  expect(said.filter((text) => text.includes('may not pin'))).toHaveLength(1)
  expect(place.calls.filter((call) => call.startsWith('pin'))).toHaveLength(1)
})

test('a card that somebody deleted is posted anew', async () => {
  const id = await open()
  await look()
  Object.assign(place.messages[1] ?? {}, { isThere: false })
  await maria().setSeverity(id, 'critical', 'x')
  await look()
  expect(inThread().at(1)?.text).toContain('🔴 CRITICAL')
  expect(place.calls).toContain('pin 3')
})

test('at its end the card shows that, and is unpinned; the thread is put away, once', async () => {
  const id = await open()
  await look()
  await desk.world.pool.query(
    `UPDATE incidents SET status = 'closed', closed_by = 'terminal:maria', closed_at = now(), revision = revision + 1
     WHERE id = $1`,
    [id],
  )
  await look()
  await look()
  expect(place.messages[1]?.text).toContain('✅ CLOSED')
  expect(place.calls.filter((call) => call.startsWith('end'))).toEqual(['end 2 77'])
  const before = place.calls.length
  await look()
  expect(place.calls).toHaveLength(before)
})

test('what is said in its thread is about it: no number is needed, though several are open', async () => {
  const otto = await desk.addPerson('Otto', 'operator')
  const first = await open()
  await look()
  await open()
  const thread = { ...OPS, thread: '77' }
  expect((await desk.tell(otto, 'incident note the fan is loud', thread)).heading).toBe(
    'Noted on incident #1',
  )
  expect((await desk.tell(otto, 'incident note the fan is loud')).text).toContain('2 incidents are open')
  expect(await desk.say(otto, 'the fan is very loud', thread)).toBeNull()
  expect((await maria().events(first)).filter(({ words }) => words === 'the fan is loud')).toHaveLength(1)
})

test('an answer to somebody’s message is a note with its author, time and words, and its file', async () => {
  const otto = await desk.addPerson('Otto', 'operator')
  const id = await open()
  const quoted = { author: 'Ana', at: new Date('2026-11-22T03:12:00Z'), words: 'the screen is red' }
  const file = { name: 'screen.png', mediaType: 'image/png', bytes: Buffer.from('89504e470d0a1a0a', 'hex') }
  const answer = await desk.say(otto, 'incident note', undefined, { quoted, file })
  expect(answer?.text).toContain('SHA-256')
  expect((await maria().events(id)).at(-1)).toMatchObject({
    kind: 'file',
    words: '📌 Ana, 2026-11-22T03:12:00.000Z: the screen is red',
  })
})

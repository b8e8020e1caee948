import { randomBytes, randomUUID } from 'node:crypto'
import { type Answer, writeAnswer } from '../../commands/answer.ts'
import type { Command } from '../../commands/definition.ts'
import type { Card, Incoming, Reply, Sender } from '../../bot/chat/conversation.ts'
import type { ChatParts } from '../../bot/chat/parts.ts'
import { createPatience } from '../../bot/chat/patience.ts'
import { createReception } from '../../bot/chat/reception.ts'
import type { Saying } from '../../bot/chat/replies.ts'
import { createChatStores } from '../../bot/chat-stores.ts'
import { loadLanguages } from '../../bot/languages/catalogue.ts'
import type { Platform, Role } from '../../engine/people.ts'
import { effectiveSettings } from '../../engine/settings.ts'
import { type DeskOptions, openDesk } from './commands.ts'
import { silentLog } from './database.ts'

export interface TestPerson {
  readonly id: bigint
  readonly name: string
  readonly sender: (room?: Sender['room']) => Sender
}

export interface Heard {
  readonly reply: Reply
  /** Everything that the card says, written for its reader. */
  readonly text: string
  readonly heading: string
  /** Presses the button whose label begins like this. */
  readonly button: (label: string) => string
  readonly labels: readonly string[]
}

export interface ChatOptions extends DeskOptions {
  readonly settings?: ReadonlyMap<string, string>
  readonly moreCommands?: readonly Command[]
}

export type ChatDesk = Awaited<ReturnType<typeof openChatDesk>>

export const OPS: Sender['room'] = { id: '-100200300', kind: 'shared', guildId: null }
export const DIRECT: Sender['room'] = { id: 'dm', kind: 'direct', guildId: null }

/** The real reception over the whole engine; only the platforms are missing. */
export async function openChatDesk(options: ChatOptions = {}) {
  const desk = await openDesk(options)
  const { world } = desk
  const stores = createChatStores(world.pool, 'en')
  const { voiceFor } = await loadLanguages()
  const base = await desk.context()
  let aheadMs = 0
  const parts: ChatParts = {
    commands: [...base.commands, ...(options.moreCommands ?? [])],
    readings: world.readings,
    probes: desk.probes,
    settings: async () => effectiveSettings(options.settings ?? new Map(), await world.readings.settings()),
    actionsFor: async (actor) => (await desk.context({ ...base.asker, actor })).actions,
    ...stores,
    incidents: desk.incidents,
    incidentsFor: desk.incidentsFor,
    rules: base.rules,
    alertSettings: base.alertSettings,
    books: base.books,
    chartsFor: desk.chartsFor,
    papers: desk.papers,
    host: base.host,
    voiceFor,
    clock: { now: () => new Date(Date.now() + aheadMs) },
    log: silentLog,
    sandbox: false,
    patience: createPatience(),
    language: 'en',
    newToken: () => randomBytes(12).toString('base64url'),
  }
  const said: { incoming: Incoming; saying: Saying }[] = []
  const locked: Sender[] = []
  const reception = createReception(parts, {
    onLocked: (sender) => void locked.push(sender),
    onSettled: () => undefined,
    onSaid: (incoming, saying) => void said.push({ incoming, saying }),
  })
  await stores.rooms.bind({ platform: 'telegram', roomId: OPS.id, purpose: 'ops' }, 'test')
  await stores.rooms.bind({ platform: 'discord', roomId: OPS.id, purpose: 'ops' }, 'test')

  async function addPerson(
    name: string,
    role: Role,
    platform: Platform = 'telegram',
    userId = `${name}-${platform}`,
  ): Promise<TestPerson> {
    const code = randomUUID()
    await stores.people.invite(code, { kind: 'new_person', name, role }, 'test')
    const outcome = await stores.people.pair(code, { platform, userId })
    if (outcome.kind !== 'paired') throw new Error(outcome.kind)
    return { id: outcome.person.id, name, sender: senderOf(platform, userId, name) }
  }

  const senderOf =
    (platform: Platform, userId: string, displayName: string) =>
    (room: Sender['room'] = OPS): Sender => ({ platform, userId, displayName, room })

  const stranger = (platform: Platform = 'telegram'): TestPerson => ({
    id: 0n,
    name: 'Mallory',
    sender: senderOf(platform, `stranger-${randomUUID()}`, 'Mallory'),
  })

  const incoming = (sender: Sender, more: Partial<Incoming> = {}): Incoming => ({
    sender,
    deliveryId: `test:${randomUUID()}`,
    ...more,
  })

  /** One line, in the ops room unless another is named. */
  async function say(
    person: TestPerson,
    line: string,
    room?: Sender['room'],
    more: Partial<Incoming> = {},
  ): Promise<Heard | null> {
    return heard(await reception.line(incoming(person.sender(room), more), line))
  }

  async function press(
    person: TestPerson,
    token: string,
    typed?: string,
    more: Partial<Incoming> & { room?: Sender['room'] } = {},
  ): Promise<Heard | null> {
    return heard(await reception.press(incoming(person.sender(more.room), more), token, typed))
  }

  return {
    ...desk,
    parts,
    reception,
    stores,
    said,
    locked,
    addPerson,
    stranger,
    incoming,
    say,
    press,
    /** The chat's own clock goes on; the database's does not. */
    advance: (milliseconds: number) => void (aheadMs += milliseconds),
    /** What was answered, which must be something. */
    async tell(person: TestPerson, line: string, room?: Sender['room']): Promise<Heard> {
      const answer = await say(person, line, room)
      if (answer === null) throw new Error(`nothing was answered to "${line}"`)
      return answer
    },
    async push(person: TestPerson, token: string, room?: Sender['room'], typed?: string): Promise<Heard> {
      const answer = await press(person, token, typed, room === undefined ? {} : { room })
      if (answer === null) throw new Error('nothing was answered to the button')
      return answer
    },
  }
}

/** Open requests become so much older, against the triggers that keep them as they are. */
export async function passTime(desk: Pick<ChatDesk, 'world'>, interval: string): Promise<void> {
  const client = await desk.world.pool.connect()
  try {
    await client.query(`SET session_replication_role = replica`)
    await client.query(
      `UPDATE requests SET created_at = created_at - $1::interval, expires_at = expires_at - $1::interval,
         not_before = not_before - $1::interval WHERE status = 'open'`,
      [interval],
    )
  } finally {
    await client.query(`RESET session_replication_role`)
    client.release()
  }
}

function heard(reply: Reply | null): Heard | null {
  if (reply === null) return null
  const written = writeAnswer(reply.card.answer, reply.card.voice)
  const buttons = reply.card.buttons.flat()
  return {
    reply,
    heading: written.heading,
    text: textOf(reply.card, written),
    labels: buttons.map((button) => String(button.label)),
    button(label) {
      const found = buttons.find((button) => String(button.label).startsWith(label))
      if (found === undefined)
        throw new Error(
          `there is no button "${label}" among ${buttons.map((b) => String(b.label)).join(', ')}`,
        )
      return found.token
    },
  }
}

function textOf(_card: Card, answer: Answer<string>): string {
  return [
    answer.heading,
    ...answer.blocks.map((block) => {
      if (block.kind === 'text') return block.text
      if (block.kind === 'fields') return block.fields.map((pair) => pair.join(': ')).join('\n')
      if (block.kind === 'table')
        return block.rows.length === 0 ? block.whenEmpty : block.rows.map((row) => row.join(' | ')).join('\n')
      return ''
    }),
  ].join('\n')
}

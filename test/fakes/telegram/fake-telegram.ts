import assert from 'node:assert/strict'
import { type Checks, loadChecks } from './checks.ts'
import { membershipObject } from './methods.ts'
import { Polls } from './polls.ts'
import { messageScreen, screenOf } from './screen.ts'
import { delivered, isSeen, type SayOptions } from './speech.ts'
import { type Fault, type Front, listen, type SeenRequest } from './server.ts'
import {
  chatObject,
  type FakeChat,
  type FakeFile,
  type FakeMessage,
  type FakeUser,
  type Menu,
  messageObject,
  World,
} from './world.ts'

/** Telegram as far as a bot sees it, on a port of this machine. What the bot does wrong is in `violations`. */
export class FakeTelegram {
  readonly apiRoot: string
  readonly world: World
  readonly #front: Front
  readonly #close: () => Promise<void>

  constructor(front: Front, url: string, close: () => Promise<void>) {
    this.#front = front
    this.world = front.world
    this.apiRoot = url
    this.#close = close
  }

  get token(): string {
    return this.#front.token
  }
  get bot(): FakeUser & { readonly username: string } {
    return this.world.bot
  }
  get violations(): readonly string[] {
    return this.#front.violations
  }
  get toasts(): readonly { readonly id: string; readonly text: string | null }[] {
    return this.#front.toasts
  }
  /** The bot waits for updates at this moment. */
  get isPolled(): boolean {
    return this.#front.polls.isOpen
  }
  get unconfirmed(): readonly Record<string, unknown>[] {
    return this.#front.polls.unconfirmed
  }
  get menus(): readonly Menu[] {
    return this.world.menus
  }

  requests(method?: string): readonly SeenRequest[] {
    return this.#front.requests.filter((request) => method === undefined || request.method === method)
  }

  /** Ends the server. Throws when the bot broke a limit, or the fake itself its description. */
  async stop(): Promise<void> {
    await this.#close()
    assert.deepEqual(this.#front.violations, [], 'every request keeps to the limits of Telegram')
  }

  /* ------------------------------------------------------------------ people */

  user(name: string, more: Partial<FakeUser> = {}): FakeUser {
    return this.world.newUser(name, more)
  }

  /** The chat of this person with the bot; the same one every time. */
  direct(user: FakeUser, more: Partial<FakeChat> = {}): FakeChat {
    return (
      this.world.chats.get(user.id) ??
      this.world.newChat({ type: 'private', title: '', members: [user], ...more })
    )
  }

  group(title: string, members: readonly FakeUser[], more: Partial<FakeChat> = {}): FakeChat {
    return this.world.newChat({ type: 'supergroup', title, members: [...members], ...more })
  }

  /* ----------------------------------------------------------- what people do */

  say(user: FakeUser, chat: FakeChat, text: string, options: SayOptions = {}): FakeMessage {
    return this.#write(user, chat, { text }, options)
  }

  sendPhoto(
    user: FakeUser,
    chat: FakeChat,
    bytes: Buffer,
    caption = '',
    options: SayOptions = {},
  ): FakeMessage {
    const file = this.world.keep({ name: 'photo.jpg', mediaType: 'image/jpeg', bytes }, true)
    return this.#write(user, chat, { text: caption, file }, options)
  }

  sendDocument(
    user: FakeUser,
    chat: FakeChat,
    file: FakeFile,
    caption = '',
    options: SayOptions & { readonly size?: number } = {},
  ): FakeMessage {
    return this.#write(
      user,
      chat,
      { text: caption, file: this.world.keep(file, false, options.size) },
      options,
    )
  }

  /** Presses the button with this label on the newest message that bears one; the press's id. */
  press(user: FakeUser, chat: FakeChat, label: string, messageId?: number): string {
    const bearers = [...chat.messages.values()].filter(
      (message) =>
        (messageId === undefined || message.message_id === messageId) &&
        message.keyboard.flat().some((key) => key.text === label),
    )
    const message = bearers.at(-1)
    const key = message?.keyboard.flat().find((one) => one.text === label)
    assert(message && key?.callback_data, `no message of this chat has a button "${label}"`)
    return this.forgePress(user, chat, message.message_id, key.callback_data)
  }

  /** A press with these bytes, whether such a button was ever shown or not. */
  forgePress(user: FakeUser, chat: FakeChat, messageId: number, carried: string): string {
    const id = `${user.id}${this.world.nextNumber()}`
    this.#front.openPresses.set(id, this.#front.now().getTime())
    const message = chat.messages.get(messageId)
    this.#push('callback_query', {
      id,
      from: user,
      message:
        message === undefined
          ? { chat: chatObject(chat), message_id: messageId, date: 0 }
          : messageObject(chat, message),
      chat_instance: `${chat.id}`,
      data: carried,
    })
    return id
  }

  /** The group becomes a supergroup: another id, and the old one only tells of it. */
  migrate(chat: FakeChat): FakeChat {
    const next = this.world.newChat({
      ...chat,
      // What was written before stays in the old group, and has no number in the new one.
      messages: new Map(),
      type: 'supergroup',
      id: -1_000_900_000_000 + chat.id,
    })
    chat.movedTo = next.id
    const about = { date: this.world.seconds(), from: chat.members[0] }
    const number = (): number => 1_000_000 + this.world.nextNumber()
    this.#push('message', {
      ...about,
      message_id: number(),
      chat: chatObject(chat),
      migrate_to_chat_id: next.id,
    })
    this.#push('message', {
      ...about,
      message_id: number(),
      chat: chatObject(next),
      migrate_from_chat_id: chat.id,
    })
    return next
  }

  /** Removes the bot from a group; in a direct chat, the person blocks it. */
  kick(chat: FakeChat, by: FakeUser): void {
    chat.isClosed = true
    this.#push('my_chat_member', membershipObject(this.world, chat, by, 'kicked'))
  }

  /* ---------------------------------------------------------- what goes wrong */

  fault(fault: Fault, where: { readonly method?: string; readonly times?: number } = {}): void {
    this.#front.faults.push({ method: where.method ?? null, left: where.times ?? 1, fault })
  }

  clearFaults(): void {
    this.#front.faults.length = 0
  }

  /** As Telegram would deliver it; its number is added where there is none. */
  pushRaw(update: Record<string, unknown>): void {
    this.#front.polls.pushRaw(update)
  }

  restartUpdateNumbers(from: number): void {
    this.#front.polls.restartNumbers(from)
  }

  setOtherReader(isThere: boolean): void {
    this.#front.hasOtherReader = isThere
    if (isThere) this.#front.polls.close()
  }

  setWebhook(url: string): void {
    this.#front.webhook = url
  }

  /** The owner asks BotFather for a new token: the old one is worth nothing from now on. */
  revokeToken(): string {
    this.#front.token = `${this.bot.id}:new-${this.world.nextNumber()}`
    this.#front.polls.close()
    return this.#front.token
  }

  setPressLifetime(seconds: number): void {
    this.#front.pressLifetimeSeconds = seconds
  }

  /* ------------------------------------------------------- what people see */

  screen(chat: FakeChat): string {
    return screenOf(this.world, chat)
  }

  /** What the bot wrote here, in order. */
  answers(chat: FakeChat): readonly FakeMessage[] {
    return [...chat.messages.values()].filter((message) => message.from === this.bot)
  }

  /** The bot's newest message here, as a phone shows it; '' when there is none. */
  lastAnswer(chat: FakeChat): string {
    const last = this.answers(chat).at(-1)
    return last === undefined ? '' : messageScreen(this.world, chat, last)
  }

  /** What is behind the menu button for this person in this chat. */
  menuOf(chat: FakeChat, user: FakeUser): readonly { command: string; description: string }[] {
    const scopes = [
      { type: 'chat_member', chat_id: chat.id, user_id: user.id },
      { type: 'chat', chat_id: chat.id },
      { type: 'default' },
    ].map((scope) => JSON.stringify(scope))
    for (const scope of scopes)
      for (const language of [user.language_code ?? '', '']) {
        const menu = this.menus.find(
          (one) => JSON.stringify(one.scope) === scope && one.language === language,
        )
        if (menu !== undefined) return menu.commands
      }
    return []
  }

  /* ----------------------------------------------------------------- inside */

  #write(
    user: FakeUser,
    chat: FakeChat,
    content: Pick<FakeMessage, 'text'> & Partial<FakeMessage>,
    options: SayOptions,
  ): FakeMessage {
    if (chat.type === 'private') chat.isOpened = true
    const { replyTo, thread } = options
    const message = this.world.add(chat, {
      from: user,
      ...content,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(thread === undefined ? {} : { thread }),
    })
    if (isSeen(this.world, chat, message)) this.#push('message', delivered(user, chat, message, options))
    return message
  }

  #push(kind: string, content: unknown): void {
    const update = this.#front.polls.push(kind, content)
    if (update === null) return
    const problems = this.#front.checks.answer('Update', update)
    this.#front.violations.push(...problems.map((problem) => `the fake's update: ${problem}`))
  }
}

/** @param now the fake's clock: messages are dated by it, and presses grow old by it. */
export async function startFakeTelegram(options: { now?: () => Date } = {}): Promise<FakeTelegram> {
  const now = options.now ?? ((): Date => new Date())
  const world = new World(now)
  const checks: Checks = await loadChecks()
  const front: Front = {
    world,
    polls: new Polls(),
    checks,
    now,
    requests: [],
    violations: [],
    faults: [],
    token: `${world.bot.id}:first-token-of-the-fake`,
    hasOtherReader: false,
    webhook: '',
    openPresses: new Map(),
    toasts: [],
    pressLifetimeSeconds: 15,
  }
  const { url, close } = await listen(front)
  return new FakeTelegram(front, url, close)
}

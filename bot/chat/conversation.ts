import type { Answer } from '../../commands/answer.ts'
import type { Command, ReceivedFile } from '../../commands/definition.ts'
import type { Identity, Posted } from '../../engine/people.ts'
import type { Text, Voice } from '../../engine/phrase.ts'

/** Who speaks, and where. Nothing in it is trusted but the identity, which the platform vouches for. */
export interface Sender extends Identity {
  /** As the platform shows it; untrusted words. */
  readonly displayName: string
  readonly room: Room
}

export interface Room {
  /** A Discord channel or a Telegram chat. */
  readonly id: string
  /** direct: only this person reads it. */
  readonly kind: 'direct' | 'shared'
  /** Discord's guild; null elsewhere. */
  readonly guildId: string | null
  /** A topic of the Telegram group. On Discord a thread is a channel, and has its own `id`. */
  readonly thread?: string
}

/** A person's request as the platform delivered it. `deliveryId` is the same when it is delivered again. */
export interface Incoming {
  readonly sender: Sender
  readonly deliveryId: string
  /** For `receipt` and the like; fetched by the platform's adapter. */
  readonly file?: ReceivedFile
  /** Somebody's message that this is about: an answer to it, or a command upon it. */
  readonly quoted?: Quoted
}

/** What somebody said before. Untrusted words. */
export interface Quoted {
  readonly author: string
  readonly at: Date
  readonly words: string
}

/** One choice of a completion: at most 25 are given, labels at most 100 characters. */
export interface Choice {
  readonly label: string
  readonly value: string
}

/** A card to show, the same for every platform: an answer, the buttons below it, and how to write it for its reader. */
export interface Card {
  readonly answer: Answer
  /** Written in the reader's language and names; the renderer adds its own `escape` and `moment`. */
  readonly voice: Voice
  readonly buttons: readonly (readonly Button[])[]
  /** 'SANDBOX · play money', or nothing. */
  readonly banner: Text | null
  /** Instead of the tone's; then the heading says sign and word itself. 0xd92d20 */
  readonly colour?: number
}

/** Somebody who is called by name. */
export interface Mention {
  readonly account: string
  readonly name: string
}

/** How something is posted that nobody asked for at this moment. */
export interface PostOptions {
  /** Makes no sound. */
  readonly silent?: boolean
  readonly mentions?: readonly Mention[]
  /** The same for every try of one message: a platform that can will make one message of them all. */
  readonly key?: string
  /** One message that can be edited as a whole later; what is too long is cut. */
  readonly inOne?: boolean
  /** The message in the same place that it belongs to. */
  readonly replyTo?: string
  /** A wait that the platform asks for and that is longer is not waited out, but told in the Failure. */
  readonly patienceSeconds?: number
  /** Nobody waits for it any more. */
  readonly signal?: AbortSignal
}

export interface Button {
  /** Goes back as it is, below 64 bytes. */
  readonly token: string
  readonly label: Text
  readonly style: 'primary' | 'danger' | 'plain'
  /** Discord asks for the word in a modal; elsewhere the next plain message is taken for it. */
  readonly asks?: { readonly title: Text; readonly label: Text }
}

export interface Reply {
  readonly card: Card
  /** asker: nobody else may read it (ephemeral, a direct message); room: everybody in the room is a witness. */
  readonly audience: 'asker' | 'room'
  /** The card on which the button was pressed is replaced, so that no spent button stays. */
  readonly inPlace: boolean
  /** A short word for the one who pressed (Telegram's toast); nothing when the card says it. */
  readonly toast?: Text
  /** The toast says it all: where there are toasts, nothing is posted besides. */
  readonly toastOnly?: boolean
  /** The next plain message of this person is taken for the answer; in a group Telegram passes on only replies. */
  readonly awaitsWords?: boolean
  /** The adapter says where the card went, when somebody will want to edit it. */
  readonly onPosted?: (posted: Posted) => Promise<void>
}

/**
 * The one way in for every platform: knows who may do what, confirms, logs, runs. It never throws; null means that
 * nothing is to be answered (a delivery that was seen before, a stranger in a place that is not ours).
 */
export interface Reception {
  /** One line of words, with or without the leading slash: 'payment retry 8', or just the answer to a question. */
  line(incoming: Incoming, line: string): Promise<Reply | null>
  /** A command with its arguments by name, as Discord's options give them. `share` shows a read to the whole room. */
  call(
    incoming: Incoming,
    call: { noun: string; verb: string; written: Readonly<Record<string, string>>; share: boolean },
  ): Promise<Reply | null>
  /** A button, with the typed word where the button asked for one. */
  press(incoming: Incoming, token: string, typed?: string): Promise<Reply | null>
  /** From a cache, within milliseconds; nothing for those who may not run the command. */
  complete(
    sender: Sender,
    asked: { noun: string; verb: string; argument: string; typed: string },
  ): Promise<readonly Choice[]>
  /** What this account may run, for menus; nothing for strangers. */
  commandsFor(sender: Sender): Promise<readonly Command[]>
  /** Of Telegram: the group is now a supergroup with another id. */
  roomMoved(platform: 'discord' | 'telegram', from: string, to: string): Promise<void>
}

/** A room, or a thread of it as `Threads` named it, or a person by his account. */
export type Destination =
  | { readonly room: string; readonly thread?: string | null }
  | { readonly account: string }

/** A place within a room for one matter. Each throws as an outlet's `post` does. */
export interface Threads {
  /** `why` it has none: null where the room is not made for it, else what the bot lacks. */
  open(
    headline: Posted,
    title: string,
  ): Promise<{ readonly thread: string } | { readonly thread: null; readonly why: Text | null }>
  /** Null when it is done, else what the bot lacks. */
  pin(card: Posted): Promise<Text | null>
  /** Does what it may; that it may not is nobody's concern any more. */
  end(card: Posted, thread: { readonly room: string; readonly thread: string } | null): Promise<void>
  /** An address that leads there. */
  linkTo(room: string, thread: string): string
}

/** A platform that is connected: what the bot may post there by itself. */
export interface Outlet {
  readonly platform: 'discord' | 'telegram'
  /**
   * Into a room by its id, or to a person by his account. Throws Failure when it can't be delivered: chat_unreachable,
   * chat_uncertain or chat_refused.
   */
  post(to: Destination, card: Card, options?: PostOptions): Promise<Posted>
  /** Quiet when nothing changed; false when the message is gone. Throws as post does. */
  edit(
    posted: Posted,
    card: Card,
    options?: Pick<PostOptions, 'patienceSeconds' | 'signal'>,
  ): Promise<boolean>
  readonly threads: Threads
}

/** What a supervisor tells the others: the platform works, or does not and why. */
export type PlatformState =
  | { readonly kind: 'connected' }
  | {
      readonly kind: 'disconnected'
      readonly why: string
      readonly retryInSeconds: number | null
      /** Waiting does not help: the token was revoked, the bot was thrown out. */
      readonly needsPerson?: true
    }

/** One chat platform under its supervisor: it is started, reconnects by itself with back-off, and never throws. */
export interface PlatformRunner {
  readonly platform: 'discord' | 'telegram'
  /** Null while it is not connected. */
  outlet(): Outlet | null
  state(): PlatformState
  stop(): Promise<void>
}

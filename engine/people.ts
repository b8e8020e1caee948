import type { Text } from './phrase.ts'

/** viewer < operator < treasurer (moves money) < owner. */
export type Role = 'viewer' | 'operator' | 'treasurer' | 'owner'
export type Platform = 'discord' | 'telegram' | 'terminal'
export type Language = 'en' | 'es'

/** An account on a platform: what proves who somebody is. */
export interface Identity {
  readonly platform: Platform
  /** The platform's own number for the account; at a terminal the name of the shell account. */
  readonly userId: string
}

export interface PersonReading {
  readonly id: bigint
  readonly name: string
  readonly role: Role
  readonly language: Language
  /** The client that this person is himself, if any: a party in interest wherever that client is concerned. */
  readonly clientId: bigint | null
  readonly active: boolean
  readonly identities: readonly Identity[]
  readonly createdAt: Date
}

/** What a code gives to the account that types it. */
export type Invitation =
  | { readonly kind: 'new_person'; readonly name: string; readonly role: Role }
  /** One more account of somebody who is known. */
  | { readonly kind: 'link'; readonly personId: bigint }

export type PairOutcome =
  | { readonly kind: 'paired'; readonly person: PersonReading }
  /** Wrong, used, or older than ten minutes: not told apart, so that guessing learns nothing. */
  | { readonly kind: 'no_such_code' }
  | { readonly kind: 'already_paired'; readonly person: PersonReading }

/** Who is known, and what they may do. */
export interface PeopleStore {
  people(): Promise<PersonReading[]>
  /** Null for strangers and for people whose access was revoked. */
  personBehind(identity: Identity): Promise<PersonReading | null>
  /** A new one-time code, valid for ten minutes; only its hash is kept. `code` comes from the caller's own randomness. */
  invite(code: string, invitation: Invitation, actor: string): Promise<{ expiresAt: Date }>
  pair(code: string, identity: Identity): Promise<PairOutcome>
  /** Refused (false) when it would leave no active owner. */
  setRole(personId: bigint, role: Role): Promise<boolean>
  setClient(personId: bigint, clientId: bigint | null): Promise<void>
  setLanguage(personId: bigint, language: Language): Promise<void>
  /** Takes every account from the person; refused (false) when it would leave no active owner. */
  revoke(personId: bigint): Promise<boolean>
  /** Counts a refusal; after five within ten minutes the account is locked for fifteen. `locked`: by this very one. */
  countRefusal(identity: Identity): Promise<{ locked: boolean }>
  isLocked(identity: Identity): Promise<boolean>
  /** True the first time that this delivery (a platform's id of an update) is seen; kept for seven days. */
  isFirstDelivery(deliveryId: string): Promise<boolean>
}

/** How a request for an action stands. */
export type RequestStatus = 'open' | 'done' | 'refused' | 'cancelled' | 'expired'

/** An action that somebody asks for. */
export interface NewRequest {
  /** What a button carries: 16 characters that can't be guessed. */
  readonly token: string
  readonly command: string
  /** As written by the person; secrets are never in it. */
  readonly written: Readonly<Record<string, string>>
  readonly level: 'C1' | 'C2' | 'C4E'
  readonly actor: string
  readonly personId: bigint | null
  readonly identity: Identity
  /** In English, as it was shown. */
  readonly what: string
  readonly lines: readonly string[]
  readonly word: string | null
  /** SHA-256 of what was shown: an approval is of these very words. */
  readonly previewHash: string
  readonly lifetimeSeconds: number
  readonly coolingOffSeconds: number
}

/** One that waits for its confirmation, or had it. */
export interface RequestReading extends Omit<NewRequest, 'lifetimeSeconds' | 'coolingOffSeconds'> {
  readonly id: bigint
  readonly status: RequestStatus
  readonly createdAt: Date
  readonly expiresAt: Date
  /** The cooling-off of a single operator: no yes before. A no is always possible. */
  readonly notBefore: Date | null
  /** True from the moment at which the person was asked to type the word. */
  readonly awaitsWord: boolean
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly result: string | null
}

/** A message on a platform that can be edited later. */
export interface Posted {
  readonly platform: Platform
  readonly roomId: string
  readonly messageId: string
}

/** A command whose arguments are being asked for one by one. */
export interface Draft {
  readonly command: string
  readonly written: Readonly<Record<string, string>>
  readonly awaits: string
}

/** What waits between two messages of a conversation. All of it survives a restart. */
export interface RequestStore {
  open(request: NewRequest): Promise<RequestReading>
  byToken(token: string): Promise<RequestReading | null>
  byId(id: bigint): Promise<RequestReading | null>
  /** Open and not expired, oldest first. */
  pending(): Promise<RequestReading[]>
  /** Compare-and-set from open and not expired; a yes waits for the cooling-off. Of two presses one gets it; null for the other. */
  decide(
    id: bigint,
    decision: { status: 'done' | 'refused' | 'cancelled'; actor: string },
  ): Promise<RequestReading | null>
  setResult(id: bigint, result: string): Promise<void>
  /** From now on the next plain words of this account are taken for the word. */
  awaitWord(id: bigint): Promise<void>
  awaitingWordOf(identity: Identity): Promise<RequestReading | null>
  /** Remembers under a token what a button does: a command line, for anybody who may run it. Kept for thirty days. */
  keepLine(token: string, line: string): Promise<void>
  lineBehind(token: string): Promise<string | null>
  keepDraft(identity: Identity, roomId: string, draft: Draft): Promise<void>
  /** Takes it away: what was asked for is either given now or dropped. Null when there is none younger than ten minutes. */
  takeDraft(identity: Identity, roomId: string): Promise<Draft | null>
  /** Where a request's cards are, so that all of them can say how it ended. */
  rememberPosted(requestId: bigint, posted: Posted): Promise<void>
  postedOf(requestId: bigint): Promise<Posted[]>
}

/** A file that waits with its request until somebody says yes. */
export interface KeptFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

export interface RequestFileStore {
  keep(requestId: bigint, file: KeptFile): Promise<void>
  fileOf(requestId: bigint): Promise<KeptFile | null>
}

/** One row of the action log. */
export interface ActionReading {
  readonly id: bigint
  readonly actor: string
  readonly surface: string
  readonly command: string
  readonly written: Readonly<Record<string, unknown>>
  readonly preview: string | null
  readonly approver: string | null
  readonly startedAt: Date
  readonly finishedAt: Date | null
  readonly result: string | null
}

export interface NewAction {
  readonly actor: string
  readonly surface: string
  readonly command: string
  readonly arguments: Readonly<Record<string, unknown>>
  /** The platform's id of the update that asked for it: the same one twice is refused by a unique index. */
  readonly deliveryId?: string
  readonly preview?: string
  readonly previewHash?: string
  readonly approver?: string
}

export interface ChainVerdict {
  readonly blocks: number
  readonly rows: bigint
  /** The newest block's hash, to be compared with what was posted elsewhere. */
  readonly head: string | null
  /** Null when everything fits. */
  readonly broken: { readonly block: number; readonly why: string } | null
  /** The first and the last action of the broken block, where it has some. */
  readonly suspects?: { readonly first: bigint; readonly last: bigint }
}

/** Who did what. Rows are sealed into blocks, each holding the hash of the one before. */
export interface ActionLog {
  /** Null: this delivery has its row already. */
  begin(action: NewAction): Promise<bigint | null>
  /** Writes the result, and seals what is finished. */
  finish(id: bigint, result: string): Promise<void>
  actions(filter: { actor?: string; noun?: string; from?: Date; limit: number }): Promise<ActionReading[]>
  verify(): Promise<ChainVerdict>
}

/** A person's name for a text; 'terminal:root' and the like stay as they are. */
export const actorName = (actor: string, people: readonly PersonReading[]): Text =>
  people.find((person) => actorOf(person) === actor)?.name ?? actor

/** How the books name a person. */
export const actorOf = (person: { id: bigint }): string => `person:${person.id}`

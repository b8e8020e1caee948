import type { Pool } from 'pg'
import type { AlertDesk } from '../engine/alerting.ts'
import type { KeyLinkStore } from '../engine/key-links.ts'
import type { ActionLog, Language, PeopleStore, RequestFileStore, RequestStore } from '../engine/people.ts'
import type { RoomStore } from '../engine/rooms.ts'
import { createActionLog } from '../engine/store/action-log-store.ts'
import { createAlertDesk } from '../engine/store/alert-desk-store.ts'
import { createKeyLinkStore } from '../engine/store/key-link-store.ts'
import { createPeopleStore } from '../engine/store/people-store.ts'
import { createRequestFileStore } from '../engine/store/request-file-store.ts'
import { createRequestStore } from '../engine/store/request-store.ts'
import { createRoomStore } from '../engine/store/room-store.ts'

/** Who may say what, what waits for a yes, and what was done. */
export interface ChatStores {
  readonly people: PeopleStore
  readonly requests: RequestStore
  readonly requestFiles: RequestFileStore
  readonly actionLog: ActionLog
  readonly rooms: RoomStore
  readonly alerts: AlertDesk
  readonly keyLinks: KeyLinkStore
}

export const createChatStores = (pool: Pool, newcomersSpeak: Language): ChatStores => ({
  people: createPeopleStore(pool, newcomersSpeak),
  requests: createRequestStore(pool),
  requestFiles: createRequestFileStore(pool),
  actionLog: createActionLog(pool),
  rooms: createRoomStore(pool),
  alerts: createAlertDesk(pool),
  keyLinks: createKeyLinkStore(pool),
})

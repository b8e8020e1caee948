/** What a room is for. The bot answers only in rooms that are bound, and in direct messages. */
export type RoomPurpose = 'ops' | 'critical' | 'high' | 'medium' | 'digest'
export const ROOM_PURPOSES = [
  'ops',
  'critical',
  'high',
  'medium',
  'digest',
] as const satisfies readonly RoomPurpose[]

export interface BoundRoom {
  readonly platform: 'discord' | 'telegram'
  /** A Discord channel or a Telegram chat. */
  readonly roomId: string
  readonly purpose: RoomPurpose
  /** From the settings of the environment, or bound by a person. */
  readonly boundBy: string
}

/** Which rooms are ours, and what is posted where. */
export interface RoomStore {
  rooms(): Promise<BoundRoom[]>
  bind(room: Omit<BoundRoom, 'boundBy'>, actor: string): Promise<void>
  /** False when it was not bound. */
  unbind(room: Omit<BoundRoom, 'boundBy'>): Promise<boolean>
  /** A Telegram group that became a supergroup has a new id. */
  move(platform: BoundRoom['platform'], from: string, to: string): Promise<void>
}

import type { LamassuVersion } from '../../bot/sandbox/atm/schema.ts'
import type { LamassuDatabase, TestSource } from '../support/lamassu.ts'

export interface OpenedLamassu {
  readonly database: LamassuDatabase
  makeSource(): TestSource
  close(): Promise<void>
}

export interface LamassuSetup {
  /** Makes a database and the way to it. */
  open(version: LamassuVersion): Promise<OpenedLamassu>
}

export const bucketOf = (transactionId: string): number => Number.parseInt(transactionId.slice(0, 3), 16)

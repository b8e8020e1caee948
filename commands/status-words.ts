import { say, type Text } from '../engine/phrase.ts'
import type { ClientStatus, DepositStatus, TransferFilterStatus } from '../engine/readings.ts'
import type { TransactionStatus, TransferStatus } from '../engine/storage.ts'
import type { EffectiveSetting } from '../engine/settings.ts'
import type { CheckReading } from '../engine/probes.ts'

export const CLIENT_STATUS: Readonly<Record<ClientStatus, Text>> = {
  active: say`active`,
  paused: say`paused`,
  closed: say`closed`,
}

export const DEPOSIT_STATUS: Readonly<Record<DepositStatus, Text>> = {
  pending: say`pending`,
  confirmed: say`confirmed`,
  rejected: say`rejected`,
  reversed: say`reversed`,
}

export const CASH_OUT_STATUS: Readonly<Record<TransactionStatus, Text>> = {
  pending: say`pending`,
  quarantined: say`quarantined`,
  processing: say`processing`,
  completed: say`completed`,
  failed: say`failed`,
}

/** Where a payment stands, as the books name it. */
export const TRANSFER_STATUS: Readonly<Record<TransferFilterStatus, Text>> = {
  accrued: say`accrued`,
  pending: say`pending`,
  invoiced: say`invoiced`,
  paying: say`paying`,
  needs_review: say`needs_review`,
  completed: say`completed`,
  failed: say`failed`,
  cancelled: say`cancelled`,
  stuck: say`stuck`,
  unfinished: say`unfinished`,
  all: say`all`,
}

/** Where a payment stands, in the words of somebody who waits for it. */
export const STATUS_WORDS: Readonly<Record<TransferStatus, Text>> = {
  accrued: say`accrued`,
  pending: say`pending`,
  invoiced: say`invoiced`,
  paying: say`being paid`,
  needs_review: say`NEEDS A PERSON`,
  completed: say`completed ✔`,
  failed: say`failed`,
  cancelled: say`cancelled`,
}

/** A switch: the one that is off stands out. */
export const onOff = (on: boolean): Text => (on ? say`on` : say`OFF`)

/** Where a setting's value comes from. */
export const SOURCES: Readonly<Record<EffectiveSetting['source'], Text>> = {
  environment: say`environment`,
  database: say`database`,
  default: say`default`,
}

/** What "check all" tries. */
export const CHECK_NAMES: Readonly<Record<CheckReading['name'], Text>> = {
  database: say`database`,
  lamassu: say`lamassu`,
  lnbits: say`lnbits`,
  'source wallet': say`source wallet`,
  'commission wallet': say`commission wallet`,
  'treasury wallet': say`treasury wallet`,
  'stuck payments': say`stuck payments`,
  clock: say`clock`,
}

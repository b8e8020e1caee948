import { say, type Text } from '../phrase.ts'
import type { Scenario } from './incident.ts'

/**
 * What the handbook asks for so that it does not happen again, as far as only people can do it. The rest is built in:
 * idempotency and unique keys (R1), retries and alerts of polls (R2), preflight, holds and stuck alerts (R3), daily
 * reconciliation, constraints and kept balances (R4), stored parameters and conservation (R5), tested keys and daily
 * wallet checks (R6), heartbeat and lease (R10).
 */
export const preventionOf = (scenario: Scenario): readonly Text[] => [...PREVENTION[scenario], ...ALWAYS]

const ALWAYS: readonly Text[] = [say`Go through the runbook again, and add what was missing in it.`]

const PREVENTION: Readonly<Record<Scenario, readonly Text[]>> = {
  R1: [
    say`Take the right to change tables from everybody but the bot's own role.`,
    say`Restore books only into a new database, and write down who may do it.`,
  ],
  R2: [
    say`Use an SSH key of its own for the bot, which may only tunnel, and a read-only role in Lamassu's database.`,
    say`Agree with whoever runs the server to announce work on it ("maintenance start lamassu").`,
    say`Write down whom to ring about the network and the Lamassu server.`,
  ],
  R3: [
    say`Keep sats for a busy day in the source wallet, and set a limit for SOURCE_LOW that warns in time.`,
    say`Watch the disk and the backups of the LNbits server.`,
  ],
  R4: [
    say`Let nobody but the bot's own role write in its database.`,
    say`Count cash twice before a deposit is confirmed.`,
    say`Back up LNbits and the books together.`,
  ],
  R5: [
    say`After each change of a commission in Lamassu: one small sale, then "commission verify --last 1".`,
    say`Say who may change the commission, and that a second person looks at it.`,
  ],
  R6: [
    say`Write down which LNbits wallets are used for what, and who has access.`,
    say`Keep the wallets' keys in a password manager, and nowhere else but in the bot.`,
    say`Rehearse the change of a key in the sandbox ("config rotate"), and change keys when somebody leaves.`,
  ],
  R10: [
    say`Let something outside listen to HEARTBEAT_URL.`,
    say`Let a supervisor start the bot again, and have an alert on the server's disk.`,
    say`Have two ways to be told that don't depend on each other.`,
  ],
  other: [say`Say what would have shown it earlier, and have a rule or a check made for it.`],
}

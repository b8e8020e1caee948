import { say } from '../../phrase.ts'
import { walletName } from '../../wallet-words.ts'
import { answerOr, isSure } from '../asked.ts'
import type { Situation } from '../situation.ts'
import {
  hold,
  lookUpReviews,
  nothingMissing,
  type PlaybookStep,
  poll,
  polledWell,
  refusedWallet,
  sendWhatIsOwed,
  verified,
  walletsOpen,
} from './step.ts'

/** R2. Nothing has to be stopped: what can't be read is not taken in. */
export const LAMASSU: readonly PlaybookStep[] = [
  {
    key: 'find',
    what: say`Find out where the way to Lamassu breaks.`,
    why: say`the answer names the step: the server, its key, the login, the database, the right to read`,
    line: 'check ssh',
    done: (situation) =>
      polledWell(situation) || isSure(situation.sights, (sights) => sights.get('lamassu')?.outcome === 'ok'),
  },
  poll,
  nothingMissing,
  verified(['lamassu', 'coverage']),
]

const nothingUnpaid = ({ unfinished }: Situation): boolean => isSure(unfinished, (all) => all.length === 0)

const openWallets: PlaybookStep = {
  key: 'wallets',
  what: say`See that our wallets open; bring LNbits back, or sats to the source wallet, if they don't.`,
  why: say`an answer that is missing is not a no: pay nothing by other means`,
  line: 'check wallets',
  done: walletsOpen,
}

/** R3. Payouts go on where the wallets are well: a payment in doubt is never sent again by that. */
export const PAYMENTS: readonly PlaybookStep[] = [
  hold('payout', 'payments fail', (situation) => walletsOpen(situation) || nothingUnpaid(situation)),
  openWallets,
  lookUpReviews,
  sendWhatIsOwed,
  verified(['clients', 'payments', 'journal', 'wallets', 'unfinished']),
]

/** R6. */
export const KEYS: readonly PlaybookStep[] = [
  hold('payout', 'a wallet key is refused', walletsOpen),
  {
    key: 'rotate',
    what: (situation) => {
      const role = refusedWallet(situation)
      return role === null
        ? say`Enter the right key of the wallet.`
        : say`LNbits refuses the key of the ${walletName(role)}: enter the right one. Was it changed by one of us? If nobody knows, somebody else has it.`
    },
    why: say`through a page of the bot or a file at the terminal, never in a chat; a second person agrees`,
    line: (situation) => {
      const role = refusedWallet(situation)
      return role === null ? null : `config rotate ${role}`
    },
    done: (situation) =>
      isSure(situation.sights, (sights) => sights.has('wallet:source')) && refusedWallet(situation) === null,
  },
  openWallets,
  lookUpReviews,
  sendWhatIsOwed,
  verified(['clients', 'payments', 'journal', 'wallets']),
]

const BOT_RULES: ReadonlySet<string> = new Set([
  'BOOKS_UNREACHABLE',
  'CHECK_FAILED',
  'CLOCK_SKEW',
  'DELIVERY_FAILED',
  'DAILY_RECON_MISSED',
  'DIGEST_MISSED',
])

/** The first alert of these rules that goes on. */
const firing = ({ alerts }: Situation, isMeant: (rule: string) => boolean): bigint | null =>
  answerOr(alerts, []).find(({ rule }) => isMeant(rule))?.id ?? null

const noneFires =
  (isMeant: (rule: string) => boolean) =>
  (situation: Situation): boolean =>
    isSure(situation.alerts, () => firing(situation, isMeant) === null)

const isOfTheBot = (rule: string): boolean => BOT_RULES.has(rule)
const isAway = (rule: string): boolean => rule === 'BOT_WAS_DOWN'

/** R10. */
export const BOT: readonly PlaybookStep[] = [
  {
    key: 'mend',
    what: say`Mend what the bot's own alert says: database, clock, channel.`,
    why: say`killed at any moment it loses nothing; what was under way is looked up first`,
    line: (situation) => {
      const id = firing(situation, isOfTheBot)
      return id === null ? null : `alert show ${id}`
    },
    done: noneFires(isOfTheBot),
  },
  poll,
  nothingMissing,
  lookUpReviews,
  sendWhatIsOwed,
  {
    key: 'say-so',
    what: say`Say why the bot was down, now that it runs again.`,
    why: say`nothing shows it but somebody's word`,
    line: (situation) => {
      const id = firing(situation, isAway)
      return id === null ? null : `alert resolve ${id}`
    },
    done: noneFires(isAway),
  },
  verified(['clients', 'payments', 'journal', 'lamassu', 'coverage', 'action-log']),
]

/** Nobody knows what it is: look first, and choose a scenario. */
export const UNKNOWN: readonly PlaybookStep[] = [
  {
    key: 'measure',
    what: say`Reconcile everything: it shows what is wrong, and what is not.`,
    why: say`then "incident diagnose" says which page fits, and "incident scenario" opens it`,
    line: 'recon run',
    done: ({ run, since }) => isSure(run, (newest) => newest !== null && newest.startedAt >= since),
  },
  lookUpReviews,
  sendWhatIsOwed,
  verified(['clients', 'cash-outs', 'payments', 'journal', 'duplicates', 'wallets']),
]

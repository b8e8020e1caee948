import { formatCount, formatSats } from '../format.ts'
import { joined, say, type Text } from '../phrase.ts'
import type { LogPattern } from '../observe-self.ts'
import { WALLET_ROLES, type WalletRole } from '../observe-wallets.ts'
import type { Observation } from '../observations.ts'
import { recorded } from '../recorded.ts'
import { STUCK_MINUTES } from '../reconcile/unfinished.ts'
import type { UnfinishedTransfer } from '../signs/money.ts'
import { walletName } from '../wallet-words.ts'
import type { Clues } from './clues.ts'
import {
  byRule,
  changed,
  failing,
  FRESH_MINUTES,
  type Look,
  looked,
  oldest,
  type Symptom,
  type Trace,
} from './symptom.ts'

/** R2: Lamassu, the way there, and what is missing of it. */
const LAMASSU: readonly Symptom[] = [
  {
    key: 'r2.connection',
    scenario: 'R2',
    what: say`The test of the connection to Lamassu fails`,
    look: (clues) => failing(clues, ['lamassu']),
  },
  {
    key: 'r2.polls',
    scenario: 'R2',
    what: say`Polls fail`,
    look: ({ situation }) =>
      looked(situation.course, ({ failures }) =>
        failures === null
          ? null
          : {
              figure: say`${formatCount(failures.count, 'time')} since the last good one; ${recorded(failures.lastMessage)}`,
              since: failures.firstAt,
            },
      ),
  },
  {
    key: 'r2.late',
    scenario: 'R2',
    what: say`The last good poll is too long ago`,
    look: (clues) => byRule(clues, 'POLL_LATE'),
  },
  {
    key: 'r2.silent',
    scenario: 'R2',
    what: say`No good poll for a day`,
    look: (clues) => byRule(clues, 'POLL_SILENT_24H'),
  },
  {
    key: 'r2.missing',
    scenario: 'R2',
    what: say`Cash-outs of Lamassu that are missing in the books, or the other way round`,
    look: missingOnes,
  },
  {
    key: 'r2.gap',
    scenario: 'R2',
    what: say`A time that no poll covers`,
    look: (clues) => byRule(clues, 'POLL_GAP'),
  },
  {
    key: 'r2.quiet',
    scenario: 'R2',
    what: say`A machine sells nothing`,
    look: (clues) => byRule(clues, 'NO_TX_24H'),
  },
  {
    key: 'r2.log',
    scenario: 'R2',
    what: say`Lines about SSH and connections in the log`,
    look: (clues) => lines(clues, 'ssh'),
  },
]

function missingOnes({ lamassu }: Clues): Look {
  if ('problem' in lamassu) return { is: 'unknown', why: lamassu.problem }
  const { discrepancies } = lamassu.answer
  const unread = discrepancies.find(({ verdict }) => verdict === 'late')
  if (unread !== undefined) return { is: 'unknown', why: unread.why }
  if (discrepancies.length === 0) return { is: 'absent' }
  const words = discrepancies.slice(0, 5).map(({ what, why }) => say`${what}: ${why}`)
  return { is: 'found', figure: joined(words, '; '), since: null }
}

/** R3: payments that don't arrive. */
const PAYMENTS: readonly Symptom[] = [
  {
    key: 'r3.stuck',
    scenario: 'R3',
    what: say`Payments unfinished for more than ${STUCK_MINUTES} minutes`,
    look: (clues) =>
      unfinished(clues, ({ kind, createdAt }, now) => kind !== 'commission' && isOld(createdAt, now)),
  },
  {
    key: 'r3.review',
    scenario: 'R3',
    what: say`Payments that fail again and again, or wait for a person`,
    look: (clues) => unfinished(clues, ({ status, attempts }) => status === 'needs_review' || attempts >= 3),
  },
  {
    key: 'r3.given-up',
    scenario: 'R3',
    what: say`Payments given up in the last two days`,
    look: ({ situation }) =>
      looked(situation.failed, (failed) => {
        const recent = failed.filter(
          ({ createdAt }) => situation.at.getTime() - createdAt.getTime() < 48 * 3_600_000,
        )
        return recent.length === 0
          ? null
          : {
              figure: amountOf(recent.map(({ id, amountSats }) => ({ id, amountSats }))),
              since: oldest(recent.map(({ createdAt }) => createdAt)),
            }
      }),
  },
  {
    key: 'r3.commission',
    scenario: 'R3',
    what: say`Commission payments don't arrive`,
    look: (clues) =>
      unfinished(clues, ({ kind, createdAt }, now) => kind === 'commission' && isOld(createdAt, now)),
  },
  {
    key: 'r3.lnbits',
    scenario: 'R3',
    what: say`LNbits doesn't answer`,
    look: (clues) => {
      const tested = failing(clues, ['lnbits'])
      return tested.is === 'absent' ? wallets(clues, 'unreachable') : tested
    },
  },
  {
    key: 'r3.low',
    scenario: 'R3',
    what: say`The source wallet doesn't cover what is owed`,
    look: (clues) => byRule(clues, 'SOURCE_LOW'),
  },
  {
    key: 'r3.underpaid',
    scenario: 'R3',
    what: say`A cash-out of which less was given out than is due`,
    look: (clues) => byRule(clues, 'TX_UNDERPAID'),
  },
  {
    key: 'r3.slow',
    scenario: 'R3',
    what: say`Cash-outs take longer than usual`,
    look: (clues) => byRule(clues, 'PROCESSING_SLOW'),
  },
]

/** R6: keys. LNbits' refusals stand in reasons and payments in our own words. */
const isRefusal = (words: string | null): boolean => words?.includes('LNbits refuses') ?? false

const KEYS: readonly Symptom[] = [
  {
    key: 'r6.refused',
    scenario: 'R6',
    what: say`LNbits refuses the key of one of our wallets`,
    look: (clues) => wallets(clues, 'auth'),
  },
  {
    key: 'r6.preflight',
    scenario: 'R6',
    what: say`The wallets' test of this moment is refused`,
    look: ({ preflight, situation }) =>
      looked(preflight, (reasons) => {
        const refused = reasons.filter(isRefusal)
        return refused.length === 0
          ? null
          : { figure: joined(refused.map(recorded), '; '), since: situation.at }
      }),
  },
  {
    key: 'r6.payments',
    scenario: 'R6',
    what: say`Payments fail because a key is refused`,
    look: (clues) => unfinished(clues, ({ lastError }) => isRefusal(lastError)),
  },
  {
    key: 'r6.changed',
    scenario: 'R6',
    what: say`A wallet key was changed`,
    look: (clues) => changed(clues, (name) => name.endsWith(' wallet key')),
  },
  {
    key: 'r6.not-rising',
    scenario: 'R6',
    what: say`The commission wallet doesn't grow although cash-outs come in`,
    look: (clues) => byRule(clues, 'COMMISSION_NOT_RISING'),
  },
  {
    key: 'r6.log',
    scenario: 'R6',
    what: say`Lines of trouble about wallets in the log`,
    look: (clues) => lines(clues, 'wallet'),
  },
]

const isOld = (createdAt: Date, now: Date): boolean =>
  now.getTime() - createdAt.getTime() > STUCK_MINUTES * 60_000

const amountOf = (transfers: readonly { readonly id: bigint; readonly amountSats: bigint }[]): Text => {
  const sum = transfers.reduce((before, { amountSats }) => before + amountSats, 0n)
  const named = transfers.slice(0, 10).map(({ id }) => `#${id}`)
  return say`${formatCount(transfers.length, 'payment')} (${named.join(', ')}), ${formatSats(sum)}`
}

const unfinished = (
  { situation }: Clues,
  isMeant: (transfer: UnfinishedTransfer, now: Date) => boolean,
): Look =>
  looked(situation.unfinished, (all): Trace | null => {
    const meant = all.filter((transfer) => isMeant(transfer, situation.at))
    const [first] = meant
    if (first === undefined) return null
    const amount = amountOf(meant)
    return {
      figure: first.lastError === null ? amount : say`${amount}; ${recorded(first.lastError)}`,
      since: oldest(meant.map(({ createdAt }) => createdAt)),
    }
  })

function wallets({ situation: { sights, at } }: Clues, outcome: 'auth' | 'unreachable'): Look {
  if ('problem' in sights) return { is: 'unknown', why: sights.problem }
  const seen = WALLET_ROLES.flatMap((role): [WalletRole, Observation][] => {
    const sight = sights.answer.get(`wallet:${role}`)
    return sight === undefined || sight.outcome === 'none' ? [] : [[role, sight]]
  })
  const fresh = seen.filter(
    ([, sight]) => at.getTime() - sight.observedAt.getTime() <= FRESH_MINUTES * 60_000,
  )
  if (fresh.length === 0) return { is: 'unknown', why: say`the bot has not looked at the wallets lately` }
  const bad = fresh.filter(([, sight]) => sight.outcome === outcome)
  return bad.length === 0
    ? { is: 'absent' }
    : {
        is: 'found',
        figure: joined(
          bad.map(([role, { detail }]) => say`${walletName(role)}: ${recorded(detail ?? outcome)}`),
          '; ',
        ),
        since: oldest(bad.map(([, { since }]) => since)),
      }
}

function lines(clues: Clues, pattern: LogPattern): Look {
  const { errors } = clues
  return looked(errors, (counts) =>
    counts[pattern] === 0
      ? null
      : { figure: say`${formatCount(counts[pattern], 'line')} within the last hour or two`, since: null },
  )
}

export const OUTSIDE_SYMPTOMS: readonly Symptom[] = [...LAMASSU, ...PAYMENTS, ...KEYS]

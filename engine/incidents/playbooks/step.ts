import { differenceIn, CASH_OUTS } from '../../lamassu-sights.ts'
import { WALLET_ROLES, type WalletRole } from '../../observe-wallets.ts'
import { say, type Text } from '../../phrase.ts'
import type { CheckName } from '../../reconcile/verdict.ts'
import type { UnfinishedTransfer } from '../../signs/money.ts'
import { answerOr, isSure } from '../asked.ts'
import type { Situation } from '../situation.ts'

/** One step of a recovery: a command that exists, whose own preview and confirm level apply. */
export interface PlaybookStep {
  readonly key: string
  readonly what: Text | ((situation: Situation) => Text)
  readonly why: Text | null
  /** With the numbers of what is there; null: something outside of the bot. */
  readonly line: string | ((situation: Situation) => string | null) | null
  /** Only where it is seen to be so: what could not be asked is not done. */
  readonly done: (situation: Situation) => boolean
}

/** Stop, until what is wrong is over. */
export const hold = (
  what: 'payout' | 'both',
  reason: string,
  isOver: (situation: Situation) => boolean,
): PlaybookStep => ({
  key: 'hold',
  what: say`Stop, so that it doesn't grow.`,
  why: say`what is owed waits and is not lost`,
  line: `poll pause --what ${what} --reason "${reason}"`,
  done: (situation) =>
    isSure(
      situation.status,
      ({ payoutsEnabled, pollingEnabled }) => !payoutsEnabled && (what === 'payout' || !pollingEnabled),
    ) || isOver(situation),
})

/** The books, the wallets and Lamassu agree again, as a reconciliation since then has shown. */
export const verified = (checks: readonly CheckName[]): PlaybookStep => ({
  key: 'verify',
  what: say`Reconcile everything, and see that it is square.`,
  why: say`only a run after the last correction proves it`,
  line: 'recon run',
  done: (situation) =>
    isSure(situation.run, (run) => {
      if (run === null || run.startedAt < situation.since) return false
      return run.checks.every(({ name, verdict }) => !checks.includes(name) || verdict !== 'broken')
    }),
})

const seenWallets = (situation: Situation): readonly (readonly [WalletRole, string])[] => {
  const sights = answerOr(situation.sights, null)
  return WALLET_ROLES.flatMap((role) => {
    const outcome = sights?.get(`wallet:${role}`)?.outcome
    return outcome === undefined || outcome === 'none' ? [] : [[role, outcome] as const]
  })
}

/** The bot saw our wallets, and each of them opens. */
export const walletsOpen = (situation: Situation): boolean => {
  const seen = seenWallets(situation)
  return seen.length > 0 && seen.every(([, outcome]) => outcome === 'ok')
}

/** The first wallet whose key LNbits refuses. */
export const refusedWallet = (situation: Situation): WalletRole | null =>
  seenWallets(situation).find(([, outcome]) => outcome === 'auth')?.[0] ?? null

/** What a person has to look at; null where the books could not be asked. */
export const inReview = (situation: Situation): readonly UnfinishedTransfer[] | null =>
  answerOr(situation.unfinished, null)?.filter(({ status }) => status === 'needs_review') ?? null

/** One after the other is looked up, and then healed, tried again, or given up, by what both wallets say. */
export const lookUpReviews: PlaybookStep = {
  key: 'look-up',
  what: (situation) => {
    const [first] = inReview(situation) ?? []
    return first === undefined
      ? say`Look up what waits for a person.`
      : say`Payment #${first.id} waits for a person: ask both wallets about it.`
  },
  why: say`the answer says what is safe: book what is paid, try again or give up what is proven unpaid, and nothing else`,
  line: (situation) => {
    const [first] = inReview(situation) ?? []
    if (first === undefined) return null
    const payouts = isSure(situation.status, ({ payoutsEnabled }) => payoutsEnabled)
    // With payouts off nothing may be sent; what the wallets say is the same.
    return payouts ? `payment retry ${first.id}` : `payment lookup ${first.id}`
  },
  done: (situation) => inReview(situation)?.length === 0,
}

/** What is owed is sent: one after the gate is green, the rest by itself. */
export const sendWhatIsOwed: PlaybookStep = {
  key: 'send',
  what: say`See that what is owed is paid, each payment once.`,
  why: say`both wallets are asked before anything is sent again`,
  line: ({ status }) =>
    isSure(status, ({ payoutsEnabled }) => payoutsEnabled)
      ? 'payment retry all-unpaid'
      : 'poll resume --what payout',
  done: ({ unfinished }) => isSure(unfinished, (all) => all.length === 0),
}

/** A good poll since then, and none that failed after it. */
export const polledWell = ({ course, since }: Situation): boolean =>
  isSure(
    course,
    ({ lastGoodAt, failures }) => failures === null && lastGoodAt !== null && lastGoodAt >= since,
  )

export const poll: PlaybookStep = {
  key: 'poll',
  what: say`Poll once by hand, and look at what it took in.`,
  why: say`nothing is lost by waiting: the first good poll takes in everything since the last one`,
  line: ({ status }) =>
    isSure(status, ({ pollingEnabled }) => pollingEnabled) ? 'poll run' : 'poll resume --what ingest',
  done: polledWell,
}

/** As all ids were compared last, both ways. */
const difference = ({ sights }: Situation) =>
  differenceIn('answer' in sights ? sights.answer.get(CASH_OUTS) : undefined)

export const nothingMissing: PlaybookStep = {
  key: 'missing',
  what: say`Take in what is still missing.`,
  why: say`all ids are compared both ways; what no poll takes in is listed, and paid only by a decision`,
  line: (situation) => {
    const moments = (difference(situation)?.missing ?? []).flatMap(({ at }) => (at === null ? [] : [at]))
    const [first] = [...moments].sort((a, b) => a.getTime() - b.getTime())
    return first === undefined ? 'tx missing' : `poll backfill --since ${first.toISOString().slice(0, 10)}`
  },
  done: (situation) => {
    const seen = difference(situation)
    return seen !== null && seen.missingCount === 0 && seen.goneCount === 0
  },
}

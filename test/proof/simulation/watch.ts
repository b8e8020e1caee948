import { fiatMinor } from '../../../engine/domain/money.ts'
import type { AllocationOutcome, Lease, Transfer } from '../../../engine/storage.ts'
import type { SimulatedBooks } from './books.ts'

/** An effect that has happened in the books. */
export interface Happened {
  readonly process: string
  readonly name: string
  readonly args: readonly unknown[]
  readonly result: unknown
  /** What `before` answered. */
  readonly before: unknown
}

/** Rules about single steps, which the books alone would not show afterwards. */
export function createWatch(deps: {
  readonly books: SimulatedBooks
  readonly nowMs: () => number
  readonly fail: (sentence: string) => void
}) {
  const { fail, nowMs } = deps
  /** Who has which transfer in hand, and until when. */
  const inHand = new Map<string, { owner: string; untilMs: number }>()
  const nameOf = (transfer: Transfer): string => `${transfer.kind}:${transfer.id}`

  function leased(lease: Lease, transfer: Transfer): void {
    const holder = inHand.get(nameOf(transfer))
    if (holder !== undefined && holder.owner !== lease.owner && holder.untilMs > nowMs())
      fail(`lease: ${nameOf(transfer)} was leased to ${lease.owner} while ${holder.owner} had it in hand`)
    inHand.set(nameOf(transfer), { owner: lease.owner, untilMs: nowMs() + lease.seconds * 1000 })
  }

  const rules: Record<string, (happened: Happened) => void> = {
    'transfers.claim'({ args, result, before }) {
      for (const transfer of result as Transfer[]) {
        leased(args[0] as Lease, transfer)
        if (before === false && transfer.status !== 'paying')
          fail(`switch: ${nameOf(transfer)} (${transfer.status}) was claimed while payouts were switched off`)
      }
    },
    'transfers.claimOne'({ args, result }) {
      if (result !== null) leased(args[0] as Lease, result as Transfer)
    },
    'transfers.markPaying'({ args, result, before }) {
      const [lease, transfer] = args as [Lease, Transfer]
      if (result !== true) return
      if (before === false) fail(`switch: ${nameOf(transfer)} is being paid while payouts are switched off`)
      inHand.set(nameOf(transfer), { owner: lease.owner, untilMs: nowMs() + lease.seconds * 1000 })
    },
    'transfers.postpone'({ args }) {
      const [lease, transfer] = args as [Lease, Transfer]
      if (inHand.get(nameOf(transfer))?.owner === lease.owner) inHand.delete(nameOf(transfer))
    },
    'transfers.review'({ args }) {
      inHand.delete(nameOf(args[0] as Transfer))
    },
    'transfers.complete'({ args }) {
      inHand.delete(nameOf(args[0] as Transfer))
    },
    'transfers.invoiceSeenDead'({ args }) {
      inHand.delete(nameOf(args[1] as Transfer))
    },
    'allocation.allocate'({ result, before }) {
      const outcome = result as AllocationOutcome
      if (outcome.kind !== 'allocated') return
      if (before === false) fail('switch: a cash-out was distributed while payouts were switched off')
      const broken = brokenShares(outcome)
      if (broken !== null) fail(broken)
    },
  }

  return {
    /** The payouts switch as it stands right before the step; nothing else runs in between. */
    async before(effect: string): Promise<unknown> {
      if (!['transfers.claim', 'transfers.markPaying', 'allocation.allocate'].includes(effect)) return null
      const { rows } = await deps.books.checker.query<{ payouts_enabled: boolean }>({
        name: 'switch',
        text: 'SELECT payouts_enabled FROM lamassu_config',
      })
      return rows[0]?.payouts_enabled ?? null
    },
    after(happened: Happened): void {
      rules[happened.name]?.(happened)
    },
  }
}

/** I5: nobody gets more fiat than his weight; fiat and sats come together; everybody gets them at the same rate. */
function brokenShares({
  allocation,
  weights,
}: Extract<AllocationOutcome, { kind: 'allocated' }>): string | null {
  const weightOf = new Map(weights.map(({ clientId, weightMinor }) => [clientId, weightMinor]))
  const fiat = allocation.shares.reduce((sum, share) => sum + share.fiat, 0n)
  const amount = allocation.shares.reduce((sum, share) => sum + share.amount, 0n)
  for (const share of allocation.shares) {
    if (share.fiat > (weightOf.get(share.clientId) ?? fiatMinor(0n)))
      return `I5: client ${share.clientId} was given more fiat than he may spend`
    if (share.fiat <= 0n || share.amount <= 0n)
      return `I5: client ${share.clientId} has a share of ${share.fiat} minor units and ${share.amount} sats`
    // |sats·Fiat − Sats·fiat| < Fiat: off by less than one sat of the exact proportion, either way of rounding.
    const off = share.amount * fiat - amount * share.fiat
    if ((off < 0n ? -off : off) >= fiat + amount)
      return `I5: client ${share.clientId} has ${share.amount} sats for ${share.fiat} minor units: another rate than the others`
  }
  return null
}

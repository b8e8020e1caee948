import { createHash } from 'node:crypto'
import { jsonText } from '../../../engine/lnbits/json.ts'
import { createControl } from '../../../bot/sandbox/lnbits/control.ts'
import type {
  SimulatedAccount,
  SimulatedPayment,
  SimulatedWallet,
} from '../../../bot/sandbox/lnbits/journal.ts'
import { type Ledger, openLedger } from '../../../bot/sandbox/lnbits/ledger.ts'
import { Refusal } from '../../../bot/sandbox/lnbits/refusal.ts'
import {
  endpointOf,
  route,
  type RouteContext,
  type SimulatedRequest,
} from '../../../bot/sandbox/lnbits/routes.ts'
import type { SimulatedNetwork } from '../simulation/lnbits-network.ts'

/** Everything that an LNbits holds at one moment. */
export interface SavedLnbits {
  readonly accounts: readonly SimulatedAccount[]
  readonly wallets: readonly SimulatedWallet[]
  readonly payments: readonly SimulatedPayment[]
  readonly freshBytes: number
}

export interface RestorableNetwork extends SimulatedNetwork {
  save(): SavedLnbits
  restore(saved: SavedLnbits): void
  /** The requests that are not executed yet, oldest first: a process that dies may have sent its next one. */
  readonly underWay: readonly SimulatedRequest[]
}

/** The LNbits of the simulation without any faults of its own, which can be put back to an earlier moment. */
export function createRestorableNetwork(nowMs: () => number): RestorableNetwork {
  let ledger = openLedger(undefined)
  let fresh = 0
  let underWay: SimulatedRequest[] = []
  const settings = {
    maxIncomingSats: 10_000_000n,
    maxOutgoingSats: 10_000_000n,
    onlyIncoming: false,
    serviceFeePercent: 0n,
    secondsBetweenPayments: 0,
    fundingAnswer: 'pending' as const,
    externalPay: 'failed' as const,
    requestsPerMinute: null,
    firstInstallPending: false,
  }
  // The rules keep the ledger that they were given: this one is always the present one.
  const present = new Proxy({} as Ledger, { get: (_, name) => ledger[name as keyof Ledger] })
  const context: RouteContext = {
    ledger: present,
    settings,
    nowMs,
    version: '1.6.2',
    startedMs: nowMs(),
    freshBytes: () =>
      createHash('sha256')
        .update(`fresh ${(fresh += 1)}`)
        .digest(),
  }
  const { control } = createControl(context, settings)
  return {
    control,
    get underWay() {
      return underWay
    },
    isUp: () => true,
    stop: () => undefined,
    start: () => undefined,
    lateCount: () => 0,
    executeLate: async () => undefined,
    request(seen) {
      underWay.push(seen)
      return {
        endpoint: endpointOf(seen),
        execute() {
          underWay = underWay.filter((other) => other !== seen)
          return answer(context, seen)
        },
      }
    },
    save() {
      const wallets = ledger.wallets()
      const accounts = wallets.flatMap(({ accountId }) => ledger.account(accountId) ?? [])
      return { accounts, wallets, payments: ledger.payments(), freshBytes: fresh }
    },
    restore(saved) {
      ledger = openLedger(undefined)
      for (const account of saved.accounts) ledger.putAccount(account)
      for (const wallet of saved.wallets) ledger.putWallet(wallet)
      for (const payment of saved.payments) ledger.putPayment(payment)
      fresh = saved.freshBytes
      underWay = []
    },
  }
}

async function answer(context: RouteContext, seen: SimulatedRequest): Promise<Response> {
  try {
    const { status, body } = await route(context, seen, [])
    return json(status, body)
  } catch (thrown) {
    if (thrown instanceof Refusal) return json(thrown.status, thrown.body)
    throw thrown
  }
}

const json = (status: number, body: unknown): Response =>
  new Response(jsonText(body), { status, headers: { 'content-type': 'application/json' } })

import { iso } from '../../engine/format.ts'
import type { JsonObject } from '../../engine/json-value.ts'
import { WALLET_ROLES, walletSightOf } from '../../engine/observe-wallets.ts'
import type { TransactionReading } from '../../engine/readings.ts'
import { createConfigVersionStore } from '../../engine/store/config-version-store.ts'
import { createObservationStore } from '../../engine/store/observation-store.ts'
import type { BoardParts } from './board.ts'

/** More clients than this are a matter for the export. */
const CLIENTS_AT_MOST = 1000
const LOG_LINES = 100

/**
 * How everything stands at this moment, for the incident's file: balances by number of the client, the last cash-out,
 * how far polls have looked, the hash of the settings, who is on call, and the end of the log without its secrets.
 */
export async function takeSnapshot(parts: BoardParts): Promise<JsonObject> {
  const { readings, pool, alerts } = parts
  const status = await readings.status()
  const [lastCashOut] = await readings.transactions({ limit: 1 })
  const [lastPoll] = await readings.polls(1)
  const version = await createConfigVersionStore(pool).newest()
  return {
    takenAt: iso(parts.clock.now()),
    databaseTime: iso(status.databaseTime),
    switches: {
      pollingEnabled: status.pollingEnabled,
      payoutsEnabled: status.payoutsEnabled,
      pauseReason: status.pauseReason,
      halted: parts.isHalted(),
    },
    inDoubtSats: status.inDoubtSats.toString(),
    cashOuts: { ...status.transactions, waitingInLamassu: status.waitingCount },
    transfers: status.transfers.map((sum) => ({ ...sum, amountSats: sum.amountSats.toString() })),
    lastCashOut: lastCashOut === undefined ? null : cashOutJson(lastCashOut),
    marks: {
      baselineAt: iso(status.baselineAt),
      lastSuccessfulPollAt: iso(status.lastSuccessfulPollAt),
      lastPollResult: lastPoll?.result ?? null,
      windowUntil: iso(lastPoll?.windowUntil ?? null),
      rowsInLamassu: lastPoll?.rowsInLamassu?.toString() ?? null,
    },
    clients: await clientsJson(parts),
    wallets: await walletsJson(parts),
    settingsHash: version?.hash ?? null,
    alertsFiring: (await alerts.firing()).map(({ id, rule, severity }) => ({
      id: id.toString(),
      rule,
      severity,
    })),
    onCall: (await alerts.oncall()).map(({ slot, name, takenBy }) => ({
      slot,
      name,
      takenBy: takenBy?.toString() ?? null,
    })),
    logTail: await parts.logLines({ pattern: null, limit: LOG_LINES }),
  }
}

const cashOutJson = (cashOut: TransactionReading): JsonObject => ({
  id: cashOut.id.toString(),
  lamassuId: cashOut.transactionId,
  status: cashOut.status,
  transactionTime: iso(cashOut.transactionTime),
  processedAt: iso(cashOut.processedAt),
})

/** Without names: the file may be shown in a room. */
async function clientsJson({ readings }: BoardParts): Promise<JsonObject[]> {
  const clients = await readings.clients({ limit: CLIENTS_AT_MOST })
  return clients.map(({ id, fiatCode, status, remaining, held }) => ({
    id: id.toString(),
    fiatCode,
    status,
    remainingMinor: remaining.toString(),
    heldMinor: held.toString(),
  }))
}

/** As the bot saw them last: a wallet that can't be read now must not keep the rest from being kept. */
async function walletsJson({ pool }: BoardParts): Promise<JsonObject[]> {
  const seen = await createObservationStore(pool).all()
  return WALLET_ROLES.flatMap((role) => {
    const sight = seen.get(`wallet:${role}`)
    if (sight === undefined) return []
    const wallet = walletSightOf(sight)
    return [
      {
        role,
        outcome: sight.outcome,
        detail: sight.detail,
        balanceMsat: wallet?.balanceMsat.toString() ?? null,
        readAt: iso(wallet?.readAt ?? null),
      },
    ]
  })
}

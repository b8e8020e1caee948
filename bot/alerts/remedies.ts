import type { Remedy } from '../../engine/alerting.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { Assembly } from '../assembly.ts'

type RemedyParts = Pick<Assembly, 'actionsFor' | 'readings'> & Pick<Assembly, 'chatStores'>

/** Stops something in the name of an alert, with a row in the action log before it does. Throws Failure. */
export const createRemedies =
  ({ actionsFor, readings, chatStores }: RemedyParts) =>
  async (remedy: Remedy, reason: string, rule: string): Promise<void> => {
    // Somebody who has paused them already keeps his own reason.
    if (remedy.kind === 'pause_payouts' && !(await readings.status()).payoutsEnabled) return
    const actor = `alert:${rule}`
    const id = await chatStores.actionLog.begin({
      actor,
      surface: 'alert',
      command: COMMANDS[remedy.kind],
      arguments: argumentsOf(remedy),
      preview: reason,
    })
    try {
      const result = await apply(remedy, reason)
      if (id !== null) await chatStores.actionLog.finish(id, String(result))
    } catch (thrown) {
      if (id !== null) await chatStores.actionLog.finish(id, `failed: ${String(thrown)}`)
      throw thrown
    }

    async function apply(what: Remedy, why: string): Promise<Text> {
      const actions = await actionsFor(actor)
      switch (what.kind) {
        case 'pause_payouts':
          await actions.setSwitches({ payouts: false }, why)
          return say`payouts are paused`
        case 'pause_client':
          return (await actions.setClientStatus(what.clientId, 'paused'))
            ? say`the client is paused`
            : say`the client was not active`
        case 'hold_cash_out':
          return holdUnlessDistributed(what.transactionId, why)
      }
    }

    async function holdUnlessDistributed(transactionId: string, why: string): Promise<Text> {
      const transaction = await readings.transaction(transactionId)
      if (transaction !== null && transaction.status !== 'pending')
        return say`the cash-out is ${transaction.status}: nothing to hold`
      await (await actionsFor(actor)).holdCashOut(transactionId, why)
      return say`the cash-out is on hold`
    }
  }

const COMMANDS: Readonly<Record<Remedy['kind'], string>> = {
  pause_payouts: 'poll pause',
  pause_client: 'client pause',
  hold_cash_out: 'tx hold',
}

function argumentsOf(remedy: Remedy): Readonly<Record<string, string>> {
  switch (remedy.kind) {
    case 'pause_payouts':
      return { what: 'payout' }
    case 'pause_client':
      return { client: String(remedy.clientId) }
    case 'hold_cash_out':
      return { tx: remedy.transactionId }
  }
}

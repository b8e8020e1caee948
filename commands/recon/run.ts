import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import type { Readings } from '../../engine/readings.ts'
import type { Scope } from '../../engine/reconcile.ts'
import { choice, optional, text as words, withDefault } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { runAnswer } from '../recon-view.ts'
import { theClient, theTransaction } from '../references.ts'

export const command = lookCommand({
  noun: 'recon',
  verb: 'run',
  help: 'Reconcile the books now: with themselves, with the wallets and with Lamassu; the run is kept',
  example: 'recon run --scope client --client Ana',
  role: 'operator',
  arguments: {
    scope: withDefault(
      choice(['all', 'client', 'wallets', 'commission', 'tx'], {
        help: 'what is looked at',
        positional: true,
      }),
      'all' as const,
    ),
    client: optional(words({ help: 'only one client, by number or name', completes: 'client' })),
    tx: optional(
      words({
        help: "only one cash-out, by number or Lamassu's id or a beginning of it",
        completes: 'transaction',
      }),
    ),
  },
  async look({ readings, books, asker, now }, { scope, client, tx }) {
    const of = await scopeOf(readings, client === null ? (tx === null ? scope : 'tx') : 'client', client, tx)
    return runAnswer(await books.reconcile({ scope: of, actor: asker.actor }), now)
  },
})

async function scopeOf(
  readings: Readings,
  scope: Scope['kind'],
  client: string | null,
  tx: string | null,
): Promise<Scope> {
  if (client !== null && tx !== null)
    throw new Failure('usage', say`Give --client or --tx, not both: a run is about one of them.`)
  if (scope === 'client') {
    if (client === null)
      throw new Failure('usage', say`--client is missing: whose balance is to be looked at?`)
    return { kind: 'client', clientId: (await theClient(readings, client)).id }
  }
  if (scope === 'tx') {
    if (tx === null) throw new Failure('usage', say`--tx is missing: which cash-out is to be looked at?`)
    return { kind: 'tx', cashOutId: (await theTransaction(readings, tx)).id }
  }
  return { kind: scope }
}

import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import type { Readings } from '../../engine/readings.ts'
import type { Scope } from '../../engine/reconcile.ts'
import { choice, moment, optional, text as words, withDefault } from '../arguments.ts'
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
      choice(['all', 'client', 'wallets', 'commission', 'tx', 'since'], {
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
    since: optional(moment({ help: 'only what was written in the books since then' })),
  },
  async look({ readings, books, asker, now }, { scope, client, tx, since }) {
    const of = await scopeOf(readings, scope, { client, tx, since })
    return runAnswer(await books.reconcile({ scope: of, actor: asker.actor }), now)
  },
})

async function scopeOf(
  readings: Readings,
  scope: Scope['kind'],
  { client, tx, since }: { client: string | null; tx: string | null; since: Date | null },
): Promise<Scope> {
  if ([client, tx, since].filter((one) => one !== null).length > 1)
    throw new Failure('usage', say`Give one of --client, --tx and --since: a run is about one of them.`)
  if (client !== null) return { kind: 'client', clientId: (await theClient(readings, client)).id }
  if (tx !== null) return { kind: 'tx', cashOutId: (await theTransaction(readings, tx)).id }
  if (since !== null) return { kind: 'since', since }
  if (scope === 'client')
    throw new Failure('usage', say`--client is missing: whose balance is to be looked at?`)
  if (scope === 'tx') throw new Failure('usage', say`--tx is missing: which cash-out is to be looked at?`)
  if (scope === 'since') throw new Failure('usage', say`--since is missing: from when on is to be looked?`)
  return { kind: scope }
}

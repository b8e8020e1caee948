import type { Scope } from '../../reconcile.ts'

/** What a run is confined to; null: to nothing. */
export interface Only {
  readonly clientId: bigint | null
  readonly cashOutId: bigint | null
}

export const onlyOf = (scope: Scope): Only => ({
  clientId: scope.kind === 'client' ? scope.clientId : null,
  cashOutId: scope.kind === 'tx' ? scope.cashOutId : null,
})

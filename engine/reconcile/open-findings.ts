import type { Scope } from '../reconcile.ts'
import type { CheckName, Discrepancy, Verdict } from './verdict.ts'

export interface OpenFinding extends Pick<Discrepancy, 'entity' | 'what' | 'why' | 'doubtSats' | 'steps'> {
  readonly check: CheckName
  /** The newest run that found it. */
  readonly run: bigint
  /** When it was first found, and in every run since that would have. */
  readonly since: Date
  /** Another alert about the same thing was firing when the run began. */
  readonly isTold: boolean
}

/** A run of whatever scope, with what it found broken. */
export interface RunSight {
  readonly scope: Scope
  readonly checks: readonly { readonly name: CheckName; readonly verdict: Verdict }[]
  readonly found: readonly OpenFinding[]
}

/** These look outside: where one of them is late, it may not have seen what an earlier run saw. */
const OUTSIDE: readonly CheckName[] = ['wallets', 'receivers', 'lamassu']

/** What is broken as far as anybody has looked, the newest run first: found, and not looked at again since. */
export function openFindings(runs: readonly RunSight[]): OpenFinding[] {
  const open: OpenFinding[] = []
  const looked = new Set<string>()
  for (const { scope, checks, found } of runs) {
    open.push(
      ...found.filter(
        ({ check, entity }) => !looked.has(placeOf(check, '*')) && !looked.has(placeOf(check, entity)),
      ),
    )
    for (const { name, verdict } of checks)
      if (!(verdict === 'late' && OUTSIDE.includes(name))) looked.add(placeOf(name, subjectOf(scope)))
    for (const { check, entity } of found) looked.add(placeOf(check, entity))
  }
  return open
}

const placeOf = (check: CheckName, entity: string): string => `${check} ${entity}`

/** Whose findings a run tells: '*' where it is everybody's. A look at what changed is over with its own findings alone. */
function subjectOf(scope: Scope): string {
  if (scope.kind === 'client') return `client:${scope.clientId}`
  if (scope.kind === 'tx') return `tx:${scope.cashOutId}`
  return scope.kind === 'since' ? '' : '*'
}

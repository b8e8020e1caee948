import { expect, test } from 'vitest'
import { type LookupAnswer, verdictOf } from '../../commands/lookup-verdict.ts'
import type { Resolution } from '../../engine/domain/resolution.ts'
import { msat } from '../../engine/domain/money.ts'

const known = (resolution: Resolution): LookupAnswer => ({ kind: 'known', resolution })
const PAID: Resolution = { kind: 'paid', preimage: null, feeMsat: msat(0n), receiverConfirmed: true }
const of = (status: 'paying' | 'completed' | 'failed', lookup: LookupAnswer) =>
  verdictOf({ id: 8n, status }, lookup)

const CASES: [LookupAnswer, string, string][] = [
  [{ kind: 'no_invoice' }, 'UNPAID', 'sends'],
  [known(PAID), 'PAID', 'heals'],
  [known({ kind: 'unpaid' }), 'UNPAID', 'sends'],
  [known({ kind: 'invoice_dead' }), 'UNPAID', 'sends'],
  [known({ kind: 'receiver_gone' }), 'UNPAID', 'refuses'],
  [known({ kind: 'half_state' }), 'HALF PAID', 'refuses'],
  [known({ kind: 'in_flight' }), 'UNKNOWN', 'refuses'],
  [known({ kind: 'paid_by_other' }), 'PAID BY ANOTHER', 'refuses'],
  [known({ kind: 'contradiction', reason: 'two debits' }), 'CONTRADICTION', 'refuses'],
  [{ kind: 'unreadable', outcome: { kind: 'unknown', detail: 'timeout.' } }, 'UNKNOWN', 'refuses'],
]

test.each(
  CASES.map(([lookup, verdict, retry]) => ({
    found: lookup.kind === 'known' ? lookup.resolution.kind : lookup.kind,
    lookup,
    verdict,
    retry,
  })),
)('an unfinished payment found $found is $verdict, and a retry $retry', ({ lookup, verdict, retry }) => {
  expect(of('paying', lookup)).toMatchObject({ verdict, retry })
})

test('a completed payment that the wallets do not show is a contradiction', () => {
  expect(of('completed', known(PAID))).toMatchObject({ verdict: 'PAID', tone: 'good', retry: 'refuses' })
  expect(of('completed', known({ kind: 'unpaid' }))).toMatchObject({ verdict: 'CONTRADICTION', tone: 'bad' })
  expect(of('completed', known({ kind: 'half_state' }))).toMatchObject({ verdict: 'CONTRADICTION' })
  expect(of('completed', known({ kind: 'in_flight' }))).toMatchObject({ verdict: 'UNKNOWN' })
})

test('a closed payment that the wallets show as paid is a contradiction, and is never sent again', () => {
  expect(of('failed', known(PAID))).toMatchObject({ verdict: 'CONTRADICTION', tone: 'bad', retry: 'refuses' })
  expect(of('failed', known({ kind: 'unpaid' }))).toMatchObject({ verdict: 'UNPAID', retry: 'refuses' })
})

test('a sentence ends once', () => {
  const { finding } = of('paying', { kind: 'unreadable', outcome: { kind: 'unknown', detail: 'timeout.' } })
  expect(String(finding)).toBe('The wallets could not be read: timeout.')
})

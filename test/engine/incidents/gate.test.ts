import { expect, test } from 'vitest'
import type { Gate } from '../../../engine/incidents/board.ts'
import { gateOf } from '../../../engine/incidents/gate.ts'
import type { Telemetry } from '../../../engine/incidents/telemetry.ts'
import { aRun, at, connection, ready } from './sight.ts'

/** Each condition red and green, with the figure and the line that makes it green. */

type Key = Gate['conditions'][number]['key']
const condition = (telemetry: Telemetry, key: Key) => {
  const found = gateOf(telemetry).conditions.find((one) => one.key === key)
  if (found === undefined) throw new Error(`no condition ${key}`)
  return { ok: found.ok, why: String(found.why), line: found.line }
}

test('with everything green it is open, in the order of the handbook', () => {
  const gate = gateOf(ready())
  expect(gate.conditions.map(({ key, ok, line }) => [key, ok, line])).toEqual([
    ['wallets', true, null],
    ['connections', true, null],
    ['test', true, null],
    ['reconciliation', true, null],
    ['findings', true, null],
  ])
  expect(gate.open).toBe(true)
})

const cashOuts = { waiting: 0, completed: 0, completedAt: null, completedSinceResumed: null, onTrial: null }
const alert = (rule: string, severity: 'critical' | 'high' | 'medium', acked = false) => ({
  id: 12n,
  rule,
  severity,
  acked,
})

const RED: readonly (readonly [string, Key, Partial<Telemetry>, string, string | null])[] = [
  [
    'a wallet that does not open',
    'wallets',
    { preflight: { ready: false, reasons: ['LNbits asks to slow down (429)'], at: at(30) } },
    'LNbits asks to slow down (429)',
    'check wallets',
  ],
  [
    'two good tests only',
    'connections',
    {
      connections: [connection('lamassu', { goodAt: [at(28), at(29)] }), connection('wallet:source')],
    },
    'lamassu: 2 of 3 good tests within 10 minutes',
    'check all',
  ],
  [
    'three good tests, one of them too old',
    'connections',
    {
      connections: [
        connection('lamassu', { goodAt: [at(19.9), at(28), at(29)] }),
        connection('wallet:source'),
      ],
    },
    'lamassu: 2 of 3',
    'check all',
  ],
  [
    'a connection that is away now',
    'connections',
    {
      connections: [
        connection('lamassu'),
        connection('wallet:source', { ok: false, detail: 'nothing listens at this address', goodAt: [] }),
      ],
    },
    'wallet:source: nothing listens at this address',
    'check all',
  ],
  ['nothing was ever tested', 'connections', { connections: [] }, 'lamassu: 0 of 3', 'check all'],
  [
    'nobody polled',
    'test',
    { polls: { byHand: null, failed: 0, goodInARow: 4 } },
    'nobody has polled by hand',
    'poll resume --what ingest',
  ],
  [
    'the poll by hand failed',
    'test',
    {
      polling: { on: true, pause: null },
      polls: { byHand: { result: 'failed', at: at(5), taken: 0 }, failed: 1, goodInARow: 0 },
    },
    'failed',
    'poll run',
  ],
  [
    'a cash-out waits and none was tried',
    'test',
    { cashOuts: { ...cashOuts, waiting: 2 } },
    '2 cash-outs waiting',
    'poll resume --what one',
  ],
  [
    'one is on its way',
    'test',
    { cashOuts: { ...cashOuts, waiting: 2, onTrial: 17n } },
    'cash-out #17 goes through alone',
    'tx show 17',
  ],
  ['no reconciliation', 'reconciliation', { reconciliation: null }, 'not reconciled', 'recon run'],
  [
    'a correction after it',
    'reconciliation',
    { lastFixAt: at(20.5) },
    '#9 is older than the last correction',
    'recon run',
  ],
  [
    'a broken check',
    'reconciliation',
    { reconciliation: aRun({ broken: ['clients', 'wallets'] }) },
    'not square: clients, wallets',
    'recon show 9',
  ],
  [
    'wallets that could not be read',
    'reconciliation',
    { reconciliation: aRun({ late: ['wallets'] }) },
    'not square: wallets',
    'recon show 9',
  ],
  [
    'a critical alert',
    'findings',
    { alerts: [alert('TX_DUPLICATE', 'critical')] },
    '1 serious alert open: #12 TX_DUPLICATE',
    'alert show 12',
  ],
  [
    'one that is only acknowledged',
    'findings',
    { alerts: [alert('BALANCE_DRIFT', 'high', true)] },
    '#12 BALANCE_DRIFT (acknowledged)',
    'alert show 12',
  ],
  [
    'missing polls although polling is on',
    'findings',
    { polling: { on: true, pause: null }, alerts: [alert('POLL_SILENT_24H', 'high')] },
    'POLL_SILENT_24H',
    'alert show 12',
  ],
]

test.each(RED)('red: %s', (_, key, changed, why, line) => {
  const telemetry = ready(changed)
  expect(condition(telemetry, key)).toEqual({ ok: false, why: expect.stringContaining(why), line })
  expect(gateOf(telemetry).open).toBe(false)
  expect(
    gateOf(telemetry).conditions.filter(({ ok }) => !ok),
    'and nothing else is',
  ).toHaveLength(1)
})

test('a cash-out waits, and what has to be green before one is let through is red: that comes first', () => {
  const telemetry = ready({
    cashOuts: { ...cashOuts, waiting: 2 },
    alerts: [alert('BALANCE_DRIFT', 'high')],
  })
  expect(condition(telemetry, 'test')).toEqual({
    ok: false,
    why: expect.stringContaining('when this is green: No serious alert open'),
    line: 'alert show 12',
  })
})

const GREEN: readonly (readonly [string, Key, Partial<Telemetry>, string])[] = [
  [
    'a cash-out that went through, although others wait',
    'test',
    { cashOuts: { ...cashOuts, waiting: 4, completed: 1, completedAt: at(26) } },
    '1 cash-out went through end to end',
  ],
  ['a poll by hand, where there is nothing to take', 'test', {}, 'no cash-out is there to try it with'],
  [
    'what is late because of the pause',
    'reconciliation',
    { reconciliation: aRun({ late: ['unfinished', 'coverage', 'deposits'] }) },
    'is square',
  ],
  ['a correction before it', 'reconciliation', { lastFixAt: at(19) }, 'is square'],
  [
    'alerts about the pause itself, and lesser ones',
    'findings',
    {
      alerts: [
        alert('PAUSED_TOO_LONG', 'high'),
        alert('PAGE', 'critical'),
        alert('POLL_SILENT_24H', 'high'),
        alert('NO_TX_24H', 'medium'),
      ],
    },
    'no critical or high alert',
  ],
]

test.each(GREEN)('green: %s', (_, key, changed, why) => {
  expect(condition(ready(changed), key)).toEqual({ ok: true, why: expect.stringContaining(why), line: null })
})

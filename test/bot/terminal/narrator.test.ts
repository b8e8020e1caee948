import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createNarrator, type Narrator } from '../../../bot/terminal/narrator.ts'
import type { PollOutcome } from '../../../engine/take-in.ts'
import type { FailureCode } from '../../../engine/failure.ts'
import { openWorld, type World } from '../../support/world.ts'

let world: World
let lines: string[]
let narrator: Narrator
const now = () => new Date('2026-11-22T14:05:06Z')

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())
beforeEach(() => {
  lines = []
  narrator = createNarrator({ readings: world.readings, print: (line) => lines.push(line), now, world: '' })
})

const failed = (code: FailureCode, errorMessage: string): Extract<PollOutcome, { kind: 'failed' }> => ({
  kind: 'failed',
  code,
  record: {
    result: 'failed',
    windowFrom: null,
    windowUntil: now(),
    rowsInLamassu: null,
    rowsRead: 0,
    taken: 0,
    quarantined: 0,
    waiting: 0,
    errorCode: code,
    errorMessage,
  },
})
const empty = (): PollOutcome => ({
  kind: 'done',
  taken: [],
  record: { ...failed('ssh_lost', '').record, result: 'empty', errorCode: null, errorMessage: null },
})

describe('a trouble', () => {
  test('is told when it begins, when it becomes another, and when it is over', async () => {
    narrator.onPoll?.(failed('ssh_lost', 'The line is cut. The next try is due in 1 s.'), 0)
    narrator.onPoll?.(failed('ssh_lost', 'The line is cut. The next try is due in 2 s.'), 0)
    narrator.onPoll?.(failed('lamassu_timeout', 'No answer.'), 0)
    narrator.onPoll?.(empty(), 0)
    narrator.onPoll?.(empty(), 0)
    await narrator.told()
    expect(lines).toEqual([
      '14:05:06  ✖ poll failed: The line is cut. The next try is due in 1 s.',
      '14:05:06  ✖ poll failed: No answer.',
      '14:05:06  ✔ polling works again',
    ])
  })

  test('of the books is told, too, though nothing can be looked up', () => {
    narrator.onTrouble?.('paying', "The database can't be reached.")
    narrator.onTrouble?.('paying', "The database can't be reached.")
    narrator.onTrouble?.('paying', null)
    narrator.onTrouble?.('paying', null)
    expect(lines).toEqual([
      "14:05:06  ✖ paying broke off: The database can't be reached.",
      '14:05:06  ✔ paying works again',
    ])
  })

  test('a reason to wait is told once', () => {
    narrator.onWaiting?.('awaiting_funds')
    narrator.onWaiting?.('awaiting_funds')
    narrator.onWaiting?.(null)
    narrator.onWaiting?.('awaiting_funds')
    expect(lines).toEqual(Array(2).fill('14:05:06  ! a cash-out waits: awaiting_funds'))
  })
})

test('the story of a cash-out in the order in which it happened; no name and no error steers the terminal', async () => {
  const evil = 'Ana\u001b[2J\u202eLuis'
  await world.addClient(evil, '9000.00')
  const id = await world.sell()
  const outcome = await world.takeIn()
  narrator.onPoll?.(outcome, 0)
  await world.distribute()
  narrator.onAllocated?.([id])
  const due = await world.stores.transfers.claim(
    { owner: 'test', seconds: 60 },
    [world.wallets.source.walletId],
    10,
  )
  for (const transfer of due.sort((a, b) => (a.kind < b.kind ? -1 : 1)))
    narrator.onPayment?.(
      transfer,
      transfer.kind === 'client' ? { kind: 'completed' } : { kind: 'needs_review', why: 'odd\u0007\nrows' },
      0,
    )
  await narrator.told()
  expect(lines).toEqual([
    expect.stringMatching(/^14:05:06 {2}▸ cash-out #\d+ at .*: 2,000\.00 GTQ paid out for 266,800 sats$/),
    expect.stringMatching(/^14:05:06 {4}split #\d+: 259,029 sats to clients, 7,771 sats commission$/),
    '14:05:06      Ana Luis 259,029 sats',
    '14:05:06    ✔ paid 259,029 sats to Ana Luis',
    '14:05:06    ✖ 7,771 sats to commission wallet needs a person: odd  rows',
  ])
})

test('in the sandbox every line says so', () => {
  const print = (line: string): void => void lines.push(line)
  createNarrator({ readings: world.readings, print, now, world: 'sandbox' }).onWaiting?.('x')
  expect(lines).toEqual(['14:05:06 sandbox  ! a cash-out waits: x'])
})

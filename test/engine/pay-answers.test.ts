import { describe, expect, test } from 'vitest'
import type { PayResult } from '../../engine/pay.ts'
import type { TransferStatus } from '../../engine/storage.ts'
import { accepted, looks, made, PAYEE, refusals, type Script, type Start, tryOnce } from './scripted-pay.ts'

/**
 * Every answer of LNbits at every step of a payment, with what has to come of it: the outcome, the requests that
 * leave, and what the books say. The queue is the one in memory, which keeps the contract of the real one.
 */

interface Expected {
  readonly kind: PayResult['kind']
  /** The requests that leave, in their order. */
  readonly asked: string
  readonly status: TransferStatus
  readonly attempts?: number
  readonly dueSeconds?: number
  readonly why?: string
  /** The other payments of the wallet are put off too. */
  readonly held?: true
}
type Cell = readonly [what: string, start: Start, script: Script, expected: Expected]

const fresh: Start = { at: 'new' }
const old: Start = { at: 'invoiced', invoiceAgeSeconds: 5 }
const sent: Start = { at: 'paying', invoiceAgeSeconds: 100 }
const postponed = (
  asked: string,
  why: string,
  dueSeconds: number,
  more: Partial<Expected> = {},
): Expected => ({
  kind: 'postponed',
  asked,
  why,
  dueSeconds,
  status: 'pending',
  ...more,
})
const paying = { status: 'paying' } as const
const attempt = { attempts: 1 } as const
const held = { held: true } as const
const completed = (asked: string): Expected => ({ kind: 'completed', asked, status: 'completed' })

const keyIsGone = (detail: string): string =>
  `LNbits refuses the receiver's invoice key (${detail}), so it was changed or its wallet may be gone: use "client set-key"`

const making: Cell[] = [
  [
    'all goes well',
    fresh,
    { create: made(), pay: accepted, looks: [looks.paid] },
    completed('create pay payer payee'),
  ],
  [
    'the invoice belongs to another wallet',
    fresh,
    { create: made('stranger') },
    postponed(
      'create',
      `the stored invoice key belongs to wallet stranger, not to the receiver's wallet ${PAYEE}`,
      2,
      attempt,
    ),
  ],
  ['slow down', fresh, { create: refusals.slowDown }, postponed('create', 'slow down', 15)],
  ['slow down for 42 seconds', fresh, { create: refusals.slowDownFor42 }, postponed('create', 'slow', 42)],
  [
    'the key is refused',
    fresh,
    { create: refusals.keyRefused },
    postponed('create', keyIsGone('Wallet not found.'), 60),
  ],
  ['unreachable', fresh, { create: refusals.unreachable }, postponed('create', 'ECONNREFUSED', 5, held)],
  ['refused', fresh, { create: refusals.refused }, postponed('create', 'too high', 2, attempt)],
  ['in doubt', fresh, { create: refusals.unknown }, postponed('create', '502 Bad Gateway', 2, attempt)],
  ['drained', fresh, { create: refusals.drained }, postponed('create', 'Insufficient balance.', 2, attempt)],
]

const invoiced = { at: 'invoiced' } as const
const waiting = { status: 'paying' } as const
const sending: Cell[] = [
  ['all goes well', invoiced, { pay: accepted, looks: [looks.paid] }, completed('pay payer payee')],
  ['slow down', invoiced, { pay: refusals.slowDown }, postponed('pay', 'slow down', 15, waiting)],
  [
    'slow down for 42 seconds',
    invoiced,
    { pay: refusals.slowDownFor42 },
    postponed('pay', 'slow', 42, waiting),
  ],
  [
    'the key is refused',
    invoiced,
    { pay: refusals.keyRefused },
    postponed('pay', 'LNbits refuses the key of the paying wallet (Wallet not found.)', 60, {
      ...waiting,
      ...held,
    }),
  ],
  [
    'unreachable',
    invoiced,
    { pay: refusals.unreachable },
    postponed('pay', 'ECONNREFUSED', 5, { ...waiting, ...held }),
  ],
  [
    'refused',
    invoiced,
    { pay: refusals.refused },
    postponed('pay', 'too high', 2, { ...waiting, ...attempt }),
  ],
  [
    'in doubt, and paid',
    invoiced,
    { pay: refusals.unknown, looks: [looks.paid] },
    completed('pay payer payee'),
  ],
  [
    'in doubt, and not paid',
    invoiced,
    { pay: refusals.unknown, looks: [looks.unpaid] },
    postponed('pay payer payee', '502 Bad Gateway', 2, { ...waiting, ...attempt }),
  ],
  [
    'accepted, and not paid',
    invoiced,
    { pay: accepted, looks: [looks.unpaid] },
    postponed('pay payer payee', 'LNbits accepted the payment, and no wallet shows it', 2, {
      ...waiting,
      ...attempt,
    }),
  ],
  [
    'drained, which was a lie',
    invoiced,
    { pay: refusals.drained, looks: [looks.paid] },
    completed('pay payer payee'),
  ],
  [
    'drained, and not paid',
    invoiced,
    { pay: refusals.drained, looks: [looks.unpaid] },
    postponed('pay payer payee', 'awaiting_funds: the paying wallet holds less than this payment needs', 30, {
      ...waiting,
      ...held,
    }),
  ],
]

const unreadable = (name: string, asked: string, look: (answer: Refusal) => Script): Cell[] => [
  [`${name}: slow down`, sent, look(refusals.slowDown), postponed(asked, 'slow down', 15, paying)],
  [
    `${name}: slow down for 42 seconds`,
    sent,
    look(refusals.slowDownFor42),
    postponed(asked, 'slow', 42, paying),
  ],
  [
    `${name}: unreachable`,
    sent,
    look(refusals.unreachable),
    postponed(asked, 'ECONNREFUSED', 5, { ...paying, ...held }),
  ],
  [
    `${name}: refused`,
    sent,
    look(refusals.refused),
    postponed(asked, 'too high', 2, { ...paying, ...attempt }),
  ],
  [
    `${name}: in doubt`,
    sent,
    look(refusals.unknown),
    postponed(asked, '502 Bad Gateway', 2, { ...paying, ...attempt }),
  ],
]
type Refusal = (typeof refusals)[keyof typeof refusals]

const looking: Cell[] = [
  ...unreadable('the paying wallet', 'payer', (payer) => ({ looks: [{ payer }] })),
  [
    'the paying wallet: the key is refused',
    sent,
    { looks: [{ payer: refusals.keyRefused }] },
    postponed('payer', 'LNbits refuses the key of the paying wallet (Wallet not found.)', 60, {
      ...paying,
      ...held,
    }),
  ],
  ...unreadable("the receiver's wallet", 'payer payee', (payee) => ({ looks: [{ ...looks.paid, payee }] })),
  ['paid', sent, { looks: [looks.paid] }, completed('payer payee')],
  [
    'paid, and the receiver is gone',
    sent,
    { looks: [looks.paidUnconfirmed] },
    postponed('payer payee', "debited, and the receiver's key is refused so far", 2, {
      ...paying,
      ...attempt,
    }),
  ],
  [
    'under way',
    sent,
    { looks: [looks.inFlight] },
    postponed('payer payee', 'the payment is under way in LNbits', 10, paying),
  ],
  [
    'half a state',
    sent,
    { looks: [looks.halfState] },
    postponed('payer payee', 'half_state: debited, and not credited so far', 2, { ...paying, ...attempt }),
  ],
  [
    'the receiver is gone',
    sent,
    { looks: [looks.receiverGone] },
    postponed('payer payee', keyIsGone('its rows can not be read'), 60, paying),
  ],
  [
    'paid by somebody else',
    sent,
    { looks: [looks.paidByOther] },
    postponed('payer payee', 'paid_by_other: credited, and not debited so far', 2, { ...paying, ...attempt }),
  ],
  [
    'a contradiction',
    sent,
    { looks: [looks.contradiction] },
    {
      kind: 'needs_review',
      asked: 'payer payee',
      status: 'needs_review',
      why: 'contradiction: the paying wallet has 2 debits for one invoice',
    },
  ],
  [
    'unpaid: the same invoice is paid again',
    sent,
    { pay: accepted, looks: [looks.unpaid, looks.paid] },
    completed('payer payee pay payer payee'),
  ],
  [
    'unpaid, and an invoice of five seconds that was never sent',
    old,
    { pay: accepted, looks: [looks.unpaid, looks.paid] },
    completed('payer payee pay payer payee'),
  ],
  [
    'unpaid, and unpaid again',
    sent,
    { pay: refusals.unknown, looks: [looks.unpaid, looks.unpaid] },
    postponed('payer payee pay payer payee', '502 Bad Gateway', 2, { ...paying, ...attempt }),
  ],
  [
    'an invoice younger than five seconds is paid without a look',
    { at: 'invoiced', invoiceAgeSeconds: 4.9 },
    { pay: accepted, looks: [looks.paid] },
    completed('pay payer payee'),
  ],
  [
    'however young the invoice, what was sent is looked up first',
    { at: 'paying', invoiceAgeSeconds: 1 },
    { looks: [looks.paid] },
    completed('payer payee'),
  ],
]

describe.each([
  ['making the invoice', making],
  ['paying', sending],
  ['looking into the wallets', looking],
])('%s', (_step, cells) => {
  test.each(cells)('%s', async (_what, start, script, expected) => {
    const { result, booked, asked, held, switches } = await tryOnce(start, script)
    expect(asked).toBe(expected.asked)
    expect(result).toEqual({ kind: expected.kind, ...(expected.why && { why: expected.why }) })
    expect(booked).toMatchObject({
      status: expected.status,
      attempts: expected.attempts ?? 0,
      lastError: expected.why ?? null,
      leaseOwner: null,
    })
    if (expected.dueSeconds !== undefined) expect(booked.dueSeconds).toBeCloseTo(expected.dueSeconds)
    expect(held).toBe(expected.held ? expected.why : null)
    expect(switches.payoutsEnabled).toBe(!expected.why?.startsWith('contradiction'))
  })
})

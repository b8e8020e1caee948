import type { Scenario } from './incident.ts'

interface Weight {
  /** Of 100: how much it says for its scenario by itself. */
  readonly weight: number
  readonly because: string
  /** Where one of these is sure, it is probably its consequence, and says little for its own. */
  readonly explainedBy?: readonly Scenario[]
}

/** From fifty on, of signs that nothing sure explains, a scenario is sure. */
export const SURE = 50
/** An explained sign still counts a little: two things may be wrong at once. */
export const EXPLAINED_DIVISOR = 5

const weights = <const W extends Readonly<Record<string, Weight>>>(table: W): W => table

/** How much each sign says, and why. The only place where a figure of this kind stands. */
export const WEIGHTS = weights({
  // R1: twice. Rows are proof; a key that is gone only lets it happen.
  'r1.cash-out': { weight: 70, because: 'the same id twice is the scenario itself' },
  'r1.payments': { weight: 70, because: 'two living payments of one cash-out to one client are it as well' },
  'r1.commission': {
    weight: 60,
    because: 'the commission wallet receives twice only if a cash-out counts twice',
  },
  'r1.paid-twice': { weight: 70, because: 'a wallet that paid one payment twice has given money away' },
  'r1.overpaid': {
    weight: 45,
    because: 'more was given out than came in; a wrong split does it as well',
    explainedBy: ['R5'],
  },
  'r1.keys': { weight: 40, because: 'without the key nothing forbids it, and nothing may have happened yet' },
  // R2: Lamassu.
  'r2.connection': { weight: 60, because: 'the test of this moment fails' },
  'r2.polls': { weight: 50, because: 'polls that fail one after the other are it' },
  'r2.late': { weight: 30, because: 'late polls have other causes, too', explainedBy: ['R10'] },
  'r2.silent': {
    weight: 20,
    because: 'a day of silence follows from whatever stopped polls',
    explainedBy: ['R10'],
  },
  'r2.missing': { weight: 60, because: 'cash was handed out and the books do not know of it' },
  'r2.gap': { weight: 30, because: 'no window covers a time', explainedBy: ['R10'] },
  'r2.quiet': { weight: 10, because: 'a machine that sells nothing may be a closed shop' },
  'r2.log': { weight: 10, because: 'lines about SSH come with every restart as well' },
  // R3: payments. A refused key fails payments, too: then they are its consequence.
  'r3.stuck': { weight: 40, because: 'a payment takes seconds', explainedBy: ['R1', 'R6'] },
  'r3.review': { weight: 40, because: 'the bot can not end it by itself', explainedBy: ['R1', 'R6'] },
  'r3.given-up': { weight: 15, because: 'given up with proof: decided, and still a failed payment' },
  'r3.commission': { weight: 20, because: 'commission that is not sent', explainedBy: ['R6'] },
  'r3.lnbits': { weight: 50, because: 'without LNbits nothing is paid' },
  'r3.low': { weight: 30, because: 'a source wallet that does not cover what is owed', explainedBy: ['R6'] },
  'r3.underpaid': { weight: 40, because: 'a cash-out of which less arrived', explainedBy: ['R4', 'R5'] },
  'r3.slow': { weight: 10, because: 'slow may be anything', explainedBy: ['R2', 'R6', 'R10'] },
  // R4: balances. A duplicate and a wrong commission move balances: they come first.
  'r4.drift': { weight: 60, because: 'the balance is not what its rows make it', explainedBy: ['R1'] },
  'r4.negative': { weight: 40, because: 'nobody can owe us cash', explainedBy: ['R1'] },
  'r4.clients': {
    weight: 30,
    because: 'history and balances do not lead to each other',
    explainedBy: ['R1'],
  },
  'r4.journal': { weight: 40, because: 'the journal is the truth for money', explainedBy: ['R1', 'R5'] },
  'r4.cash-outs': { weight: 40, because: 'parts that do not make the whole', explainedBy: ['R1', 'R5'] },
  'r4.payments': { weight: 40, because: 'a payment without its proof', explainedBy: ['R1'] },
  'r4.wallets': {
    weight: 50,
    because: 'wallet and books contradict each other',
    explainedBy: ['R1', 'R5', 'R6'],
  },
  'r4.conservation': {
    weight: 40,
    because: 'sats are more or fewer than came in',
    explainedBy: ['R1', 'R5'],
  },
  // R5: commission.
  'r5.formula': { weight: 70, because: 'worked out again it is another figure' },
  'r5.rate': { weight: 50, because: 'what is earned is not what is configured' },
  'r5.price': { weight: 30, because: 'a price far off is a wrong split, or a jump of the market' },
  'r5.not-rising': {
    weight: 40,
    because: 'the wallet does not get what was sent to it; a refused key does the same',
    explainedBy: ['R3', 'R6'],
  },
  'r5.rule': { weight: 15, because: 'the rule was changed: an occasion, not a proof' },
  // R6: keys.
  'r6.refused': { weight: 80, because: '401 or 403 is the scenario itself' },
  'r6.preflight': { weight: 70, because: 'the test of this moment is refused' },
  'r6.payments': { weight: 40, because: 'payments fail with the refusal' },
  'r6.changed': { weight: 20, because: 'a key was changed: an occasion, not a proof' },
  'r6.not-rising': { weight: 10, because: "the handbook's sign; it has other causes" },
  'r6.log': { weight: 5, because: 'lines about wallets are of many kinds' },
  // R10: the bot.
  'r10.database': { weight: 60, because: 'without the books it stands still' },
  'r10.heartbeat': { weight: 50, because: 'nobody looks any more' },
  'r10.down': { weight: 50, because: 'it was away' },
  'r10.clock': { weight: 40, because: 'wrong clocks put cash-outs and deposits in the wrong order' },
  'r10.rules': { weight: 30, because: 'a rule that can not be asked', explainedBy: ['R2', 'R3'] },
  'r10.channels': { weight: 40, because: 'nobody is told' },
  'r10.schedule': { weight: 20, because: 'something that is due by the clock did not happen' },
  'r10.log': { weight: 15, because: 'more trouble than usual', explainedBy: ['R2', 'R3', 'R6'] },
  'r10.chain': { weight: 60, because: 'somebody changed the log of what people did' },
})

export type SymptomKey = keyof typeof WEIGHTS

export const weightOf = (key: SymptomKey): Weight => WEIGHTS[key]

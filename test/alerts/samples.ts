import { loadRules } from '../../alerts/catalogue.ts'
import { hoursBefore, minutesAfter, minutesBefore } from '../../alerts/moments.ts'
import type { Rule } from '../../alerts/rule.ts'
import type { AlertEvent, AlertReading, Finding, Severity } from '../../engine/alerting.ts'
import { sats } from '../../engine/domain/money.ts'
import { clientName, formatAge, formatCount, formatFiat, formatSats } from '../../engine/format.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'

/** One realistic finding for each rule of the catalogue, as a shop in Guatemala would have it one Saturday. */

export const NOW = new Date('2026-11-21T20:35:00Z')
const ANA = clientName({ id: 8n, username: 'Ana López' })
const LUIS = clientName({ id: 3n, username: 'Luis <b>Pérez</b> *' })

interface Sample {
  readonly entity: string
  readonly what: Text
  readonly fired: Text
  readonly now: Text
  readonly steps: readonly string[]
  readonly sats?: bigint
  readonly worthMinor?: bigint
  readonly minutes?: number
  readonly severity?: Severity
  readonly did?: Text
  readonly remedies?: Finding['remedies']
}

const finding = (sample: Sample): Finding => ({
  entity: sample.entity,
  what: sample.what,
  exposureSats: sats(sample.sats ?? 0n),
  since: minutesBefore(NOW, sample.minutes ?? 31),
  fired: sample.fired,
  now: sample.now,
  steps: sample.steps,
  ...(sample.severity === undefined ? {} : { severity: sample.severity }),
  ...(sample.worthMinor === undefined
    ? {}
    : { worth: joined(['≈ ', formatFiat(sample.worthMinor, 2, 'GTQ')]) }),
  ...(sample.did === undefined ? {} : { did: sample.did }),
  ...(sample.remedies === undefined ? {} : { remedies: sample.remedies }),
})

const PAUSE = [{ kind: 'pause_payouts' }] as const
const age = (minutes: number): Text => formatAge(minutesBefore(NOW, minutes), NOW)

export const SAMPLES: Readonly<Record<string, Finding>> = {
  TX_DUPLICATE: finding({
    entity: 'cash-out:12',
    what: say`cash-out #12 was credited twice`,
    sats: 266_800n,
    worthMinor: 200_100n,
    minutes: 2,
    fired: say`${formatCount(2, 'wallet credit')} for one cash-out, limit 1`,
    now: say`Compare both credits in the wallet's history before anything is paid again.`,
    steps: ['tx duplicates', 'tx show 12'],
    remedies: PAUSE,
  }),
  PAYMENT_STUCK: finding({
    entity: 'stuck:paying:no_answer',
    what: joined([formatCount(3, 'payment'), ANA, LUIS, say`the wallet gives no answer`], ' · '),
    sats: 184_220n,
    worthMinor: 138_100n,
    fired: say`under way for ${age(31)}, limit ${formatCount(15, 'minute')}`,
    did: say`Their sats and balances stay on hold; nothing is paid a second time.`,
    now: say`Look up payment #31 in both wallets.`,
    steps: ['payment lookup 31', 'payment list --status stuck'],
    remedies: PAUSE,
  }),
  PAYMENT_FAILED: finding({
    entity: 'payment:client:31',
    what: say`payment #31 to ${ANA} failed`,
    sats: 61_400n,
    worthMinor: 46_050n,
    fired: say`failed ${formatCount(5, 'time')}, limit ${formatCount(5, 'try')}`,
    did: say`Tried it five times; it tries no more.`,
    now: say`Look the payment up, then try it again or cancel it.`,
    steps: ['payment retry 31', 'payment show 31'],
  }),
  PAYMENT_UNKNOWN: finding({
    entity: 'payment:client:32',
    what: say`payment #32 to ${LUIS}: nobody knows whether it was made`,
    sats: 61_400n,
    worthMinor: 46_050n,
    minutes: 4,
    fired: say`unknown for ${age(4)}, limit ${formatCount(2, 'minute')}`,
    did: say`Pays nothing again, and keeps the amount on hold.`,
    now: say`Look it up; pay nothing by hand until both wallets are clear.`,
    steps: ['payment lookup 32'],
  }),
  TX_UNDERPAID: finding({
    entity: 'cash-out:12',
    what: say`cash-out #12: the clients got ${formatSats(1_200n)} too little`,
    sats: 1_200n,
    fired: say`paid ${formatSats(257_829n)} of ${formatSats(259_029n)}`,
    now: say`See which payment is missing.`,
    steps: ['tx show 12'],
    remedies: [{ kind: 'hold_cash_out', transactionId: '5f7b9c1e' }],
  }),
  TX_OVERPAID: finding({
    entity: 'cash-out:12',
    what: say`cash-out #12: the clients got ${formatSats(1_200n)} too much`,
    sats: 1_200n,
    fired: say`paid ${formatSats(260_229n)} of ${formatSats(259_029n)}`,
    now: say`Find the payment that was made twice.`,
    steps: ['tx show 12'],
    remedies: PAUSE,
  }),
  CONSERVATION_BREACH: finding({
    entity: 'wallet:source',
    what: say`the source wallet spent ${formatSats(5_000n)} that the books do not know`,
    sats: 5_000n,
    fired: say`credited ${formatSats(3_241_620n)}, accounted for ${formatSats(3_236_620n)}`,
    now: say`Compare the wallet's history with the books.`,
    steps: ['check wallets'],
    remedies: PAUSE,
  }),
  POLL_SILENT_24H: finding({
    entity: '',
    what: say`no successful poll for ${age(1_500)}`,
    minutes: 1_500,
    fired: say`the last good poll was ${age(1_500)} ago, limit ${formatCount(24, 'hour')}`,
    now: say`Poll by hand and read what it says.`,
    steps: ['poll run', 'check ssh'],
  }),
  POLL_LATE: finding({
    entity: '',
    what: say`the poll is late`,
    minutes: 7,
    fired: say`the last good poll was ${age(7)} ago, limit ${age(3)}`,
    did: say`Tries again with longer and longer pauses.`,
    now: say`Poll by hand and read what it says.`,
    steps: ['poll run'],
  }),
  POLL_GAP: finding({
    entity: 'cash-out:5f7b9c1e',
    what: say`${formatCount(2, 'cash-out')} of Lamassu not in the books`,
    sats: 412_000n,
    worthMinor: 309_000n,
    fired: say`${formatCount(2, 'cash-out')} missing, limit 0`,
    now: say`See which they are, then take them in.`,
    steps: ['tx missing', 'poll backfill'],
  }),
  NO_TX_24H: finding({
    entity: 'machine:gt-zona-10',
    what: say`gt-zona-10 has sold nothing for ${age(1_900)}`,
    minutes: 1_900,
    fired: say`no cash-out for ${age(1_900)}, its usual longest gap is ${age(1_440)}`,
    now: say`Call the shop: is the machine on, and does it have cash?`,
    steps: ['status show'],
  }),
  BALANCE_DRIFT: finding({
    entity: 'client:8',
    what: say`${ANA}: the books and the wallet differ by ${formatSats(240n)}`,
    sats: 240n,
    fired: say`differs by ${formatSats(240n)}, limit ${formatSats(100n)}`,
    now: say`Go through the client's entries to the first that differs.`,
    steps: ['client history 8'],
    remedies: [{ kind: 'pause_client', clientId: 8n }],
  }),
  NEGATIVE_BALANCE: finding({
    entity: 'client:3',
    what: say`${LUIS} is below zero: ${formatFiat(-12_050n, 2, 'GTQ')}`,
    worthMinor: 12_050n,
    fired: say`balance ${formatFiat(-12_050n, 2, 'GTQ')}, limit ${formatFiat(0n, 2, 'GTQ')}`,
    now: say`Find the entry that took more than there was.`,
    steps: ['client history 3'],
    remedies: [{ kind: 'pause_client', clientId: 3n }],
  }),
  WALLET_AUTH: finding({
    entity: 'wallet:source',
    what: say`source wallet: LNbits refuses its key`,
    minutes: 3,
    fired: say`refused ${formatCount(2, 'time')} in a row, limit 2: HTTP 401`,
    did: say`What is owed waits in the queue; cash-outs are still taken in.`,
    now: say`Compare the key in LNbits with ${'LNBITS_SOURCE_ADMIN_KEY'}.`,
    steps: ['check wallets'],
    remedies: PAUSE,
  }),
  WALLET_UNREACHABLE: finding({
    entity: '',
    what: say`LNbits does not answer`,
    minutes: 5,
    fired: say`no answer for ${age(5)}, limit ${formatCount(3, 'minute')}: connect ETIMEDOUT`,
    now: say`See whether LNbits runs, and whether this machine reaches it.`,
    steps: ['check wallets'],
    remedies: PAUSE,
  }),
  SOURCE_LOW: finding({
    entity: '',
    what: say`the source wallet holds ${formatSats(120_000n)}`,
    fired: say`${formatSats(120_000n)} there, ${formatSats(259_029n)} owed next`,
    did: say`What it does not cover waits; nothing fails.`,
    now: say`Send sats to the source wallet.`,
    steps: ['check wallets'],
  }),
  COMMISSION_NOT_RISING: finding({
    entity: '',
    what: say`the commission wallet got ${formatSats(7_771n)} less than it should`,
    sats: 7_771n,
    minutes: 1_440,
    fired: say`differs by ${formatSats(7_771n)} over ${formatCount(24, 'hour')}`,
    now: say`Compare the commission payments with the wallet's history.`,
    steps: ['commission verify'],
  }),
  LAMASSU_DB_DOWN: finding({
    entity: '',
    what: say`Lamassu's database does not answer`,
    minutes: 12,
    fired: say`failed ${formatCount(5, 'time')} in a row, limit 3: the SSH host can't be reached`,
    did: say`Tries again with longer and longer pauses.`,
    now: say`Try the connection and read what it says.`,
    steps: ['check ssh', 'check db'],
  }),
  COMMISSION_ANOMALY: finding({
    entity: 'cash-out:12',
    what: say`cash-out #12: commission ${formatSats(7_965n)} instead of ${formatSats(7_771n)}`,
    sats: 194n,
    fired: say`differs by ${formatSats(194n)}, limit ${formatSats(1n)}`,
    now: say`Check the formula on the last cash-outs.`,
    steps: ['commission verify', 'tx show 12'],
  }),
  COMMISSION_RATE_DRIFT: finding({
    entity: '',
    what: say`the commission was ${'2.61'} % over 7 days, configured is ${'3.00'} %`,
    minutes: 10_080,
    fired: say`differs by ${'0.39'} points, limit ${'0.25'}`,
    now: say`See which discounts were given.`,
    steps: ['commission verify'],
  }),
  PROCESSING_SLOW: finding({
    entity: '',
    what: say`from cash to sats takes ${age(14)}`,
    minutes: 60,
    fired: say`95 of 100 within ${age(14)}, limit ${formatCount(10, 'minute')}`,
    now: say`See what waits and why.`,
    steps: ['payment list --status unfinished'],
  }),
  DEPOSIT_PENDING: finding({
    entity: 'deposit:212',
    what: say`deposit #212 of ${formatFiat(500_000n, 2, 'GTQ')} for ${LUIS}`,
    minutes: 51 * 60,
    fired: say`waiting for ${age(51 * 60)}, limit ${formatCount(48, 'hour')}`,
    now: say`Count the cash, then confirm or reject the deposit.`,
    steps: ['deposit confirm 212', 'deposit show 212'],
  }),
  CLIENTS_MISMATCH: finding({
    entity: 'currency:GTQ',
    what: say`no client can take the sats of ${formatCount(2, 'cash-out')} in GTQ`,
    sats: 412_000n,
    fired: say`${formatCount(0, 'client')} with a balance, ${formatSats(412_000n)} to distribute`,
    now: say`See whose deposit is missing.`,
    steps: ['client list'],
  }),
  LP_RUNWAY: finding({
    entity: 'currency:GTQ',
    what: say`the clients' float lasts for ${age(2 * 1_440)}`,
    fired: say`${formatFiat(4_800_000n, 2, 'GTQ')} left, ${formatFiat(2_400_000n, 2, 'GTQ')} a day, limit ${formatCount(3, 'day')}`,
    now: say`Ask a client for a deposit.`,
    steps: ['client list'],
  }),
  RATE_OUTLIER: finding({
    entity: 'cash-out:13',
    what: say`cash-out #13: its rate is ${'7.2'} % off`,
    sats: 300_000n,
    fired: say`${'7.2'} % off the reference, limit 5 %`,
    now: say`Compare the rate with the market, then release it or leave it.`,
    steps: ['tx show 13'],
    remedies: [{ kind: 'hold_cash_out', transactionId: 'aa01' }],
  }),
  BIG_TX: finding({
    entity: 'cash-out:14',
    what: say`cash-out #14 of ${formatSats(12_000_000n)}`,
    fired: say`${formatSats(12_000_000n)}, limit ${formatSats(10_000_000n)}`,
    now: say`Look at it before it is paid.`,
    steps: ['tx show 14'],
  }),
  PREFLIGHT_FAILED: finding({
    entity: '',
    what: say`nothing is paid out: a payment is stuck`,
    fired: say`${formatCount(1, 'payment')} stuck for more than ${formatCount(2, 'hour')}`,
    did: say`Left this run out.`,
    now: say`Run all checks and mend what is red.`,
    steps: ['check all'],
  }),
  LOG_ERRORS: finding({
    entity: 'wallet',
    what: say`${formatCount(42, 'error')} about wallets in an hour`,
    minutes: 60,
    fired: say`${formatCount(42, 'error')} in an hour, usual are 3`,
    now: say`Read the last lines of the log.`,
    steps: ['bot logs --pattern wallet'],
  }),
  PAUSED_TOO_LONG: finding({
    entity: '',
    what: say`payouts are paused for ${age(130)}`,
    minutes: 130,
    sats: 412_000n,
    fired: say`paused for ${age(130)}, limit ${formatCount(2, 'hour')}`,
    now: say`Find out whether they can be resumed.`,
    steps: ['poll resume payout', 'client notify'],
  }),
  CONFIG_CHANGED: finding({
    entity: 'config:7',
    what: say`the settings changed: ${'LNBITS_URL'}`,
    fired: say`another fingerprint than at ${'14:05'}`,
    now: say`If it was you, acknowledge it; if not, change the keys.`,
    steps: ['config show'],
  }),
  DAILY_RECON_MISSED: finding({
    entity: '2026-11-21',
    what: say`yesterday's books were not compared with the wallets`,
    minutes: 40,
    fired: say`not finished ${age(40)} after it was due, limit ${formatCount(30, 'minute')}`,
    now: say`Read what went wrong and compare them by hand.`,
    steps: ['bot logs', 'check all'],
  }),
  DIGEST_MISSED: finding({
    entity: '2026-11-21',
    what: say`this morning's digest was not sent`,
    minutes: 40,
    fired: say`not sent ${age(40)} after it was due, limit ${formatCount(30, 'minute')}`,
    now: say`Read what went wrong.`,
    steps: ['bot logs'],
  }),
  WEEKLY_AUDIT_DUE: finding({
    entity: '2026-11-22',
    what: say`the weekly audit is due`,
    fired: say`due since Sunday 00:00 UTC`,
    now: say`Go through the eight checks and sign.`,
    steps: ['audit log'],
  }),
  BOT_DEAD: finding({
    entity: '',
    what: say`the bot gave no sign for ${age(12)}`,
    minutes: 12,
    fired: say`no sign for ${age(12)}, limit ${formatCount(10, 'minute')}`,
    now: say`See whether its machine runs.`,
    steps: ['bot ping'],
  }),
  BOT_WAS_DOWN: finding({
    entity: '2026-11-21T20:00:00Z',
    what: say`the bot was down for ${age(25)}`,
    minutes: 35,
    fired: say`no sign for ${age(25)}, limit ${formatCount(10, 'minute')}`,
    now: say`Read why it ended.`,
    steps: ['bot logs'],
  }),
  CHECK_FAILED: finding({
    entity: 'PAYMENT_STUCK',
    what: say`the rule ${'PAYMENT_STUCK'} could not be checked`,
    fired: say`failed ${formatCount(3, 'time')} in a row: the database did not answer`,
    now: say`Read the log; until then nobody watches this.`,
    steps: ['bot logs'],
  }),
  CONTACTS_MISSING: finding({
    entity: '',
    what: say`nobody stands for level 2 and level 3`,
    fired: say`${formatCount(2, 'level')} empty, limit 0`,
    now: say`Fill in who is to be called.`,
    steps: ['oncall show'],
  }),
  RESPONSE_OVERDUE: finding({
    entity: 'alert:11',
    what: say`alert #11 has waited for an answer for ${age(45)}`,
    minutes: 45,
    sats: 184_220n,
    fired: say`no answer for ${age(45)}, limit ${formatCount(30, 'minute')}`,
    now: say`Take it, or call somebody who can.`,
    steps: ['alert show 11', 'oncall show'],
  }),
  DELIVERY_FAILED: finding({
    entity: 'channel:telegram:room:-100123',
    what: say`alerts do not arrive at ${'telegram:room:-100123'}`,
    minutes: 6,
    fired: say`${formatCount(2, 'alert')} wait for ${age(6)}, limit ${formatCount(5, 'minute')}: the bot was removed from the group`,
    did: say`Tells them on the other channels.`,
    now: say`Add the bot to the group again.`,
    steps: ['alert test'],
  }),
  CLOCK_SKEW: finding({
    entity: 'lnbits',
    what: say`the clocks of this machine and LNbits differ by ${formatAge(minutesBefore(NOW, 0.75), NOW)}`,
    fired: say`differ by 45 s, limit 30 s`,
    now: say`Set this machine's clock by NTP.`,
    steps: ['check time'],
  }),
  AUTH_ABUSE: finding({
    entity: 'discord:1180012345678901234',
    what: say`somebody unknown pressed buttons ${formatCount(5, 'time')}`,
    minutes: 3,
    fired: say`refused ${formatCount(5, 'time')} within 10 min, limit 3`,
    did: say`Locked that account for 15 minutes.`,
    now: say`See who it is, and who let them in.`,
    steps: ['user list', 'audit log'],
  }),
  MACHINE_DOWN: finding({
    entity: 'machine:gt-zona-10',
    what: say`gt-zona-10 gives no sign`,
    minutes: 9,
    fired: say`no sign for ${age(9)}, limit ${formatCount(3, 'minute')}`,
    now: say`Call the shop: is the machine on, and online?`,
    steps: ['status show'],
  }),
  MACHINE_LOW_CASH: finding({
    entity: 'machine:gt-zona-10:1',
    what: say`gt-zona-10 is low on notes of 100`,
    fired: say`${formatCount(40, 'note')} left, limit 50`,
    now: say`Fill the cassette.`,
    steps: ['status show'],
  }),
  MACHINE_CASHBOX: finding({
    entity: 'machine:gt-zona-10',
    what: say`the cash box of gt-zona-10 is nearly full`,
    fired: say`${formatCount(560, 'note')}, limit 500`,
    now: say`Empty the cash box.`,
    steps: ['status show'],
  }),
  INCIDENT_NEGLECTED: finding({
    entity: 'incident:4',
    what: say`incident #4 has no lead`,
    minutes: 12,
    fired: say`no lead for ${age(12)}, limit ${formatCount(10, 'minute')}`,
    now: say`Take the lead, or name somebody.`,
    steps: ['status show'],
  }),
  RECURRENCE: finding({
    entity: 'PAYMENT_STUCK:stuck:paying:no_answer',
    what: say`payments are stuck again`,
    sats: 184_220n,
    fired: say`back within 24 h of the last incident`,
    now: say`Open the incident again.`,
    steps: ['payment list --status stuck'],
    remedies: PAUSE,
  }),
  BOOKS_UNREACHABLE: finding({
    entity: '',
    what: say`the bot's database does not answer`,
    minutes: 2,
    fired: say`no answer for ${age(2)}, limit ${formatCount(1, 'minute')}`,
    did: say`Pays nothing.`,
    now: say`Look at the database server: is it running, is its disk full?`,
    steps: ['status show'],
  }),
  PAGE: finding({
    entity: 'level2',
    what: say`Mara asks: come to the shop in zona 10, the machine is open`,
    minutes: 0,
    fired: say`called by hand`,
    now: say`Answer Mara.`,
    steps: ['oncall show'],
  }),
}

export async function ruleOf(id: string): Promise<Rule | null> {
  return (await loadRules()).find((rule) => rule.id === id) ?? null
}

/** The alert of a rule's sample, told first a moment ago and acknowledged by nobody. */
export async function sampleAlert(id: string, changes: Partial<AlertReading> = {}): Promise<AlertReading> {
  const found = SAMPLES[id]
  if (found === undefined) throw new Error(`test/alerts/samples.ts has no finding of ${id}`)
  const rule = await ruleOf(id)
  return {
    id: 12n,
    rule: id,
    entity: found.entity,
    groupId: null,
    testChannel: null,
    state: 'firing',
    severity: found.severity ?? rule?.severity ?? 'high',
    finding: found,
    openedAt: minutesBefore(NOW, 1),
    lastSeenAt: NOW,
    goodChecks: 0,
    goodSince: null,
    flaps: 0,
    pending: null,
    tellAt: null,
    mutedBy: null,
    notice: 1,
    noticeKind: 'first',
    firedNoticeAt: NOW,
    resolvedNoticeAt: null,
    toldExposureSats: found.exposureSats,
    toldSeverity: found.severity ?? rule?.severity ?? 'high',
    revision: 1,
    dueAt: minutesAfter(NOW, rule?.respondMinutes ?? 60),
    level: 1,
    unackedSince: NOW,
    repeats: 0,
    nextRepeatAt: null,
    ackedBy: null,
    ackedAt: null,
    ackUntil: null,
    ackNote: null,
    resolvedAt: null,
    resolvedHow: null,
    ...changes,
  }
}

export const happened = (what: string, more: Partial<AlertEvent> = {}): AlertEvent => ({
  alertId: 12n,
  at: hoursBefore(NOW, 0.1),
  what,
  detail: null,
  actor: null,
  ...more,
})

import type { Logger } from 'pino'
import type { AlertStore, DeliveryOutcome, DueDelivery, ToldNotice } from '../engine/alert-storage.ts'
import type { AlertReading, NoticeKind } from '../engine/alerting.ts'
import { sentenceOf } from '../engine/failure.ts'
import { say } from '../engine/phrase.ts'
import { type Channel, type Sent, splitChannel } from './channel.ts'
import type { AlertMessage } from './message.ts'
import { secondsAfter, secondsBefore } from './moments.ts'
import { FALLBACK_SECONDS, MESSAGES_PER_MINUTE, UNHEARD_SECONDS } from './policy.ts'
import { type Directory, fallbackOf, TERMINAL } from './routing.ts'

export interface DeliveryDependencies {
  readonly store: AlertStore
  /** By kind; what is not configured is not there. */
  readonly channels: () => ReadonlyMap<string, Channel>
  readonly compose: (alert: AlertReading, kind: NoticeKind, now: Date) => Promise<AlertMessage>
  /** One message for many: how many, and the worst. */
  readonly composeOverview: (alerts: readonly AlertReading[], now: Date) => Promise<AlertMessage>
  readonly directory: () => Promise<Directory>
  /** Nobody could be told on any channel: said where the program runs, with the numbers to call. */
  readonly whenAllElseFails?: (message: AlertMessage) => Promise<unknown>
  readonly onMessage?: (kind: string, outcome: DeliveryOutcome['kind']) => void
  /** How long a message may take. */
  readonly sendSeconds?: number
  readonly log: Logger
}

export interface Deliveries {
  /** Looks for what has to be told and begins to tell it; a channel that hangs holds up nobody but itself. */
  look(): Promise<void>
  /** Until everything that was begun has ended. */
  idle(): Promise<void>
  /** Breaks off what is under way: it is told again after the restart. */
  stop(): Promise<void>
}

const LOOKED_AT_ONCE = 1000
const SEND_SECONDS = 20
/** Longer than sending may take: nobody else takes over what is still under way. */
const LEASE_SECONDS = 30
const EDITS_AT_ONCE = 20

export function createDeliveries(deps: DeliveryDependencies): Deliveries {
  const busy = new Map<string, Promise<void>>()
  const stopping = new AbortController()
  const begin = (channel: string, due: readonly DueDelivery[], sentLately: number): void => {
    const work = serve(deps, { channel, due, sentLately, stopping: stopping.signal })
      .catch((thrown: unknown) => {
        // An edge: what is in the outbox stays there.
        deps.log.warn(
          { channel: splitChannel(channel)[0], reason: sentenceOf(thrown) },
          'telling alerts broke off',
        )
      })
      .finally(() => busy.delete(channel))
    busy.set(channel, work)
  }
  return {
    async look() {
      if (stopping.signal.aborted) return
      const now = await deps.store.now()
      await helpOut(deps, now)
      const due = (await deps.store.due(now, LOOKED_AT_ONCE)).filter(({ channel }) => !busy.has(channel))
      if (due.length === 0) return
      const lately = await deps.store.messagesSince(secondsBefore(now, 60))
      for (const channel of new Set(due.map((one) => one.channel))) {
        const ofChannel = due.filter((one) => one.channel === channel)
        begin(channel, ofChannel, lately.get(channel) ?? 0)
      }
    },
    async idle() {
      await Promise.all(busy.values())
    },
    async stop() {
      stopping.abort()
      await Promise.all(busy.values())
    },
  }
}

interface Turn {
  readonly channel: string
  readonly due: readonly DueDelivery[]
  readonly sentLately: number
  readonly stopping: AbortSignal
}

/** The most pressing first, no more in a minute than anybody can read; the rest is one message that counts them. */
async function serve(deps: DeliveryDependencies, turn: Turn): Promise<void> {
  const messages = turn.due.filter(({ what }) => what === 'message')
  const room = MESSAGES_PER_MINUTE - turn.sentLately
  const isTooMuch = messages.length > room
  const single = isTooMuch ? messages.slice(0, Math.max(0, room - 1)) : messages
  for (const delivery of single) {
    if (turn.stopping.aborted) return
    if (!(await tell(deps, turn, [delivery]))) return
  }
  if (isTooMuch && room > 0) await tell(deps, turn, messages.slice(single.length))
  const edits = turn.due.filter(({ what }) => what === 'edit').slice(0, EDITS_AT_ONCE)
  for (const delivery of edits) {
    if (turn.stopping.aborted) return
    await showAnew(deps, turn, delivery)
  }
}

/** One message about one alert or several. False when the channel does not work: the others wait for its next try. */
async function tell(
  deps: DeliveryDependencies,
  turn: Turn,
  deliveries: readonly DueDelivery[],
): Promise<boolean> {
  const { store } = deps
  const [first] = deliveries
  if (first === undefined) return true
  const told = deliveries.map(toldNow)
  const kind = deliveries.length === 1 ? kindOf(first) : 'overview'
  const now = await store.now()
  const begun = await store.begin({ channel: turn.channel, kind, told }, now, LEASE_SECONDS)
  if (begun.kind !== 'go') return true
  const { sent, message } = await send(deps, turn, deliveries, { now, told })
  const after = await store.now()
  const outcome = outcomeOf(sent, first.attempts, after)
  await store.finish({ messageId: begun.messageId, channel: turn.channel, told }, outcome, after)
  deps.onMessage?.(splitChannel(turn.channel)[0], outcome.kind)
  if (outcome.kind === 'sent') {
    if (deliveries.length === 1 && message !== null) await closeFormer(deps, turn, first, message)
    return true
  }
  await askOthersIfGone(deps, turn.channel, deliveries, outcome, after)
  // What is refused for good may be the fault of this one message.
  return outcome.kind === 'failed' && outcome.gone
}

/** That it is over is told after that it began, also where the beginning could not be told in time. */
const isBeginningUntold = ({ alert, toldNotice }: DueDelivery): boolean =>
  toldNotice === 0 && alert.noticeKind === 'resolved' && alert.notice > 1

const kindOf = (delivery: DueDelivery): NoticeKind =>
  isBeginningUntold(delivery) ? 'first' : (delivery.alert.noticeKind ?? 'first')

const toldNow = (delivery: DueDelivery): ToldNotice => ({
  alertId: delivery.alert.id,
  notice: delivery.alert.notice - (isBeginningUntold(delivery) ? 1 : 0),
  revision: delivery.alert.revision,
})

async function send(
  deps: DeliveryDependencies,
  { channel, stopping }: Turn,
  deliveries: readonly DueDelivery[],
  { now, told }: { now: Date; told: readonly ToldNotice[] },
): Promise<{ readonly sent: Sent; readonly message: AlertMessage | null }> {
  const [kind, address] = splitChannel(channel)
  const by = deps.channels().get(kind)
  if (by === undefined) {
    const sent = { kind: 'failed', why: `${kind} is not configured any more`, retry: 'never' } as const
    return { sent, message: null }
  }
  const [first] = deliveries
  const message =
    deliveries.length === 1 && first !== undefined
      ? await deps.compose(first.alert, kindOf(first), now)
      : await deps.composeOverview(
          deliveries.map(({ alert }) => alert),
          now,
        )
  // The same for every try, so that whoever can tell will show it once.
  const key = `alert-${told.map(({ alertId, notice }) => `${alertId}.${notice}`).join('-')}`.slice(0, 200)
  return { sent: await by.send(address, message, { key, signal: limited(deps, stopping) }), message }
}

/** The card before this one says what became of it, and has no buttons any more: of an alert one card is alive. */
async function closeFormer(
  deps: DeliveryDependencies,
  { channel, stopping }: Turn,
  { alert, posted }: DueDelivery,
  message: AlertMessage,
): Promise<void> {
  const by = deps.channels().get(splitChannel(channel)[0])
  if (by?.edit === undefined || posted === null) return
  // That it could not be closed leaves an old card, and nothing untold.
  await by.edit(posted, formerCard(message), {
    key: `former-${alert.id}-${alert.revision}`,
    signal: limited(deps, stopping),
  })
}

const formerCard = (message: AlertMessage): AlertMessage => ({
  ...message,
  clock: null,
  buttons: [],
  sections:
    message.state === 'resolved'
      ? message.sections
      : [...message.sections, [say`Go on`, say`There is a newer message about this further down.`]],
})

const limited = ({ sendSeconds = SEND_SECONDS }: DeliveryDependencies, stopping: AbortSignal): AbortSignal =>
  AbortSignal.any([stopping, AbortSignal.timeout(sendSeconds * 1000)])

const RETRY_SECONDS = [5, 10, 20, 40, 60]
/** What can't work as it is may work when somebody has mended it. */
const GONE_RETRY_SECONDS = 600
const DOUBT_RETRY_SECONDS = 20

function outcomeOf(sent: Sent, attempts: number, now: Date): DeliveryOutcome {
  if (sent.kind === 'sent') return sent
  const why = String(sent.why)
  const isGone = sent.kind === 'failed' && sent.retry === 'never'
  const nextAttemptAt = secondsAfter(now, isGone ? GONE_RETRY_SECONDS : pauseAfter(sent, attempts))
  return sent.kind === 'unknown'
    ? { kind: 'unknown', why, nextAttemptAt }
    : { kind: 'failed', why, nextAttemptAt, gone: isGone }
}

function pauseAfter(sent: Exclude<Sent, { kind: 'sent' }>, attempts: number): number {
  if (sent.kind === 'unknown') return DOUBT_RETRY_SECONDS
  return sent.retryAfterSeconds ?? RETRY_SECONDS[Math.min(attempts, RETRY_SECONDS.length - 1)] ?? 60
}

const ASKED_AT_ONCE = 50

/** What can never be told there as it is, is told by all others at once. */
async function askOthersIfGone(
  deps: DeliveryDependencies,
  channel: string,
  deliveries: readonly DueDelivery[],
  outcome: DeliveryOutcome,
  now: Date,
): Promise<void> {
  if (outcome.kind !== 'failed' || !outcome.gone || channel === TERMINAL) return
  const real = deliveries.filter(({ alert }) => alert.testChannel === null)
  await askOthers(deps, real.slice(0, ASKED_AT_ONCE), now)
}

async function askOthers(deps: DeliveryDependencies, late: readonly DueDelivery[], now: Date): Promise<void> {
  if (late.length === 0) return
  const directory = await deps.directory()
  for (const { alert, channel } of late)
    await deps.store.route(alert.id, fallbackOf(alert.severity, channel, directory), 'fallback', now)
}

/** What waits for a channel that does not work, whether it was tried there or not, is told by the others in time. */
async function helpOut(deps: DeliveryDependencies, now: Date): Promise<void> {
  const since = (seconds: number): Date => secondsBefore(now, seconds)
  await askOthers(deps, await deps.store.late(since(FALLBACK_SECONDS), TERMINAL, ASKED_AT_ONCE), now)
  if (deps.whenAllElseFails === undefined) return
  for (const delivery of await deps.store.unheard(since(UNHEARD_SECONDS), TERMINAL, ASKED_AT_ONCE)) {
    if (!(await deps.store.noteUnheard(delivery.alert.id, TERMINAL, now))) continue
    await deps.whenAllElseFails(await deps.compose(delivery.alert, kindOf(delivery), now))
  }
}

async function showAnew(
  deps: DeliveryDependencies,
  { channel, stopping }: Turn,
  { alert, posted }: DueDelivery,
): Promise<void> {
  const by = deps.channels().get(splitChannel(channel)[0])
  const now = await deps.store.now()
  if (by?.edit === undefined || posted === null)
    return deps.store.shown(alert.id, channel, alert.revision, 'gone', now)
  const message = await deps.compose(alert, alert.noticeKind ?? 'first', now)
  const sent = await by.edit(posted, message, {
    key: `card-${alert.id}-${alert.revision}`,
    signal: limited(deps, stopping),
  })
  const outcome = sent.kind === 'sent' ? 'shown' : sent.kind === 'gone' ? 'gone' : 'later'
  await deps.store.shown(alert.id, channel, alert.revision, outcome, now)
}

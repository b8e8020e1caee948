import type { Logger } from 'pino'
import type { Books } from '../../engine/books.ts'
import { Failure, sentenceOf } from '../../engine/failure.ts'
import type { IncidentDesk, IncidentView } from '../../engine/incidents/board.ts'
import { BOT_ACTOR } from '../../engine/incidents/checklist.ts'
import { type Incident, WATCHED_CASH_OUTS } from '../../engine/incidents/incident.ts'
import { type CallDue, callDue, decideRound } from '../../engine/incidents/round.ts'
import type { IncidentStore } from '../../engine/incidents/storage.ts'
import {
  brokenBooks,
  incidentActor,
  isWatched,
  isWatchToReport,
  type Recurrence,
  reconciledEvent,
  recurredStep,
  recurrenceIn,
  toReconcile,
  watchBegan,
  watchedEvent,
} from '../../engine/incidents/watch.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { Reconciliation } from '../../engine/reconcile.ts'
import type { ScheduledRunStore } from '../../engine/schedule.ts'
import type { IncidentWatchStore } from '../../engine/store/incident-watch-store.ts'

export interface IncidentRoundsParts {
  readonly store: IncidentStore
  readonly watch: IncidentWatchStore
  readonly scheduled: Pick<ScheduledRunStore, 'claim' | 'finish'>
  /** In the bot's own name. */
  readonly desk: Pick<IncidentDesk, 'view' | 'escalate'>
  readonly books: Pick<Books, 'reconcile'>
  /** Stops the payouts, with its row in the action log; does nothing where they are stopped. */
  readonly pausePayouts: (reason: string, actor: string) => Promise<void>
  /** Of an alert's rule. */
  readonly runbookOf: (rule: string) => string | null
  readonly isQuiet: (now: Date) => Promise<boolean>
  /** In the language of the people on call. */
  readonly words: (text: Text) => Promise<string>
  readonly log: Logger
}

/** What the bot does by itself about the incidents that are not closed, one after the other. */
export const createIncidentRounds = (parts: IncidentRoundsParts): { run(): Promise<void> } => ({
  async run() {
    for (const { id } of await parts.store.current()) {
      try {
        await lookAt(parts, id)
      } catch (thrown) {
        // An edge: one incident that can't be looked at keeps none of the others from its turn.
        parts.log.warn(
          { incident: id.toString(), reason: sentenceOf(thrown) },
          'an incident could not be looked at',
        )
      }
    }
  },
})

async function lookAt(parts: IncidentRoundsParts, id: bigint): Promise<void> {
  const now = await parts.watch.now()
  const view = await parts.desk.view(id)
  if (view === null) return
  await recurIfFired(parts, view, now)
  await writeRound(parts, view, now)
  await callIfDue(parts, id)
  await reportWatch(parts, id, now)
  await reconcileNext(parts, id, now)
}

/** Money is stopped before it is written down: a program that dies in between does both again. */
async function recur(
  parts: IncidentRoundsParts,
  view: IncidentView,
  again: Recurrence,
  first: Parameters<typeof reconciledEvent> | null,
  now: Date,
): Promise<void> {
  const { incident, items } = view
  const actor = incidentActor(incident)
  await parts.pausePayouts(await parts.words(say`incident ${incident.id} is back: ${again.what}`), actor)
  await parts.store.change(incident.id, actor, (locked) => {
    if (!isWatched(locked, now)) return null
    const step = recurredStep(locked, items, again)
    return { ...step, events: [...(first === null ? [] : [reconciledEvent(...first)]), ...step.events] }
  })
}

async function recurIfFired(parts: IncidentRoundsParts, view: IncidentView, now: Date): Promise<void> {
  const { incident } = view
  const began = watchBegan(incident)
  if (began === null || !isWatched(incident, now)) return
  const again = recurrenceIn(incident, await parts.watch.firedSince(began, incident.alertId), parts.runbookOf)
  if (again !== null) await recur(parts, view, again, null, now)
}

/** What was looked at is of a moment ago: where somebody has done something since, the next round sees it. */
async function writeRound(
  { store, isQuiet }: IncidentRoundsParts,
  view: IncidentView,
  now: Date,
): Promise<void> {
  const quiet = await isQuiet(now)
  await store.change(view.incident.id, BOT_ACTOR, (incident, events) =>
    incident.revision === view.incident.revision && incident.status !== 'closed'
      ? decideRound({ view, events, now, isQuiet: quiet })
      : null,
  )
}

async function callIfDue(parts: IncidentRoundsParts, id: bigint): Promise<void> {
  const { store, watch } = parts
  const incident = await store.incident(id)
  if (incident === null) return
  const alertLevel = incident.alertId === null ? 0 : await watch.levelOf(incident.alertId)
  const due = callDue({ incident }, await store.events(id), alertLevel)
  if (due !== null) await call(parts, id, due)
}

/** Where nobody is entered, the next level; that nobody is there at all is written down, and not tried for ever. */
async function call(parts: IncidentRoundsParts, id: bigint, due: CallDue): Promise<void> {
  const why = await parts.words(due.why)
  for (const level of ([1, 2, 3] as const).filter((one) => one >= due.level)) {
    try {
      await parts.desk.escalate(id, level, why)
      return
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== 'refused') throw thrown
    }
  }
  await parts.store.change(id, BOT_ACTOR, () => ({
    events: [
      {
        kind: 'escalated',
        what: say`Nobody could be called: from level ${due.level} on nobody is entered ("oncall show").`,
        words: why,
      },
    ],
  }))
}

async function reportWatch({ store, watch }: IncidentRoundsParts, id: bigint, now: Date): Promise<void> {
  const incident = await store.incident(id)
  const over = incident === null ? null : isWatchToReport(incident, await store.events(id), now)
  if (over === null) return
  const figures = await watch.figures(over.from, over.until)
  await store.change(id, BOT_ACTOR, (locked, events) =>
    isWatchToReport(locked, events, now) === null ? null : { events: [watchedEvent(over.until, figures)] },
  )
}

/** A reconciliation of the whole takes a minute in a large shop; after the lease its runner counts as dead. */
const TURN = { maxAttempts: 3, leaseSeconds: 1800, backOffSeconds: 300 }

/** One in a round: the reminders of other incidents don't wait for all of them. */
async function reconcileNext(parts: IncidentRoundsParts, id: bigint, now: Date): Promise<void> {
  const incident = await parts.store.incident(id)
  const slot = incident === null ? null : watchBegan(incident)
  if (incident === null || slot === null || !isWatched(incident, now)) return
  const completed = await parts.watch.completedSince(slot, WATCHED_CASH_OUTS)
  for (const cashOutId of toReconcile(incident, await parts.store.events(id), completed)) {
    const name = `incident ${id} tx ${cashOutId}`
    const turn = await parts.scheduled.claim({ name, ...TURN }, slot, [])
    if (turn === null) continue
    try {
      const run = await parts.books.reconcile({ scope: { kind: 'all' }, actor: incidentActor(incident) })
      await keep(parts, incident, cashOutId, run, now)
      await parts.scheduled.finish(name, turn, 'done', { reconciliationId: run.id.toString() })
    } catch (thrown) {
      await parts.scheduled.finish(name, turn, 'failed', { why: sentenceOf(thrown) })
      throw thrown
    }
    return
  }
}

/** In one commit with what follows from it. */
async function keep(
  parts: IncidentRoundsParts,
  { id }: Incident,
  cashOutId: bigint,
  run: Pick<Reconciliation, 'id' | 'verdict'>,
  now: Date,
): Promise<void> {
  const view = run.verdict === 'broken' ? await parts.desk.view(id) : null
  if (view !== null && isWatched(view.incident, now))
    return recur(parts, view, brokenBooks(run.id), [cashOutId, run], now)
  await parts.store.change(id, BOT_ACTOR, (incident, events) =>
    toReconcile(incident, events, [cashOutId]).length === 0
      ? null
      : { events: [reconciledEvent(cashOutId, run)] },
  )
}

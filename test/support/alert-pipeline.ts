import type { Pool } from 'pg'
import { type Channel, type Sent } from '../../alerts/channel.ts'
import { createDeliveries } from '../../alerts/deliver.ts'
import { limitsFor } from '../../alerts/limits.ts'
import type { AlertMessage } from '../../alerts/message.ts'
import type { LedIncident } from '../../alerts/mutes.ts'
import { createRounds } from '../../alerts/round.ts'
import type { Directory } from '../../alerts/routing.ts'
import type { Rule, Sight } from '../../alerts/rule.ts'
import type { AlertStore } from '../../engine/alert-storage.ts'
import type { AlertReading, Finding, Remedy } from '../../engine/alerting.ts'
import { sats } from '../../engine/domain/money.ts'
import type { JsonObject } from '../../engine/json-value.ts'
import { createAlertDesk } from '../../engine/store/alert-desk-store.ts'
import { createAlertReadings } from '../../engine/store/alert-readings.ts'
import { createAlertStore } from '../../engine/store/alert-store.ts'
import { createObservationStore } from '../../engine/store/observation-store.ts'
import { freshDatabase, silentLog } from './database.ts'

/** What a channel of a test was told: '12:first' and the like, with the moment. */
export interface Told {
  readonly at: Date
  readonly channel: string
  readonly alertId: bigint | null
  readonly kind: string
  readonly rule: string
  readonly words: string
  readonly key: string
}

export interface PipelineOptions {
  readonly rules?: readonly Rule[]
  readonly directory?: Partial<Directory>
  readonly l3ThresholdSats?: bigint
  readonly isQuiet?: () => boolean
  /** Open incidents that somebody leads. */
  readonly incidents?: () => readonly LedIncident[]
  /** Instead of a database of its own. */
  readonly database?: { readonly pool: Pool; drop(): Promise<void> }
  /** What the rules see; nothing but the time unless it is said. */
  readonly sight?: (now: Date) => Promise<Sight>
  readonly startAt?: Date
  /** Real channels in the place of the recording ones. */
  readonly channels?: readonly Channel[]
  readonly sendSeconds?: number
  /** A store that dies, or is slow. */
  readonly storeThrough?: (store: AlertStore) => AlertStore
}

export const ROOM: Directory['rooms'][number] = {
  platform: 'discord',
  roomId: '1',
  purpose: 'ops',
  boundBy: 'environment',
}

/** A finding with everything that a test does not care about. */
export const finding = (entity: string, more: Partial<Finding> = {}): Finding => ({
  entity,
  what: `what of ${entity}`,
  exposureSats: sats(0n),
  since: new Date('2026-11-22T03:00:00Z'),
  fired: 'value and limit',
  now: 'do it',
  steps: ['status show'],
  ...more,
})

/** A rule whose findings the test sets. */
export function scriptedRule(
  id: string,
  more: Partial<Rule> = {},
): Rule & { found: Finding[]; problem: Error | null } {
  const rule = {
    id,
    title: id.toLowerCase(),
    severity: 'critical',
    runbook: 'R0',
    respondMinutes: 30,
    everySeconds: 15,
    money: true,
    why: 'why',
    trigger: 'trigger',
    automatic: null,
    resolves: 'resolves',
    limits: {},
    ...more,
    found: [] as Finding[],
    problem: null as Error | null,
    async check() {
      if (rule.problem !== null) throw rule.problem
      return rule.found
    },
  } as Rule & { found: Finding[]; problem: Error | null }
  return rule
}

export type Pipeline = Awaited<ReturnType<typeof openPipeline>>

/** The alerts' pipeline on a real database, with a clock, rules and channels of the test's own. */
export async function openPipeline(options: PipelineOptions = {}) {
  const database = options.database ?? (await freshDatabase())
  const { pool } = database
  const clock = { now: options.startAt ?? new Date('2026-11-22T03:00:00Z') }
  const told: Told[] = []
  const edits: Told[] = []
  /** What was printed where the program runs, because nobody else could be told. */
  const unheard: AlertMessage[] = []
  const remedies: { remedy: Remedy; reason: string }[] = []
  const answers = new Map<string, (attempt: number) => Sent | Promise<Sent>>()
  const attempts: string[] = []
  const readings = createAlertReadings(pool)
  const desk = createAlertDesk(pool)
  const directory: Directory = {
    rooms: [ROOM],
    people: [],
    oncall: [],
    platforms: ['discord', 'telegram'],
    addresses: [],
    canMail: true,
    canPhone: true,
    ...options.directory,
  }
  const note = (list: Told[], channel: string, message: AlertMessage, key: string): void => {
    list.push({
      at: clock.now,
      channel,
      alertId: message.alertId,
      kind: message.kind,
      rule: JSON.stringify(message.json['rule'] ?? '').slice(1, -1),
      words: String(message.heading),
      key,
    })
  }
  const channelOf = (kind: string): Channel => ({
    kind,
    isChat: kind === 'discord' || kind === 'telegram',
    addresses: [],
    async send(address, message, { key }) {
      const channel = `${kind}:${address}`
      attempts.push(channel)
      const answer = answers.get(channel) ?? answers.get(kind)
      const sent = (await answer?.(attempts.filter((one) => one === channel).length)) ?? {
        kind: 'sent',
        posted: { message: attempts.length } satisfies JsonObject,
      }
      if (sent.kind !== 'failed') note(told, channel, message, key)
      return sent
    },
    async edit(posted, message, { key }) {
      note(edits, `${kind}:${JSON.stringify(posted['message'])}`, message, key)
      return { kind: 'sent', posted }
    },
  })
  const channels = new Map(
    ['discord', 'telegram', 'email', 'slack', 'webhook', 'phone', 'terminal'].map((kind) => [
      kind,
      channelOf(kind),
    ]),
  )
  for (const channel of options.channels ?? []) channels.set(channel.kind, channel)
  const ownStore = { ...createAlertStore(pool), now: async () => clock.now }
  const rules = options.rules ?? []
  /** One program: rounds and deliveries with a memory of their own. */
  const start = (through = options.storeThrough ?? ((store: AlertStore) => store)) => {
    const store = through(ownStore)
    const rounds = createRounds({
      rules,
      store,
      readings,
      observations: createObservationStore(pool),
      sight: options.sight ?? (async (now) => ({ now }) as never),
      directory: async () => directory,
      limitsOf: (rule, set) => limitsFor(rule, set, new Map()),
      policy: async () => ({
        l3ThresholdSats: sats(options.l3ThresholdSats ?? 0n),
        isQuiet: options.isQuiet ?? (() => false),
      }),
      remedy: async (remedy, reason) => void remedies.push({ remedy, reason }),
      incidents: async () => options.incidents?.() ?? [],
      nowMs: () => performance.now(),
      log: silentLog,
    })
    const deliveries = createDeliveries({
      store,
      channels: () => channels,
      compose: async (alert, kind) => plainMessage(alert, kind),
      composeOverview: async (alerts) => ({
        ...plainMessage(alerts[0] as AlertReading, 'overview'),
        alertId: null,
        heading: `${alerts.length} alerts, the worst ${alerts[0]?.rule} ${alerts[0]?.entity}`,
      }),
      directory: async () => directory,
      whenAllElseFails: async (message) => void unheard.push(message),
      ...(options.sendSeconds === undefined ? {} : { sendSeconds: options.sendSeconds }),
      log: silentLog,
    })
    return {
      rounds,
      deliveries,
      /** A round, and everything told that can be. */
      tick: async (): Promise<void> => {
        await rounds.run()
        await deliveries.look()
        await deliveries.idle()
      },
    }
  }
  const program = start()
  return {
    pool,
    readings,
    desk,
    store: ownStore,
    directory,
    told,
    edits,
    unheard,
    attempts,
    remedies,
    answers,
    clock,
    start,
    tick: () => program.tick(),
    /** Ticks every so often until the time has passed. */
    pass: async (seconds: number, every = 15): Promise<void> => {
      const until = clock.now.getTime() + seconds * 1000
      while (clock.now.getTime() < until) {
        clock.now = new Date(Math.min(until, clock.now.getTime() + every * 1000))
        await program.tick()
      }
    },
    /** '03:05 discord:room:1 first', in order. */
    heard: (channel?: string) =>
      told
        .filter((one) => channel === undefined || one.channel === channel)
        .map((one) => `${one.at.toISOString().slice(11, 19)} ${one.kind}`),
    close: () => database.drop(),
  }
}

const plainMessage = (alert: AlertReading, kind: AlertMessage['kind']): AlertMessage => ({
  alertId: alert.id,
  kind,
  severity: alert.severity,
  state: alert.state,
  isTest: alert.testChannel !== null,
  heading: alert.finding.what,
  lead: alert.finding.now,
  sections: [],
  clock: alert.dueAt,
  buttons: [],
  runbook: null,
  silent: false,
  mention: false,
  json: { rule: alert.rule, entity: alert.entity, level: alert.level },
})

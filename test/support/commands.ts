import { randomUUID } from 'node:crypto'
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type Answer, type Block, writeAnswer } from '../../commands/answer.ts'
import type { Asker } from '../../commands/asker.ts'
import type { Charts } from '../../commands/charts.ts'
import { loadCommands } from '../../commands/catalogue.ts'
import {
  type ActContext,
  type AlertSettings,
  type Command,
  isAct,
  type Preview,
  type ReceivedFile,
} from '../../commands/definition.ts'
import { loadRules } from '../../alerts/catalogue.ts'
import { NO_DRILLS } from '../../bot/drill/no-drills.ts'
import type { Host } from '../../commands/host.ts'
import { type ActionDependencies, createActions } from '../../engine/actions.ts'
import { Failure } from '../../engine/failure.ts'
import { ENGLISH, type Voice, write } from '../../engine/phrase.ts'
import { createOwnKeys } from '../../engine/own-keys.ts'
import type { WalletKey } from '../../engine/ports.ts'
import type { CheckReading, Probes } from '../../engine/probes.ts'
import { createSealing } from '../../engine/sealing.ts'
import { effectiveSettings } from '../../engine/settings.ts'
import { lookUp } from '../../engine/settle.ts'
import { previewSplit } from '../../engine/store/allocation-store.ts'
import { createOwnKeyStore } from '../../engine/store/own-key-store.ts'
import { readTransfer } from '../../engine/store/transfer-store.ts'
import { chartsFor } from '../../bot/charts/charts.ts'
import { createDrawing } from '../../bot/charts/drawing.ts'
import { loadLanguages } from '../../bot/languages/catalogue.ts'
import { createPapers } from '../../bot/statements/papers.ts'
import { createIncidentParts } from '../../bot/incidents/desks.ts'
import { booksOf } from './books.ts'
import { silentLog } from './database.ts'
import { openWorld, type World, type WorldOptions } from './world.ts'
import { createPeopleStore } from '../../engine/store/people-store.ts'
import { createRequestStore } from '../../engine/store/request-store.ts'
import { createActionLog } from '../../engine/store/action-log-store.ts'
import { createRoomStore } from '../../engine/store/room-store.ts'
import { createChartReadings } from '../../engine/store/readings/charts.ts'
import { createAlertDesk } from '../../engine/store/alert-desk-store.ts'
import type { Rule } from '../../alerts/rule.ts'

/** A preview as it is read in English. */
export interface WrittenPreview extends Omit<Preview, 'what' | 'lines'> {
  readonly what: string
  readonly lines: readonly string[]
}

export interface Ran {
  /** As it is read in English. */
  readonly answer: Answer<string>
  /** The same, in no language yet. */
  readonly said: Answer
  /** Null for a command that only looks. */
  readonly preview: WrittenPreview | null
}

export interface DeskOptions extends WorldOptions {
  readonly environment?: ReadonlyMap<string, string>
  /** Who asks unless a call says otherwise: an owner at the terminal. */
  readonly asker?: Asker
  readonly checks?: readonly CheckReading[]
  /** Instead of the recording stand-in, or parts of it. */
  readonly host?: Partial<Host>
  readonly decide?: ActContext['decide']
  readonly alertSettings?: Partial<AlertSettings>
  /** Instead of all that the bot looks for. */
  readonly rules?: readonly Rule[]
}

/** Somebody at the server's own terminal, linked to nobody. */
export const atTerminal = (account: string): Asker => ({
  actor: `terminal:${account}`,
  person: null,
  role: 'owner',
  identity: { platform: 'terminal', userId: account },
})

/** By the words of the books, 'terminal:maria', or in full. */
export type Who = Asker | string

export type Desk = Awaited<ReturnType<typeof openDesk>>

/** A person at work: the whole engine on real parts, and commands run through their definitions. */
export async function openDesk(options: DeskOptions = {}) {
  const world = await openWorld(options)
  const commands = await loadCommands()
  const asked: string[] = []
  const stores = {
    people: createPeopleStore(world.pool),
    requests: createRequestStore(world.pool),
    log: createActionLog(world.pool),
    rooms: createRoomStore(world.pool),
    alerts: createAlertDesk(world.pool),
  }
  const rules = options.rules ?? (await loadRules())
  const host = { ...recordingHost(asked), ...options.host }
  const drawing = createDrawing()
  const chartParts = { readings: createChartReadings(world.pool), drawing, pollSeconds: async () => 60 }
  const { voiceFor } = await loadLanguages()
  const chartsAs = (voice: Voice, now: Date): Charts => chartsFor(chartParts, voice, now)
  const papers = createPapers({ drawing, chartsFor: chartsAs, voiceFor, sandbox: false, log: silentLog })
  const sealing = createSealing(randomBytes(32))
  const settingsKeys = {
    source: world.wallets.source.adminKey as WalletKey,
    commission: world.wallets.commission.invoiceKey as WalletKey,
    treasury: world.wallets.treasury.adminKey as WalletKey,
  }
  const ownKeyStore = createOwnKeyStore(world.pool)
  const nowMs = (): number => performance.now()
  const ownKeys = createOwnKeys({ settings: settingsKeys, store: ownKeyStore, sealing, nowMs })
  const probes = { ...probesOf(world, options), ownKeys: () => ownKeys.inUse() }
  const { incidents, incidentsFor } = createIncidentParts({
    pool: world.pool,
    readings: world.readings,
    probes,
    books: booksOf(world),
    alerts: stores.alerts,
    log: stores.log,
    people: stores.people,
    settings: async () =>
      effectiveSettings(options.environment ?? new Map(), await world.readings.settings()),
    isHalted: () => host.isHalted(),
    logLines: (filter) => host.logLines(filter),
    clock: { now: () => new Date() },
  })
  const dependencies = (actor: string): ActionDependencies => ({
    actor,
    bookkeeping: world.stores.bookkeeping,
    preflightStore: world.stores.preflight,
    transfers: world.stores.transfers,
    lnbits: world.client,
    sealing,
    pay: world.payDependencies(actor),
    poll: () => world.takeIn(),
    ownWalletIds: async () => [world.wallets.source.walletId, world.wallets.commission.walletId],
    rotation: {
      lnbits: world.client,
      preflightStore: world.stores.preflight,
      sealing,
      settingsKeys,
      ownKeys,
      store: ownKeyStore,
    },
    byHand: world.byHand(),
  })

  function askerOf(who: Who | undefined): Asker {
    if (who === undefined) return options.asker ?? atTerminal('maria')
    return typeof who === 'string' ? atTerminal(who.replace('terminal:', '')) : who
  }

  async function context(who?: Who, file: ReceivedFile | null = null): Promise<ActContext> {
    const { settings, list } = effectiveSettings(
      options.environment ?? new Map(),
      await world.readings.settings(),
    )
    const asker = askerOf(who)
    const now = new Date()
    return {
      readings: world.readings,
      probes,
      settings,
      settingsList: list,
      host,
      commands,
      asker,
      people: stores.people,
      requests: stores.requests,
      log: stores.log,
      rooms: stores.rooms,
      alerts: stores.alerts,
      rules,
      books: booksOf(world),
      charts: chartsAs({ ...ENGLISH, timeZone: settings['operator-timezone'] }, now),
      papers,
      alertSettings: { fixedLimits: new Map(), addresses: [], ...options.alertSettings },
      now,
      incidents: incidentsFor(asker.actor),
      actions: createActions(dependencies(asker.actor)),
      file,
      approver: null,
      decide: options.decide ?? (() => Promise.reject(new Error('this desk decides nothing'))),
      operationId: randomUUID(),
    }
  }

  /** Reads the words as a surface would, previews an action, and carries it out. */
  async function run(
    command: Command,
    written: Record<string, string> = {},
    who?: Who,
    file: ReceivedFile | null = null,
  ): Promise<Ran> {
    const all = await context(who, file)
    const args = readArguments(command, written) as never
    if (!isAct(command)) return ran(await command.look(all, args), null)
    const preview = await command.preview(all, args)
    return ran(await command.act(all, args), preview)
  }

  /** The preview alone, as somebody sees it who then says no. */
  async function preview(
    command: Command,
    written: Record<string, string> = {},
    who?: Who,
  ): Promise<WrittenPreview> {
    if (!isAct(command)) throw new Error('only actions have a preview')
    return inEnglish(await command.preview(await context(who), readArguments(command, written)))
  }

  /** The sentence with which a command is refused. */
  async function refusal(command: Command, written: Record<string, string> = {}, who?: Who): Promise<string> {
    try {
      await run(command, written, who)
    } catch (thrown) {
      if (thrown instanceof Failure) return thrown.message
      throw thrown
    }
    throw new Error(`${command.noun} ${command.verb} was not refused`)
  }

  async function close(): Promise<void> {
    await drawing.stop()
    await world.close()
  }

  return {
    incidents,
    incidentsFor,
    world,
    stores,
    probes,
    asked,
    context,
    run,
    preview,
    refusal,
    chartsFor: chartsAs,
    papers,
    close,
  }
}

const inEnglish = (preview: Preview): WrittenPreview => ({
  ...preview,
  what: write(preview.what, ENGLISH),
  lines: preview.lines.map((line) => write(line, ENGLISH)),
})

const ran = (said: Answer, preview: Preview | null): Ran => ({
  said,
  answer: writeAnswer(kept(said), ENGLISH),
  preview: preview === null ? null : inEnglish(preview),
})

/** A running program that does nothing but remember what it was asked to do. */
function recordingHost(asked: string[]): Host {
  const record = <T>(words: string, answer: T): T => {
    asked.push(words)
    return answer
  }
  return {
    newCode: () => record('newCode', 'ABCD2345'),
    version: () => ({ version: '0.0.0', node: 'v20.19.0', startedAt: new Date('2026-11-22T00:00:00Z') }),
    logLines: async ({ pattern, limit }) => record(`logLines ${pattern ?? '-'} ${limit}`, []),
    backup: async () => record('backup', { path: 'backup.dump', bytes: 1, sha256: '0'.repeat(64) }),
    exportAudit: () => record('exportAudit', Promise.reject(new Error('this desk exports nothing'))),
    exportEvidence: () => record('exportEvidence', Promise.reject(new Error('this desk exports nothing'))),
    restart: () => record('restart', undefined),
    keyPage: async (purpose, actor) =>
      record(`keyPage ${purpose.kind} ${purpose.kind === 'own' ? purpose.role : purpose.clientId} ${actor}`, {
        url: 'http://localhost/key/once',
        expiresAt: new Date('2026-11-22T00:10:00Z'),
      }),
    halt: async (reason, actor) => record(`halt ${actor}: ${reason}`, { inTheBooks: true, at: new Date() }),
    isHalted: () => false,
    clearHalt: async () => record('clearHalt', false),
    drills: NO_DRILLS,
  }
}

/** What a surface does with the words behind a command: every argument read by its own specification. */
export function readArguments(command: Command, written: Record<string, string>): Record<string, unknown> {
  const unknown = Object.keys(written).filter((name) => !(name in command.arguments))
  if (unknown.length > 0) throw new Error(`${command.noun} ${command.verb} has no ${unknown.join(', ')}`)
  return Object.fromEntries(
    Object.entries(command.arguments).map(([name, spec]) => [
      name,
      spec.read(written[name], spec.secret ? `${name}-file` : name),
    ]),
  )
}

/** What every answer keeps to, whichever command gave it: short tables, JSON that is JSON, and a way on at the end. */
function kept(answer: Answer): Answer {
  assert.equal(answer.blocks.at(-1)?.kind, 'next', 'an answer ends with what makes sense next')
  for (const block of answer.blocks) {
    if (block.kind !== 'table') continue
    assert(block.columns.length <= 5, 'a table fits on a phone')
    for (const row of block.rows) assert.equal(row.length, block.columns.length)
  }
  assert.deepEqual(JSON.parse(JSON.stringify(answer.json)), answer.json, 'the JSON survives being written')
  return answer
}

/** Everything an answer says in words, one line after the other. */
export function saidBy(answer: Answer<string>): string {
  return [answer.heading, ...answer.blocks.flatMap(linesOf)].join('\n')
}

function linesOf(block: Block<string>): string[] {
  switch (block.kind) {
    case 'text':
      return [block.text]
    case 'fields':
      return block.fields.map(([name, value]) => `${name}: ${value}`)
    case 'table': {
      const rows = block.rows.map((row) => row.join(' | '))
      return rows.length === 0 ? [block.whenEmpty] : [block.columns.map((c) => c.title).join(' | '), ...rows]
    }
    case 'image':
      return [block.alt]
    case 'file':
      return [block.name]
    case 'next':
      return block.commands.map((command) => `> ${command}`)
  }
}

/** The rows of an answer's tables, all together. */
export const rowsOf = (answer: Answer<string>): string[][] =>
  answer.blocks.flatMap((block) => (block.kind === 'table' ? block.rows.map((row) => [...row]) : []))

function probesOf(world: World, options: DeskOptions): Omit<Probes, 'ownKeys'> {
  return {
    checkAll: async () => [...(options.checks ?? [])],
    preflight: () => world.preflight(),
    async lookUpPayment(kind, id) {
      const transfer = await readTransfer(world.pool, kind, id)
      if (transfer === null || transfer.paymentHash === null) return { kind: 'no_invoice' }
      const payer = await world.keyring.payerKey(transfer.payerWalletId)
      const payee = await world.keyring.payeeKey(transfer)
      if (payer === null || payee === null) throw new Error('the test holds every key')
      return lookUp(world.client, { payer, payee }, { ...transfer, paymentHash: transfer.paymentHash })
    },
    lamassuCashOut: (id) => world.lamassuSource.cashOut(id),
    lamassuDispensedIds: () => world.lamassuSource.dispensedIds(),
    previewSplit: (cashOut) =>
      previewSplit(world.pool, cashOut, {
        fixedModeEnabled: options.fixedMode ?? true,
        timeZone: options.timeZone ?? 'UTC',
      }),
  }
}

import { randomUUID } from 'node:crypto'
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Answer, Block } from '../../commands/answer.ts'
import { type ActContext, type Command, isAct, type Preview } from '../../commands/definition.ts'
import { type ActionDependencies, createActions } from '../../engine/actions.ts'
import { Failure } from '../../engine/failure.ts'
import type { CheckReading, Probes } from '../../engine/probes.ts'
import { createSealing } from '../../engine/sealing.ts'
import { effectiveSettings } from '../../engine/settings.ts'
import { lookUp } from '../../engine/settle.ts'
import { previewSplit } from '../../engine/store/allocation-store.ts'
import { readTransfer } from '../../engine/store/transfer-store.ts'
import { openWorld, type World, type WorldOptions } from './world.ts'

export interface Ran {
  readonly answer: Answer
  /** Null for a command that only looks. */
  readonly preview: Preview | null
}

export interface DeskOptions extends WorldOptions {
  readonly environment?: ReadonlyMap<string, string>
  readonly actor?: string
  readonly checks?: readonly CheckReading[]
}

export type Desk = Awaited<ReturnType<typeof openDesk>>

/** A person at work: the whole engine on real parts, and commands run through their definitions. */
export async function openDesk(options: DeskOptions = {}) {
  const world = await openWorld(options)
  const probes = probesOf(world, options)
  const dependencies = (actor: string): ActionDependencies => ({
    actor,
    bookkeeping: world.stores.bookkeeping,
    preflightStore: world.stores.preflight,
    transfers: world.stores.transfers,
    lnbits: world.client,
    sealing: createSealing(randomBytes(32)),
    pay: world.payDependencies(actor),
    poll: () => world.takeIn(),
    ownWalletIds: async () => [world.wallets.source.walletId, world.wallets.commission.walletId],
  })

  async function context(actor = options.actor ?? 'terminal:maria'): Promise<ActContext> {
    const { settings, list } = effectiveSettings(
      options.environment ?? new Map(),
      await world.readings.settings(),
    )
    return {
      readings: world.readings,
      probes,
      settings,
      settingsList: list,
      now: new Date(),
      actions: createActions(dependencies(actor)),
      operationId: randomUUID(),
    }
  }

  /** Reads the words as a surface would, previews an action, and carries it out. */
  async function run(command: Command, written: Record<string, string> = {}, actor?: string): Promise<Ran> {
    const all = await context(actor)
    const args = readArguments(command, written) as never
    if (!isAct(command)) return { preview: null, answer: kept(await command.look(all, args)) }
    const preview = await command.preview(all, args)
    return { preview, answer: kept(await command.act(all, args)) }
  }

  /** The preview alone, as somebody sees it who then says no. */
  async function preview(command: Command, written: Record<string, string> = {}): Promise<Preview> {
    if (!isAct(command)) throw new Error('only actions have a preview')
    return command.preview(await context(), readArguments(command, written))
  }

  /** The sentence with which a command is refused. */
  async function refusal(
    command: Command,
    written: Record<string, string> = {},
    actor?: string,
  ): Promise<string> {
    try {
      await run(command, written, actor)
    } catch (thrown) {
      if (thrown instanceof Failure) return thrown.message
      throw thrown
    }
    throw new Error(`${command.noun} ${command.verb} was not refused`)
  }

  return { world, probes, context, run, preview, refusal, close: () => world.close() }
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
export function saidBy(answer: Answer): string {
  return [answer.heading, ...answer.blocks.flatMap(linesOf)].join('\n')
}

function linesOf(block: Block): string[] {
  if (block.kind === 'text') return [block.text]
  if (block.kind === 'fields') return block.fields.map(([name, value]) => `${name}: ${value}`)
  if (block.kind === 'next') return block.commands.map((command) => `> ${command}`)
  const rows = block.rows.map((row) => row.join(' | '))
  return rows.length === 0 ? [block.whenEmpty] : [block.columns.map((c) => c.title).join(' | '), ...rows]
}

/** The rows of an answer's tables, all together. */
export const rowsOf = (answer: Answer): string[][] =>
  answer.blocks.flatMap((block) => (block.kind === 'table' ? block.rows.map((row) => [...row]) : []))

function probesOf(world: World, options: DeskOptions): Probes {
  return {
    checkAll: async () => [...(options.checks ?? [])],
    preflight: () => world.preflight(),
    async lookUpPayment(kind, id) {
      const transfer = await readTransfer(world.pool, kind, id)
      if (transfer === null || transfer.paymentHash === null) return { kind: 'no_invoice' }
      const payer = world.keyring.payerKey(transfer.payerWalletId)
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

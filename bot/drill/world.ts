import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Rule } from '../../alerts/rule.ts'
import type { Command } from '../../commands/definition.ts'
import { Failure } from '../../engine/failure.ts'
import {
  DRILL_HURRY,
  type DrillScenario,
  type Drills,
  type DrillScore,
  scoreOf,
} from '../../engine/incidents/drill.ts'
import type { Language, PersonReading } from '../../engine/people.ts'
import type { Clock } from '../../engine/ports.ts'
import { createPulse } from '../alerts/pulse.ts'
import { type Assembly, assemble } from '../assembly.ts'
import { chatPartsOf } from '../chat/assemble.ts'
import type { ChatParts } from '../chat/parts.ts'
import { Cleanups } from '../cleanups.ts'
import { countingRing, createLogCounts } from '../host/log-counts.ts'
import { createLogRing } from '../host/log-ring.ts'
import { beginLeading } from '../leading.ts'
import { createLog } from '../log.ts'
import { createHandOnBooks } from '../sandbox/hand.ts'
import { openSandbox } from '../sandbox/sandbox.ts'
import { supplyClients } from '../sandbox/supplies.ts'
import { createNarrator } from '../terminal/narrator.ts'
import { startWork } from '../work.ts'
import { readFacts } from './facts.ts'
import { FAULTS, type FaultyWorld } from './faults.ts'
import { copyPeople } from './people.ts'
import { drillConfig } from './settings.ts'

export interface DrillOrder {
  readonly scenario: DrillScenario
  readonly actor: string
  /** A new folder, of this drill alone. */
  readonly folder: string
  readonly language: Language
  readonly people: readonly PersonReading[]
  readonly commands: readonly Command[]
  /** What the drill says by itself: the story, and its alerts. */
  readonly print: (line: string) => void
  /** What its own "drill" commands do. */
  readonly drills: Drills
}

/** A whole world with a bot at work in it, in which something has gone wrong. */
export interface DrillWorld {
  readonly parts: ChatParts
  /** What can be done outside of the bot: by word. */
  readonly outside: FaultyWorld
  readonly faultAt: Date
  score(): Promise<DrillScore>
  /** Ends everything in it; its folder stays. */
  stop(): Promise<void>
}

const POOL_SIZE = 6
/** Of their usual deposits: enough for everything that is sold in a drill. */
const DEPOSITS = 8n
const FIRST_SALES = 3
const READY_SECONDS = 90
const LOOK_MILLISECONDS = 250

/**
 * Makes a world of its own, lets some cash-outs run through it, and lets something go wrong. Nothing of the real one is
 * within its reach: its settings are made of nothing (settings.ts), its servers listen on loopback, its keys are new.
 */
export async function openDrillWorld(order: DrillOrder): Promise<DrillWorld> {
  await mkdir(order.folder, { recursive: true })
  const config = drillConfig(order.folder, order.language)
  const errors = createLogCounts(new Date())
  const log = createLog({
    level: config.logLevel,
    folder: config.dataFolder,
    ring: countingRing(errors, createLogRing()),
  })
  const cleanups = new Cleanups(log)
  const clock: Clock = { now: () => new Date() }
  const fault = FAULTS[order.scenario]
  try {
    const wishes = fault.sourceSats === undefined ? {} : { sourceSats: fault.sourceSats }
    const sandbox = await openSandbox(config, cleanups, log, clock, wishes)
    const { world, database } = sandbox
    const assembly = await assemble({ config, world, database, log, poolSize: POOL_SIZE })
    cleanups.add('connections', () => assembly.stop())
    const parts = await partsOf(assembly, order)
    await copyPeople(order.people, parts.people)
    const actions = await assembly.actionsFor('drill')
    await supplyClients(
      { lnbits: sandbox.lnbits, sourceKey: world.keys.source, readings: assembly.readings, actions },
      DEPOSITS,
    )
    begin(assembly, parts, order, cleanups, () => errors.counts())
    await until(async () => (await assembly.readings.status()).baselineAt !== null)
    for (let sale = 0; sale < FIRST_SALES; sale += 1) await sandbox.atm.sellOnce('lightning')
    await until(async () => (await assembly.readings.status()).transactions.completed >= FIRST_SALES)
    const outside = { sandbox, assembly, hand: createHandOnBooks(assembly.pool), folder: order.folder }
    const faultAt = clock.now()
    await fault.inject(outside)
    const { scenario, actor } = order
    return {
      parts,
      outside,
      faultAt,
      score: async () => scoreOf(await readFacts(parts, { scenario, actor, faultAt, endedAt: clock.now() })),
      stop: () => cleanups.run(),
    }
  } catch (thrown) {
    await cleanups.run()
    throw thrown
  }
}

/** As the bot's own, but hurried, and with the drill's "drill" commands. */
async function partsOf(assembly: Assembly, { commands, drills }: DrillOrder): Promise<ChatParts> {
  const parts = await chatPartsOf(assembly, {
    commands,
    onRestart: null,
    httpUrl: () => null,
    logRing: null,
    drill: true,
    drills,
  })
  return { ...parts, rules: parts.rules.map(hurried) }
}

/** Polls come every two seconds in it, and sales in heaps: a row that waits for the second poll is not missing yet. */
const POLLS_TO_WAIT = 15

const hurried = (rule: Rule): Rule => ({
  ...rule,
  ...(rule.id === 'POLL_GAP' ? { limits: patient(rule.limits) } : {}),
  everySeconds: Math.max(1, Math.round(rule.everySeconds / DRILL_HURRY)),
})

const patient = (limits: Rule['limits']): Rule['limits'] =>
  Object.fromEntries(
    Object.entries(limits).map(([name, limit]) => [name, { ...limit, default: POLLS_TO_WAIT }]),
  )

function begin(
  assembly: Assembly,
  parts: ChatParts,
  { print }: DrillOrder,
  cleanups: Cleanups,
  errors: () => ReturnType<ReturnType<typeof createLogCounts>['counts']>,
): void {
  const { clock, readings } = assembly
  const story = createNarrator({
    readings,
    print,
    now: () => clock.now(),
    world: '',
    voice: parts.voiceFor(parts.language, { timeZone: 'UTC', names: 'initials' }),
  })
  cleanups.add('story', () => story.told())
  const duties = beginLeading(
    {
      assembly,
      parts,
      print,
      errors,
      metrics: { countCheck: () => undefined, countMessage: () => undefined },
      pulse: createPulse(clock),
      alive: () => undefined,
    },
    () => null,
  )
  cleanups.add('duties', async () => {
    await Promise.all(duties.map((duty) => duty.stop()))
  })
  const work = startWork(assembly, story)
  cleanups.add('work in hand', () => work.stop())
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + READY_SECONDS * 1000
  while (performance.now() < deadline) {
    if (await holds()) return
    await delay(LOOK_MILLISECONDS)
  }
  throw new Failure(
    'refused',
    'The world of the drill did not get ready in time: the machine is busy. Try again later.',
  )
}

/** A folder below the data folder that no other drill has. */
export const newDrillFolder = (dataFolder: string, scenario: DrillScenario): string =>
  join(dataFolder, 'drills', `world-${scenario}-${randomBytes(4).toString('hex')}`)

import { mkdir } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Command } from '../../commands/definition.ts'
import { Failure, sentenceOf } from '../../engine/failure.ts'
import type { DrillScenario, Drills, DrillScore, DrillStanding } from '../../engine/incidents/drill.ts'
import type { Language, PersonReading } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import { FAULTS } from './faults.ts'
import { claimFolder, keepFolder, removeWorld } from './leftovers.ts'
import { type DrillWorld, newDrillFolder, openDrillWorld } from './world.ts'

export interface SessionOptions {
  /** Of the real world: the drill's own folder is made below it. */
  readonly dataFolder: string
  readonly language: Language
  readonly people: () => Promise<readonly PersonReading[]>
  readonly commands: readonly Command[]
  /** What a drill says by itself, at its place. */
  readonly print: (line: string, place: string) => void
  /** Keeps the score where the real books are. */
  readonly record: (score: DrillScore, world: DrillWorld) => Promise<void>
  /** The world is there, and something is wrong in it. */
  readonly onReady?: (world: DrillWorld, standing: DrillStanding) => void
  /** It was stopped by one of its own commands: whoever runs it tidies up once that is answered. */
  readonly onStopped?: () => void
  readonly keep?: boolean
  readonly log: Logger
}

export interface DrillSession extends Drills {
  /** Null while it is being prepared, and where there is none. */
  world(): DrillWorld | null
  isOver(): boolean
  /** Ends what is left of it and takes its folder away. Never throws. */
  tidy(): Promise<void>
}

interface Running {
  readonly standing: DrillStanding
  readonly folder: string
  readonly opening: Promise<DrillWorld | null>
  world: DrillWorld | null
  over: boolean
}

/** One drill at a time, from its preparation to the removal of its folder. */
export function createSession(options: SessionOptions): DrillSession {
  let running: Running | null = null
  let tidying: Promise<void> | null = null

  const session: DrillSession = {
    current: () => (running === null || running.over ? null : running.standing),
    world: () => running?.world ?? null,
    isOver: () => running?.over ?? false,
    async start(scenario, { actor, place }) {
      if (running !== null)
        throw new Failure(
          'refused',
          say`A drill of ${running.standing.scenario} runs already: end it first with "drill stop".`,
        )
      const standing = { scenario, actor, place, startedAt: new Date(), outside: outsideOf(scenario) }
      const folder = newDrillFolder(options.dataFolder, scenario)
      const begun: Running = { standing, folder, opening: open(standing, folder), world: null, over: false }
      running = begun
      void begun.opening.then((world) => {
        begun.world = world
        if (world === null) void session.tidy().then(() => options.onStopped?.())
        else options.onReady?.(world, standing)
      })
    },
    async stop() {
      const ending = running
      if (ending === null || ending.over)
        throw new Failure('refused', say`No drill runs: "drill start R3" begins one.`)
      ending.over = true
      const world = await ending.opening
      const score = world === null ? null : await world.score()
      if (world !== null && score !== null) await options.record(score, world)
      options.onStopped?.()
      return score
    },
    tidy() {
      tidying ??= tidyUp().finally(() => {
        tidying = null
      })
      return tidying
    },
  }

  async function open(standing: DrillStanding, folder: string): Promise<DrillWorld | null> {
    try {
      await mkdir(folder, { recursive: true })
      await claimFolder(folder)
      return await openDrillWorld({
        ...standing,
        folder,
        language: options.language,
        people: await options.people(),
        commands: options.commands,
        print: (line) => options.print(line, standing.place),
        drills: { ...session, start: refuseWithin },
      })
    } catch (thrown) {
      options.log.error({ reason: sentenceOf(thrown) }, 'the world of a drill could not be made')
      options.print(`✖ ${sentenceOf(thrown)}`, standing.place)
      return null
    }
  }

  async function tidyUp(): Promise<void> {
    const ending = running
    if (ending === null) return
    ending.over = true
    try {
      const world = await ending.opening
      await world?.stop()
      if (options.keep === true) await keepFolder(ending.folder)
      else await removePatiently(ending.folder, options.log)
    } catch (thrown) {
      options.log.warn(
        { reason: sentenceOf(thrown) },
        'a drill could not be tidied up; the next start does it',
      )
    }
    running = null
  }

  return session
}

const outsideOf = (scenario: DrillScenario): DrillStanding['outside'] =>
  Object.entries(FAULTS[scenario].outside).map(([word, { help }]) => [word, help] as const)

const refuseWithin = (): Promise<never> =>
  Promise.reject(new Failure('refused', say`This is a drill already: end it first with "drill stop".`))

const TRIES = 20
const PAUSE_MS = 250

/** A server that is shutting down still writes into its folder. */
async function removePatiently(folder: string, log: Logger): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await removeWorld(folder, log)
    } catch (thrown) {
      if (attempt >= TRIES) throw thrown
      await delay(PAUSE_MS)
    }
  }
}

import type { Logger } from 'pino'
import type { Command } from '../../commands/definition.ts'
import { Failure, sentenceOf } from '../../engine/failure.ts'
import { drillPaper, scoreLine } from '../../engine/incidents/drill-paper.ts'
import { type DrillScenario, type DrillScore, DRILL_WATCH_MINUTES } from '../../engine/incidents/drill.ts'
import type { PersonReading } from '../../engine/people.ts'
import { ENGLISH, write } from '../../engine/phrase.ts'
import { type Assembly, assemble, openDatabase } from '../assembly.ts'
import { terminalAsker } from '../chat/access.ts'
import type { Config } from '../config.ts'
import { createLog } from '../log.ts'
import { readSandboxFile, readSandboxWorld } from '../sandbox/world.ts'
import { terminalAccount, terminalVoice } from '../terminal/account.ts'
import { type Chat, openChat } from '../terminal/chat.ts'
import { renderAnswer } from '../terminal/render.ts'
import { removeLeftovers } from './leftovers.ts'
import { outsideAnswer } from './outside.ts'
import { recordDrill, writeScore } from './record.ts'
import { createSession, type DrillSession } from './session.ts'
import type { DrillWorld } from './world.ts'

/** `satmachine drill R3 [--keep]`: a drill at this terminal, in this process, until "drill stop", "quit" or Ctrl-C. */
export async function runDrill(
  scenario: DrillScenario,
  words: readonly string[],
  { config, commands }: { readonly config: Config; readonly commands: readonly Command[] },
): Promise<number> {
  const [unknown] = words.filter((word) => word !== '--keep')
  if (unknown !== undefined)
    throw new Failure('usage', `"${unknown}" is not expected here; usage: drill ${scenario} [--keep]`)
  const log = createLog({ level: config.logLevel, folder: config.dataFolder })
  await removeLeftovers(config.dataFolder, log)
  const over = untilOver()
  const chat: { open: Chat | null } = { open: null }
  const print = (line: string): void =>
    chat.open === null ? void process.stdout.write(`${line}\n`) : chat.open.print(line)
  const books = realBooks(config, log, print)
  const noted = await books.begin(scenario)
  const session = createSession({
    dataFolder: config.dataFolder,
    language: config.chat.language,
    people: () => Promise.resolve(noted.people.length === 0 ? [whoeverSitsHere()] : noted.people),
    commands,
    keep: words.includes('--keep'),
    print: (line) => print(marked(line)),
    async record(score, world) {
      const markdown = markdownOf(score, world)
      print(marked(await writeScore(config.dataFolder, score, markdown)))
      await books.end(noted.action, score, markdown)
    },
    onReady(world) {
      for (const line of guide(scenario)) print(line)
      chat.open = openTerminal(scenario, { world, session, onQuit: over.now })
    },
    onStopped: over.now,
    log,
  })
  print(marked(`${scenario}: a world of its own is being made, with play money only…`))
  await session.start(scenario, { actor: terminalActor(), place: 'terminal' })
  await over.promise
  const wasReady = session.world() !== null
  if (session.current() !== null) await tellScore(session, print)
  await chat.open?.stop()
  await session.tidy()
  over.forget()
  process.stdout.write('The drill is over, and its world is gone.\n')
  return wasReady ? 0 : 1
}

/** Where nobody is known, the one at this terminal is the owner: somebody has to lead. */
const whoeverSitsHere = (): PersonReading => ({
  id: 1n,
  name: terminalAccount(),
  role: 'owner',
  language: 'en',
  clientId: null,
  active: true,
  identities: [{ platform: 'terminal', userId: terminalAccount() }],
  createdAt: new Date(),
})

const terminalActor = (): string => `terminal:${terminalAccount()}`

const marked = (line: string): string =>
  line === '' ? line : `DRILL · ${line.replaceAll('\n', '\nDRILL · ')}`

/** Whoever leaves without "drill stop" is told what it came to, too. */
async function tellScore(session: DrillSession, print: (line: string) => void): Promise<void> {
  try {
    const score = await session.stop()
    if (score !== null) print(marked(write(scoreLine(score), ENGLISH)))
  } catch (thrown) {
    print(marked(`The drill could not be scored: ${sentenceOf(thrown)}`))
  }
}

const markdownOf = (score: DrillScore, { parts }: DrillWorld): string =>
  parts.papers.markdown(drillPaper(score), { language: parts.language, timeZone: 'UTC', names: 'initials' })

const guide = (scenario: DrillScenario): string[] => [
  '',
  `  satmachine — DRILL ${scenario}: something has gone wrong in a world of its own. No real sat, client or key is in it.`,
  '',
  '  The bot there sees it, and says so; work with the commands that you would use in earnest:',
  '      alert list · incident list · incident next · incident diagnose · panic · poll resume · recon run · help',
  '  What is done outside of the bot, in another program or by telephone: outside',
  `  Time runs faster: looks come ten times as often, and the watch of a day takes ${DRILL_WATCH_MINUTES} minutes.`,
  '  End it with: drill stop     (Ctrl-C ends it as well; both score it)',
  '',
]

function openTerminal(
  scenario: DrillScenario,
  drill: { readonly world: DrillWorld; readonly session: DrillSession; readonly onQuit: () => void },
): Chat {
  const { parts } = drill.world
  const surface = () => ({ colours: process.stdout.isTTY, width: process.stdout.columns || 100 })
  const asker = () => terminalAsker(parts, terminalAccount())
  return openChat({
    parts,
    commands: parts.commands,
    asker,
    voice: (who) => terminalVoice(parts, who),
    prompt: `DRILL ${scenario}> `,
    surface,
    extras: {
      async outside([word]) {
        const voice = await terminalVoice(parts, await asker())
        return marked(renderAnswer(await outsideAnswer(drill.session, word), { ...surface(), voice }))
      },
    },
    onQuit: drill.onQuit,
  })
}

interface Noted {
  readonly people: readonly PersonReading[]
  /** Its row in the real action log; null where there are no real books. */
  readonly action: bigint | null
}

/** The real books are opened twice for a moment, to read who is who and to write down that it was played, and how. */
function realBooks(config: Config, log: Logger, print: (line: string) => void) {
  const withBooks = async <T>(work: (books: Assembly) => Promise<T>): Promise<T | null> => {
    if (config.sandbox && (await readSandboxFile(config.dataFolder)) === null) return null
    try {
      const world = config.world ?? (await readSandboxWorld(config.dataFolder))
      const database = await openDatabase(config, log)
      const books = await assemble({ config, world, database, log, poolSize: 2 })
      try {
        return await work(books)
      } finally {
        await books.stop()
      }
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown
      print(
        marked(
          `The real books can't be reached, so that the drill is not written down there: ${thrown.message}`,
        ),
      )
      return null
    }
  }
  return {
    async begin(scenario: DrillScenario): Promise<Noted> {
      const noted = await withBooks(async ({ chatStores }) => ({
        people: await chatStores.people.people(),
        action: await chatStores.actionLog.begin({
          actor: terminalActor(),
          surface: 'terminal',
          command: 'drill start',
          arguments: { scenario },
        }),
      }))
      return noted ?? { people: [], action: null }
    },
    async end(action: bigint | null, score: DrillScore, markdown: string): Promise<void> {
      await withBooks(async ({ chatStores, pool }) => {
        await recordDrill(pool, score, markdown)
        if (action !== null) await chatStores.actionLog.finish(action, write(scoreLine(score), ENGLISH))
      })
    },
  }
}

/** Resolves when it is stopped, by a command or a signal; a second signal ends the program at once. */
function untilOver(): {
  readonly promise: Promise<void>
  readonly now: () => void
  readonly forget: () => void
} {
  let now: () => void = () => undefined
  const promise = new Promise<void>((resolve) => {
    now = resolve
  })
  let asked = false
  const onSignal = (): void => {
    if (asked) process.exit(1)
    asked = true
    now()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)
  return {
    promise,
    now: () => now(),
    forget: () => {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}

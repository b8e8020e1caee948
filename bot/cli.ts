import { createInterface } from 'node:readline'
import type { Logger } from 'pino'
import { type Command, isAct } from '../commands/definition.ts'
import { Failure } from '../engine/failure.ts'
import { migrate } from '../engine/store/migrate.ts'
import { createPool } from '../engine/store/pool.ts'
import type { Answer } from '../commands/answer.ts'
import { ENGLISH, type Voice, write } from '../engine/phrase.ts'
import { type Assembly, assemble, openDatabase } from './assembly.ts'
import { terminalAsker } from './chat/access.ts'
import { chatPartsOf } from './chat/assemble.ts'
import { isForEmergencies } from './chat/patience.ts'
import { type ParsedLine, parseWords } from './chat/words.ts'
import { haltWithoutBooks } from './halt.ts'
import { runRestore } from './restore.ts'
import { terminalAccount, terminalVoice } from './terminal/account.ts'
import { readAttachment } from './terminal/attachment.ts'
import { previewText } from './terminal/chat.ts'
import type { Config, World } from './config.ts'
import { readSandboxWorld } from './sandbox/world.ts'
import { printableLine } from './terminal/characters.ts'
import { complaintOf } from './terminal/complaint.ts'
import { execute } from './terminal/execute.ts'
import { commandHelp, helpText } from './terminal/help.ts'
import { paint, renderAnswer, type Surface } from './terminal/render.ts'
import { readSecret } from './terminal/secret.ts'

/** Exit codes: 0 done, 1 refused or failed, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2

export interface CommandLine {
  readonly words: readonly string[]
  readonly commands: readonly Command[]
  readonly readConfig: () => Config
  readonly log: Logger
}

/** Runs one command of `satmachine <noun> <verb>` and says how it went. */
export async function runCommandLine(line: CommandLine): Promise<ExitCode> {
  const [first] = line.words
  const isHelp = first === 'help' && line.words.length === 1
  if (first === undefined || isHelp || first === '--help' || first === '-h') {
    process.stdout.write(`${helpText(line.commands)}\n`)
    return 0
  }
  try {
    if (first === 'migrate') return await runMigrate(line)
    if (first === 'restore') {
      process.stdout.write(`${await runRestore(line.words.slice(1), line.readConfig(), line.log)}\n`)
      return 0
    }
    return await runOne(line)
  } catch (thrown) {
    return complain(thrown, line.words.includes('--json'))
  }
}

/** One clear sentence on stderr; with --json an object too, so that a script need not read prose. */
export function complain(thrown: unknown, json: boolean, voice: Voice = ENGLISH): ExitCode {
  const code = thrown instanceof Failure ? thrown.code : 'unexpected'
  const message = complaintOf(thrown, voice)
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`)
  process.stderr.write(`${message}\n`)
  return code === 'usage' ? 2 : 1
}

async function runOne({ words, commands, readConfig, log }: CommandLine): Promise<ExitCode> {
  const parsed = await parseWords(words, commands, readSecret)
  if (parsed.help) {
    process.stdout.write(`${commandHelp(parsed.command)}\n`)
    return 0
  }
  const config = readConfig()
  if (isForEmergencies(parsed.command)) return await stopEverything({ parsed, config, commands, log })
  return await obeyAndEnd(await assembleForOne(config, log), parsed, commands)
}

async function obeyAndEnd(
  assembly: Assembly,
  parsed: ParsedLine,
  commands: readonly Command[],
): Promise<ExitCode> {
  try {
    return await obey(assembly, parsed, commands)
  } finally {
    await assembly.stop()
  }
}

/** The database has so long to let us in before whoever stops everything hears that it is stopped here. */
const BOOKS_MS = 1000

/**
 * The flag before anything else: stopping works even when nothing else does, and does not wait for a database. The books
 * are told when they answer, also after the person has heard that this machine is stopped.
 */
async function stopEverything({
  parsed,
  config,
  commands,
  log,
}: Pick<CommandLine, 'commands' | 'log'> & {
  readonly parsed: ParsedLine
  readonly config: Config
}): Promise<ExitCode> {
  const raised = haltWithoutBooks({
    dataFolder: config.dataFolder,
    reason: parsed.written['reason'] ?? 'panic',
    actor: `terminal:${terminalAccount()}`,
    now: () => new Date(),
  })
  const [flag] = await Promise.allSettled([raised])
  let told = false
  const tell = (): void => {
    if (flag.status === 'fulfilled' && !told)
      (parsed.json ? process.stderr : process.stdout).write(`${flag.value}\n`)
    told = true
  }
  const timer = setTimeout(tell, BOOKS_MS)
  try {
    const assembly = await assembleForOne(config, log)
    clearTimeout(timer)
    return await obeyAndEnd(assembly, parsed, commands)
  } catch (thrown) {
    if (flag.status === 'rejected') throw thrown
    tell()
    if (parsed.json) process.stdout.write(`${JSON.stringify({ inTheBooks: false })}\n`)
    return 0
  } finally {
    clearTimeout(timer)
  }
}

async function obey(assembly: Assembly, parsed: ParsedLine, commands: readonly Command[]): Promise<ExitCode> {
  const parts = await chatPartsOf(assembly, {
    commands,
    onRestart: null,
    httpUrl: () => null,
    logRing: null,
  })
  const asker = await terminalAsker(parts, terminalAccount())
  const voice = await terminalVoice(parts, asker)
  try {
    const answer = await execute(parsed, {
      parts,
      asker,
      ask: (question) => askTerminal(write(question, voice)),
      show: (preview) => process.stderr.write(`${previewText(preview, voice)}\n`),
      file: parsed.file === null ? null : await readAttachment(parsed.file),
    })
    return writeAnswer(answer, parsed, { sandbox: parts.sandbox, voice })
  } catch (thrown) {
    return complain(thrown, parsed.json, voice)
  }
}

function writeAnswer(
  answer: Answer,
  { command, json }: ParsedLine,
  { sandbox, voice }: { sandbox: boolean; voice: Voice },
): ExitCode {
  if (json)
    process.stdout.write(`${JSON.stringify(sandbox ? { sandbox: true, ...answer.json } : answer.json)}\n`)
  else {
    const onScreen = process.stdout.isTTY
    const surface: Surface = {
      colours: onScreen,
      // A terminal that does not know its size says 0.
      width: onScreen ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY,
      voice,
    }
    if (sandbox) process.stdout.write(`${paint(surface, 'magenta', 'SANDBOX · play money')}\n`)
    process.stdout.write(`${renderAnswer(answer, surface)}\n`)
  }
  // Looking at bad news is no failure; an action or a check with a bad end is one.
  const failed = answer.tone === 'bad' && (isAct(command) || command.noun === 'check')
  if (failed && !process.stdout.isTTY) process.stderr.write(`${printableLine(summaryOf(answer, voice))}\n`)
  return failed ? 1 : 0
}

/** The heading, with the reason where the answer begins with one. */
const summaryOf = ({ heading, blocks: [first] }: Answer, voice: Voice): string =>
  first?.kind === 'text'
    ? `${write(heading, voice)}: ${write(first.text, voice)}`
    : `${write(heading, voice)}.`

async function assembleForOne(config: Config, log: Logger): Promise<Assembly> {
  const world: World = config.world ?? (await readSandboxWorld(config.dataFolder))
  const database = await openDatabase(config, log)
  return assemble({ config, world, database, log, poolSize: 3 })
}

async function runMigrate({ words, readConfig, log }: CommandLine): Promise<ExitCode> {
  const [unknown] = words.slice(1).filter((word) => word !== '--json' && word !== '--help')
  const usage = 'usage: migrate [--json]'
  if (unknown !== undefined) throw new Failure('usage', `"${unknown}" is not expected here; ${usage}`)
  if (words.includes('--help')) {
    process.stdout.write(`Bring the database up to date; the bot does the same when it starts.\n${usage}\n`)
    return 0
  }
  const { applied, version } = await migrateBooks(readConfig(), log)
  const done = applied.length === 0 ? 'Nothing to do' : `Applied ${applied.join(', ')}`
  process.stdout.write(
    words.includes('--json')
      ? `${JSON.stringify({ applied, version })}\n`
      : `${done}: the schema is at version ${version}.\n`,
  )
  return 0
}

async function migrateBooks(config: Config, log: Logger): ReturnType<typeof migrate> {
  const database = await openDatabase(config, log)
  try {
    const { databaseUrl } = database
    const pool = createPool({ databaseUrl, applicationName: 'satmachine migrate', max: 1, log })
    try {
      return await migrate({ pool, log })
    } finally {
      await pool.end()
    }
  } finally {
    await database.stop()
  }
}

/** Null when nobody is there; Ctrl-C and Ctrl-D are a no. */
function askTerminal(question: string): Promise<string | null> {
  if (!process.stdin.isTTY) return Promise.resolve(null)
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  return new Promise((resolve) => {
    reader.once('close', () => {
      process.stderr.write('\n')
      resolve('')
    })
    reader.question(question, (typed) => {
      reader.removeAllListeners('close').close()
      resolve(typed)
    })
  })
}

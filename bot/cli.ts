import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import type { Logger } from 'pino'
import type { Command } from '../commands/definition.ts'
import { Failure, sentenceOf } from '../engine/failure.ts'
import { migrate } from '../engine/store/migrate.ts'
import { createPool } from '../engine/store/pool.ts'
import { type Assembly, assemble, openDatabase, terminalActor } from './assembly.ts'
import type { Config, World } from './config.ts'
import { readSandboxWorld } from './sandbox/world.ts'
import { execute } from './terminal/execute.ts'
import { commandHelp, helpText } from './terminal/help.ts'
import { parseWords } from './terminal/parse.ts'
import { paint, renderAnswer, type Surface } from './terminal/render.ts'

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
  if (first === undefined || first === 'help' || first === '--help') {
    process.stdout.write(`${helpText(line.commands)}\n`)
    return 0
  }
  try {
    if (first === 'migrate') return await runMigrate(line)
    return await runOne(line)
  } catch (thrown) {
    return complain(thrown, line.words.includes('--json'))
  }
}

/** One clear sentence on stderr; with --json an object too, so that a script need not read prose. */
export function complain(thrown: unknown, json: boolean): ExitCode {
  const code = thrown instanceof Failure ? thrown.code : 'unexpected'
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message: sentenceOf(thrown) } })}\n`)
  process.stderr.write(`${sentenceOf(thrown)}\n`)
  return code === 'usage' ? 2 : 1
}

async function runOne({ words, commands, readConfig, log }: CommandLine): Promise<ExitCode> {
  const parsed = await parseWords(words, commands, readSecret)
  if (parsed.help) {
    process.stdout.write(`${commandHelp(parsed.command)}\n`)
    return 0
  }
  const config = readConfig()
  const assembly = await assembleForOne(config, log)
  const surface: Surface = { colours: process.stdout.isTTY === true, width: process.stdout.columns ?? 100 }
  try {
    const answer = await execute(parsed, {
      assembly,
      actor: terminalActor(),
      ask: askTerminal,
      show: (preview) =>
        process.stderr.write(`${[preview.what, ...preview.lines.map((l) => `  ${l}`)].join('\n')}\n`),
    })
    if (parsed.json)
      process.stdout.write(
        `${JSON.stringify(config.sandbox ? { sandbox: true, ...answer.json } : answer.json)}\n`,
      )
    else {
      if (config.sandbox) process.stdout.write(`${paint(surface, 'magenta', 'SANDBOX · play money')}\n`)
      process.stdout.write(`${renderAnswer(answer, surface)}\n`)
    }
    return answer.tone === 'bad' && parsed.command.noun === 'check' ? 1 : 0
  } finally {
    await assembly.stop()
  }
}

async function assembleForOne(config: Config, log: Logger): Promise<Assembly> {
  const world: World = config.world ?? (await readSandboxWorld(config.dataFolder))
  const database = await openDatabase(config, log)
  return assemble({ config, world, database, log, poolSize: 3 })
}

async function runMigrate({ readConfig, log }: CommandLine): Promise<ExitCode> {
  const config = readConfig()
  const database = await openDatabase(config, log)
  const pool = createPool({
    databaseUrl: database.databaseUrl,
    applicationName: 'satmachine migrate',
    max: 1,
    log,
  })
  try {
    const { applied, version } = await migrate({ pool, log })
    process.stdout.write(
      `${applied.length === 0 ? 'Nothing to do' : `Applied ${applied.join(', ')}`}: the schema is at version ${version}.\n`,
    )
    return 0
  } finally {
    await pool.end()
    await database.stop()
  }
}

async function askTerminal(question: string): Promise<string | null> {
  if (process.stdin.isTTY !== true) return null
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await reader.question(question)
  } finally {
    reader.close()
  }
}

async function readSecret(path: string): Promise<string> {
  if (path === '-') {
    let text = ''
    for await (const chunk of process.stdin) text += String(chunk)
    return text.trim()
  }
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    throw new Failure(
      'usage',
      `The file ${path} can't be read: give the path of a file that holds the key and nothing else, or "-" for standard input.`,
      { cause },
    )
  }
}

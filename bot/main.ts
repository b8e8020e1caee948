import { loadCommands } from '../commands/catalogue.ts'
import { Failure } from '../engine/failure.ts'
import { complain, runCommandLine } from './cli.ts'
import { readConfig, readEnvironment } from './config.ts'
import { drillScenarioIn } from './drill/words.ts'
import { createLog } from './log.ts'
import { type Ending, runBot } from './run.ts'
import { complaintOf } from './terminal/complaint.ts'
import { watchOutput } from './terminal/output.ts'

/** `satmachine run`, `satmachine migrate`, or `satmachine <noun> <verb>`. */
async function main(words: readonly string[]): Promise<number> {
  const commands = await loadCommands()
  const configure = (withoutChat: boolean) => readConfig(readEnvironment(), { withoutChat })
  const scenario = drillScenarioIn(words)
  if (scenario !== null && !words.includes('--help')) {
    try {
      // Loaded for drills only: they bring a world of their own.
      const { runDrill } = await import('./drill/program.ts')
      return await runDrill(scenario, words.slice(2), { config: configure(true), commands })
    } catch (thrown) {
      return complain(thrown, false)
    }
  }
  if (words[0] !== 'run' || words.includes('--help'))
    return runCommandLine({
      words: words[0] === 'run' ? ['help'] : words,
      commands,
      readConfig: () => configure(true),
      log: createLog({ level: 'silent', folder: null }),
    })
  try {
    const [, unknown] = words
    if (unknown !== undefined)
      throw new Failure(
        'usage',
        `"${unknown}" is not expected here: "run" takes its settings from the environment.`,
      )
    let ending: Ending
    // Asked to restart, it reads its settings anew and begins again.
    do ending = await runBot(configure(false), commands)
    while (ending === 'restart')
    return 0
  } catch (thrown) {
    return complain(thrown, false)
  }
}

process.on('uncaughtException', (thrown) => {
  process.stderr.write(`${complaintOf(thrown)}\n`)
  process.exit(1)
})
const output = watchOutput()
process.exit(await output.finish(await main(process.argv.slice(2))))

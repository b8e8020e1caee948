import { loadCommands } from '../commands/catalogue.ts'
import { complain, runCommandLine } from './cli.ts'
import { readConfig, readEnvironment } from './config.ts'
import { createLog } from './log.ts'
import { runBot } from './run.ts'

/** `satmachine run`, `satmachine migrate`, or `satmachine <noun> <verb>`. */
async function main(words: readonly string[]): Promise<number> {
  const commands = await loadCommands()
  const configure = () => readConfig(readEnvironment())
  if (words[0] !== 'run')
    return runCommandLine({
      words,
      commands,
      readConfig: configure,
      log: createLog({ level: 'silent', folder: null }),
    })
  try {
    await runBot(configure(), commands)
    return 0
  } catch (thrown) {
    return complain(thrown, false)
  }
}

process.exit(await main(process.argv.slice(2)))

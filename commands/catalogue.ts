import { readdir } from 'node:fs/promises'
import type { Command } from './definition.ts'

const SOURCE = /^(?!.*\.d\.ts$).+\.(?:ts|js)$/

/** Every command there is: one file commands/<noun>/<verb>, which exports `command`. In order of noun and verb. */
export async function loadCommands(): Promise<readonly Command[]> {
  const folder = new URL('.', import.meta.url)
  const nouns = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const files: string[] = []
  for (const noun of nouns) {
    for (const file of await readdir(new URL(`${noun.name}/`, folder)))
      if (SOURCE.test(file)) files.push(`${noun.name}/${file}`)
  }
  const modules = await Promise.all(
    files.sort().map((file) => import(new URL(file, folder).href) as Promise<{ command: Command }>),
  )
  return modules.map((module) => module.command)
}

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../engine/failure.ts'
import { parseRunbook, type RunbookPage } from '../engine/incidents/runbook.ts'
import { say } from '../engine/phrase.ts'

export const PAGES = ['R0', 'R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9', 'R10'] as const
export type PageName = (typeof PAGES)[number]

/** A page of docs/runbooks/ beside the program's package.json, from the sources as well as from dist/. */
export async function readRunbook(page: PageName): Promise<RunbookPage> {
  const file = path.join(packageFolder(), 'docs', 'runbooks', `${page}.md`)
  if (!existsSync(file))
    throw new Failure(
      'refused',
      say`The page ${page} is missing: install satmachine again with its docs folder.`,
    )
  return parseRunbook(await readFile(file, 'utf8'))
}

function packageFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url))
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder)
    if (parent === folder)
      throw new Failure('refused', say`The folder of the pages is missing: install satmachine again.`)
    folder = parent
  }
  return folder
}

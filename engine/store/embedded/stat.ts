import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'

/** stat() that answers null for "not there" and throws everything else. */
export async function statOrNull(file: string): Promise<Stats | null> {
  try {
    return await stat(file)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw thrown
  }
}

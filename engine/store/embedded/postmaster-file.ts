import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** What a server says of itself in its data folder's postmaster.pid. */
export interface PostmasterFile {
  readonly pid: number
  /** null while it has not chosen to write it yet. */
  readonly port: number | null
  readonly ready: boolean
}

const LINE_PID = 0
const LINE_PORT = 3
const LINE_STATUS = 7

/** null: no server runs here, or none that has said who it is. */
export async function readPostmasterFile(clusterFolder: string): Promise<PostmasterFile | null> {
  let text: string
  try {
    text = await readFile(path.join(clusterFolder, 'postmaster.pid'), 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw thrown
  }
  const lines = text.split('\n')
  const pid = Number(lines[LINE_PID])
  if (!Number.isSafeInteger(pid) || pid <= 0) return null
  const port = Number(lines[LINE_PORT])
  return {
    pid,
    port: Number.isSafeInteger(port) && port > 0 ? port : null,
    ready: lines[LINE_STATUS]?.trim() === 'ready',
  }
}

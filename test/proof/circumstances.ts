import { spawnSync } from 'node:child_process'
import os from 'node:os'
import { fileURLToPath } from 'node:url'

/** Of which program, when and where a figure was measured: it is worth nothing without it. */
export function circumstances(at: Date): { date: string; commit: string; machine: string } {
  const [cpu] = os.cpus()
  return {
    date: at.toISOString().slice(0, 10),
    commit: commit(),
    machine: `${os.cpus().length} × ${cpu?.model ?? 'an unknown processor'}, Node ${process.version.slice(1)}`,
  }
}

/** With a star when files had been changed since. */
function commit(): string {
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  const git = (...args: string[]): string | null => {
    const result = spawnSync('git', args, { cwd, encoding: 'utf8' })
    return result.status === 0 ? result.stdout.trim() : null
  }
  const head = git('rev-parse', '--short', 'HEAD')
  if (head === null) return 'unknown'
  const changes = git('status', '--porcelain', '--untracked-files=no', '--', ':!/docs/proof.*')
  return changes === '' ? head : `${head}*`
}

#!/usr/bin/env node
// The way in. Runs the compiled program; says in one sentence what to do when it was not compiled yet.
import { existsSync } from 'node:fs'
import { setSourceMapsEnabled } from 'node:process'

const program = new URL('../dist/bot/main.js', import.meta.url)
if (!existsSync(program)) {
  process.stderr.write('satmachine is not built yet: run "npm run build" in its folder, then try again.\n')
  process.exit(1)
}
setSourceMapsEnabled?.(true)
await import(program.href)

#!/usr/bin/env node
// The way in. Runs the compiled program; says in one sentence what to do when it was not compiled yet.
import { existsSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'

const program = new URL('../dist/bot/main.js', import.meta.url)
if (!existsSync(program)) {
  process.stderr.write('satmachine is not built yet: run "npm run build" in its folder, then try again.\n')
  process.exit(1)
}
// V8 lets the space of new objects grow at the first burst of work and keeps it for ever: 20 MB that an idle bot does not need.
setFlagsFromString('--semi-space-growth-factor=1')
// With source maps Node keeps the map of every file in memory, a fifth of what an idle bot has: whoever wants the sources'
// own lines in a stack sets NODE_OPTIONS=--enable-source-maps.
await import(program.href)

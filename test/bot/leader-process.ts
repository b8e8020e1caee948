import { setTimeout as delay } from 'node:timers/promises'
import pino from 'pino'
import { holdLeadership } from '../../bot/leader.ts'

/** A replica that does nothing but say whether it leads: run by leader.test.ts as a process of its own. */
const leadership = holdLeadership({
  databaseUrl: process.argv[2] ?? '',
  name: 'chat',
  log: pino({ level: 'silent' }),
  delay: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => undefined),
  onGained: () => console.log('gained'),
  onLost: () => console.log(`lost ${leadership.isLeader()}`),
})
// Whenever it is awake it says what it believes.
let believed = false
setInterval(() => {
  if (leadership.isLeader() !== believed) console.log(`believes ${(believed = leadership.isLeader())}`)
}, 5)
process.on('SIGTERM', () => void leadership.stop().then(() => process.exit(0)))

import { expect, test } from 'vitest'
import pino from 'pino'
import { countingRing, createLogCounts } from '../../../bot/host/log-counts.ts'
import { createLogRing } from '../../../bot/host/log-ring.ts'

test('warnings and errors are counted by the searches that find them, and other lines by none', () => {
  const counts = createLogCounts(new Date('2026-11-22T00:00:00Z'))
  const ring = createLogRing(10)
  const log = pino({ level: 'trace' }, countingRing(counts, ring))
  log.info({ level2: 50 }, 'a payment was made, and no error came of it')
  log.warn({ code: 'ssh_lost' }, 'a poll failed')
  log.error({ reason: 'LNbits refused the wallet' }, 'a payment failed')
  log.fatal('out of memory')
  expect(counts.counts()).toEqual({
    processStartedAt: new Date('2026-11-22T00:00:00Z'),
    totals: { errors: 3, processor: 1, payments: 1, ssh: 1, wallet: 1 },
  })
  expect(ring.lines()).toHaveLength(4)
  expect(countingRing(counts, null).lines()).toEqual([])
})

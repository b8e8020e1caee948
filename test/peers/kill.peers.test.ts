import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { Cleanups } from '../../bot/cleanups.ts'
import { figuresOf } from '../proof/kills/kills.ts'
import { chooseSeed, runKillLoop } from '../proof/kills/kill-loop.ts'

/** The kill loop of the proof (`npm run proof -- --only kills`), short enough for every change. */
test('three replicas, their PostgreSQL, LNbits and SSH are killed for a while, and not a millisat is missing', {
  timeout: 900_000,
}, async () => {
  const seed = chooseSeed()
  const cleanups = new Cleanups(pino({ level: 'error' }, pino.destination(2)))
  onTestFinished(() => cleanups.run(), 120_000)
  const report = await runKillLoop(cleanups, {
    seed,
    killSeconds: 45,
    mostOpenPayments: 120,
    longSleeps: false,
    say: () => undefined,
    interrupted: new AbortController().signal,
  })
  const figures = figuresOf(report).map(({ label, value }) => `  ${label}: ${value}`)
  process.stdout.write(`SEED=${seed}\n${figures.join('\n')}\n`)
  expect(report.failures, `SEED=${seed} repeats the schedule`).toEqual([])
  expect(report.final.differenceMsat).toBe(0n)
  // Enough of everything that the rest means something.
  expect(report.kills).toBeGreaterThan(20)
  expect(report.tally.postgresStops).toBeGreaterThan(0)
  expect(report.tally.lnbitsKills).toBeGreaterThan(0)
  expect(report.tally.sshCuts).toBeGreaterThan(0)
  expect(report.final.completedPayments).toBeGreaterThan(20)
  expect(report.salesCount.completed).toBeGreaterThan(0)
})

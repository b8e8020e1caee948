import { afterEach, expect, test } from 'vitest'
import { sats } from '../../engine/domain/money.ts'
import { finding, openPipeline, type Pipeline, scriptedRule, type Told } from '../support/alert-pipeline.ts'

let pipeline: Pipeline
afterEach(() => pipeline.close())

/** The most messages that a channel was told within any minute. */
function busiestMinute(told: readonly Told[], channel: string): number {
  const times = told.filter((one) => one.channel === channel).map(({ at }) => at.getTime())
  return Math.max(0, ...times.map((start) => times.filter((at) => at >= start && at < start + 60_000).length))
}

test('ten thousand of a kind within a minute are one card that counts them and names the worst; each is in the books', async () => {
  const rule = scriptedRule('A', { everySeconds: 5 })
  pipeline = await openPipeline({
    rules: [rule],
    directory: { addresses: ['slack:1', 'email:ops@shop.example'] },
  })
  for (let round = 1; round <= 10; round += 1) {
    rule.found = Array.from({ length: round * 1000 }, (_, i) =>
      finding(`payment:client:${i}`, { exposureSats: sats(i === 6543 ? 99_999n : 1n) }),
    )
    await pipeline.tick()
    await pipeline.pass(6, 6)
  }
  await pipeline.pass(120)
  for (const channel of ['discord:room:1', 'slack:1', 'email:ops@shop.example', 'terminal:here'])
    expect(busiestMinute(pipeline.told, channel)).toBeLessThanOrEqual(10)
  const [card] = await pipeline.readings.firing()
  expect(card?.entity).toBe('*')
  expect(String(card?.finding.what)).toBe('10,000 alerts at once; the worst: what of payment:client:6543')
  expect(card?.finding.exposureSats).toBe(10_000n - 1n + 99_999n)
  const { rows } = await pipeline.pool.query("SELECT count(*)::int AS n FROM alerts WHERE entity <> '*'")
  expect(rows).toEqual([{ n: 10_000 }])
  expect(pipeline.edits.at(-1)?.words).toBe(String(card?.finding.what))
  rule.found = []
  await pipeline.pass(60)
  expect(await pipeline.readings.firing({ members: true })).toEqual([])
  expect(pipeline.heard('slack:1').at(-1)).toMatch(/resolved$/)
}, 60_000)

test('a storm of all kinds is told by ten messages a minute, the worst first, and one that counts the rest', async () => {
  const rules = Array.from({ length: 50 }, (_, i) => scriptedRule(`RULE_${i}`))
  pipeline = await openPipeline({ rules, directory: { addresses: ['slack:1'] } })
  for (const [i, rule] of rules.entries())
    rule.found = Array.from({ length: 200 }, (_, n) =>
      finding(`thing:${n}`, { exposureSats: sats(BigInt(i)) }),
    )
  await pipeline.tick()
  const told = pipeline.told.filter(({ channel }) => channel === 'slack:1')
  expect(told).toHaveLength(10)
  expect(told[0]?.rule).toBe('RULE_49')
  expect(told[9]).toMatchObject({ kind: 'overview', words: '41 alerts, the worst RULE_40 *' })
  await pipeline.pass(360)
  expect(busiestMinute(pipeline.told, 'slack:1')).toBeLessThanOrEqual(10)
  const { rows } = await pipeline.pool.query(
    'SELECT count(*)::int AS n FROM alert_deliveries WHERE told_notice = 0',
  )
  expect(rows).toEqual([{ n: 0 }])
}, 60_000)

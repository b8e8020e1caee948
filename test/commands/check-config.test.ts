import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command as check } from '../../commands/check/all.ts'
import { command as set } from '../../commands/config/set.ts'
import { command as show } from '../../commands/config/show.ts'
import type { CheckReading } from '../../engine/probes.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'
import { writeAnswer } from '../../commands/answer.ts'
import { ENGLISH } from '../../engine/phrase.ts'

const GOOD: CheckReading = { name: 'database', ok: true, sentence: 'answers', milliseconds: 3 }
const BAD: CheckReading = { name: 'lnbits', ok: false, sentence: 'nobody listens', milliseconds: 12 }

let desk: Desk
beforeAll(async () => {
  desk = await openDesk({
    checks: [GOOD, BAD],
    environment: new Map([['commission-rule', 'ticker']]),
  })
})
afterAll(() => desk.close())

describe('check all', () => {
  test('one line a check, with its time; bad as soon as one fails', async () => {
    const { answer } = await desk.run(check)
    expect(answer).toMatchObject({
      tone: 'bad',
      heading: '1 of 2 checks failed: lnbits',
      json: { ok: false },
    })
    expect(rowsOf(answer)).toEqual([
      ['✔', 'database', '3', 'answers'],
      ['✘', 'lnbits', '12', 'see below'],
    ])
    expect(answer.blocks).toContainEqual({ kind: 'text', text: 'lnbits: nobody listens' })
  })

  test('good when all pass', async () => {
    const context = await desk.context()
    const probes = { ...context.probes, checkAll: async () => [GOOD] }
    expect(writeAnswer(await check.look({ ...context, probes }, {}), ENGLISH)).toMatchObject({
      tone: 'good',
      heading: '1 check passed',
    })
  })
})

describe('config', () => {
  test('config show names every setting with its source', async () => {
    const { answer } = await desk.run(show)
    expect(rowsOf(answer)).toContainEqual(['commission-rule', 'ticker', 'environment', 'COMMISSION_RULE'])
    expect(rowsOf(answer)).toContainEqual(['operator-timezone', 'UTC', 'default', 'OPERATOR_TIMEZONE'])
    expect(answer.json).toMatchObject({ pollingEnabled: true, payoutsEnabled: true })
  })

  test('config set shows before and after, and it counts from then on', async () => {
    const { preview, answer } = await desk.run(set, { name: 'operator-timezone', value: 'America/Guatemala' })
    expect(preview?.lines[0]).toBe('operator-timezone: UTC → America/Guatemala')
    expect(answer.json).toMatchObject({ before: 'UTC', beforeSource: 'default', value: 'America/Guatemala' })
    expect(rowsOf((await desk.run(show)).answer)).toContainEqual([
      'operator-timezone',
      'America/Guatemala',
      'database',
      'OPERATOR_TIMEZONE',
    ])
    expect((await desk.context()).settings['operator-timezone']).toBe('America/Guatemala')
  })

  test('what the environment sets is refused with the name of the variable', async () => {
    expect(await desk.refusal(set, { name: 'commission-rule', value: 'markup' })).toBe(
      'COMMISSION_RULE is set in the environment, to ticker, and the environment wins: change it there and start again.',
    )
    expect((await desk.world.readings.settings()).has('commission-rule')).toBe(false)
  })

  test.each([
    [{ name: 'operator-timezone', value: 'Mars' }, 'is not a time zone such as America/Guatemala'],
    [{ name: 'max-stuck-payment-hours', value: '0' }, 'must be at least 1, such as 2; "0" was given.'],
    [{ name: 'funding', value: 'mint' }, 'funding must be prefunded or treasury'],
    [{ name: 'colour', value: 'red' }, '--name must be one of commission-rule,'],
    [{ name: 'funding' }, '--value is missing: the new value.'],
  ])('refuses %j', async (written, expected) => {
    expect(await desk.refusal(set, written as unknown as Record<string, string>)).toContain(expected)
  })

  test('nothing that the config shows is a key', async () => {
    const { answer } = await desk.run(show)
    const all = `${saidBy(answer)}${JSON.stringify(answer.json)}`
    for (const wallet of desk.world.control.wallets()) {
      expect(all).not.toContain(wallet.adminKey)
      expect(all).not.toContain(wallet.invoiceKey)
    }
  })
})

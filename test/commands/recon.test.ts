import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command as history } from '../../commands/recon/history.ts'
import { command as run } from '../../commands/recon/run.ts'
import { command as show } from '../../commands/recon/show.ts'
import { soon } from '../engine/one-payment.ts'
import { tamper } from '../engine/reconcile-desk.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await desk.world.addClient('Ana', '4000.00')
  await desk.world.addClient('Luis', '2000.00')
  await desk.world.sell({ fiat: '1000.00000', confirmed_at: soon() })
  await desk.world.toRest()
})
afterAll(() => desk.close())

describe('the reconciliation in chat', () => {
  test('says when there was none so far', async () => {
    expect(await desk.refusal(show)).toContain('"recon run" does it')
    expect((await desk.run(history)).answer.heading).toBe('The books were not reconciled so far')
  })

  test('says first that all is square, and then each check with its figure', async () => {
    const { answer } = await desk.run(run)
    expect([answer.heading, answer.tone]).toEqual(['All square: 13 checks', 'good'])
    expect(rowsOf(answer)).toHaveLength(13)
    expect(rowsOf(answer)[1]).toEqual([
      '✔ square',
      'Cash-outs',
      '1 cash-out: in 266,800 sats = clients 259,029 sats + commission 7,771 sats + house 0 sats',
    ])
    expect(saidBy(answer)).toContain('Run #1 of everything, asked for at')
    expect(answer.json).toMatchObject({ id: '1', scope: 'all', verdict: 'ok', slot: null })
  })

  test('says what is off, the largest first, and brings it as a file to the asker alone', async () => {
    await tamper(
      desk.world,
      `UPDATE dca_clients SET remaining_balance = remaining_balance + 500 WHERE id = 2`,
    )
    await tamper(desk.world, `UPDATE dca_clients SET remaining_balance = remaining_balance - 1 WHERE id = 1`)
    const { answer } = await desk.run(run)
    expect([answer.heading, answer.tone]).toEqual(['Not square: 4 things found', 'bad'])
    const drifts = rowsOf(answer).slice(13)
    expect(drifts.map(([check, what, drift]) => [check, what, drift])).toEqual([
      ["Clients' balances", 'balance of #2 Luis', '5.00 GTQ'],
      ["Clients' balances", 'journal account of #2 Luis', '5.00 GTQ'],
      ["Clients' balances", 'balance of #1 Ana', '-0.01 GTQ'],
      ["Clients' balances", 'journal account of #1 Ana', '-0.01 GTQ'],
    ])
    const file = answer.blocks.find((block) => block.kind === 'file')
    if (file?.kind !== 'file') throw new Error('there is no file')
    expect(file.private).toBe(true)
    const rows = new TextDecoder().decode(file.bytes).trim().split('\r\n')
    expect(rows).toHaveLength(5)
    expect(rows[1]).toContain('2,clients,broken,client:2,balance of #2 Luis')
    expect(answer.blocks.at(-1)).toMatchObject({
      kind: 'next',
      commands: ['recon explain 2', 'client history 2', 'recon history'],
    })
  })

  test('looks at one client or one cash-out alone', async () => {
    expect((await desk.run(run, { client: 'Luis' })).answer.heading).toBe('Not square: 2 things found')
    const one = await desk.run(run, { tx: '1' })
    expect(one.answer.heading).toBe('All square: 6 checks')
    expect(saidBy(one.answer)).toContain('of cash-out #1, asked for')
    expect(await desk.refusal(run, { scope: 'client' })).toContain('--client is missing')
    expect(await desk.refusal(run, { scope: 'tx' })).toContain('--tx is missing')
    expect(await desk.refusal(run, { scope: 'since' })).toContain('--since is missing')
    expect(await desk.refusal(run, { client: 'Luis', tx: '1' })).toContain('Give one of --client')
    expect(await desk.refusal(run, { client: 'Nobody' })).toContain('Nobody')
  })

  test('shows a run again as it was found, with what each check compares', async () => {
    const { answer } = await desk.run(show, { run: '2' })
    expect(answer.heading).toBe('Not square: 4 things found')
    expect(saidBy(answer)).toContain('Each balance is the confirmed deposits less the completed payments')
    expect(await desk.refusal(show, { run: '99' })).toContain('There is no run #99')
    expect((await desk.run(show)).answer.json).toMatchObject({ id: '2' })
  })

  test('lists the runs, the newest first', async () => {
    const { answer } = await desk.run(history, { limit: '3' })
    expect(rowsOf(answer).map(([what, , verdict, found]) => [what, verdict, found])).toEqual([
      ['#4 cash-out #1', '✔ square', '–'],
      ['#3 client #2', '✘ not square', '2 broken, 0 late'],
      ['#2 everything', '✘ not square', '4 broken, 0 late'],
    ])
  })
})

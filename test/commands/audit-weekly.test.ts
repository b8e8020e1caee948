import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportAudit as writeExport } from '../../bot/audit-export.ts'
import { command as show } from '../../commands/audit/show.ts'
import { command as sign } from '../../commands/audit/sign.ts'
import { command as signoff } from '../../commands/audit/signoff.ts'
import { command as weekly } from '../../commands/audit/weekly.ts'
import { command as exportCommand } from '../../commands/export/audit.ts'
import { createAuditExportStore } from '../../engine/store/audit-export-store.ts'
import { weekEnd, weekName } from '../../engine/weekly-audit.ts'
import { soon } from '../engine/one-payment.ts'
import { tamper } from '../engine/reconcile-desk.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'
import { remember } from '../support/looking.ts'

const WEEK = weekName(weekEnd(new Date()))
let desk: Desk
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'satmachine-audit-'))
  desk = await openDesk({
    host: {
      exportAudit: (request) =>
        writeExport(request, {
          store: createAuditExportStore(desk.world.pool),
          dataFolder: folder,
          now: new Date('2026-11-22T21:05:10Z'),
        }),
    },
  })
  await desk.world.addClient('Ana', '4000.00')
  await desk.world.sell({ fiat: '1000.00000', confirmed_at: soon() })
  await desk.world.toRest()
  const hour = new Date().toISOString().slice(0, 13)
  await remember(desk.world, 'log', {
    at: new Date(),
    value: {
      process: new Date().toISOString(),
      totals: [0, 0, 0, 0, 0],
      hours: { [hour]: [2, 0, 0, 0, 0] },
    },
  })
})
afterAll(async () => {
  await desk.close()
  await rm(folder, { recursive: true, force: true })
})

test('nothing is signed before it was looked at', async () => {
  expect(await desk.refusal(sign, { evidence: 'polled' })).toBe(
    `The checks of the week up to ${WEEK} were not made: run "audit weekly" first.`,
  )
  expect(await desk.refusal(sign, { evidence: 'polled', week: '2026-11-21' })).toContain(
    'one of the last 12 Sundays',
  )
})

test("the seven checks run themselves, the manual poll is asked for, and each is the handbook's", async () => {
  const { answer } = await desk.run(weekly)
  expect([answer.heading, answer.tone]).toEqual([
    `The week up to ${WEEK}: all that checks itself is good`,
    'good',
  ])
  expect(rowsOf(answer)).toEqual([
    ['✔ good', '1. Full reconciliation', expect.stringMatching(/^run #1: \d+ checks, all square$/)],
    ['✔ good', '2. Export of all tables', expect.stringMatching(/^audit_\w+_[0-9a-f]{8}\.zip, [\d,]+ bytes/)],
    [
      '✔ good',
      '3. Commission wallet against the commission',
      '7,771 sats of commission = 7,771 sats paid + 0 sats under way + 0 sats given up; the wallet holds 7,771 sats',
    ],
    [
      '✔ good',
      '4. Deposits pending for more than 7 days',
      '0 deposits pending, 0 of them for more than 7 days',
    ],
    ['✔ good', '5. The last 20 cash-outs worked out again', '1 cash-out worked out again, 0 of them differ'],
    ['✔ good', '6. Connection to Lamassu', 'Lamassu answers.'],
    ['… is asked for', '7. Manual poll from end to end', 'nobody has polled by hand since the week was over'],
    ['✔ good', '8. Trouble in the log', '2 lines of trouble in 1 hour, 0 of them with 10 or more'],
  ])
  expect(saidBy(answer)).toContain('> poll run')
  // Asked again it shows what stands, and makes no second one.
  await desk.run(weekly)
  expect((await desk.world.pool.query('SELECT FROM weekly_audits')).rowCount).toBe(1)
})

test('a poll by hand is seen, and one that was refused is none', async () => {
  const poll = async (result: string) => {
    const { log } = desk.stores
    const id = await log.begin({
      actor: 'terminal:maria',
      surface: 'terminal',
      command: 'poll run',
      arguments: {},
    })
    await log.finish(id ?? 0n, result)
  }
  await poll('refused: Polling is switched off.')
  expect(saidBy((await desk.run(weekly)).answer)).toContain('nobody has polled by hand')
  await poll('1 new cash-out')
  expect(saidBy((await desk.run(weekly)).answer)).toMatch(/polled by hand at .*: 1 new cash-out/)
})

test('what is not good is not signed without saying why; then it is, once, for ever', async () => {
  const { pool } = desk.world
  await tamper(desk.world, `UPDATE dca_clients SET remaining_balance = remaining_balance + 1 WHERE id = 1`)
  await desk.world.stores.bookkeeping.addDeposit(
    { clientId: 1n, amount: 100n as never, note: null, idempotencyKey: null },
    'test',
  )
  await tamper(desk.world, `UPDATE dca_deposits SET created_at = now() - interval '8 days' WHERE id = 2`)
  const { answer } = await desk.run(weekly, { again: '' })
  expect(answer.heading).toBe(`The week up to ${WEEK}: 2 checks to look at`)
  expect(
    rowsOf(answer)
      .filter(([verdict]) => verdict === '✘ needs a look')
      .map((row) => row[1]),
  ).toEqual(['1. Full reconciliation', '4. Deposits pending for more than 7 days'])
  expect(saidBy(answer)).toContain('> recon show 2')
  expect(await desk.refusal(sign, { evidence: 'polled' })).toContain('That week has 2 checks to look at')
  const preview = await desk.preview(sign, { evidence: 'poll ok', accepting: 'known since Friday' })
  expect(preview.lines).toHaveLength(9)
  const words = { evidence: 'poll run: 1 new cash-out', accepting: 'known since Friday' }
  const { answer: signed } = await desk.run(sign, words)
  expect(signed.heading).toBe(`The audit of the week up to ${WEEK} is signed`)
  expect(await desk.refusal(sign, words)).toContain('is signed already')
  expect((await desk.run(weekly, { again: '' })).answer.heading).toBe(`The week up to ${WEEK} is signed`)
  await expect(pool.query('UPDATE weekly_signoffs SET actor = $1', ['x'])).rejects.toThrow('kept for ever')
  await expect(pool.query('DELETE FROM weekly_audits')).rejects.toThrow('kept for ever')
  const history = await desk.run(show)
  expect(history.answer.heading).toBe('The newest week is signed')
  expect(rowsOf(history.answer)[0]).toEqual([
    WEEK,
    '5 of 7',
    expect.stringMatching(/^terminal:maria, /),
    'poll run: 1 new cash-out',
  ])
})

test('of two who sign at once one does', async () => {
  const { audits } = (await desk.context()).books
  const week = weekName(new Date(weekEnd(new Date()).getTime() - 7 * 86_400_000))
  const { id: auditId } = await audits.run(week, 'test')
  const by = (actor: string) => audits.sign({ week, auditId, actor, evidence: 'poll', accepting: null })
  expect((await Promise.all([by('a'), by('b'), by('c')])).filter(Boolean)).toHaveLength(1)
})

test('the protocol is signed once a quarter for each role', async () => {
  const { answer } = await desk.run(signoff, { role: 'owner', note: 'phones of level 2 changed' })
  expect(answer.heading).toMatch(/^The protocol of \d{4}-Q[1-4] is signed as business owner$/)
  expect(await desk.refusal(signoff, { role: 'owner' })).toContain('signed already as business owner')
  await desk.run(signoff, { role: 'technical-lead' })
  expect((await desk.run(signoff, { role: 'administrator' })).answer.json).toMatchObject({
    signed: expect.arrayContaining(['owner', 'technical-lead', 'administrator']),
  })
  expect(rowsOf((await desk.run(show)).answer).at(-1)).toContain('phones of level 2 changed')
})

test('the export is shown before it is made, goes to the asker alone, and is left on the disk', async () => {
  const { answer, preview } = await desk.run(exportCommand, { from: '2026-01-01' })
  expect(preview?.lines[0]).toBe('from 1 Jan 2026, 00:00:00 on')
  expect(answer.private).toBe(true)
  const [name] = await readdir(join(folder, 'exports'))
  const file = answer.blocks.find((block) => block.kind === 'file')
  expect(file).toMatchObject({ name, private: true, mediaType: 'application/zip' })
  expect(
    Buffer.from(file?.kind === 'file' ? file.bytes : []).equals(
      await readFile(join(folder, 'exports', name ?? '')),
    ),
  ).toBe(true)
  expect(rowsOf(answer).find(([table]) => table === 'payments.csv')).toEqual(['payments.csv', '2'])
  expect(await desk.refusal(exportCommand, { tables: 'payments, keys' })).toContain(
    '"keys" is none. There are: cash_outs',
  )
  expect(await desk.refusal(exportCommand, { from: '2026-02-01', to: '2026-01-01' })).toContain('later')
})

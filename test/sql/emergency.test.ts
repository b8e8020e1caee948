import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { History } from './night.ts'
import { variablesOf, withVariables } from './psql-file.ts'
import {
  emergencyFile as file,
  emergencyStatements as statements,
  FINDERS,
  openSession,
  type Session,
} from './session.ts'

/** docs/sql/emergency.sql: every statement runs, and says nothing on sound books. */

let session: Session
let history: History
beforeAll(async () => {
  session = await openSession()
  history = session.history
})
afterAll(() => session?.close())
const run: Session['run'] = (name, more) => session.run(name, more)

describe('the file', () => {
  test('covers every scenario of the handbook and what it asks for besides', () => {
    expect([...new Set(statements.map(({ name }) => name[0]))].join('')).toBe('0S123456RAE')
    expect(new Set(statements.map(({ name }) => name)).size).toBe(statements.length)
  })
  test('ends at once when it is run as a whole', () => {
    expect(file.split('\n').slice(0, 2)).toEqual([expect.stringMatching(/^\\echo /), '\\quit'])
  })
  test('gives an example for every variable', () => {
    for (const { comment, sql, name } of statements)
      for (const variable of variablesOf(sql))
        expect(comment, `${name} needs an example of ${variable}`).toContain(`\\set ${variable} `)
  })
  test('names the schema of every table and view', () => {
    for (const { sql, name } of statements) {
      const tables = [
        ...sql
          .replaceAll(/DISTINCT FROM/g, '')
          .matchAll(/\b(?:FROM|JOIN|INTO|^UPDATE)\s+([a-z_.]+)(?![a-z_.]*\s*\(\))/gm),
      ]
      const loose = tables
        .map((match) => match[1] ?? '')
        .filter((table) => !/^(?:satoshimachine\.|pg_|payouts$|now$)/.test(table))
      expect(loose, name).toEqual([])
    }
  })
  test('marks what changes something; everything else can only read', async () => {
    for (const { name, changes, sql } of statements) {
      await session.query('BEGIN READ ONLY')
      const refused = await session.refusal(session.query(withVariables(sql, session.variables)))
      await session.query('ROLLBACK')
      expect([name, refused.code]).toEqual([name, changes ? '25006' : 'accepted'])
    }
  })
  test('has the reading statements of a group before the changing ones, but for access', () => {
    for (const group of new Set(statements.map(({ name }) => name[0]))) {
      const marks = statements.filter(({ name }) => name[0] === group).map(({ changes }) => Number(changes))
      expect(marks, `group ${group}`).toEqual(marks.toSorted((a, b) => a - b))
    }
  })
})

describe('on sound books', () => {
  test.each(FINDERS)('%s finds nothing', async (name) => {
    expect(await run(name)).toEqual([])
  })

  test('the state at a glance', async () => {
    expect(await run('0a')).toEqual([
      {
        polling_enabled: true,
        payouts_enabled: true,
        pause_reason: null,
        last_good_poll: expect.any(Date),
        cash_outs_waiting: 0n,
        quarantined: 1n,
        payments_under_way: 1n,
        stuck: 1n,
        in_doubt: 1n,
        sats_in_doubt: '74008',
      },
    ])
    expect(await run('0b')).toContainEqual(
      expect.objectContaining({ kind: 'client', status: 'needs_review', count: 1n, sats: '74008' }),
    )
    const cashOuts = (await run('0c')).map((row) => row.transaction_id)
    expect(cashOuts).toHaveLength(5)
    expect(new Set(cashOuts)).toEqual(new Set([...history.paid, history.quarantined, history.halfPaid]))
    expect(await run('0d')).toContainEqual(
      expect.objectContaining({ username: 'bruno', balance: '5214.29', on_hold: '571.43', free: '4642.86' }),
    )
  })

  test('connection, stuck payments, payments in doubt, waiting cash-outs', async () => {
    expect(await run('2a')).toEqual([
      expect.objectContaining({ last_good_poll: expect.any(Date), failed_since: 0n, last_error: null }),
    ])
    expect(await run('2b')).toHaveLength(1)
    expect(await run('3a')).toEqual([
      expect.objectContaining({
        id: history.stuckPayment,
        username: 'carla',
        last_error: 'LNbits refuses the key',
      }),
    ])
    expect(await run('3b')).toEqual([
      expect.objectContaining({ id: history.paymentInDoubt, username: 'bruno', amount_sats: 74_008n }),
    ])
    expect(await run('3c')).toEqual([
      expect.objectContaining({ transaction_id: history.quarantined, why: expect.stringMatching(/\w/) }),
    ])
    expect(await run('3e', { payment_id: String(history.paymentInDoubt) })).toEqual([
      expect.objectContaining({ status: 'needs_review', seq: 1, alive: true }),
    ])
    expect(await run('3e')).toEqual([expect.objectContaining({ status: 'pending', seq: null, alive: false })])
    expect(await run('Sa')).toEqual([])
  })

  test('one client’s account adds up, and his papers agree with it', async () => {
    const lines = await run('4b')
    expect(lines.length).toBeGreaterThan(7)
    for (const line of lines) {
      expect(line.broken).toBe(false)
      expect(String(line.running)).toBe(String(line.free_after))
    }
    expect(lines.at(-1)).toMatchObject({ balance: 851_190n, on_hold: 0n })
    const papers = await run('4c')
    const fiat = (type: string) =>
      papers
        .filter((row) => row.type === type)
        .map((row) => row.fiat as bigint)
        .reduce((total, amount) => total + amount, 0n)
    expect(fiat('DEPOSIT') - fiat('PAYMENT')).toBe(851_190n)
  })

  test('commission by both rules', async () => {
    const rows = await run('5b')
    expect(rows).toHaveLength(4)
    for (const row of rows) expect(String(row.base_by_markup)).toBe(String(row.base_amount))
    // 2,000.00 GTQ at 772,000 GTQ for a bitcoin.
    expect(rows[0]).toMatchObject({ crypto_atoms: 266_800n, base_by_ticker: '259067' })
    expect(await run('5d')).toHaveLength(3)
    expect(await run('4e', { sats: '259029' })).toEqual([expect.objectContaining({ worth: '200000' })])
  })

  test('wallets: what the books say is what LNbits holds', async () => {
    const { control, wallets } = history.world
    const totals = Object.fromEntries((await run('Rg')).map((row) => [row.wallet, row]))
    expect(BigInt(String(totals[wallets.commission.walletId]?.received)) * 1000n).toBe(
      control.balanceMsat(wallets.commission.walletId),
    )
    const paid = BigInt(String(totals[wallets.source.walletId]?.paid))
    expect(100_000_000n - paid).toBe(control.balanceMsat(wallets.source.walletId) / 1000n)
    const accounts = Object.fromEntries((await run('Rf')).map((row) => [row.account, row.sats]))
    expect(accounts['source:BTC']).toBe(String(-paid))
    expect(accounts.payable).toBe(String(-(74_008n + 49_339n)))
    expect(accounts['commission:BTC']).toBe('0')
    expect(await run('6c')).toEqual([{ earned: '23172', arrived: '23172', to_come: '0', given_up: '0' }])
    expect(await run('6a')).toEqual([
      expect.objectContaining({
        source_wallet_id: wallets.source.walletId,
        key_preview: expect.stringMatching(/^.{4}\.{3}$/),
      }),
    ])
  })

  test('deposits that wait too long, and a status for every client', async () => {
    expect(await run('Ri')).toEqual([
      expect.objectContaining({ id: history.oldDeposit, username: 'bruno', amount: 50_000n }),
    ])
    const clients = await run('Ra')
    expect(clients).toHaveLength(4)
    for (const row of clients) expect(row.status).toBe('OK')
  })

  test('an exhausted client does not look like a duplicate', async () => {
    await session.triedOut(async () => {
      await session.query(
        `SELECT satoshimachine.adjust_client(id, held_balance - remaining_balance, 'used up') FROM satoshimachine.dca_clients`,
      )
      for (const name of FINDERS) expect(await run(name), name).toEqual([])
    })
  })
})

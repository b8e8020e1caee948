import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectSoundBooks } from '../support/invariants.ts'
import { soon } from '../engine/one-payment.ts'
import type { History } from './night.ts'
import { emergencyStatements, FINDERS, openSession, type Session } from './session.ts'

/** docs/sql/emergency.sql: the statements that change something do what their comment says, and book it. */

let session: Session
let history: History
const tested = new Set<string>()
beforeAll(async () => {
  session = await openSession()
  history = session.history
})
afterAll(() => session?.close())

const change: Session['run'] = (name, more) => {
  tested.add(name)
  return session.run(name, more)
}
const switches = async () =>
  (
    await session.query(
      'SELECT polling_enabled, payouts_enabled, pause_reason FROM satoshimachine.lamassu_config',
    )
  )[0]
const balanceOf = async (name: string) =>
  (
    await session.query(
      `SELECT remaining_balance AS remaining, held_balance AS held FROM satoshimachine.dca_clients WHERE username = '${name}'`,
    )
  )[0]
async function expectNothingFound(): Promise<void> {
  for (const name of FINDERS) expect(await session.run(name), name).toEqual([])
}

describe('stop and go on', () => {
  test('Sb stops taking in, distributing and paying at once; Se goes on with everything', async () => {
    const { world } = history
    await world.sell({ confirmed_at: soon() })
    expect(await world.takeIn()).toMatchObject({ kind: 'done' })
    await change('Sb')
    expect(await switches()).toEqual({
      polling_enabled: false,
      payouts_enabled: false,
      pause_reason: 'stopped by hand in psql',
    })
    const requests = world.control.requestCount('pay')
    expect((await world.distribute()).allocated).toEqual([])
    await world.skipWaiting()
    expect(await world.pay()).toMatchObject({ completed: 0 })
    expect(world.control.requestCount('pay')).toBe(requests)
    await change('Se')
    expect(await switches()).toEqual({ polling_enabled: true, payouts_enabled: true, pause_reason: null })
    expect((await world.distribute()).allocated).toHaveLength(1)
  })

  test('Sc stops polling and leaves payouts as they are, on or off', async () => {
    await session.triedOut(async () => {
      await change('Sc')
      expect(await switches()).toMatchObject({ polling_enabled: false, payouts_enabled: true })
    })
    await session.triedOut(async () => {
      await session.query('UPDATE satoshimachine.lamassu_config SET payouts_enabled = false')
      await change('Sc')
      expect(await switches()).toMatchObject({ polling_enabled: false, payouts_enabled: false })
    })
  })

  test('Sd stops payouts and leaves polling on', async () => {
    await session.triedOut(async () => {
      await change('Sd')
      expect(await switches()).toMatchObject({ polling_enabled: true, payouts_enabled: false })
    })
  })
})

describe('payments', () => {
  test('3f brings unfinished payments forward, and they are paid', async () => {
    await session.triedOut(async () => {
      await session.query(
        `UPDATE satoshimachine.dca_payments SET next_attempt_at = now() + interval '1 hour' WHERE id = ${history.stuckPayment}`,
      )
      await change('3f')
      const [row] = await session.query(
        `SELECT next_attempt_at <= now() AS due FROM satoshimachine.dca_payments WHERE id = ${history.stuckPayment}`,
      )
      expect(row).toEqual({ due: true })
    })
  })

  test('3g gives a payment up that never had an invoice: the hold is released, the balance stays', async () => {
    await session.triedOut(async () => {
      const before = await balanceOf('carla')
      const rows = await change('3g')
      expect(rows).toEqual([
        expect.objectContaining({ id: history.stuckPayment, status: 'cancelled', amount_fiat: 38_095n }),
      ])
      expect(await balanceOf('carla')).toEqual({
        remaining: before?.remaining,
        held: (before?.held as bigint) - 38_095n,
      })
      await expectNothingFound()
    })
  })

  test('3g is refused while an invoice lives, and does nothing to what is done', async () => {
    await session.triedOut(async () => {
      const refused = await session.refusal(change('3g', { payment_id: String(history.paymentInDoubt) }))
      expect(refused).toMatchObject({
        constraint: 'no_living_invoice',
        hint: expect.stringContaining('payment lookup'),
      })
    })
    expect(await change('3g', { payment_id: '1' })).toEqual([])
  })
})

describe('balances and deposits', () => {
  test('4f books an adjustment with before, after, author and reason; never below what is on hold', async () => {
    await session.triedOut(async () => {
      const before = (await balanceOf('ana'))?.remaining as bigint
      expect(await change('4f')).toEqual([{ new_balance: before - 5000n }])
      expect((await session.run('4d'))[0]).toMatchObject({
        username: 'ana',
        remaining_before: before,
        remaining_after: before - 5000n,
        change: '-5000',
        actor: expect.stringContaining('satmachine test'),
        reason: "the client's own mistake",
      })
      await expectNothingFound()
    })
    await session.triedOut(async () => {
      const refused = await session.refusal(
        change('4f', { delta_minor: '-600000', client_id: String(history.clients.bruno) }),
      )
      expect(refused).toMatchObject({ code: '23514', constraint: 'positive_balance' })
    })
    await session.triedOut(async () => {
      const bruno = await balanceOf('bruno')
      const delta = String(-((bruno?.remaining as bigint) - (bruno?.held as bigint)) - 1n)
      const refused = await session.refusal(
        change('4f', { delta_minor: delta, client_id: String(history.clients.bruno) }),
      )
      expect(refused).toMatchObject({ code: '23514', constraint: 'hold_within_balance' })
    })
  })

  test('Ad books a deposit; Ag takes it back; what is spent can not be taken back', async () => {
    await session.triedOut(async () => {
      const before = await balanceOf('ana')
      const [deposit] = await change('Ad')
      expect(deposit).toMatchObject({ amount: 20_000n, currency: 'GTQ', confirmed_at: expect.any(Date) })
      expect((await balanceOf('ana'))?.remaining).toBe((before?.remaining as bigint) + 20_000n)
      await expectNothingFound()
      expect(await change('Ag', { deposit_id: String(deposit?.id) })).toHaveLength(1)
      expect(await balanceOf('ana')).toEqual(before)
      expect((await session.run('Ac')).at(-1)).toMatchObject({
        kind: 'deposit_reversal',
        reason: "the client's own mistake",
      })
      await expectNothingFound()
      const refused = await session.refusal(change('Ag', { deposit_id: '1' }))
      expect(refused).toMatchObject({ constraint: 'deposit_still_there' })
    })
  })

  test('Ae confirms a pending deposit once, Af rejects one', async () => {
    await session.triedOut(async () => {
      const before = (await balanceOf('bruno'))?.remaining as bigint
      expect(await change('Ae')).toHaveLength(1)
      expect(await change('Ae')).toEqual([])
      expect(await change('Af')).toEqual([])
      expect((await balanceOf('bruno'))?.remaining).toBe(before + 50_000n)
      const other = { deposit_id: String(history.newDeposit) }
      expect(await change('Af', other)).toHaveLength(1)
      expect(await change('Ae', other)).toEqual([])
      await expectNothingFound()
    })
  })

  test('3h keeps a person’s word on what a wallet shows and the books do not; Rj shows both', async () => {
    await session.triedOut(async () => {
      expect(await session.run('Rj')).toEqual([])
      const told = [{ settle_wallet_difference: 'nothing was changed: no open difference has this hash' }]
      expect(await change('3h')).toEqual(told)
      await session.query(
        `INSERT INTO satoshimachine.wallet_differences (payment_hash, what, wallet_id, amount_msat)
         VALUES ('${'ab'.repeat(32)}', 'unbooked', 'w', 7000)`,
      )
      expect(await session.run('Rj')).toMatchObject([{ sats: 7n, what: 'unbooked', settled_at: null }])
      expect(await change('3h')).toEqual([{ settle_wallet_difference: 'settled' }])
      expect(await session.run('Rj')).toMatchObject([
        {
          settled_at: expect.any(Date),
          settled_how: expect.stringMatching(/^the client's own mistake \(.+\)$/),
        },
      ])
    })
  })

  test('Ah pauses a client', async () => {
    await session.triedOut(async () => {
      expect(await change('Ah')).toEqual([expect.objectContaining({ username: 'ana', status: 'paused' })])
      expect(await change('Ah')).toEqual([])
    })
  })
})

test('every statement that changes something was tried, and the books are sound after all', async () => {
  const changing = emergencyStatements.filter(({ changes }) => changes).map(({ name }) => name)
  expect([...tested].toSorted()).toEqual(changing.toSorted())
  await expectNothingFound()
  await expectSoundBooks(history.world, { settled: false })
})

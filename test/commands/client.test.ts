import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command as add } from '../../commands/client/add.ts'
import { command as balance } from '../../commands/client/balance.ts'
import { command as history } from '../../commands/client/history.ts'
import { command as list } from '../../commands/client/list.ts'
import { command as pause } from '../../commands/client/pause.ts'
import { command as resume } from '../../commands/client/resume.ts'
import { command as setKey } from '../../commands/client/set-key.ts'
import { command as show } from '../../commands/client/show.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

const newWallet = (name: string) => desk.world.control.createWallet(name)
const written = (change: Record<string, string> = {}) => ({
  name: 'Somebody',
  currency: 'GTQ',
  key: newWallet('somebody').invoiceKey,
  ...change,
})

describe('client add', () => {
  test('tries the key, stores it encrypted, and never shows it', async () => {
    const wallet = newWallet('Ana')
    const { preview, answer } = await desk.run(add, {
      name: 'Ana',
      currency: 'gtq',
      key: ` ${wallet.invoiceKey}\n`,
    })
    expect(preview?.what).toBe('Add client Ana in GTQ')
    expect(answer).toMatchObject({
      tone: 'good',
      json: { name: 'Ana', fiatCode: 'GTQ', walletId: wallet.walletId },
    })
    expect(JSON.stringify({ preview, answer })).not.toContain(wallet.invoiceKey)
    const { rows } = await desk.world.pool.query<{ sealed: string }>(
      `SELECT encode(invoice_key_sealed, 'escape') AS sealed FROM dca_clients WHERE username = 'Ana'`,
    )
    expect(rows[0]?.sealed).toBeTruthy()
    expect(rows[0]?.sealed).not.toContain(wallet.invoiceKey)
  })

  test('takes a client in fixed mode with a daily limit in the exact minor units', async () => {
    const { answer } = await desk.run(
      add,
      written({ name: 'Fixed', mode: 'fixed', 'daily-limit': '500.50', key: newWallet('Fixed').invoiceKey }),
    )
    expect(saidBy(answer)).toContain('Mode: fixed, at most 500.50 GTQ a day')
    expect((await desk.world.readings.findClients('Fixed'))[0]).toMatchObject({
      mode: 'fixed',
      dailyLimit: 50_050n,
    })
  })

  test.each([
    [{ mode: 'fixed' }, '--mode fixed needs --daily-limit, such as --daily-limit 500.00.'],
    [{ 'daily-limit': '5' }, '--daily-limit goes with --mode fixed only: add that, or leave the limit out.'],
    [{ currency: 'XYZ' }, 'XYZ is not a currency that the books know: use an ISO 4217 code such as GTQ.'],
    [{ name: '17' }, '--name can\'t be a number: "17" would be taken for a client\'s number.'],
    [{ name: 'ana' }, 'There is already a client named "ana" in GTQ: choose another name.'],
    [{ name: 'x'.repeat(101) }, '--name is longer than 100 characters.'],
    [{ name: 'A\u0007na' }, '--name holds a line break or another control character.'],
  ])('refuses %j', async (change, expected) => {
    expect(await desk.refusal(add, written(change as unknown as Record<string, string>))).toBe(expected)
  })

  test('refuses what is no key without repeating it', async () => {
    const secret = 'this is not a key but perhaps a password'
    const sentence = await desk.refusal(add, written({ key: secret }))
    expect(sentence).toContain('--key-file does not hold an LNbits key')
    expect(sentence).not.toContain(secret)
    expect(await desk.refusal(add, { name: 'A', currency: 'GTQ' })).toContain('--key-file is missing')
  })

  test("refuses a key that LNbits doesn't know, the operator's own wallet, and a wallet that is taken", async () => {
    expect(await desk.refusal(add, written({ key: 'f'.repeat(32) }))).toContain('LNbits refuses')
    const own = await desk.refusal(add, written({ key: desk.world.wallets.source.invoiceKey }))
    expect(own).toContain("one of the operator's own")
    const [ana] = await desk.world.readings.findClients('Ana')
    const taken = desk.world.control.wallets().find((wallet) => wallet.walletId === ana?.walletId)
    expect(await desk.refusal(add, written({ key: taken?.invoiceKey ?? '' }))).toContain(
      'already has this wallet',
    )
    expect(await desk.world.readings.findClients('Somebody')).toEqual([])
  })
})

describe('who is meant', () => {
  test('a name in two currencies is refused with the numbers; a number, and a name in any case, are enough', async () => {
    const quetzales = await desk.world.addClient('Twin', null)
    const dollars = await desk.world.addClient('Twin', null, { fiatCode: 'USD' })
    expect(await desk.refusal(show, { client: 'twin' })).toBe(
      `"twin" can mean several clients: #${quetzales.id} Twin in GTQ, #${dollars.id} Twin in USD. Say which one by its number, such as ${quetzales.id}.`,
    )
    const { answer } = await desk.run(show, { client: String(dollars.id) })
    expect(answer.json).toMatchObject({ clientId: String(dollars.id), fiatCode: 'USD' })
    expect((await desk.run(show, { client: 'aNA' })).answer.json).toMatchObject({ name: 'Ana' })
  })

  test.each([show, balance, history, pause, resume])(
    'an unknown client is said to be unknown',
    async (command) => {
      expect(await desk.refusal(command, { client: 'Nobody' })).toBe(
        'There is no client "Nobody": "client list" shows who there is.',
      )
    },
  )
})

describe('after a cash-out', () => {
  let id: string
  beforeAll(async () => {
    const eva = await desk.world.addClient('Eva', '3000.00', { fiatCode: 'USD' })
    id = String(eva.id)
    await desk.world.sell({ fiat_code: 'USD' })
    await desk.world.toRest()
  })

  test('client list shows what is left and what was received', async () => {
    const { answer } = await desk.run(list, { currency: 'usd' })
    expect(answer.heading).toBe('2 clients')
    expect(rowsOf(answer)).toContainEqual([
      `#${id} Eva`,
      'active',
      '1,000.00 USD',
      '0.00 USD',
      '259,029 sats',
    ])
    expect((await desk.run(list, { status: 'closed' })).answer.heading).toBe('0 clients')
  })

  test('client show has the average price', async () => {
    const { answer } = await desk.run(show, { client: id })
    const said = saidBy(answer)
    expect(said).toContain('Paid out: 2,000.00 USD for 259,029 sats in 1 payment')
    expect(said).toContain('Average price: 772,114.31 USD for one bitcoin')
    expect(answer.json).toMatchObject({
      remainingMinor: '100000',
      paidMinor: '200000',
      paidSats: '259029',
      exponent: 2,
    })
  })

  test('client balance adds up, also after an adjustment by hand', async () => {
    const before = saidBy((await desk.run(balance, { client: 'Eva' })).answer)
    expect(before).toContain('3,000.00 USD deposited − 2,000.00 USD paid out = 1,000.00 USD left ✔')
    await desk.world.pool.query(`SELECT adjust_client($1, -2500, 'counted wrong')`, [id])
    const after = saidBy((await desk.run(balance, { client: 'Eva' })).answer)
    expect(after).toContain('− 2,000.00 USD paid out − 25.00 USD adjusted by hand = 975.00 USD left ✔')
    expect(after).not.toContain('✘')
  })

  test('client history tells every change with the balance after it', async () => {
    const { answer } = await desk.run(history, { client: id })
    const rows = rowsOf(answer).map((row) => row.slice(1))
    expect(rows[0]?.[0]).toMatch(/^adjusted by hand \(.*: counted wrong\)$/)
    expect(rows.slice(1)).toEqual([
      ['paid 259,029 sats', '-2,000.00 USD', '1,000.00 USD', '0.00 USD'],
      ['on hold for 259,029 sats', '–', '3,000.00 USD', '2,000.00 USD'],
      ['deposit confirmed', '+3,000.00 USD', '3,000.00 USD', '0.00 USD'],
    ])
    expect(rowsOf((await desk.run(history, { client: id, limit: '2' })).answer)).toHaveLength(2)
    expect(await desk.refusal(history, { client: id, limit: '0' })).toContain('a whole number from 1 to 1000')
  })
})

describe('client pause and resume', () => {
  test('go from one to the other, and say so when there is nothing to change', async () => {
    const { preview, answer } = await desk.run(pause, { client: 'Ana', reason: 'asked for it' })
    expect(preview?.lines[0]).toBe('status: active → paused')
    expect(saidBy(answer)).toContain('Because: asked for it')
    expect(await desk.refusal(pause, { client: 'Ana' })).toMatch(
      /^#\d+ Ana is paused already: nothing was changed\.$/,
    )
    expect(saidBy((await desk.run(show, { client: 'Ana' })).answer)).toContain(
      'shared out without this client',
    )
    const resumed = await desk.run(resume, { client: 'Ana' })
    expect(resumed.answer.json).toMatchObject({ status: 'active' })
    expect(await desk.refusal(resume, { client: 'Ana' })).toMatch(/Ana is active, not paused/)
  })
})

describe('client set-key', () => {
  test('stores the new key of the same wallet, and refuses the key of another', async () => {
    const [ana] = await desk.world.readings.findClients('Ana')
    const fresh = desk.world.control.resetKeys(ana?.walletId ?? '')
    const { answer } = await desk.run(setKey, { client: 'Ana', key: fresh.invoiceKey })
    expect(answer.json).toMatchObject({ name: 'Ana', walletId: ana?.walletId })
    expect(JSON.stringify(answer)).not.toContain(fresh.invoiceKey)
    const other = await desk.refusal(setKey, { client: 'Ana', key: newWallet('other').invoiceKey })
    expect(other).toContain('a key of the wrong wallet')
    expect((await desk.world.readings.findClients('Ana'))[0]?.walletId).toBe(ana?.walletId)
  })
})

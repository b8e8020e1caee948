import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addsUp, statementRows } from '../../commands/client-statement.ts'
import { noticeWords } from '../../commands/client-notice.ts'
import { command as notify } from '../../commands/client/notify.ts'
import { command as statement } from '../../commands/client/statement.ts'
import { command as add } from '../../commands/deposit/add.ts'
import { command as amend } from '../../commands/deposit/amend.ts'
import { command as confirm } from '../../commands/deposit/confirm.ts'
import { command as show } from '../../commands/deposit/show.ts'
import { command as backfill } from '../../commands/poll/backfill.ts'
import { fiatMinor, msat } from '../../engine/domain/money.ts'
import { done, sixteen } from '../engine/by-hand.ts'
import { sellNow } from '../engine/one-payment.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { pdfPages } from '../support/pdf-text.ts'
import { type Desk, openDesk, saidBy } from '../support/commands.ts'
import type { TestClient } from '../support/world.ts'

let desk: Desk
let ana: TestClient
beforeEach(async () => {
  desk = await openDesk()
  ana = await desk.world.addClient('Ana', '5000.00')
})
afterEach(async () => {
  await expectSoundBooks(desk.world, { settled: false })
  await desk.close()
})

const photo = { name: 'receipt.jpg', mediaType: 'image/jpeg', bytes: new Uint8Array([1, 2, 3]) }

async function pending(): Promise<string> {
  const { answer } = await desk.run(add, { client: 'Ana', amount: '100.00' }, undefined, photo)
  return answer.json['depositId'] as string
}

describe('receipts', () => {
  test('are kept with the deposit, once, and shown to nobody but who asks', async () => {
    const deposit = await pending()
    const { answer } = await desk.run(show, { deposit })
    const sha256 = createHash('sha256').update(photo.bytes).digest('hex')
    expect(answer.json).toMatchObject({ receipts: [{ name: 'receipt.jpg', sha256, bytes: 3 }] })
    expect(answer.blocks.find((block) => block.kind === 'file')).toMatchObject({
      private: true,
      name: 'receipt.jpg',
    })
    await desk.world.stores.paperwork.addReceipt(BigInt(deposit), photo, 'again')
    expect(await desk.world.readings.receipts(BigInt(deposit))).toHaveLength(1)
    const delivered = await desk.context(undefined, photo)
    const args = { client: 'Ana', amount: '7.00', currency: null, note: null }
    const twice = [await add.act(delivered, args), await add.act(delivered, args)]
    expect(twice[0]?.json['depositId']).toBe(twice[1]?.json['depositId'])
  })

  test('deposit confirm names who may not be the one that says yes', async () => {
    const preview = await desk.preview(confirm, { deposit: await pending() })
    expect(preview.interested).toEqual([{ actor: 'terminal:maria' }, { clientId: ana.id }])
    expect(preview.lines).toContain('with the receipt receipt.jpg')
  })

  test('an empty or too large one is refused before anything is entered', async () => {
    const huge = { ...photo, bytes: new Uint8Array(10 * 1024 * 1024 + 1) }
    await expect(desk.run(add, { client: 'Ana', amount: '1.00' }, undefined, huge)).rejects.toThrow('10 MiB')
    expect(await desk.world.readings.deposits({ status: 'pending', limit: 5 })).toEqual([])
  })
})

describe('deposit amend', () => {
  test('replaces a pending deposit, keeps both and the receipt, and moves no balance', async () => {
    const deposit = await pending()
    const wish = { deposit, amount: '90.00', reason: 'counted again' }
    const { preview, answer } = await desk.run(amend, wish)
    expect(preview?.lines[0]).toBe('amount: 100.00 GTQ → 90.00 GTQ')
    const replacement = answer.json['depositId'] as string
    expect(answer.json).toMatchObject({ amountMinor: '9000', status: 'pending', replacesDepositId: deposit })
    const old = await desk.world.readings.deposit(BigInt(deposit))
    expect(old).toMatchObject({ status: 'rejected', note: `amended as #${replacement}: counted again` })
    expect(await desk.world.readings.receipts(BigInt(replacement))).toHaveLength(1)
    expect((await desk.world.readings.findClients('Ana'))[0]?.remaining).toBe(500_000n)
    expect(await desk.refusal(amend, wish)).toContain('was already rejected')
    await desk.run(confirm, { deposit: replacement }, 'terminal:eva')
    expect(await desk.refusal(amend, { ...wish, deposit: replacement })).toContain('was already confirmed')
    expect((await desk.world.readings.findClients('Ana'))[0]?.remaining).toBe(509_000n)
  })

  test('refuses what changes nothing, and amounts that are none', async () => {
    const deposit = await pending()
    expect(await desk.refusal(amend, { deposit, reason: 'x' })).toContain('nothing would change')
    expect(await desk.refusal(amend, { deposit, reason: 'x', amount: '0' })).toContain('must be above zero')
  })

  test('by sixteen at once, and confirmed meanwhile, ends with one deposit that counts', async () => {
    const deposit = BigInt(await pending())
    const { paperwork, bookkeeping } = desk.world.stores
    const results = await sixteen<{ kind: string }>((number) =>
      number % 4 === 0
        ? bookkeeping.decideDeposit(deposit, 'confirmed', `person:${number}`, null)
        : paperwork.amendDeposit(
            deposit,
            { amount: fiatMinor(9_000n), note: null, reason: 'x', operationId: `op ${number}` },
            `person:${number}`,
          ),
    )
    expect(done(results).filter(({ kind }) => kind === 'done')).toHaveLength(1)
    const all = await desk.world.readings.deposits({ clientId: ana.id, limit: 10 })
    expect(all.filter(({ status }) => status !== 'rejected')).toHaveLength(2)
  })

  test('delivered twice is one', async () => {
    const deposit = await pending()
    const context = await desk.context()
    const args = { deposit: BigInt(deposit), amount: '90.00', note: null, reason: 'x' }
    const first = await amend.act(context, args)
    const second = await amend.act(context, args)
    expect(second.json['depositId']).toBe(first.json['depositId'])
  })
})

describe('client statement', () => {
  test('leads from the one balance to the other, as the books have it', async () => {
    await desk.world.addClient('Beto', '0.01')
    await sellNow(desk.world)
    await desk.world.toRest()
    await desk.world.pool.query('SELECT adjust_client($1, -100, $2)', [ana.id, '=HYPERLINK("x")'])
    const [client] = await desk.world.readings.findClients('Ana')
    const { answer } = await desk.run(statement, { client: 'Ana' })
    const month = new Date().toISOString().slice(0, 7)
    expect(answer.heading).toBe(`#${ana.id} Ana: statement of ${month}`)
    expect(answer.json).toMatchObject({
      openingMinor: '0',
      closingMinor: String(client?.remaining),
      receivedMsat: '259029000',
    })
    const [paper, file] = answer.blocks.flatMap((block) => (block.kind === 'file' ? [block] : []))
    expect(paper).toMatchObject({ private: true, mediaType: 'application/pdf' })
    expect(paper?.name).toMatch(/^statement_\d{8}T\d{4}Z_[0-9a-f]{8}\.pdf$/)
    const printed = pdfPages(paper?.bytes ?? new Uint8Array()).flat()
    expect(printed).toContain(`#${ana.id} Ana`)
    expect(printed[printed.indexOf('Balance now') + 1]).toBe('2,999.00 GTQ')
    expect(printed.join('\n')).not.toMatch(/Beto|HYPERLINK/)
    expect(file?.name).toMatch(/^statement_\d{8}T\d{4}Z_[0-9a-f]{8}\.csv$/)
    expect(file?.private).toBe(true)
    const lines = new TextDecoder().decode(file?.bytes).trimEnd().split('\r\n')
    expect(lines.map((line) => line.split(',').slice(1, 10).join(','))).toEqual([
      'what,reference,in,out,balance,currency,sats received,cash-out,price of a bitcoin',
      'opening balance,,,,0.00,GTQ,,,',
      'deposit,deposit:1,5000.00,,5000.00,GTQ,,,',
      'bitcoin bought,payment:client:1,,2000.00,3000.00,GTQ,259029,1,772114.31',
      expect.stringContaining('adjustment,adjustment:'),
      'closing balance,,,,2999.00,GTQ,,,',
    ])
    expect(lines[4]).toContain(`"'=HYPERLINK(""x"")"`)
  })

  test('of another month opens with what there was, and of no month is refused', async () => {
    const { answer } = await desk.run(statement, { client: 'Ana', month: '2999-01' })
    expect(answer.json).toMatchObject({ openingMinor: '500000', closingMinor: '500000', movements: [] })
    expect((await desk.run(statement, { client: 'Ana', month: '2001-01' })).answer.json).toMatchObject({
      openingMinor: '0',
      closingMinor: '0',
    })
    for (const month of ['2026-13', 'May', '2026-1'])
      expect(await desk.refusal(statement, { client: 'Ana', month })).toContain(
        'must be a month such as 2026-11',
      )
  })

  test('comes in the language of the client, or in the one that is asked for', async () => {
    const { people } = desk.stores
    await people.invite('code', { kind: 'new_person', name: 'Ana', role: 'viewer' }, 'test')
    const paired = await people.pair('code', { platform: 'telegram', userId: '7' })
    if (paired.kind !== 'paired') throw new Error(paired.kind)
    await people.setClient(paired.person.id, ana.id)
    await people.setLanguage(paired.person.id, 'es')
    const titleOf = async (more: Record<string, string>): Promise<string | undefined> => {
      const { answer } = await desk.run(statement, { client: 'Ana', month: '2001-01', ...more })
      const pdf = answer.blocks.find((block) => block.kind === 'file')
      return pdfPages(pdf?.bytes ?? new Uint8Array())[0]?.[0]
    }
    expect(await titleOf({})).toBe('Estado de cuenta de enero de 2001')
    expect(await titleOf({ language: 'en' })).toBe('Statement of January 2001')
  })

  test('is exact with any amounts, in the language of who asks', () => {
    const at = new Date('2026-11-03T12:00:00Z')
    const movement = { at, kind: 'client_payment', reference: 'r', reason: null, cashOutId: 7n }
    const sheet = {
      since: at,
      until: at,
      opening: fiatMinor(5n),
      closing: fiatMinor(2n),
      spentSoFar: fiatMinor(3n),
      gatheredSoFarMsat: msat(1_500n),
      movements: [{ ...movement, change: fiatMinor(-3n), receivedMsat: msat(1_500n) }],
    }
    expect(addsUp(sheet)).toBe(true)
    expect(addsUp({ ...sheet, closing: fiatMinor(3n) })).toBe(false)
    expect(statementRows({ fiatCode: 'KWD', exponent: 3 }, sheet, 'es')[2]).toEqual([
      at.toISOString(),
      'compra de bitcoin',
      'r',
      '',
      '0.003',
      '0.002',
      'KWD',
      '1.5',
      '7',
      '200000.000',
      '',
    ])
  })
})

describe('client notify', () => {
  test('writes the words, notes who told whom once, and sends nothing', async () => {
    const beto = await desk.world.addClient('Beto', '10.00')
    const { preview, answer } = await desk.run(notify, { client: 'Ana, Beto,Ana', template: 'delay' })
    expect(preview?.what).toBe('Note that 2 clients are told')
    expect(preview?.lines.at(-1)).toContain('the bot sends nothing')
    expect(saidBy(answer)).toContain('Hello Ana, your bitcoin purchases take longer')
    expect(await desk.world.readings.notices(beto.id, 5)).toMatchObject([
      { template: 'delay', language: 'en', toldBy: 'terminal:maria' },
    ])
    const context = await desk.context()
    const args = { client: 'Ana', template: 'incident' } as const
    await notify.act(context, args)
    await notify.act(context, args)
    expect(await desk.world.readings.notices(ana.id, 5)).toHaveLength(2)
    expect(await desk.refusal(notify, { client: 'Nobody', template: 'delay' })).toContain(
      'no client "Nobody"',
    )
    const many = Array.from({ length: 21 }, () => 'Ana').join(',')
    expect(await desk.refusal(notify, { client: many, template: 'delay' })).toContain('At most 20 clients')
  })

  test('speaks the client’s language, with his own sats and balance', () => {
    const client = { username: 'Ana', remaining: fiatMinor(123_456n), exponent: 2, fiatCode: 'GTQ' }
    const facts = { client, pendingSats: 259_029n, timeZone: 'UTC' }
    expect(noticeWords('delay', 'es', facts)).toContain('259,029 sats van en camino')
    expect(noticeWords('corrected', 'es', facts)).toContain('Su saldo es ahora de 1,234.56 GTQ')
    expect(noticeWords('delay', 'en', { ...facts, pendingSats: 0n })).not.toContain('on their way')
    expect(noticeWords('incident', 'en', facts)).toContain('Your balance of 1,234.56 GTQ is safe.')
  })
})

describe('poll backfill', () => {
  test('polls, and lists what is still missing with the way to have it paid', async () => {
    const early = { since: '2026-01-01' }
    const id = await sellNow(desk.world)
    const { preview, answer } = await desk.run(backfill, early)
    expect(preview?.lines[0]).toBe('1 cash-out of any date missing in the books at this moment')
    expect(answer).toMatchObject({ tone: 'good', json: { takenIn: [id], missing: [] } })
    // One that this poll can't see, such as a row that came back to Lamassu behind its digests.
    const lost = await sellNow(desk.world)
    const polled = await desk.context()
    const act = backfill.act(
      { ...polled, actions: { ...polled.actions, pollNow: async () => ({ kind: 'busy' }) } },
      { since: new Date('2026-01-01'), until: new Date('2999-01-01') },
    )
    expect((await act).json).toMatchObject({ missing: [lost] })
    expect((await act).blocks.at(-1)).toEqual({
      kind: 'next',
      commands: [`tx process ${lost} --reason "missing in the books"`],
    })
    const before = backfill.act(
      { ...polled, actions: { ...polled.actions, pollNow: async () => ({ kind: 'busy' }) } },
      { since: new Date('2020-01-01'), until: new Date('2020-02-01') },
    )
    expect((await before).json).toMatchObject({ missing: [] })
    expect(await desk.refusal(backfill, { since: '2026-02-01', until: '2026-01-01' })).toContain(
      'later than --since',
    )
    await desk.world.stores.bookkeeping.setSwitches({ polling: false }, 'x')
    expect(await desk.refusal(backfill, early)).toContain('Polling is switched off')
  })
})

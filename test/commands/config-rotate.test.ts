import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { command as rotate } from '../../commands/config/rotate.ts'
import { command as show } from '../../commands/config/show.ts'
import type { WalletKey } from '../../engine/ports.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'

/** A new key of one of our own wallets, as the person at the terminal sees it from beginning to end. */

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  const { source, commission } = desk.world.wallets
  await desk.world.stores.preflight.rememberWalletId(source.adminKey as WalletKey, source.walletId)
  await desk.world.stores.preflight.rememberWalletId(commission.invoiceKey as WalletKey, commission.walletId)
})
afterAll(() => desk?.close())

const keysShown = async (): Promise<string[][]> =>
  rowsOf((await desk.run(show)).answer).filter(([name]) => name?.endsWith(' wallet') === true)
const masked = (key: string): string => `${key.slice(0, 4)}…`

test('without a key, the asker alone gets a link to the page; nothing is changed', async () => {
  const { preview, answer, said } = await desk.run(rotate, { wallet: 'Source' })
  expect(preview?.what).toBe('Enter a new key for the source wallet')
  expect(preview?.confirm).toBeUndefined()
  expect(preview?.lines.join('\n')).toMatch(
    /from the settings\n.*belong to wallet .*\n.*ten minutes\n.*second person/,
  )
  expect(desk.asked.at(-1)).toBe('keyPage own source terminal:maria')
  expect(said.private).toBe(true)
  expect(saidBy(answer)).toContain('The page for the key of source wallet')
  expect(answer.json).toMatchObject({ role: 'source' })
})

test('a key is entered, agreed to by two, used, and can be seen by its first characters alone', async () => {
  const { source } = desk.world.wallets
  const { adminKey } = desk.world.control.resetKeys(source.walletId)
  const entered = (await desk.run(rotate, { wallet: 'source', key: adminKey })).answer
  const id = z.string().parse(entered.json['keyId'])
  expect(entered.heading).toBe('The new key of the source wallet works, and is not used yet')
  expect(saidBy(entered)).toContain(`> config rotate source --use ${id}`)
  expect(JSON.stringify(entered)).not.toContain(adminKey)
  expect(await keysShown()).toContainEqual([
    'source wallet',
    masked(source.adminKey),
    'environment',
    '–',
    `${masked(adminKey)} waits for: config rotate source --use ${id}`,
  ])

  await desk.world.stores.bookkeeping.setSwitches({ payouts: false }, 'WALLET_AUTH')
  const used = await desk.run(rotate, { wallet: 'source', use: id })
  expect(used.preview).toMatchObject({
    what: `Use the new key ${masked(adminKey)} for the source wallet`,
    confirm: 'C4E',
  })
  expect(used.preview?.lines.join('\n')).toMatch(
    new RegExp(`before: ${masked(source.adminKey)} · after: ${masked(adminKey)}.*\n.*terminal:maria`),
  )
  expect(saidBy(used.answer)).toMatch(/> check wallets\n> poll resume payout\n.*> config show/s)
  expect(await keysShown()).toContainEqual([
    'source wallet',
    masked(adminKey),
    'database',
    expect.stringMatching(/^\d+ \w+ 20\d\d/),
    `on trial: ${masked(source.adminKey)} is kept until a payment has gone through`,
  ])
  expect(await desk.refusal(rotate, { wallet: 'source', use: id })).toMatch(/^There is no key/)

  // In LNbits the old one is dead for good: going back helps nobody, and is refused.
  const back = await desk.preview(rotate, { wallet: 'source', back: 'true' })
  expect(back.what).toBe('Take the new key of the source wallet back')
  expect(await desk.refusal(rotate, { wallet: 'source', back: 'true' })).toMatch(/LNbits refuses/)
})

test('what makes no sense is refused before anything is asked', async () => {
  expect(await desk.refusal(rotate, { wallet: 'commission', use: '99' })).toMatch(
    /^There is no key 99 of the commission wallet/,
  )
  expect(await desk.refusal(rotate, { wallet: 'commission', back: 'true' })).toMatch(/no older key/)
  expect(await desk.refusal(rotate, { wallet: 'source', use: '1', back: 'true' })).toMatch(/opposite/)
  expect(await desk.refusal(rotate, { wallet: 'Ana', use: '1' })).toMatch(/^--use and --back are for source/)
  expect(await desk.refusal(rotate, { wallet: 'source', key: 'no key' })).toMatch(
    /does not hold an LNbits key/,
  )
})

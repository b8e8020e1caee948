import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Asker } from '../../commands/asker.ts'
import { command as bind } from '../../commands/config/bind.ts'
import { command as rotate } from '../../commands/config/rotate.ts'
import { command as set } from '../../commands/config/set.ts'
import { command as unbind } from '../../commands/config/unbind.ts'
import { SETTINGS } from '../../engine/settings.ts'
import { type Desk, openDesk, saidBy } from '../support/commands.ts'
import type { TestClient } from '../support/world.ts'

let desk: Desk
let ana: TestClient
beforeAll(async () => {
  desk = await openDesk()
  ana = await desk.world.addClient('Ana', null)
})
afterAll(() => desk.close())
beforeEach(() => desk.world.pool.query('DELETE FROM rooms'))

const inRoom = (platform: 'discord' | 'telegram', roomId: string): Asker => ({
  actor: 'person:3',
  person: null,
  role: 'owner',
  identity: { platform, userId: '17' },
  roomId,
})
const room = inRoom('telegram', '-10017')

test('a room is bound where it is asked, and unbound again', async () => {
  const { preview, answer } = await desk.run(bind, { room: 'here', purpose: 'ops' }, room)
  expect(preview).toMatchObject({
    what: 'Bind -10017 on telegram for commands (ops)',
    lines: ['before: none', 'after: telegram -10017', expect.stringContaining('everybody in that room')],
  })
  expect(answer.heading).toBe('-10017 on telegram is bound for commands (ops)')
  expect(await desk.stores.rooms.rooms()).toEqual([
    { platform: 'telegram', roomId: '-10017', purpose: 'ops', boundBy: 'person:3' },
  ])
  expect(await desk.refusal(bind, { room: 'HERE', purpose: 'ops' }, room)).toMatch(/is bound for .* already/)
  await desk.run(bind, { room: 'here', purpose: 'critical' }, room)

  const gone = await desk.run(unbind, { room: 'here', purpose: 'ops' }, room)
  expect(gone.preview?.lines).toEqual([
    'before: telegram -10017',
    'after: none',
    expect.stringMatching(/^no room is left in which the bot answers/),
  ])
  expect((await desk.stores.rooms.rooms()).map(({ purpose }) => purpose)).toEqual(['critical'])
  expect(await desk.refusal(unbind, { room: 'here', purpose: 'ops' }, room)).toMatch(/is not bound for/)
})

test('from the terminal the platform and the id are named, and nonsense is refused', async () => {
  await desk.run(bind, { room: '1187234567890123456', purpose: 'digest', platform: 'discord' })
  expect(await desk.stores.rooms.rooms()).toMatchObject([
    { platform: 'discord', roomId: '1187234567890123456', boundBy: 'terminal:maria' },
  ])
  expect(await desk.refusal(bind, { room: '1187234567890123456', purpose: 'ops' })).toMatch(
    /Say where the room is/,
  )
  expect(await desk.refusal(bind, { room: 'here', purpose: 'ops', platform: 'discord' })).toMatch(
    /give the room's id/,
  )
  expect(await desk.refusal(bind, { room: '#general', purpose: 'ops', platform: 'discord' })).toMatch(
    /no room's id/,
  )
  expect(await desk.refusal(bind, { room: '0', purpose: 'ops', platform: 'telegram' })).toMatch(
    /no room's id/,
  )
  expect(await desk.refusal(bind, { room: 'here', purpose: 'ops', platform: 'discord' }, room)).toMatch(
    /only known where/,
  )
  expect(await desk.refusal(bind, { room: 'here', purpose: 'fun' }, room)).toMatch(/must be one of/)
})

test('a room of the environment is taken away there', async () => {
  await desk.stores.rooms.bind({ platform: 'telegram', roomId: '-10017', purpose: 'ops' }, 'environment')
  expect(await desk.refusal(unbind, { room: 'here', purpose: 'ops' }, room)).toMatch(
    /comes from the bot's environment/,
  )
  expect(await desk.stores.rooms.rooms()).toHaveLength(1)
})

test('a new key is asked for by a link that the asker alone gets', async () => {
  const { preview, answer, said } = await desk.run(rotate, { wallet: 'Ana' }, room)
  expect(preview?.lines.join()).toMatch(/a key of another wallet is refused.*one key and ten minutes/)
  expect(desk.asked.at(-1)).toBe(`keyPage client ${ana.id} person:3`)
  expect(saidBy(answer)).toContain('Link: http://localhost/key/once')
  expect(said.private).toBe(true)
  expect(JSON.stringify(answer.json)).not.toContain('once')
})

test('a key that was written into a chat is refused, and not repeated', async () => {
  const refusal = await desk.refusal(rotate, { wallet: 'Ana', key: ana.wallet.invoiceKey }, room)
  expect(refusal).toMatch(/^Keys never go through a chat/)
  expect(refusal).not.toContain(ana.wallet.invoiceKey)
})

test('at the terminal the key comes from a file', async () => {
  const { answer } = await desk.run(rotate, { wallet: 'Ana', key: ana.wallet.invoiceKey })
  expect(answer.heading).toBe(`The key of #${ana.id} Ana was stored`)
  expect(
    await desk.refusal(rotate, { wallet: 'Ana', key: desk.world.wallets.commission.invoiceKey }),
  ).toMatch(/a key of the wrong wallet/)
})

test('a setting that is a limit, or says where money comes from, asks for a second person', async () => {
  const asks: string[] = []
  for (const { name, example } of SETTINGS) {
    const { confirm } = await desk.preview(set, { name, value: example })
    if (confirm === 'C4E') asks.push(name)
    else expect(confirm).toBeUndefined()
  }
  expect(asks).toEqual(
    expect.arrayContaining(['commission-rule', 'funding', 'max-payment-attempts', 'cooling-off-minutes']),
  )
  expect(asks).not.toContain('operator-timezone')
  expect(asks).not.toContain('lnbits-requests-per-minute')
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createReception } from '../../../bot/chat/reception.ts'
import { type ChatDesk, DIRECT, openChatDesk, passTime, type TestPerson } from '../../support/chat.ts'

let chat: ChatDesk
let ana: TestPerson
let luis: TestPerson
let vera: TestPerson
let olga: TestPerson

beforeAll(async () => {
  chat = await openChatDesk()
  olga = await chat.addPerson('Olga', 'owner')
  ana = await chat.addPerson('Ana', 'treasurer')
  luis = await chat.addPerson('Luis', 'treasurer', 'discord')
  vera = await chat.addPerson('Vera', 'viewer')
  await chat.world.addClient('Rosa Pérez', '5000.00')
})
afterAll(() => chat.close())

const deposits = async (): Promise<number> => (await chat.world.readings.deposits({ limit: 100 })).length

describe('who is answered', () => {
  test('a stranger in the ops room learns nothing but how to be invited', async () => {
    const answer = await chat.tell(chat.stranger(), '/status show')
    expect(answer.heading).toContain('Ask an owner for a code')
    expect(answer.text).not.toMatch(/GTQ|sats|Rosa/)
    expect(answer.reply.audience).toBe('asker')
  })

  test('in a room that is not ours nobody is answered, not even an owner', async () => {
    const elsewhere = { id: '-999', kind: 'shared', guildId: null } as const
    expect(await chat.say(olga, '/status show', elsewhere)).toBeNull()
    expect(await chat.say(chat.stranger(), '/status show', elsewhere)).toBeNull()
  })

  test('plain talk in the room is nobody’s command', async () => {
    expect(await chat.say(ana, 'did anybody see the key of the safe?')).toBeNull()
  })

  test('a viewer reads the state, but no client’s name, and acts on nothing', async () => {
    const list = await chat.tell(vera, '/deposit list', DIRECT)
    expect(list.text).toContain('R. P.')
    expect(list.text).not.toContain('Rosa')
    const before = await deposits()
    const refused = await chat.tell(vera, '/deposit add --client 1 --amount 100', DIRECT)
    expect(refused.heading).toContain('needs the role operator')
    expect(await deposits()).toBe(before)
  })

  test('an account that asks for too much is locked, which is reported', async () => {
    const mallory = chat.stranger()
    for (let i = 0; i < 5; i += 1) await chat.say(mallory, '/payment retry 1')
    expect(chat.locked.map((sender) => sender.userId)).toContain(mallory.sender().userId)
    expect(await chat.say(mallory, '/status show')).toBeNull()
  })

  test('what is shown to the room hides names from everybody', async () => {
    const shared = await chat.tell(ana, '/deposit list --share')
    expect(shared.reply.audience).toBe('room')
    expect(shared.text).not.toContain('Rosa')
    const toHerself = await chat.tell(ana, '/deposit list')
    expect(toHerself.reply.audience).toBe('asker')
    expect(toHerself.text).toContain('Rosa Pérez')
  })
})

describe('confirming', () => {
  test('an action is shown, confirmed by a press, done once, and its card says by whom', async () => {
    const before = await deposits()
    const preview = await chat.tell(ana, '/deposit add --client 1 --amount 250.00')
    expect(preview.labels.slice(0, 2)).toEqual(['Yes, do it', 'No'])
    expect(await deposits()).toBe(before)
    const done = await chat.push(ana, preview.button('Yes'))
    expect(done.reply.inPlace).toBe(true)
    expect(done.text).toContain('By Ana.')
    expect(await deposits()).toBe(before + 1)
    const again = await chat.push(ana, preview.button('Yes'))
    expect(again.heading).toContain('This card is old')
    expect(await deposits()).toBe(before + 1)
  })

  test('only the one who asked can confirm; anybody who may act can say no', async () => {
    const preview = await chat.tell(ana, '/deposit add --client 1 --amount 251.00')
    const foreign = await chat.push(luis, preview.button('Yes'))
    expect(foreign.heading).toContain('Only the one who asked')
    expect(foreign.reply.inPlace).toBe(false)
    const viewer = await chat.push(vera, preview.button('No'))
    expect(viewer.heading).toContain('Only operators')
    const before = await deposits()
    expect((await chat.push(luis, preview.button('No'))).text).toContain('Luis said no')
    expect((await chat.push(ana, preview.button('Yes'))).heading).toContain('old')
    expect(await deposits()).toBe(before)
  })

  test('sixteen presses at once do it once', async () => {
    const before = await deposits()
    const preview = await chat.tell(ana, '/deposit add --client 1 --amount 252.00')
    await Promise.all(Array.from({ length: 16 }, () => chat.press(ana, preview.button('Yes'))))
    expect(await deposits()).toBe(before + 1)
  })

  test('a button that nobody made does nothing, and pressing such ones locks', async () => {
    const mallory = await chat.addPerson('Max', 'viewer')
    for (let i = 0; i < 5; i += 1)
      expect((await chat.press(mallory, `y.${'x'.repeat(15)}${i}`))?.heading).toContain('not one of mine')
    expect(await chat.press(mallory, 'y.xxxx')).toBeNull()
    expect((await chat.push(ana, 'nonsense')).heading).toContain('not one of mine')
  })

  test('the same delivery twice is answered once and done once', async () => {
    const before = await deposits()
    const preview = await chat.tell(ana, '/deposit add --client 1 --amount 253.00')
    const delivery = { deliveryId: 'telegram:press:77' }
    expect(await chat.press(ana, preview.button('Yes'), undefined, delivery)).not.toBeNull()
    expect(await chat.press(ana, preview.button('Yes'), undefined, delivery)).toBeNull()
    expect(await deposits()).toBe(before + 1)
  })

  test('a request is too old after its time', async () => {
    const before = await deposits()
    const preview = await chat.tell(ana, '/deposit add --client 1 --amount 254.00')
    await passTime(chat, '3 min')
    expect((await chat.push(ana, preview.button('Yes'))).heading).toContain('old')
    expect(await deposits()).toBe(before)
  })

  test('what has changed since is shown anew and not done', async () => {
    const added = await chat.tell(ana, '/deposit add --client 1 --amount 300.00')
    await chat.push(ana, added.button('Yes'))
    const [deposit] = await chat.world.readings.deposits({ status: 'pending', limit: 1 })
    const preview = await chat.tell(luis, `/deposit confirm ${deposit?.id}`)
    await chat.world.pool.query(
      `SELECT satoshimachine.adjust_client((SELECT min(id) FROM dca_clients), 100, 'a test')`,
    )
    const changed = await chat.push(luis, preview.button('Yes'))
    expect(String(changed.reply.toast)).toContain('changed')
    expect((await chat.world.readings.deposit(deposit?.id ?? 0n))?.status).toBe('pending')
    await chat.push(luis, changed.button('Yes'))
    expect((await chat.world.readings.deposit(deposit?.id ?? 0n))?.status).toBe('confirmed')
  })
})

describe('asking for what is missing', () => {
  test('one argument after the other, with the clients as buttons', async () => {
    const before = await deposits()
    const who = await chat.tell(ana, '/deposit add', DIRECT)
    expect(who.heading).toBe('deposit add: client?')
    const much = await chat.push(ana, who.button('#1 Rosa'), DIRECT)
    expect(much.heading).toBe('deposit add: amount?')
    const preview = await chat.tell(ana, '1250.50', DIRECT)
    await chat.push(ana, preview.button('Yes'))
    expect(await deposits()).toBe(before + 1)
  })

  test('a bare noun shows the verbs that this person may use', async () => {
    const menu = await chat.tell(vera, '/payment')
    expect(menu.labels).toContain('payment list')
    expect(menu.labels).not.toContain('payment retry')
    expect((await chat.tell(ana, '/payment')).labels).toContain('payment retry')
  })

  test('words that nobody asked for are answered in a direct message only', async () => {
    expect((await chat.tell(ana, 'hello', DIRECT)).heading).toContain('did not understand')
  })

  test('telephones’ dashes and quotes are understood', async () => {
    const preview = await chat.tell(ana, '/deposit add —client 1 —amount 77.00 —note “paid in two parts”')
    await chat.push(ana, preview.button('Yes'))
    const noted = await chat.world.readings.deposits({ status: 'pending', limit: 100 })
    expect(noted.map(({ note }) => note)).toContain('paid in two parts')
  })
})

test('every acting command leaves its row in the log, and the chain holds', async () => {
  const rows = await chat.stores.actionLog.actions({ noun: 'deposit', limit: 100 })
  expect(rows.length).toBeGreaterThan(3)
  expect(rows.every((row) => row.finishedAt !== null && row.preview !== null)).toBe(true)
  expect((await chat.stores.actionLog.verify()).broken).toBeNull()
})

test('the photo of a receipt waits with its request, and is kept with the deposit once somebody says yes', async () => {
  const file = {
    name: 'receipt.jpg',
    mediaType: 'image/jpeg',
    bytes: new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3]),
  }
  const preview = await chat.say(ana, '/deposit add --client 1 --amount 88.00', undefined, { file })
  const done = await chat.push(ana, preview?.button('Yes') ?? '')
  const id = /#(\d+)/.exec(done.heading)?.[1] ?? '0'
  const [receipt] = await chat.world.readings.receipts(BigInt(id))
  expect(receipt).toMatchObject({ name: 'receipt.jpg', mediaType: 'image/jpeg' })
  expect([...(receipt?.bytes ?? [])]).toEqual([...file.bytes])
})

test('what was asked before a restart is confirmed after it', async () => {
  const before = await deposits()
  const preview = await chat.tell(ana, '/deposit add --client 1 --amount 89.00')
  const events = { onLocked: () => undefined, onSettled: () => undefined, onSaid: () => undefined }
  const restarted = createReception(chat.parts, events)
  await restarted.press(chat.incoming(ana.sender()), preview.button('Yes'))
  expect(await deposits()).toBe(before + 1)
  const menu = await chat.tell(ana, '/payment')
  const pressed = await restarted.press(chat.incoming(ana.sender()), menu.button('payment list'))
  expect(String(pressed?.card.answer.heading)).toContain('payments')
})

test('a card that is over names no client to the room either', async () => {
  const preview = await chat.tell(ana, '/deposit add --client 1 --amount 90.00')
  const cancelled = await chat.push(ana, preview.button('No'))
  const old = await chat.push(ana, preview.button('Yes'))
  for (const card of [preview, cancelled, old]) {
    expect(card.text).toContain('R. P.')
    expect(card.text).not.toContain('Rosa')
  }
})

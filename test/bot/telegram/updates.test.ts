import { describe, expect, test } from 'vitest'
import { connectedGround, eventually, replyOf } from './ground.ts'

/** What the bot hears, what it leaves alone, and how it is told to the reception. */

describe('a direct message', () => {
  test('goes to the reception as it is, and the answer comes back', async () => {
    const { telegram, reception } = await connectedGround()
    const ana = telegram.user('Ana López')
    const chat = telegram.direct(ana)
    const said = telegram.say(ana, chat, '/payment retry 8')
    await eventually(() => telegram.answers(chat).length === 1)
    expect(telegram.lastAnswer(chat)).toBe('bot:\n*heard /payment retry 8*')
    expect(reception.lines[0]?.incoming).toEqual({
      deliveryId: `telegram:message:${chat.id}:${said.message_id}`,
      sender: {
        platform: 'telegram',
        userId: String(ana.id),
        displayName: 'Ana López',
        room: { id: String(chat.id), kind: 'direct', guildId: null },
      },
    })
  })

  test.each([
    ['/start', '/help'],
    ['/start pair-me', '/help'],
    ['/help', '/help'],
    ['/help payment', '/help payment'],
    ['/payment', '/payment'],
    ['/PAYMENT_RETRY 8', '/payment retry 8'],
    ['/client_set_key 3', '/client set-key 3'],
    ['/status@satmachine_test_bot', '/status'],
    ['12.50 and "two words"', '12.50 and "two words"'],
  ])('%s is heard as %s', async (said, heard) => {
    const { telegram, reception } = await connectedGround({
      commands: [
        { noun: 'client', verb: 'set-key' },
        { noun: 'payment', verb: 'retry' },
      ] as never,
    })
    const ana = telegram.user('Ana')
    telegram.say(ana, telegram.direct(ana), said)
    await eventually(() => reception.lines.length === 1)
    expect(reception.lines[0]?.line).toBe(heard)
  })
})

describe('what carries no authority is left alone', () => {
  test('forwarded, of bots, in the name of a chat, through another bot, for another bot, edited, of a channel', async () => {
    const { telegram, reception } = await connectedGround()
    const ana = telegram.user('Ana')
    const robot = telegram.user('Robot', { is_bot: true })
    const direct = telegram.direct(ana)
    const group = telegram.group('Ops', [ana], { hasPrivacy: false })
    telegram.say(ana, direct, '/panic', { forwardedFrom: telegram.user('Bea') })
    telegram.say(ana, direct, '/panic', { viaBot: true })
    telegram.say(ana, direct, '/panic@another_bot')
    telegram.say(robot, group, '/panic')
    telegram.say(ana, group, '/panic', { anonymous: true })
    telegram.say(ana, group, '/panic@another_bot')
    telegram.say(ana, group, 'let us talk about /panic')
    const about = { message_id: 7, date: 1, chat: { id: direct.id, type: 'private' }, from: ana }
    telegram.pushRaw({ edited_message: { ...about, text: '/panic' } })
    telegram.pushRaw({ channel_post: { ...about, text: '/panic' } })
    telegram.pushRaw({ message: { ...about, chat: { id: -5, type: 'channel' }, text: '/panic' } })
    telegram.pushRaw({ message: { ...about, forward_date: 1, text: '/panic' } })
    telegram.pushRaw({ message: { ...about, from: undefined, text: '/panic' } })
    telegram.say(ana, direct, 'last')
    await eventually(() => telegram.answers(direct).length === 1)
    expect(reception.lines.map(({ line }) => line)).toEqual(['last'])
    expect(telegram.answers(group)).toEqual([])
  })
})

describe('in a group', () => {
  test('commands, answers to the bot and its name are heard; talk among people is not', async () => {
    const { telegram, reception } = await connectedGround()
    reception.onLine = async (line) => replyOf(`heard ${line}`, { audience: 'room' })
    const ana = telegram.user('Ana')
    const group = telegram.group('Ops', [ana], { hasPrivacy: false })
    telegram.say(ana, group, 'good morning')
    telegram.say(ana, group, '/status')
    await eventually(() => telegram.answers(group).length === 1)
    const first = telegram.answers(group)[0]?.message_id ?? 0
    telegram.say(ana, group, 'yes', { replyTo: first })
    telegram.say(ana, group, 'hey @SatMachine_Test_Bot payment list')
    telegram.say(ana, group, '@satmachine_test_bot')
    await eventually(() => telegram.answers(group).length === 4)
    expect(reception.lines.map(({ line }) => line)).toEqual(['/status', 'yes', 'hey   payment list', '/help'])
    expect(reception.lines[0]?.incoming.sender.room).toEqual({
      id: String(group.id),
      kind: 'shared',
      guildId: null,
    })
    expect(telegram.lastAnswer(group)).toContain('(to "@satmachine_test_bot")')
  })

  test('an answer in a topic stays in it', async () => {
    const { telegram, reception } = await connectedGround()
    reception.onLine = async () => replyOf('here', { audience: 'room' })
    const ana = telegram.user('Ana')
    const group = telegram.group('Ops', [ana])
    telegram.say(ana, group, '/status', { thread: 17 })
    await eventually(() => telegram.answers(group).length === 1)
    expect(telegram.answers(group)[0]?.thread).toBe(17)
  })
})

describe('files', () => {
  const SOMETHING = [{ noun: 'deposit', verb: 'add' }] as never

  test('of strangers are not fetched', async () => {
    const { telegram, reception } = await connectedGround()
    const ana = telegram.user('Ana')
    telegram.sendPhoto(ana, telegram.direct(ana), Buffer.from('jpeg bytes'), '/user pair ABC')
    await eventually(() => reception.lines.length === 1)
    expect(reception.lines[0]?.incoming.file).toBeUndefined()
    expect(telegram.requests('getFile')).toEqual([])
  })

  test('a photo comes with its caption, fetched', async () => {
    const { telegram, reception } = await connectedGround()
    reception.commands = SOMETHING
    const ana = telegram.user('Ana')
    telegram.sendPhoto(ana, telegram.direct(ana), Buffer.from('jpeg bytes'), '/deposit add --client 3')
    await eventually(() => reception.lines.length === 1)
    const { incoming, line } = reception.lines[0] ?? {}
    expect(line).toBe('/deposit add --client 3')
    expect(incoming?.file?.mediaType).toBe('image/jpeg')
    expect(Buffer.from(incoming?.file?.bytes ?? []).toString()).toBe('jpeg bytes')
  })

  test('a document too; of an album only the picture with the words', async () => {
    const { telegram, reception } = await connectedGround()
    reception.commands = SOMETHING
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    const file = { name: '../receipt.pdf', mediaType: 'application/pdf', bytes: Buffer.from('%PDF') }
    telegram.sendDocument(ana, chat, file, '/deposit add')
    telegram.pushRaw({
      message: {
        message_id: 9,
        date: 1,
        chat: { id: chat.id, type: 'private' },
        from: ana,
        media_group_id: 'album',
        photo: [{ file_id: 'x', file_unique_id: 'x', width: 1, height: 1 }],
      },
    })
    telegram.say(ana, chat, 'last')
    await eventually(() => reception.lines.length === 2)
    expect(reception.lines[0]?.incoming.file).toMatchObject({
      name: '.._receipt.pdf',
      mediaType: 'application/pdf',
    })
    expect(reception.lines[1]?.line).toBe('last')
  })

  test('one that is too large, or can not be fetched, does nothing, and that is said without the token', async () => {
    const { telegram, reception, logged } = await connectedGround()
    reception.commands = SOMETHING
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    const file = { name: 'a.pdf', mediaType: 'application/pdf', bytes: Buffer.from('%PDF') }
    telegram.sendDocument(ana, chat, { ...file, bytes: Buffer.alloc(20_000_001) }, '/deposit add')
    await eventually(() => telegram.answers(chat).length === 1)
    expect(telegram.lastAnswer(chat)).toContain('larger than the 20 MB')
    telegram.sendDocument(ana, chat, file, '/deposit add', { size: 30_000_000 })
    await eventually(() => telegram.answers(chat).length === 2)
    expect(telegram.lastAnswer(chat)).toContain('larger than the 20 MB')
    telegram.fault({ kind: 'reset' }, { method: 'file' })
    telegram.sendDocument(ana, chat, file, '/deposit add')
    await eventually(() => telegram.answers(chat).length === 3)
    expect(telegram.lastAnswer(chat)).toContain('could not be fetched from Telegram, so nothing was done')
    expect(reception.lines).toEqual([])
    const secret = telegram.token.split(':')[1] ?? ''
    expect(logged.join('\n') + telegram.screen(chat)).not.toContain(secret)
  })
})

describe('keys', () => {
  const KEY = '0123456789abcdef0123456789abcdef'

  test('a message that looks like a key is deleted, goes nowhere, and a warning is given', async () => {
    const { telegram, reception, logged } = await connectedGround()
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    telegram.say(ana, chat, `/client set-key 3 ${KEY}`)
    await eventually(() => telegram.answers(chat).length === 1)
    expect(telegram.screen(chat)).toBe(
      'bot:\n🔴 *Problem · That looked like a key.*\n\nIt was deleted here; treat it as exposed all the same: make a new one. Keys are entered with "config rotate".',
    )
    expect(reception.lines).toEqual([])
    expect(logged.join('\n')).not.toContain(KEY)
  })

  test('where it can not be deleted, that is said; to strangers in a room nothing is', async () => {
    const { telegram, reception } = await connectedGround()
    const ana = telegram.user('Ana')
    const group = telegram.group('Ops', [ana], { hasPrivacy: false })
    telegram.say(ana, group, `the key is ${KEY.toUpperCase()}`)
    await eventually(() => telegram.requests('deleteMessage').length === 1)
    reception.commands = [{ noun: 'status', verb: 'show' }] as never
    telegram.say(ana, group, KEY)
    await eventually(() => telegram.answers(group).length === 1)
    expect(telegram.lastAnswer(group)).toContain('It could not be deleted here: delete it yourself')
  })

  test.each([
    ['/payment mark-paid 8 --proof ' + KEY + KEY, true],
    [KEY + KEY, false],
    ['/tx show 4bb9cb1e-0d8c-4d27-9ac0-2a7ab2a04a4b', true],
    ['/payment show ' + KEY, false],
  ])('%s passes: %s', async (said, passes) => {
    const { telegram, reception } = await connectedGround()
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    telegram.say(ana, chat, said)
    await eventually(() => telegram.answers(chat).length === 1)
    expect(reception.lines.length === 1).toBe(passes)
  })
})

describe('rooms', () => {
  test('a group that became a supergroup is told of', async () => {
    const { telegram, reception } = await connectedGround()
    const ana = telegram.user('Ana')
    const group = telegram.group('Ops', [ana], { type: 'group' })
    const next = telegram.migrate(group)
    await eventually(() => reception.moves.length === 2)
    expect(new Set(reception.moves.map((move) => JSON.stringify(move)))).toEqual(
      new Set([JSON.stringify({ from: String(group.id), to: String(next.id) })]),
    )
  })

  test('being kicked is reported, and nothing else happens', async () => {
    const { telegram, removed, runner } = await connectedGround()
    const ana = telegram.user('Ana')
    const group = telegram.group('Ops', [ana])
    telegram.kick(group, ana)
    await eventually(() => removed.length === 1)
    expect(removed[0]).toEqual({ id: String(group.id), title: 'Ops' })
    expect(runner.state()).toEqual({ kind: 'connected' })
  })
})

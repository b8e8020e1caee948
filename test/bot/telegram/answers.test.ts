import { describe, expect, test } from 'vitest'
import { fields } from '../../../commands/answer.ts'
import { answerOf, button, connectedGround, eventually, replyOf } from './ground.ts'

/** How answers reach those who may read them, and nobody else. */

describe('an answer for the asker alone', () => {
  test('is written to him directly, with a note in the group', async () => {
    const { telegram } = await connectedGround()
    const ana = telegram.user('Ana')
    const direct = telegram.direct(ana)
    const group = telegram.group('Ops', [ana])
    telegram.say(ana, group, '/client balance 3')
    await eventually(() => telegram.answers(group).length === 1)
    expect(telegram.lastAnswer(direct)).toBe('bot:\n*heard /client balance 3*')
    expect(telegram.lastAnswer(group)).toBe('bot (to "/client balance 3"):\nSent to you directly.')
  })

  test('is not given where the person has never opened the bot: the group sees a link and no answer', async () => {
    const { telegram } = await connectedGround()
    const ana = telegram.user('Ana')
    const direct = telegram.direct(ana, { isOpened: false })
    const group = telegram.group('Ops', [ana])
    telegram.say(ana, group, '/client balance 3')
    await eventually(() => telegram.answers(group).length === 1)
    expect(telegram.answers(direct)).toEqual([])
    expect(telegram.lastAnswer(group)).toBe(
      'bot (to "/client balance 3"):\nThe answer is for you alone, and I may not write to you yet: open @satmachine_test_bot, press Start, and ask again.\n[ @satmachine_test_bot ]',
    )
    expect(telegram.answers(group)[0]?.keyboard[0]?.[0]?.url).toBe(
      'https://t.me/satmachine_test_bot?start=hello',
    )
    expect(telegram.screen(group)).not.toContain('heard')
  })

  test('after a press in a group the card loses its buttons, and the answer goes to the presser', async () => {
    const { telegram, reception } = await connectedGround()
    reception.onLine = async () =>
      replyOf('card', { audience: 'room', card: { buttons: [[button('Balance', 'y.1')]] } })
    reception.onPress = async () => replyOf('secret balance', { inPlace: true })
    const ana = telegram.user('Ana')
    const direct = telegram.direct(ana)
    const group = telegram.group('Ops', [ana])
    telegram.say(ana, group, '/card')
    await eventually(() => telegram.answers(group).length === 1)
    telegram.press(ana, group, 'Balance')
    await eventually(() => telegram.answers(group).length === 2)
    expect(telegram.lastAnswer(direct)).toBe('bot:\n*secret balance*')
    expect(telegram.screen(group)).not.toContain('secret')
    expect(telegram.answers(group)[0]?.keyboard).toEqual([])
  })

  test('a private file of an answer for the room goes to the asker alone', async () => {
    const { telegram, reception } = await connectedGround()
    const bytes = Buffer.from('id,sats\r\n')
    const file = { kind: 'file', name: 'audit_1.csv', mediaType: 'text/csv', bytes, private: true } as const
    reception.onLine = async () =>
      replyOf('', { audience: 'room', card: { answer: answerOf('exported', { blocks: [file] }) } })
    const ana = telegram.user('Ana')
    const direct = telegram.direct(ana)
    const group = telegram.group('Ops', [ana])
    telegram.say(ana, group, '/export audit')
    await eventually(() => telegram.answers(group).length === 2)
    expect(telegram.screen(group)).not.toContain('audit_1.csv')
    expect(telegram.lastAnswer(direct)).toBe('bot:\n<file audit_1.csv, 9 bytes>')
    expect(telegram.lastAnswer(group)).toContain('The file was sent to you directly.')
  })
})

describe('a press', () => {
  test('is answered with its short word, replaces the card, and is told apart by its own number', async () => {
    const { telegram, reception } = await connectedGround({ speed: 1 })
    const posted: unknown[] = []
    const onPosted = async (where: unknown): Promise<void> => void posted.push(where)
    reception.onLine = async () =>
      replyOf('Confirm?', {
        onPosted,
        card: { buttons: [[button('Yes, do it', 'y.abc'), button('No', 'n.abc')]] },
      })
    reception.onPress = async () => replyOf('Done', { inPlace: true, toast: 'Confirmed' })
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    telegram.say(ana, chat, '/deposit confirm 1')
    await eventually(() => telegram.answers(chat).length === 1 && posted.length === 1)
    expect(telegram.lastAnswer(chat)).toBe('bot:\n*Confirm?*\n[ Yes, do it | No ]')
    const card = telegram.answers(chat)[0]
    expect(posted).toEqual([
      { platform: 'telegram', roomId: String(chat.id), messageId: String(card?.message_id) },
    ])
    const id = telegram.press(ana, chat, 'Yes, do it')
    await eventually(() => card?.isEdited === true)
    expect(telegram.screen(chat)).toBe('Ana:\n/deposit confirm 1\n\nbot (edited):\n*Done*')
    expect(telegram.toasts).toEqual([{ id, text: 'Confirmed' }])
    expect(reception.presses).toMatchObject([
      { token: 'y.abc', incoming: { deliveryId: `telegram:press:${id}` } },
    ])
  })

  test('is answered soon even when what it does takes long', async () => {
    const { telegram, reception } = await connectedGround()
    let finish = (): void => undefined
    reception.onLine = async () => replyOf('Confirm?', { card: { buttons: [[button('Yes', 'y.1')]] } })
    reception.onPress = async () => {
      await new Promise<void>((resolve) => (finish = resolve))
      return replyOf('Done', { inPlace: true, toast: 'Too late for a word' })
    }
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    telegram.say(ana, chat, '/x')
    await eventually(() => telegram.answers(chat).length === 1)
    telegram.press(ana, chat, 'Yes')
    await eventually(() => telegram.toasts.length === 1)
    expect(telegram.toasts[0]?.text).toBeNull()
    finish()
    await eventually(() => telegram.lastAnswer(chat).includes('Done'))
    expect(telegram.requests('answerCallbackQuery')).toHaveLength(1)
  })

  test('of what is not ours is answered and goes no further', async () => {
    const { telegram, reception } = await connectedGround()
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    const message = telegram.say(ana, chat, 'hello')
    telegram.forgePress(ana, chat, message.message_id, 'pay everything')
    await eventually(() => telegram.toasts.length === 1)
    expect(telegram.toasts[0]?.text).toBe('This button is too old to be understood.')
    expect(reception.presses).toEqual([])
  })

  test('on a card that is gone is answered by a new card', async () => {
    const { telegram, reception } = await connectedGround()
    reception.onLine = async () => replyOf('Confirm?', { card: { buttons: [[button('Yes', 'y.1')]] } })
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    telegram.say(ana, chat, '/x')
    await eventually(() => telegram.answers(chat).length === 1)
    const card = telegram.answers(chat)[0]?.message_id ?? 0
    chat.messages.delete(card)
    telegram.forgePress(ana, chat, card, 'v1:y.1')
    await eventually(() => telegram.answers(chat).length === 1)
    expect(telegram.lastAnswer(chat)).toBe('bot:\n*pressed y.1*')
  })

  test('that changes nothing is quiet', async () => {
    const { telegram, reception, logged } = await connectedGround()
    const same = replyOf('Same', { inPlace: true, card: { buttons: [[button('Again', 'l.1')]] } })
    reception.onLine = async () => same
    reception.onPress = async () => same
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    telegram.say(ana, chat, '/x')
    await eventually(() => telegram.answers(chat).length === 1)
    telegram.press(ana, chat, 'Again')
    await eventually(() => telegram.requests('editMessageText').length === 1)
    telegram.say(ana, chat, '/x')
    await eventually(() => telegram.answers(chat).length === 2)
    expect(logged.filter((line) => line.includes('was not'))).toEqual([])
  })
})

describe('what is said', () => {
  test('a question in a group opens the keyboard of the one who was asked', async () => {
    const { telegram, reception } = await connectedGround()
    reception.onLine = async () => replyOf('Which client?', { audience: 'room', awaitsWords: true })
    const ana = telegram.user('Ana')
    const group = telegram.group('Ops', [ana])
    telegram.say(ana, group, '/deposit add')
    await eventually(() => telegram.answers(group).length === 1)
    expect(telegram.lastAnswer(group)).toBe('bot (to "/deposit add") (asks):\n*Which client?*')
    expect(telegram.requests('sendMessage')[0]?.fields['reply_markup']).toEqual({
      force_reply: true,
      selective: true,
    })
  })

  test('markup that Telegram can not read is sent again as plain words', async () => {
    const { telegram, reception } = await connectedGround()
    reception.onLine = async () =>
      replyOf('', {
        card: { answer: answerOf('<b>', { tone: 'bad', blocks: [fields(['Memo', '1 < 2 & 3'])] }) },
      })
    telegram.fault(
      { kind: 'error', code: 400, description: "Bad Request: can't parse entities: Unsupported start tag" },
      { method: 'sendMessage' },
    )
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    telegram.say(ana, chat, '/x')
    await eventually(() => telegram.answers(chat).length === 1)
    expect(telegram.lastAnswer(chat)).toBe('bot:\n🔴 Problem · <b>\n\nMemo 1 < 2 & 3')
    expect(telegram.requests('sendMessage')[1]?.fields['parse_mode']).toBeUndefined()
  })

  test('a long answer comes in order, as several messages with the buttons below the last', async () => {
    const { telegram, reception } = await connectedGround()
    const words = Array.from({ length: 1200 }, (_, i) => `line ${i}`).join('\n')
    reception.onLine = async () => replyOf('Long', { words, card: { buttons: [[button('More', 'l.1')]] } })
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    telegram.say(ana, chat, '/bot logs')
    await eventually(() => telegram.answers(chat).length === 3)
    const [first, second, third] = telegram.answers(chat)
    expect([first?.keyboard, second?.keyboard, third?.keyboard[0]?.[0]?.text]).toEqual([[], [], 'More'])
    const shown = telegram.answers(chat).map((message) => message.text)
    expect(shown.join('\n')).toBe(`Long\n\n${words}`)
  })

  test('one of 200,000 characters is attached', async () => {
    const { telegram, reception } = await connectedGround()
    const words = 'a word and another '.repeat(10_000)
    reception.onLine = async () => replyOf('Long', { words })
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    telegram.say(ana, chat, '/bot logs')
    await eventually(() => telegram.answers(chat).length === 2)
    const [shown, file] = telegram.answers(chat)
    expect(shown?.text).toMatch(/The rest is in the file answer_\d{8}T\d{4}Z_[0-9a-f]{8}\.txt\.$/)
    expect(file?.file?.bytes.toString()).toBe(`Long\n\n${words}`)
  })

  test('while it takes its time, the chat shows that the bot is at work', async () => {
    const { telegram, reception } = await connectedGround()
    let finish = (): void => undefined
    reception.onLine = async () => {
      await new Promise<void>((resolve) => (finish = resolve))
      return replyOf('at last')
    }
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    telegram.say(ana, chat, '/poll run')
    await eventually(() => telegram.requests('sendChatAction').length === 1)
    finish()
    await eventually(() => telegram.lastAnswer(chat).includes('at last'))
  })
})

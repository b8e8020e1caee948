import { describe, expect, test } from 'vitest'
import { startFakeTelegram } from '../../fakes/telegram/fake-telegram.ts'
import { connectedGround, eventually, replyOf, startGround } from './ground.ts'

/** Nothing that Telegram does ends the bot, and what is wrong is said. */

const GATEWAY = { kind: 'html', status: 502 } as const

describe('the polling goes on', () => {
  test.each([
    ['an HTML 502', GATEWAY],
    ['a connection that is broken off', { kind: 'reset' }],
    ['an answer that is no JSON', { kind: 'body', body: '<html>' }],
    ['an answer that is no list', { kind: 'body', body: '{"ok":true,"result":{"update_id":"x"}}' }],
    [
      'too many requests',
      {
        kind: 'error',
        code: 429,
        description: 'Too Many Requests: retry after 1',
        parameters: { retry_after: 1 },
      },
    ],
  ] as const)('after %s', async (_, fault) => {
    const { telegram } = await connectedGround()
    telegram.fault(fault, { method: 'getUpdates' })
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    telegram.say(ana, chat, '/status')
    telegram.say(ana, chat, '/status')
    await eventually(() => telegram.answers(chat).length >= 2)
  })

  test.each([
    ['half an answer', { kind: 'half' }],
    ['silence', { kind: 'hang' }],
  ] as const)('after %s: a dead line is left once its time is over', async (_, fault) => {
    const { telegram } = await connectedGround({ patience: { holdSeconds: 1, slackSeconds: 1 } })
    telegram.fault(fault, { method: 'getUpdates' })
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    telegram.say(ana, chat, '/status')
    telegram.say(ana, chat, '/status')
    await eventually(() => telegram.answers(chat).length >= 2)
  })

  test('after the very first call failed', async () => {
    const telegram = await startFakeTelegram()
    telegram.fault(GATEWAY, { method: 'getMe', times: 2 })
    telegram.fault({ kind: 'reset' }, { method: 'deleteWebhook' })
    const { states, runner } = await startGround({ telegram })
    await eventually(() => runner.outlet() !== null)
    expect(states.map((state) => state.kind)).toEqual(['disconnected', 'disconnected', 'connected'])
    expect(states[0]).toMatchObject({ why: expect.stringContaining('HTTP 502') as string })
    await runner.stop()
    await telegram.stop()
  })

  test('a single break is not worth a word; the second is', async () => {
    const { telegram, states, runner } = await connectedGround()
    telegram.fault({ kind: 'reset' }, { method: 'getUpdates' })
    const ana = telegram.user('Ana')
    telegram.say(ana, telegram.direct(ana), '/status')
    await eventually(() => telegram.answers(telegram.direct(ana)).length === 1)
    expect(states.map((state) => state.kind)).not.toContain('disconnected')
    telegram.fault(GATEWAY, { times: 30 })
    telegram.say(ana, telegram.direct(ana), '/status')
    await eventually(() => states.some((state) => state.kind === 'disconnected'))
    expect(runner.outlet()).toBeNull()
    telegram.clearFaults()
    await eventually(() => runner.outlet() !== null)
  })

  test('after malformed updates, of every kind', async () => {
    const { telegram, reception } = await connectedGround()
    for (const update of [
      { message: null },
      { message: { text: '/panic' } },
      { message: { message_id: 'x', chat: 5, from: [], text: {} } },
      { callback_query: { id: 7, from: null, data: 5 } },
      { my_chat_member: {} },
      { something_new: { a: 1 } },
      {},
    ])
      telegram.pushRaw(update)
    const ana = telegram.user('Ana')
    telegram.say(ana, telegram.direct(ana), 'still here')
    await eventually(() => reception.lines.length === 1)
    await eventually(() => telegram.unconfirmed.length === 0)
  })

  test('when the reception throws: the person is told, the log knows why', async () => {
    const { telegram, reception, logged } = await connectedGround()
    reception.onLine = async () => {
      throw new Error('a mistake of ours')
    }
    const ana = telegram.user('Ana', { language_code: 'es' })
    const chat = telegram.direct(ana)
    telegram.say(ana, chat, '/status')
    await eventually(() => telegram.answers(chat).length === 1)
    expect(telegram.lastAnswer(chat)).toContain('satmachine made a mistake of its own.')
    expect(telegram.lastAnswer(chat)).not.toContain('a mistake of ours')
    expect(logged.some((line) => line.includes('a mistake of ours'))).toBe(true)
    reception.onLine = async () => replyOf('fine again')
    telegram.say(ana, chat, '/status')
    await eventually(() => telegram.lastAnswer(chat).includes('fine again'))
  })
})

describe('what a person has to mend is said', () => {
  test('a second reader: 409, until it is gone', async () => {
    const { telegram, states, runner, reception } = await connectedGround()
    telegram.setOtherReader(true)
    await eventually(() => states.at(-1)?.kind === 'disconnected')
    expect(states.at(-1)).toMatchObject({
      why: 'Another program reads the messages of this Telegram bot (or a webhook is set): stop the other one, or give this bot a token of its own.',
    })
    expect(states.at(-1)).toHaveProperty('retryInSeconds', expect.any(Number))
    const ana = telegram.user('Ana')
    telegram.say(ana, telegram.direct(ana), '/status')
    telegram.setOtherReader(false)
    await eventually(() => runner.outlet() !== null && reception.lines.length === 1)
  })

  test('a revoked token: 401, tried slowly, and the token stands nowhere', async () => {
    const { telegram, states, logged, runner } = await connectedGround({ speed: 200 })
    const old = telegram.token.split(':')[1] ?? ''
    telegram.revokeToken()
    await eventually(() => states.filter((state) => state.kind === 'disconnected').length >= 2)
    expect(JSON.stringify(states)).toContain('does not accept TELEGRAM_TOKEN')
    expect(logged.join('\n') + JSON.stringify(states)).not.toContain(old)
    expect(runner.outlet()).toBeNull()
  })

  test('a token that is none: 404', async () => {
    const { states, logged } = await startGround({ token: 'no-token-at-all' })
    await eventually(() => states.length > 0)
    expect(states[0]).toMatchObject({
      why: expect.stringContaining('does not accept TELEGRAM_TOKEN') as string,
    })
    expect(logged.join('\n')).not.toContain('no-token-at-all')
  })

  test('a server that is not there', async () => {
    const { states, logged } = await startGround({ apiRoot: 'http://127.0.0.1:9' })
    await eventually(() => states.length > 0)
    expect(states[0]).toMatchObject({
      why: expect.stringContaining("Telegram can't be reached (ECONNREFUSED)") as string,
    })
    expect(logged.join('\n')).not.toContain('first-token-of-the-fake')
  })

  test('a webhook that somebody set is removed', async () => {
    const telegram = await startFakeTelegram()
    telegram.setWebhook('https://example.org/hook')
    const { runner } = await startGround({ telegram })
    await eventually(() => runner.outlet() !== null)
    await runner.stop()
    await telegram.stop()
  })
})

describe('redelivery', () => {
  test('after a stop nothing that was taken comes again', async () => {
    const { telegram, runner, reception } = await connectedGround()
    const ana = telegram.user('Ana')
    telegram.say(ana, telegram.direct(ana), '/one')
    await eventually(() => reception.lines.length === 1)
    await runner.stop()
    expect(telegram.unconfirmed).toEqual([])
    await runner.stop()
    expect(runner.outlet()).toBeNull()
  })

  test('what comes again bears the same id; after the numbers began anew it bears another', async () => {
    const telegram = await startFakeTelegram()
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    telegram.say(ana, chat, '/one')
    const [update] = telegram.unconfirmed
    const first = await startGround({ telegram })
    await eventually(() => first.reception.lines.length === 1)
    await first.runner.stop()
    telegram.pushRaw({ ...update })
    const second = await startGround({ telegram })
    await eventually(() => second.reception.lines.length === 1)
    expect(second.reception.lines[0]?.incoming.deliveryId).toBe(first.reception.lines[0]?.incoming.deliveryId)
    await second.runner.stop()
    telegram.restartUpdateNumbers(5)
    telegram.say(ana, chat, '/one')
    const third = await startGround({ telegram })
    await eventually(() => third.reception.lines.length === 1)
    expect(third.reception.lines[0]?.incoming.deliveryId).not.toBe(
      first.reception.lines[0]?.incoming.deliveryId,
    )
    await third.runner.stop()
    await telegram.stop()
  })

  test('what is under way when the bot stops is still answered', async () => {
    const { telegram, runner, reception } = await connectedGround()
    let finish = (): void => undefined
    reception.onLine = async () => {
      await new Promise<void>((resolve) => (finish = resolve))
      return replyOf('finished')
    }
    const ana = telegram.user('Ana')
    telegram.say(ana, telegram.direct(ana), '/payment retry 8')
    await eventually(() => reception.lines.length === 1)
    const stopping = runner.stop()
    finish()
    await stopping
    expect(telegram.lastAnswer(telegram.direct(ana))).toContain('finished')
  })
})

describe('people do not wait for each other', () => {
  test('one is slow, another is answered; the slow one is served in order', async () => {
    const { telegram, reception } = await connectedGround({ speed: 1 })
    const slow = telegram.user('Slow')
    const quick = telegram.user('Quick')
    let finish = (): void => undefined
    reception.onLine = async (line) => {
      if (line === '/poll run') await new Promise<void>((resolve) => (finish = resolve))
      return replyOf(`heard ${line}`)
    }
    telegram.say(slow, telegram.direct(slow), '/poll run')
    telegram.say(slow, telegram.direct(slow), '/status')
    telegram.say(quick, telegram.direct(quick), '/status')
    await eventually(() => telegram.answers(telegram.direct(quick)).length === 1)
    expect(telegram.answers(telegram.direct(slow))).toEqual([])
    finish()
    await eventually(() => telegram.answers(telegram.direct(slow)).length === 2)
    expect(telegram.answers(telegram.direct(slow)).map((message) => message.text)).toEqual([
      'heard /poll run',
      'heard /status',
    ])
  })

  test('what hangs for ever locks nobody out, not even its own asker', async () => {
    const { telegram, reception, runner } = await connectedGround({ speed: 200 })
    let release = (): void => undefined
    reception.onLine = async (line) => {
      if (line === '/hang') await new Promise<void>((resolve) => (release = resolve))
      return replyOf(`heard ${line}`)
    }
    const ana = telegram.user('Ana')
    telegram.say(ana, telegram.direct(ana), '/hang')
    telegram.say(ana, telegram.direct(ana), '/panic')
    await eventually(() => telegram.lastAnswer(telegram.direct(ana)).includes('/panic'))
    release()
    await runner.stop()
  })

  test('fifty people at once are all answered, none twice', async () => {
    const { telegram, reception } = await connectedGround({ speed: 50 })
    const people = Array.from({ length: 50 }, (_, i) => telegram.user(`Person${i}`))
    for (const round of [1, 2, 3])
      for (const person of people) telegram.say(person, telegram.direct(person), `/status ${round}`)
    await eventually(() => people.every((person) => telegram.answers(telegram.direct(person)).length === 3))
    expect(reception.lines).toHaveLength(150)
    expect(telegram.requests('sendMessage')).toHaveLength(150)
  })

  test('who floods is stopped, and told so once the queue is full', async () => {
    const { telegram, reception } = await connectedGround({ speed: 100 })
    let finish = (): void => undefined
    const blocked = new Promise<void>((resolve) => (finish = resolve))
    reception.onLine = async () => blocked.then(() => replyOf('done'))
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    for (let i = 0; i < 52; i++) telegram.say(ana, chat, `/status ${i}`)
    await eventually(() => telegram.lastAnswer(chat).includes('too much at once'))
    finish()
    await eventually(() => telegram.answers(chat).length === 52)
    expect(telegram.answers(chat).filter((message) => message.text === 'done')).toHaveLength(50)
  })
})

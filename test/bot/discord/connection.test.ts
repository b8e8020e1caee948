import { expect, test } from 'vitest'
import { card, maria, openScene, type Scene, until } from './bot-on-discord.ts'

/** The supervisor: whatever becomes of the gateway, the bot comes back, and says how it stands. */

/** Whether what people do arrives at the bot and comes back. */
async function expectAnswers({ discord, reception }: Scene): Promise<void> {
  const before = reception.received.length
  const asked = discord.invoke(maria, 'status show')
  await until(() => asked.original?.edits === 1, 'the command is answered')
  expect(reception.received.length).toBe(before + 1)
}

const wasLost = (scene: Scene): boolean => scene.states.some((state) => state.kind === 'disconnected')
const whyOf = (scene: Scene): string => {
  const state = scene.runner.state()
  return state.kind === 'disconnected' ? state.why : ''
}

test('connects, is in its server, and says so once', async () => {
  const scene = await openScene()
  expect(scene.states).toEqual([{ kind: 'connected' }])
  expect(scene.discord.gateway.identifies).toEqual([{ intents: 1 }])
  await expectAnswers(scene)
})

test('stops: nothing is open afterwards, and a second stop is quiet', async () => {
  const { runner, discord } = await openScene()
  await runner.stop()
  await until(() => discord.gateway.connected() === 0, 'the connection is closed')
  await runner.stop()
})

test('stops while Discord can not be reached', async () => {
  const scene = await openScene({
    isAlone: true,
    prepare: (discord) => discord.faults.push({ path: /gateway/, kind: { name: 'reset' } }),
  })
  await until(() => scene.discord.requests.length >= 6, 'it has tried again and again')
  await scene.runner.stop()
})

test('resumes after a dropped connection, and hears what happened meanwhile', async () => {
  const scene = await openScene()
  const { discord } = scene
  discord.gateway.drop(1006)
  await until(() => discord.gateway.connected() === 0, 'the connection is gone')
  const meanwhile = discord.invoke(maria, 'status show')
  await until(() => meanwhile.original?.edits === 1, 'the missed command is answered')
  expect(discord.gateway.resumes.length).toBe(1)
  expect(discord.gateway.identifies.length).toBe(1)
  expect(wasLost(scene)).toBe(false)
})

test.each([4000, 4009])('comes back after the gateway closes with %i', async (code) => {
  const scene = await openScene()
  scene.discord.gateway.drop(code)
  await until(() => scene.discord.gateway.resumes.length === 1, 'it has resumed')
  await until(() => scene.discord.gateway.connected() === 1, 'it is back')
  await expectAnswers(scene)
})

test('comes back when it is told to reconnect', async () => {
  const scene = await openScene()
  scene.discord.gateway.requestReconnect()
  await until(() => scene.discord.gateway.resumes.length === 1, 'it has resumed')
  await expectAnswers(scene)
})

test('identifies anew when the session is forgotten', async () => {
  const scene = await openScene()
  scene.discord.gateway.behave({ forgetsSessions: true })
  scene.discord.gateway.drop(1006)
  await until(() => scene.discord.gateway.identifies.length === 2, 'it has identified again')
  await until(() => scene.discord.gateway.connected() === 1, 'it is back')
  await expectAnswers(scene)
})

test('identifies anew after an invalid session', async () => {
  const scene = await openScene()
  scene.discord.gateway.invalidate(false)
  await until(() => scene.discord.gateway.identifies.length === 2, 'it has identified again')
  await until(() => scene.discord.gateway.connected() === 1, 'it is back')
  await expectAnswers(scene)
})

test('a gateway that is closed for a while is tried with pauses, reported, and found again', async () => {
  const scene = await openScene()
  const { discord, runner } = scene
  discord.gateway.behave({ isOpen: false })
  discord.gateway.drop(1006)
  await until(() => runner.state().kind === 'disconnected', 'it is reported')
  expect(whyOf(scene)).toMatch(/closes the connection again and again/)
  expect(runner.outlet()).toBeNull()
  discord.gateway.behave({ isOpen: true })
  await until(() => runner.outlet() !== null, 'it is back')
  await expectAnswers(scene)
})

test('a REST that is down for a while is reported and found again', async () => {
  const scene = await openScene({
    isAlone: true,
    prepare: (discord) =>
      discord.faults.push({ path: /gateway/, times: 7, kind: { name: 'status', status: 502 } }),
  })
  await until(() => scene.runner.outlet() !== null, 'it is connected')
  expect(scene.states).toEqual([
    { kind: 'disconnected', why: expect.stringMatching(/can't be reached.+502/), retryInSeconds: 1 },
    { kind: 'connected' },
  ])
})

test('a refused token is reported with what to do, and tried again slowly', async () => {
  const scene = await openScene({ isAlone: true, token: 'not.the.token' })
  await until(() => wasLost(scene), 'it is reported')
  expect(whyOf(scene)).toMatch(/refuses the token: put the right one into DISCORD_TOKEN/)
  const { requests } = scene.discord
  await until(() => requests.filter(({ path }) => path === '/gateway/bot').length >= 3, 'it tries again')
  expect(scene.states.length).toBe(1)
})

test.each([
  [4004, /refuses the token/],
  [4014, /does not allow the intents/],
])(
  'a gateway that refuses with %i is reported, and found again once it is mended',
  async (code, sentence) => {
    const scene = await openScene({
      isAlone: true,
      prepare: (discord) => discord.gateway.behave({ refusesIdentify: code }),
    })
    await until(() => wasLost(scene), 'it is reported')
    expect(whyOf(scene)).toMatch(sentence)
    scene.discord.gateway.behave({ refusesIdentify: null })
    await until(() => scene.runner.outlet() !== null, 'it is connected')
  },
)

test('no sessions are left for today: reported, not hammered', async () => {
  const scene = await openScene({ isAlone: true, sessionsLeft: 0 })
  await until(() => wasLost(scene), 'it is reported')
  expect(whyOf(scene)).toMatch(/Not enough sessions remaining/)
  expect(scene.discord.gateway.identifies).toEqual([])
})

test('a zombie that answers no heartbeats is left for a new connection', async () => {
  const scene = await openScene({
    prepare: (discord) => discord.gateway.behave({ heartbeatInterval: 100 }),
  })
  const { gateway } = scene.discord
  await until(() => gateway.heartbeats > 0, 'it beats')
  gateway.behave({ answersHeartbeats: false })
  await until(() => gateway.resumes.length + gateway.identifies.length > 1, 'it has left the zombie')
  gateway.behave({ answersHeartbeats: true })
  await until(() => gateway.connected() === 1, 'it is back')
  await expectAnswers(scene)
})

test('a connection on which nothing at all is heard is left', async () => {
  const scene = await openScene({ timing: { silenceMs: 200, readyMs: 3_000 } })
  await until(() => wasLost(scene), 'it is noticed')
  expect(scene.states.at(1)).toMatchObject({ why: 'nothing was heard from Discord for too long' })
  await until(() => scene.discord.gateway.identifies.length >= 2, 'a new client comes')
})

test('a gateway that never gets ready is given up in time', async () => {
  const scene = await openScene({
    isAlone: true,
    timing: { readyMs: 200 },
    prepare: (discord) => discord.gateway.behave({ ready: { not: 'a READY' } }),
  })
  await until(() => wasLost(scene), 'it is reported')
  expect(whyOf(scene)).toBe('Discord did not get ready in time')
  scene.discord.gateway.behave({ ready: undefined })
  await until(() => scene.runner.outlet() !== null, 'it is connected')
})

test('a bot that is not in its server says so, and starts to work once it is invited', async () => {
  const scene = await openScene({
    isAlone: true,
    prepare: (discord) => discord.gateway.behave({ inGuild: false }),
  })
  const { discord, runner } = scene
  await until(() => wasLost(scene), 'it is reported')
  expect(whyOf(scene)).toMatch(
    /not a member of the Discord server \d+: invite it there, or mend DISCORD_GUILD_ID/,
  )
  discord.gateway.behave({ inGuild: true })
  discord.gateway.dispatch('GUILD_CREATE', { id: discord.guildId, name: 'Café' })
  await until(() => runner.outlet() !== null, 'it is connected')
  await until(() => discord.registrations() === 1, 'the commands are registered')
})

test('a bot that is removed says so; an outage of the server on Discord’s side is none', async () => {
  const scene = await openScene()
  const { discord, runner } = scene
  discord.gateway.dispatch('GUILD_DELETE', { id: discord.guildId, unavailable: true })
  await expectAnswers(scene)
  expect(runner.state().kind).toBe('connected')
  discord.gateway.dispatch('GUILD_DELETE', { id: discord.guildId })
  await until(() => runner.state().kind === 'disconnected', 'it is reported')
  expect(whyOf(scene)).toMatch(/was removed from the Discord server/)
  discord.gateway.dispatch('GUILD_CREATE', { id: discord.guildId, name: 'Café' })
  await until(() => runner.outlet() !== null, 'it is connected again')
})

test('nothing of the token, nor of an interaction’s, is ever logged', async () => {
  const scene = await openScene()
  scene.reception.answer = () => {
    throw new Error('a mistake')
  }
  const asked = scene.discord.invoke(maria, 'status show')
  await until(() => asked.original?.edits === 1, 'the mistake is told')
  scene.discord.gateway.drop(4000)
  await until(() => scene.discord.gateway.resumes.length === 1, 'it has resumed')
  const lines = JSON.stringify(scene.logged)
  expect(lines).toContain('the reception threw')
  expect(lines).not.toContain(scene.discord.token)
  expect(lines).not.toContain('interaction-token')
})

test('the outlet is the same before and after', async () => {
  const { runner, discord } = await openScene()
  const outlet = runner.outlet()
  discord.gateway.drop(1006)
  const posted = await outlet?.post({ room: discord.channelId }, card('Still here'))
  expect(posted?.roomId).toBe(discord.channelId)
  expect(discord.messagesIn(discord.channelId).length).toBe(1)
})

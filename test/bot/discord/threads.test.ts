import { expect, test } from 'vitest'
import type { Threads } from '../../../bot/chat/conversation.ts'
import type { FakeChannel } from '../../fakes/discord/world.ts'
import { card, openScene } from './bot-on-discord.ts'

/** A thread for one matter, with a card that is pinned in it. */

async function scene(lacks?: FakeChannel['lacks']) {
  const { discord, runner } = await openScene()
  const outlet = runner.outlet()
  if (outlet === null) throw new Error('the bot is connected')
  const room = discord.channelId
  const channel = discord.world.channels.get(room)
  if (lacks !== undefined && channel !== undefined) discord.world.channels.set(room, { ...channel, lacks })
  const headline = await outlet.post({ room }, card('Incident #1'), { key: 'headline' })
  return { discord, outlet, room, headline, threads: outlet.threads satisfies Threads }
}

test('it hangs on its headline, is found again, and has its card pinned; at its end it is put away', async () => {
  const { discord, outlet, room, headline, threads } = await scene()
  const opened = await threads.open(headline, 'Incident #1 · Payments fail')
  expect(opened).toEqual({ thread: headline.messageId })
  expect(await threads.open(headline, 'again')).toEqual(opened)
  const thread = headline.messageId
  const posted = await outlet.post({ room, thread }, card('The card'), { key: 'card' })
  expect(posted.roomId).toBe(thread)
  expect(await threads.pin(posted)).toBeNull()
  expect(discord.messagesIn(thread).map(({ pinned }) => pinned)).toEqual([true])
  expect(await outlet.edit(posted, card('Closed'))).toBe(true)
  await threads.end(posted, { room, thread })
  expect(discord.world.channels.get(thread)?.thread).toEqual({
    parentId: room,
    name: 'Incident #1 · Payments fail',
    archived: true,
  })
  expect(discord.messagesIn(thread).map(({ pinned }) => pinned)).toEqual([false])
  expect(threads.linkTo(room, thread)).toBe(`https://discord.com/channels/${discord.guildId}/${thread}`)
})

test('rights that the bot lacks are named, not thrown', async () => {
  const { headline, threads } = await scene(new Set(['CREATE_PUBLIC_THREADS', 'PIN_MESSAGES']))
  const opened = await threads.open(headline, 'x')
  expect(opened).toMatchObject({ thread: null })
  expect(String('why' in opened ? opened.why : '')).toContain('“Create Public Threads”')
  expect(String(await threads.pin(headline))).toContain('“Pin Messages”')
  await threads.end(headline, null)
})

test('news that answers the card says so', async () => {
  const { discord, outlet, room, headline } = await scene()
  await outlet.post({ room }, card('News'), { key: 'news', replyTo: headline.messageId })
  const [request] = discord.requests.filter(({ body }) =>
    JSON.stringify(body ?? null).includes('message_reference'),
  )
  expect(JSON.stringify(request?.body)).toContain(headline.messageId)
})

import { expect, test } from 'vitest'
import type { FakeChat } from '../../fakes/telegram/world.ts'
import { connectedGround, replyOf } from './ground.ts'

/** A topic for one matter, where the group is a forum; else the room itself. */

const cardOf = (heading: string) => replyOf(heading).card

async function ground(more: Partial<FakeChat>) {
  const { telegram, runner, reception } = await connectedGround()
  const maria = telegram.user('Maria')
  const group = telegram.group('Operations', [maria], more)
  const outlet = runner.outlet()
  if (outlet === null) throw new Error('the bot is connected')
  const room = String(group.id)
  const headline = await outlet.post({ room }, cardOf('Incident #1'))
  return { telegram, reception, maria, group, outlet, room, headline, threads: outlet.threads }
}
const forum = () => ({ topics: new Map<number, { name: string; isClosed: boolean }>(), botIsAdmin: true })

test('a topic with its card pinned; what is said there is said there; at its end it is closed', async () => {
  const { telegram, reception, maria, group, outlet, room, headline, threads } = await ground(forum())
  const opened = await threads.open(headline, 'Incident #1 · Payments fail')
  if (opened.thread === null) throw new Error('a forum has topics')
  const { thread } = opened
  const posted = await outlet.post({ room, thread }, cardOf('The card'))
  expect(telegram.answers(group).at(-1)?.thread).toBe(Number(thread))
  expect(await threads.pin(posted)).toBeNull()
  expect(group.pins).toEqual([Number(posted.messageId)])
  expect(await outlet.edit(posted, cardOf('Changed'))).toBe(true)

  telegram.say(maria, group, '/incident note hot', { thread: Number(thread) })
  await expect
    .poll(() => reception.lines.at(0)?.incoming.sender.room, { timeout: 10_000 })
    .toEqual({
      id: room,
      kind: 'shared',
      guildId: null,
      thread,
    })
  await threads.end(posted, { room, thread })
  expect(group.topics?.get(Number(thread))).toEqual({ name: 'Incident #1 · Payments fail', isClosed: true })
  expect(group.pins).toEqual([])
  await threads.end(posted, { room, thread })
  expect(threads.linkTo('-1001234567', '9')).toBe('https://t.me/c/1234567/9')
})

test('a group that is no forum has none, and nothing is lacking', async () => {
  const { headline, threads } = await ground({ botIsAdmin: true })
  expect(await threads.open(headline, 'x')).toEqual({ thread: null, why: null })
})

test('rights that the bot lacks are named, not thrown', async () => {
  const { headline, threads } = await ground({ ...forum(), botIsAdmin: false })
  const opened = await threads.open(headline, 'x')
  expect(String('why' in opened ? opened.why : '')).toContain('“Manage topics”')
  expect(String(await threads.pin(headline))).toContain('“Pin messages”')
})

test('a note that answers a photo of somebody brings its author, time, words and file', async () => {
  const { telegram, reception, maria, group } = await ground({ botIsAdmin: true, hasPrivacy: false })
  reception.commands = []
  const photo = telegram.sendPhoto(maria, group, Buffer.from('not a real one'), 'the screen is red')
  telegram.say(maria, group, '/incident note', { replyTo: photo.message_id })
  const heard = () => reception.lines.find(({ line }) => line.includes('note'))?.incoming
  await expect
    .poll(() => heard()?.quoted, { timeout: 10_000 })
    .toEqual({
      author: 'Maria',
      at: new Date(photo.date * 1000),
      words: 'the screen is red',
    })
})

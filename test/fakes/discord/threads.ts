import { DiscordError } from './interactions.ts'
import type { FakeChannel, FakeMessage, World } from './world.ts'

/** Threads and pins, with the rights that each of them needs. */

type Body = Readonly<Record<string, unknown>>

function refuse(channel: FakeChannel, right: string): void {
  if (channel.lacks?.has(right) === true) throw new DiscordError(403, 50013, 'Missing Permissions')
}

/** A message has one thread at most, and the thread has the message's number. */
export function openThread(
  world: World,
  channel: FakeChannel,
  messageId: string,
  { name }: Body,
): Record<string, unknown> {
  refuse(channel, 'CREATE_PUBLIC_THREADS')
  requireMessage(world, channel, messageId)
  if (world.channels.has(messageId))
    throw new DiscordError(400, 160004, 'A thread has already been created for this message')
  const thread: FakeChannel = {
    id: messageId,
    kind: 'room',
    userId: null,
    mayWrite: true,
    thread: { parentId: channel.id, name: String(name), archived: false },
    ...(channel.lacks === undefined ? {} : { lacks: channel.lacks }),
  }
  world.channels.set(thread.id, thread)
  return shownThread(world, thread)
}

const shownThread = (world: World, { id, thread }: FakeChannel): Record<string, unknown> => ({
  id,
  type: 11,
  flags: 0,
  guild_id: world.guildId,
  parent_id: thread?.parentId ?? null,
  name: thread?.name ?? '',
  owner_id: world.applicationId,
  thread_metadata: {
    archived: thread?.archived ?? false,
    archive_timestamp: world.clock.now().toISOString(),
    auto_archive_duration: 10_080,
    locked: false,
  },
  message_count: 0,
  member_count: 1,
  total_message_sent: 0,
})

export function archive(world: World, channel: FakeChannel, { archived }: Body): Record<string, unknown> {
  if (channel.thread === undefined) throw new DiscordError(403, 50013, 'Missing Permissions')
  channel.thread.archived = archived === true
  return shownThread(world, channel)
}

export function setPinned(world: World, channel: FakeChannel, messageId: string, pinned: boolean): void {
  refuse(channel, 'PIN_MESSAGES')
  requireMessage(world, channel, messageId).pinned = pinned
}

function requireMessage(world: World, channel: FakeChannel, id: string): FakeMessage {
  const found = world.messages.find((one) => one.id === id && one.channelId === channel.id && !one.deleted)
  if (found === undefined) throw new DiscordError(404, 10008, 'Unknown Message')
  return found
}

/** What is written wakes an archived thread; what stands in it can't be changed. */
export function refuseArchived({ thread }: FakeChannel): void {
  if (thread?.archived === true) throw new DiscordError(400, 50083, 'Thread is archived')
}

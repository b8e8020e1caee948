import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loadDescribed } from './described.ts'
import type { Fault } from './faults.ts'
import { createGateway, type Gateway } from './gateway.ts'
import { createHands, type Hands } from './hands.ts'
import { createInteractions, type Interactions } from './interactions.ts'
import { createRateLimits, type Window } from './limits.ts'
import { answerRest, type RecordedRequest } from './rest.ts'
import type { RouteWorld } from './routes.ts'
import {
  createFakeClock,
  createWorld,
  type FakeClock,
  type FakeFile,
  type FakeMessage,
  type World,
} from './world.ts'

/** A Discord of our own: one server with one room, its REST and its gateway, on a port of this machine. */
export interface FakeDiscord extends Hands {
  /** The bot's DISCORD_API_URL. */
  readonly url: string
  readonly token: string
  readonly guildId: string
  readonly applicationId: string
  /** The room in which people speak when nothing else is said. */
  readonly channelId: string
  readonly world: World
  readonly clock: FakeClock
  readonly gateway: Gateway
  readonly interactions: Interactions
  readonly requests: RecordedRequest[]
  readonly faults: Fault[]
  /** What Discord would have refused, or would never have said. */
  readonly violations: string[]
  readonly registered: readonly Record<string, unknown>[]
  registrations(): number
  addRoom(): string
  /** What everybody in a room sees, oldest first. */
  messagesIn(channelId: string): FakeMessage[]
  /** What only this person sees. */
  seenOnlyBy(userId: string): FakeMessage[]
  /** Ends it; throws when anything was violated, which fails the test that caused it. */
  close(): Promise<void>
}

export interface FakeDiscordOptions {
  readonly sessionsLeft?: number
  readonly channelWindow?: Window
}

export async function startFakeDiscord(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  const clock = createFakeClock()
  const world = createWorld(clock)
  const token = 'fake-token.of.the-bot'
  const interactions = createInteractions(world)
  const faults: Fault[] = []
  const requests: RecordedRequest[] = []
  const violations: string[] = []
  const uploads = new Map<string, FakeFile>()
  let port = 0
  const parts: RouteWorld = {
    world,
    interactions,
    registered: [],
    registrations: 0,
    gatewayUrl: () => `ws://127.0.0.1:${port}/gateway/`,
    sessionsLeft: () => options.sessionsLeft ?? 1000 - gateway.identifies.length,
    inGuild: () => gateway.isInGuild(),
    channelWindow: options.channelWindow ?? { limit: 5, milliseconds: 5_000 },
  }
  const rest = {
    token,
    world: parts,
    limits: createRateLimits(),
    faults,
    requests,
    violations,
    described: await loadDescribed(),
  }
  const server = createServer((request, response) => {
    const upload = uploads.get(request.url ?? '')
    if (upload !== undefined) return void response.end(upload.bytes)
    answerRest(rest, request, response).catch((thrown: unknown) => {
      violations.push(`the fake broke: ${String(thrown)}`)
      response.destroy()
    })
    return undefined
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  const gateway = createGateway(server, world, { token, url: parts.gatewayUrl })
  const addRoom = (): string => {
    const id = world.newId()
    world.channels.set(id, { id, kind: 'room', userId: null, mayWrite: true })
    return id
  }
  const channelId = addRoom()
  const upload = (file: FakeFile): string => {
    const path = `/attachments/${world.newId()}/file`
    uploads.set(path, file)
    return `http://127.0.0.1:${port}${path}`
  }
  return {
    ...createHands({ world, gateway, interactions, registered: parts.registered, channelId, upload }),
    url: `http://127.0.0.1:${port}/api`,
    token,
    guildId: world.guildId,
    applicationId: world.applicationId,
    channelId,
    world,
    clock,
    gateway,
    interactions,
    requests,
    faults,
    violations,
    registered: parts.registered,
    registrations: () => parts.registrations,
    addRoom,
    messagesIn: (room) =>
      world.messages.filter((m) => m.channelId === room && m.ephemeralFor === null && !m.deleted),
    seenOnlyBy: (userId) => world.messages.filter((m) => m.ephemeralFor === userId && !m.deleted),
    async close() {
      gateway.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      if (violations.length > 0) throw new Error(`Discord would have refused:\n${violations.join('\n')}`)
    },
  }
}

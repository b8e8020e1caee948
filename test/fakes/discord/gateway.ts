import type { Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import type { World } from './world.ts'

/** The gateway: sessions that are identified, resumed, counted, and broken at will. */
export interface Gateway {
  /** Every IDENTIFY that was taken or refused. */
  readonly identifies: { readonly intents: number }[]
  readonly resumes: number[]
  readonly heartbeats: number
  /** Connections that are open and identified. */
  connected(): number
  /** Sends an event to every session that its intents let see it, and keeps it for those that are away. */
  dispatch(t: string, d: unknown, options?: { twice?: boolean; afterNext?: boolean }): void
  /** A message as it is, whatever it is; a text goes unchanged. */
  sendRaw(message: unknown): void
  /** Closes all connections: with a code, or (1006) without a word. */
  drop(code: number): void
  behave(behaviour: Partial<Behaviour>): void
  isInGuild(): boolean
  requestReconnect(): void
  invalidate(resumable: boolean): void
  close(): void
}

export interface Behaviour {
  readonly heartbeatInterval: number
  /** Heartbeats are answered. */
  readonly answersHeartbeats: boolean
  /** New connections are accepted. */
  readonly isOpen: boolean
  /** The code with which every IDENTIFY is refused; null: it is judged by its content. */
  readonly refusesIdentify: number | null
  /** Sessions are forgotten: a RESUME is answered with "invalid session". */
  readonly forgetsSessions: boolean
  readonly inGuild: boolean
  /** READY is replaced by this. */
  readonly ready: unknown
  readonly intents: number
}

interface Session {
  readonly id: string
  sequence: number
  readonly events: { s: number; t: string; d: unknown }[]
  readonly overtaken: { s: number; t: string; d: unknown }[]
  socket: WebSocket | null
}

const GUILDS = 1
const LARGEST_MESSAGE = 4096

export function createGateway(
  server: Server,
  world: World,
  options: { token: string; url: () => string },
): Gateway {
  const sockets = new WebSocketServer({ server, path: '/gateway/' })
  const sessions: Session[] = []
  let behaviour: Behaviour = {
    heartbeatInterval: 41_250,
    answersHeartbeats: true,
    isOpen: true,
    refusesIdentify: null,
    forgetsSessions: false,
    inGuild: true,
    ready: undefined,
    intents: GUILDS,
  }
  const identifies: { intents: number }[] = []
  const resumes: number[] = []
  let heartbeats = 0
  const send = (socket: WebSocket, message: unknown): void =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message))

  /** `afterNext`: it is overtaken by the event that comes next. */
  function emit(session: Session, t: string, d: unknown, afterNext = false): void {
    session.sequence += 1
    const event = { s: session.sequence, t, d }
    session.events.push(event)
    if (afterNext) return void session.overtaken.push(event)
    if (session.socket?.readyState !== 1) return
    for (const next of [event, ...session.overtaken.splice(0)]) send(session.socket, { op: 0, ...next })
  }

  function identify(socket: WebSocket, d: { token?: string; intents?: number }): Session | null {
    identifies.push({ intents: d.intents ?? 0 })
    const refusal =
      behaviour.refusesIdentify ??
      (d.token !== options.token ? 4004 : ((d.intents ?? 0) & ~behaviour.intents) !== 0 ? 4014 : null)
    if (refusal !== null) {
      socket.close(refusal)
      return null
    }
    const session: Session = {
      id: `session-${world.newId()}`,
      sequence: 0,
      events: [],
      overtaken: [],
      socket,
    }
    sessions.push(session)
    const guilds = behaviour.inGuild ? [{ id: world.guildId, unavailable: true }] : []
    emit(
      session,
      'READY',
      behaviour.ready === undefined
        ? readyOf(world, session.id, { guilds, url: options.url() })
        : behaviour.ready,
    )
    if (behaviour.inGuild) emit(session, 'GUILD_CREATE', guildOf(world))
    return session
  }

  function resume(
    socket: WebSocket,
    d: { session_id?: string; seq?: number; token?: string },
  ): Session | null {
    resumes.push(d.seq ?? -1)
    const session = sessions.find((other) => other.id === d.session_id)
    if (session === undefined || behaviour.forgetsSessions || d.token !== options.token) {
      send(socket, { op: 9, d: false, s: null, t: null })
      return null
    }
    session.socket = socket
    for (const event of session.events) if (event.s > (d.seq ?? 0)) send(socket, { op: 0, ...event })
    emit(session, 'RESUMED', { _trace: [] })
    return session
  }

  sockets.on('connection', (socket) => {
    if (!behaviour.isOpen) return socket.terminate()
    send(socket, { op: 10, d: { heartbeat_interval: behaviour.heartbeatInterval }, s: null, t: null })
    let session: Session | null = null
    socket.on('message', (bytes: Buffer) => {
      if (bytes.length > LARGEST_MESSAGE) return socket.close(4002)
      const { op, d } = JSON.parse(bytes.toString()) as { op: number; d: Record<string, never> }
      if (op === 1) {
        heartbeats += 1
        if (behaviour.answersHeartbeats) send(socket, { op: 11, d: null, s: null, t: null })
      } else if (session !== null) socket.close(op === 2 ? 4005 : 4001)
      else if (op === 2) session = identify(socket, d)
      else if (op === 6) session = resume(socket, d)
      else socket.close(4003)
    })
    socket.on('close', () => {
      if (session?.socket === socket) session.socket = null
    })
    return undefined
  })

  const open = (): WebSocket[] => sessions.flatMap(({ socket }) => (socket?.readyState === 1 ? [socket] : []))
  return {
    identifies,
    resumes,
    get heartbeats() {
      return heartbeats
    },
    connected: () => open().length,
    dispatch(t, d, { twice = false, afterNext = false } = {}) {
      for (const session of sessions) {
        emit(session, t, d, afterNext)
        // The same event once more, with its old number.
        const last = session.events.at(-1)
        if (twice && session.socket?.readyState === 1) send(session.socket, { op: 0, ...last })
      }
    },
    sendRaw(message) {
      for (const socket of open()) send(socket, message)
    },
    drop(code) {
      for (const socket of sockets.clients) {
        if (code === 1006) socket.terminate()
        else socket.close(code)
      }
    },
    behave: (changed) => void (behaviour = { ...behaviour, ...changed }),
    isInGuild: () => behaviour.inGuild,
    requestReconnect() {
      for (const socket of open()) send(socket, { op: 7, d: null, s: null, t: null })
    },
    invalidate(resumable) {
      for (const socket of open()) send(socket, { op: 9, d: resumable, s: null, t: null })
    },
    close() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
}

const readyOf = (
  world: World,
  sessionId: string,
  { guilds, url }: { guilds: unknown[]; url: string },
): unknown => ({
  v: 10,
  user_settings: {},
  user: {
    ...world.shownUser({ id: world.applicationId, username: 'satmachine' }),
    bot: true,
    verified: true,
    email: null,
    mfa_enabled: false,
  },
  session_id: sessionId,
  session_type: 'normal',
  resume_gateway_url: url,
  relationships: [],
  private_channels: [],
  presences: [],
  guilds,
  guild_join_requests: [],
  geo_ordered_rtc_regions: [],
  game_relationships: [],
  auth: {},
  application: { id: world.applicationId, flags: 0 },
  shard: [0, 1],
  _trace: [],
})

/** As a client that knows the rooms sees it; the bot needs no more of it than the number. */
const guildOf = (world: World): unknown => ({
  id: world.guildId,
  name: 'Café Bitcoin',
  unavailable: false,
  member_count: 4,
  channels: [...world.channels.values()]
    .filter(({ kind }) => kind === 'room')
    .map(({ id }) => ({ id, type: 0, name: 'ops' })),
  roles: [],
  emojis: [],
  members: [],
  threads: [],
})

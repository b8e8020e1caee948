import assert from 'node:assert/strict'
import { SimpleShardingStrategy } from 'discord.js'
import { type Dispatch, readFrame } from './frames.ts'

/** What is told of a connection to the gateway. None of these may throw. */
export interface GatewayEvents {
  /** Anything at all arrived: the connection lives. */
  heard(): void
  dispatched(dispatch: Dispatch): void
  malformed(why: string): void
  closed(code: number): void
  /** discord.js threw where nobody would have caught it: the connection can't be trusted any more. */
  broke(thrown: unknown): void
}

interface Socket {
  on(event: 'error', listener: () => void): unknown
  terminate(): void
}

/** The parts of discord.js's shard that run on their own, and whose exceptions would end the process. */
interface ShardInside {
  connection: Socket | null
  onMessage(text: unknown, isBinary: boolean): Promise<void>
  onClose(code: number): Promise<void>
  onError(error: unknown): void
  heartbeat(requested?: boolean): Promise<void>
  internalConnect(): Promise<void>
}

/** discord.js's own way to reach the gateway, with a guard around every place where it could throw unheard. */
export class GuardedStrategy extends SimpleShardingStrategy {
  readonly #events: GatewayEvents
  readonly #inside: ShardInside[] = []
  #ended = false

  constructor(manager: ConstructorParameters<typeof SimpleShardingStrategy>[0], events: GatewayEvents) {
    super(manager)
    this.#events = events
  }

  override async spawn(shardIds: number[]): Promise<void> {
    await super.spawn(shardIds)
    const { shards } = this as unknown as { shards: Map<number, ShardInside> }
    for (const shard of shards.values()) this.#guard(shard)
  }

  /** From now on nothing is heard or tried any more. */
  deafen(): void {
    this.#ended = true
  }

  /** What is still open after the farewell. */
  cut(): void {
    for (const shard of this.#inside) shard.connection?.terminate()
  }

  #guard(shard: ShardInside): void {
    this.#inside.push(shard)
    this.#watchSockets(shard)
    for (const name of ['onMessage', 'onClose', 'onError', 'heartbeat', 'internalConnect'] as const)
      assert(typeof shard[name] === 'function', `discord.js has no ${name} any more`)
    const original = {
      onMessage: shard.onMessage.bind(shard),
      onClose: shard.onClose.bind(shard),
      onError: shard.onError.bind(shard),
      heartbeat: shard.heartbeat.bind(shard),
      internalConnect: shard.internalConnect.bind(shard),
    }
    shard.onMessage = (text) => this.#caught(() => this.#receive(text, original.onMessage))
    shard.onClose = (code) =>
      this.#caught(() => {
        this.#events.closed(code)
        return original.onClose(code)
      })
    shard.onError = (error) => {
      void this.#caught(async () => original.onError(error instanceof Error ? error : new Error('no reason')))
    }
    shard.heartbeat = (requested) => this.#caught(() => original.heartbeat(requested))
    shard.internalConnect = () => this.#caught(() => original.internalConnect())
  }

  /** discord.js forgets sockets that are still connecting; their errors would have no listener, and end the process. */
  #watchSockets(shard: ShardInside): void {
    let current: Socket | null = null
    Object.defineProperty(shard, 'connection', {
      get: () => current,
      set: (socket: Socket | null) => {
        current?.terminate()
        current = socket
        socket?.on('error', () => undefined)
        if (this.#ended) socket?.terminate()
      },
    })
  }

  async #receive(
    text: unknown,
    onMessage: (text: string, isBinary: boolean) => Promise<void>,
  ): Promise<void> {
    this.#events.heard()
    const read = readFrame(text)
    if (read.kind === 'malformed') return this.#events.malformed(read.why)
    const handled = onMessage(read.forward, false)
    if (read.dispatch !== null) this.#events.dispatched(read.dispatch)
    await handled
  }

  async #caught(work: () => Promise<void>): Promise<void> {
    if (this.#ended) return
    try {
      await work()
    } catch (thrown) {
      if (!this.#ended) this.#events.broke(thrown)
    }
  }
}

import { text } from '../../commands/answer.ts'
import { sentenceOf } from '../../engine/failure.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import type { Logger } from 'pino'
import { singleFlight } from '../single-flight.ts'
import { createAnnouncer } from './announcer.ts'
import type { Outlet, PlatformRunner, PlatformState, Reception } from './conversation.ts'
import type { ChatParts } from './parts.ts'
import { createReception } from './reception.ts'
import { createWatches } from './watches.ts'

export interface PlatformEvents {
  readonly onState: (state: PlatformState) => void
  /** The bot was thrown out of a room, or blocked by a person. */
  readonly onRemoved: (room: { readonly id: string; readonly title: string }) => void
}

/** Starts one platform under its supervisor. */
export type StartPlatform = (reception: Reception, events: PlatformEvents) => PlatformRunner

export interface ChatOptions {
  readonly parts: ChatParts
  readonly platforms: readonly {
    readonly platform: PlatformRunner['platform']
    readonly start: StartPlatform
  }[]
  /** Of several replicas only one holds the connections to the platforms: calls back when it is this one, and when not. */
  readonly lead: (events: { onGained: () => void; onLost: () => void }) => { stop: () => Promise<void> }
  /** What stands in front of the reception, such as rehearsals. */
  readonly front?: (real: Reception) => Reception
  readonly log: Logger
}

export interface RunningChat {
  readonly reception: Reception
  state(platform: PlatformRunner['platform']): PlatformState | null
  /** Null while the platform is not connected, or not by this replica. */
  outlet(platform: PlatformRunner['platform']): Outlet | null
  stop(): Promise<void>
}

const TICK_SECONDS = 3
/** A platform that is away for less is nobody's concern: Discord reconnects several times a day. */
const PATIENCE_SECONDS = 30

/** The chat on every platform that is configured: started where this replica leads, and never able to end the bot. */
export function startChat(options: ChatOptions): RunningChat {
  const { parts, log } = options
  const runners = new Map<PlatformRunner['platform'], PlatformRunner>()
  const outlets = (): readonly Outlet[] =>
    [...runners.values()].map((runner) => runner.outlet()).filter((outlet) => outlet !== null)
  const announcer = createAnnouncer(parts, outlets)
  const watches = createWatches(parts, outlets)
  const absences = createAbsences(parts, announcer)
  const unlistened = (promise: Promise<void>): void =>
    void promise.catch((thrown: unknown) => log.warn({ reason: sentenceOf(thrown) }, 'a notice was lost'))
  const front = options.front ?? ((real: Reception) => real)
  const reception = front(
    createReception(parts, {
      onLocked: (sender) => unlistened(announcer.notice(lockedAnswer(sender.platform, sender.displayName))),
      onSettled: (request, roomId) => announcer.settledIn(request, roomId),
      onSaid(incoming, saying, asker) {
        const { platform, room } = incoming.sender
        if (saying.witness === true)
          unlistened(announcer.notice(saying.answer, { platform, roomId: room.id }))
        const { follow } = saying.answer
        if (follow === undefined) return
        saying.followers?.push((posted) =>
          watches.add({ posted, asker, line: follow.command, minutes: follow.minutes }),
        )
      },
    }),
  )
  let work = Promise.resolve()
  const inTurn = (step: () => void | Promise<void>): void => {
    work = work.then(step).catch((thrown: unknown) => {
      log.error({ reason: sentenceOf(thrown) }, 'the chat could not be started or stopped')
    })
  }
  const stopAll = async (): Promise<void> => {
    await Promise.all([...runners.values()].map((runner) => runner.stop()))
    runners.clear()
  }
  const leadership = options.lead({
    onGained: () =>
      inTurn(() => {
        for (const { platform, start } of options.platforms)
          runners.set(
            platform,
            start(reception, {
              onState: (state) => log.info({ platform, state }, 'a chat platform changed its state'),
              onRemoved: ({ id, title }) =>
                unlistened(announcer.notice(removedAnswer(platform, id, title), { platform })),
            }),
          )
      }),
    onLost: () => inTurn(stopAll),
  })
  const ticker = singleFlight(
    async () => {
      if (runners.size === 0) return
      await absences.tick([...runners.values()])
      await announcer.tick()
      await watches.tick()
    },
    (thrown) => thrown !== null && log.warn({ reason: sentenceOf(thrown) }, 'a look at the chat broke off'),
  )
  const timer = setInterval(() => ticker.wake(), TICK_SECONDS * 1000)
  return {
    reception,
    state: (platform) => runners.get(platform)?.state() ?? null,
    outlet: (platform) => runners.get(platform)?.outlet() ?? null,
    async stop() {
      clearInterval(timer)
      await ticker.stop()
      await leadership.stop()
      inTurn(stopAll)
      await work
    },
  }
}

const removedAnswer = (platform: string, id: string, title: string) => ({
  tone: 'bad' as const,
  heading: say`The bot was removed from a room on ${platform}: nothing is told there any more`,
  blocks: [text(joined([title.slice(0, 80), id], ' · '))],
  json: { platform, roomId: id },
})

const lockedAnswer = (platform: string, name: string) => ({
  tone: 'bad' as const,
  heading: say`An account was locked for a quarter of an hour: too many things that it may not do`,
  blocks: [text(say`${platform}: ${name.slice(0, 80)}`)],
  json: { platform },
})

/** A platform that stays away is reported on the others, once, and again when it is back. */
function createAbsences(parts: ChatParts, announcer: ReturnType<typeof createAnnouncer>) {
  const since = new Map<string, { at: number; told: boolean }>()
  const tell = (platform: string, heading: Text, tone: 'bad' | 'good', why: string): Promise<void> =>
    announcer.notice(
      { tone, heading, blocks: why === '' ? [] : [text(why)], json: { platform } },
      { platform },
    )
  return {
    async tick(runners: readonly PlatformRunner[]): Promise<void> {
      const now = parts.clock.now().getTime()
      for (const runner of runners) {
        const { platform } = runner
        const state = runner.state()
        const away = since.get(platform)
        if (state.kind === 'connected') {
          since.delete(platform)
          if (away?.told === true) await tell(platform, say`${platform} is back`, 'good', '')
        } else if (away === undefined) since.set(platform, { at: now, told: false })
        else if (!away.told && now - away.at >= PATIENCE_SECONDS * 1000) {
          away.told = true
          await tell(platform, say`${platform} can't be reached`, 'bad', state.why)
        }
      }
    },
  }
}

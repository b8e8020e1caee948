import type { Logger } from 'pino'
import type { Api } from './api.ts'
import { faultOf, reasonOf } from './faults.ts'
import { type CommandBody, isRegistered } from './registration.ts'
import type { Timing } from './timing.ts'

export interface RegistrarOptions {
  readonly api: Api
  readonly guildId: string
  readonly wanted: readonly CommandBody[]
  readonly timing: Timing
  readonly log: Logger
}

export interface Registrar {
  /** Sees to it that Discord offers our commands, and tries again for as long as it does not. */
  start(applicationId: string): void
  stop(): void
}

export function createRegistrar({ api, guildId, wanted, timing, log }: RegistrarOptions): Registrar {
  let round = 0
  let pause: NodeJS.Timeout | undefined

  async function attempt(applicationId: string, mine: number, failures: number): Promise<void> {
    try {
      const existing = await api.guildCommands(applicationId, guildId)
      if (mine !== round) return
      if (isRegistered(wanted, existing)) return
      await api.setGuildCommands(applicationId, guildId, wanted)
      log.info({ commands: wanted.length }, 'the commands are registered with Discord')
    } catch (thrown) {
      if (mine !== round) return
      const help =
        faultOf(thrown) === 'not_allowed'
          ? 'invite the bot again with the scope applications.commands'
          : undefined
      log.error({ reason: reasonOf(thrown), help }, 'the commands could not be registered with Discord')
      const pauseMs = Math.min(timing.longestPauseMs, timing.firstPauseMs * 2 ** Math.min(failures, 10))
      pause = setTimeout(() => void attempt(applicationId, mine, failures + 1), pauseMs).unref()
    }
  }

  const stop = (): void => {
    round += 1
    clearTimeout(pause)
  }
  return {
    stop,
    start(applicationId) {
      stop()
      void attempt(applicationId, round, 0)
    },
  }
}

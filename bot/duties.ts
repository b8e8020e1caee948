import type { Logger } from 'pino'
import { sentenceOf } from '../engine/failure.ts'

/** Work that runs until it is stopped. */
export interface Duty {
  stop(): Promise<void>
}

/** What only one of several replicas does: begun when it leads, ended when it does not any more, one after the other. */
export interface Duties {
  begin(): void
  end(): void
  stop(): Promise<void>
}

/** @param start begins all duties; it returns at once. */
export function createDuties(start: () => readonly Duty[], log: Logger): Duties {
  let running: readonly Duty[] = []
  let turn = Promise.resolve()
  const inTurn = (step: () => void | Promise<void>): void => {
    turn = turn.then(step).catch((thrown: unknown) => {
      log.error({ reason: sentenceOf(thrown) }, "the leader's duties could not be begun or ended")
    })
  }
  const endAll = async (): Promise<void> => {
    const ending = running
    running = []
    await Promise.all(ending.map((duty) => duty.stop()))
  }
  return {
    begin: () =>
      inTurn(async () => {
        await endAll()
        running = start()
      }),
    end: () => inTurn(endAll),
    async stop() {
      inTurn(endAll)
      await turn
    },
  }
}

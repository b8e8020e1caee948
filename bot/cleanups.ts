import type { Logger } from 'pino'
import { sentenceOf } from '../engine/failure.ts'

/** Named clean-ups, run once, last added first; one that fails does not keep the others from running. */
export class Cleanups {
  readonly #steps: { name: string; run: () => Promise<void> }[] = []
  readonly #log: Logger
  #running: Promise<void> | null = null

  constructor(log: Logger) {
    this.#log = log
  }

  add(name: string, run: () => Promise<void>): void {
    this.#steps.push({ name, run })
  }

  run(): Promise<void> {
    this.#running ??= this.#runAll()
    return this.#running
  }

  async #runAll(): Promise<void> {
    for (const step of this.#steps.reverse()) {
      try {
        await step.run()
      } catch (thrown) {
        this.#log.error({ step: step.name, reason: sentenceOf(thrown) }, 'a clean-up failed')
      }
    }
  }
}

/** What waits for the bot, and the one poll that may be open. */

export type PollAnswer =
  | { readonly kind: 'updates'; readonly updates: readonly Record<string, unknown>[] }
  | { readonly kind: 'conflict' }

const ALWAYS_WANTED = ['message', 'edited_message', 'channel_post', 'callback_query', 'my_chat_member']

export class Polls {
  #pending: Record<string, unknown>[] = []
  #lastUpdate = 900_000
  #wanted: readonly string[] = ALWAYS_WANTED
  #open: { answer: (answer: PollAnswer) => void; limit: number } | null = null

  /** An update that the bot has not confirmed is given again. */
  get unconfirmed(): readonly Record<string, unknown>[] {
    return this.#pending
  }

  get isOpen(): boolean {
    return this.#open !== null
  }

  /** After a quiet week the numbers begin somewhere else. */
  restartNumbers(from: number): void {
    this.#lastUpdate = from
  }

  /** The update; null when the bot did not ask for this kind. */
  push(kind: string, content: unknown): Record<string, unknown> | null {
    if (!this.#wanted.includes(kind)) return null
    const update = { update_id: ++this.#lastUpdate, [kind]: content }
    this.pushRaw(update)
    return update
  }

  /** As it is, whatever it is. */
  pushRaw(update: Record<string, unknown>): void {
    this.#pending.push('update_id' in update ? update : { update_id: ++this.#lastUpdate, ...update })
    this.#flush()
  }

  async take(asked: {
    offset: number
    limit: number
    timeoutSeconds: number
    wanted: readonly string[] | undefined
    gone: AbortSignal
  }): Promise<PollAnswer> {
    if (asked.wanted !== undefined && asked.wanted.length > 0) this.#wanted = asked.wanted
    // The one that waits is ended by the one that comes.
    this.#close({ kind: 'conflict' })
    if (asked.offset > 0)
      this.#pending = this.#pending.filter((update) => Number(update['update_id']) >= asked.offset)
    if (asked.offset < 0) this.#pending = this.#pending.slice(asked.offset)
    if (this.#pending.length > 0 || asked.timeoutSeconds === 0)
      return { kind: 'updates', updates: this.#pending.slice(0, asked.limit) }
    return this.#wait(asked)
  }

  #wait(asked: { limit: number; timeoutSeconds: number; gone: AbortSignal }): Promise<PollAnswer> {
    return new Promise((resolve) => {
      const open = {
        limit: asked.limit,
        answer: (answer: PollAnswer): void => {
          clearTimeout(timer)
          if (this.#open === open) this.#open = null
          resolve(answer)
        },
      }
      const timer = setTimeout(
        () => open.answer({ kind: 'updates', updates: [] }),
        asked.timeoutSeconds * 1000,
      )
      asked.gone.addEventListener('abort', () => open.answer({ kind: 'updates', updates: [] }))
      this.#open = open
    })
  }

  #flush(): void {
    const open = this.#open
    if (open !== null) open.answer({ kind: 'updates', updates: this.#pending.slice(0, open.limit) })
  }

  /** Ends the poll that waits, as another reader, a restart of Telegram or the end of a test does. */
  close(): void {
    this.#close({ kind: 'updates', updates: [] })
  }

  #close(answer: PollAnswer): void {
    this.#open?.answer(answer)
  }
}

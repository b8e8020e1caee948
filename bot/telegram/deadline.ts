/** Any signal of an end: Node's own, or telegraf's, which is not. */
export interface Ending {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/**
 * Does the work with a signal that is aborted after so long (null: never by time), or when one of the others is.
 * Nothing stays behind on signals that live as long as the program, as it does with AbortSignal.any.
 */
export async function within<T>(
  milliseconds: number | null,
  endings: readonly (Ending | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const end = new AbortController()
  const abort = (): void => end.abort()
  const timer = milliseconds === null ? undefined : setTimeout(abort, milliseconds)
  for (const ending of endings) {
    if (ending?.aborted === true) abort()
    ending?.addEventListener('abort', abort)
  }
  try {
    return await work(end.signal)
  } finally {
    clearTimeout(timer)
    for (const ending of endings) ending?.removeEventListener('abort', abort)
  }
}

export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

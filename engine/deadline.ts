/**
 * The promise's own outcome, or what `late` throws once the time is over. The promise's late outcome is ignored;
 * `late` has to end what the promise waits for.
 */
export function withDeadline<T>(promise: Promise<T>, seconds: number, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), seconds * 1000)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

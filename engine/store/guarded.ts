import { databaseFailure } from './pool.ts'

type Methods = Record<string, (...args: never[]) => Promise<unknown>>

/** The same store, whose methods throw nothing but Failure: the edge between pg's errors and ours. */
export function guarded<T extends object>(store: T): T {
  const methods = store as unknown as Methods
  const wrapped: Methods = {}
  for (const [name, method] of Object.entries(methods)) {
    wrapped[name] = async (...args) => {
      try {
        return await method(...args)
      } catch (thrown) {
        throw databaseFailure(thrown)
      }
    }
  }
  return wrapped as unknown as T
}

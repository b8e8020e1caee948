import type { SimulatedReply, SimulatedRequest } from './routes.ts'

/**
 * LNbits limits each of its routes on its own, in windows of one clock minute; paying and creating are one route.
 * The words are under `error`, and there is no Retry-After.
 */
export function createRateLimit(nowMs: () => number) {
  let minute = -1
  const counts = new Map<string, number>()
  return function isLimited(request: SimulatedRequest, perMinute: number | null): SimulatedReply | null {
    if (perMinute === null) return null
    const now = Math.floor(nowMs() / 60_000)
    if (now !== minute) counts.clear()
    minute = now
    const name = `${request.method} ${request.path.replace(/[0-9a-f]{64}$/, '{hash}')}`
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    if (count <= perMinute) return null
    return { status: 429, body: { error: `Rate limit exceeded: ${perMinute} per 1 minute` } }
  }
}

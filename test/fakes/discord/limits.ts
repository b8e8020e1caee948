/** Rate limits as Discord announces and enforces them. */

export interface Window {
  readonly limit: number
  readonly milliseconds: number
}

export interface Verdict {
  readonly headers: Record<string, string>
  /** Null: the request may pass. */
  readonly refusal: { readonly retryAfterSeconds: number; readonly global: boolean } | null
}

export interface RateLimits {
  judge(bucket: string, window: Window, isExempt: boolean): Verdict
}

const GLOBAL: Window = { limit: 50, milliseconds: 1_000 }

/** Counted by the machine's own time, by which the bot waits. */
export function createRateLimits(): RateLimits {
  const counts = new Map<string, { used: number; resetAt: number }>()
  function count(bucket: string, { limit, milliseconds }: Window): { left: number; resetAt: number } {
    const now = Date.now()
    const before = counts.get(bucket)
    const current =
      before === undefined || before.resetAt <= now ? { used: 0, resetAt: now + milliseconds } : before
    current.used += 1
    counts.set(bucket, current)
    return { left: limit - current.used, resetAt: current.resetAt }
  }
  return {
    judge(bucket, window, isExempt) {
      const everything = isExempt ? { left: 1, resetAt: 0 } : count('global', GLOBAL)
      const own = count(bucket, window)
      const global = everything.left < 0
      const refused = global || own.left < 0
      const resetAt = global ? everything.resetAt : own.resetAt
      const seconds = Math.max(0.001, (resetAt - Date.now()) / 1000)
      return {
        headers: {
          'X-RateLimit-Limit': String(window.limit),
          'X-RateLimit-Remaining': String(Math.max(0, own.left)),
          'X-RateLimit-Reset': (resetAt / 1000).toFixed(3),
          'X-RateLimit-Reset-After': seconds.toFixed(3),
          'X-RateLimit-Bucket': Buffer.from(bucket).toString('hex').slice(0, 32),
          ...(refused
            ? { 'Retry-After': seconds.toFixed(3), 'X-RateLimit-Scope': global ? 'global' : 'user' }
            : {}),
          ...(global ? { 'X-RateLimit-Global': 'true' } : {}),
        },
        refusal: refused ? { retryAfterSeconds: seconds, global } : null,
      }
    },
  }
}

/** What is to be done at fixed moments; what is for the same moment, in the order in which it was added. */
export interface Agenda {
  add(atMs: number, run: () => Promise<void>): void
  /** Infinity when nothing is left. */
  nextMs(): number
  runDue(nowMs: number): Promise<void>
}

export function createAgenda(): Agenda {
  let entries: { atMs: number; run: () => Promise<void> }[] = []
  let sorted = true
  const inOrder = () => {
    if (!sorted) entries = entries.toSorted((a, b) => a.atMs - b.atMs)
    sorted = true
    return entries
  }
  return {
    add(atMs, run) {
      entries.push({ atMs, run })
      sorted = false
    },
    nextMs: () => inOrder()[0]?.atMs ?? Infinity,
    async runDue(nowMs) {
      for (let next = inOrder()[0]; next !== undefined && next.atMs <= nowMs; next = inOrder()[0]) {
        entries.shift()
        await next.run()
      }
    },
  }
}

/** Things by a key of theirs, in the order in which the keys first came; no group is empty. */
export function grouped<T, K>(
  things: readonly T[],
  keyOf: (thing: T) => K,
): [key: K, first: T, group: T[]][] {
  const groups = new Map<K, [K, T, T[]]>()
  for (const thing of things) {
    const key = keyOf(thing)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [key, thing, [thing]])
    else group[2].push(thing)
  }
  return [...groups.values()]
}

import { booksBugs, surroundingsBugs } from './books.ts'
import type { Bug } from './bug.ts'
import { nets } from './nets.ts'
import { payingBugs } from './paying.ts'
import { splittingBugs } from './splitting.ts'
import { takingInBugs } from './taking-in.ts'

const byName = (a: Bug, b: Bug): number => (a.name < b.name ? -1 : 1)

/** The predecessor's 48 money bugs, B01 to B48, each as a patch that puts it into this project. */
export const bugs: readonly Bug[] = [
  ...takingInBugs,
  ...splittingBugs,
  ...payingBugs,
  ...booksBugs,
  ...surroundingsBugs,
].sort(byName)

/** The bugs, and our own safety nets taken away: everything that the museum must notice. */
export const everythingToCatch: readonly Bug[] = [...bugs, ...nets]

/** A bug or a net by its name ('B06', 'N3'). Throws when there is none. */
export function bugNamed(name: string): Bug {
  const found = everythingToCatch.find((bug) => bug.name === name)
  if (found === undefined) throw new Error(`the museum has no ${name}: it has B01 to B48 and N1 to N6`)
  return found
}

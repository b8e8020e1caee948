import { museumSection } from '../museum/put-back.ts'
import type { ProofSection } from './section.ts'
import { simulationSection } from './simulation/section.ts'

/** All parts of the proof, in the order in which they are run. */
export const sections: readonly {
  readonly section: ProofSection
  /** Of the time of a run, against the others. */
  readonly share: number
  /** With less it proves nothing, and is left out unless it is asked for by name. */
  readonly leastMinutes: number
}[] = [
  { section: simulationSection, share: 10, leastMinutes: 0 },
  { section: museumSection, share: 5, leastMinutes: 0 },
]

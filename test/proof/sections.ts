import { museumSection } from '../museum/put-back.ts'
import { contrastSection } from './contrast/section.ts'
import { crashPointsSection } from './crash-points/section.ts'
import { faultMatrixSection } from './fault-matrix/section.ts'
import { killSection } from './kills/kills.ts'
import { mutationSection } from './mutation/mutation.ts'
import { racesSection } from './races/section.ts'
import type { ProofSection } from './section.ts'
import { simulationSection } from './simulation/section.ts'

/** All parts of the proof, in the order in which they are run. */
export const sections: readonly {
  readonly section: ProofSection
  /** Of the time of a run, against the others. */
  readonly share: number
  /** With less it proves too little, and is left out unless it is asked for by name. */
  readonly leastMinutes: number
}[] = [
  { section: simulationSection, share: 8, leastMinutes: 0 },
  { section: crashPointsSection, share: 4, leastMinutes: 0 },
  { section: faultMatrixSection, share: 4, leastMinutes: 0 },
  { section: racesSection, share: 1, leastMinutes: 0 },
  { section: museumSection, share: 4, leastMinutes: 0 },
  { section: contrastSection, share: 1, leastMinutes: 0 },
  { section: killSection, share: 6, leastMinutes: 1 },
  { section: mutationSection, share: 6, leastMinutes: 8 },
]

/** One part of the proof: it tries, in its own way, to make the money core lose a sat. */
export interface ProofSection {
  /** One word, as in `npm run proof -- --only simulation`. */
  readonly name: string
  /** A headline for docs/proof.md. */
  readonly title: string
  /** One to three sentences for a reader who is no programmer: what is tried, and what must not happen. */
  readonly explanation: string
  run(budget: ProofBudget): Promise<SectionReport>
}

export interface ProofBudget {
  /** How long this section may take; it stops by itself at about this time and says what it left out. */
  readonly minutes: number
  /** For the simulation: how many seeds; null when time alone decides. */
  readonly seeds: number | null
  /** For the simulation: where to begin; without it the kept seeds come first, and then fresh ones. */
  readonly firstSeed?: number
  /** Shown to whoever watches the run: a short sentence with numbers in it, at most once or twice a second. */
  readonly progress: (sentence: string) => void
}

export interface SectionReport {
  readonly figures: readonly ProofFigure[]
  /** One complete sentence each: what went wrong, and the command that shows it again. Empty: nothing was found. */
  readonly failures: readonly string[]
  /** The command that repeats all of this section. */
  readonly repeat: string
  /** What was left out for lack of time, in words; null when everything there is was run. */
  readonly leftOut: string | null
}

export interface ProofFigure {
  readonly label: string
  readonly value: string
  /** What the number means and what would be wrong about another. */
  readonly meaning: string
}

import { say, type Text } from '../phrase.ts'
import type { CauseKind, IncidentSeverity, IncidentStatus, Phase, Scenario } from './incident.ts'

/** The handbook's chapters, as a person calls them. */
export const SCENARIO_TITLES: Readonly<Record<Scenario, Text>> = {
  R1: say`Processed or paid twice`,
  R2: say`Lamassu can't be reached`,
  R3: say`Payments fail or are stuck`,
  R4: say`A balance is off`,
  R5: say`A commission is wrong`,
  R6: say`A wallet key is refused or changed`,
  R10: say`The bot itself`,
  other: say`Not known yet`,
}

export const SEVERITY_LOOKS: Readonly<
  Record<IncidentSeverity, { readonly icon: string; readonly word: Text; readonly colour: string }>
> = {
  critical: { icon: '🔴', word: say`CRITICAL`, colour: '#D92D20' },
  high: { icon: '🟠', word: say`HIGH`, colour: '#F79009' },
  medium: { icon: '🟡', word: say`MEDIUM`, colour: '#FDB022' },
}

export const STATUS_WORDS: Readonly<Record<IncidentStatus, Text>> = {
  open: say`open`,
  watching: say`watched`,
  closed: say`closed`,
}

export const PHASE_TITLES: Readonly<Record<Phase, Text>> = {
  1: say`Immediate actions`,
  2: say`Investigation`,
  3: say`Recovery`,
  4: say`Resumption`,
  5: say`Afterwards`,
}

export const CAUSE_WORDS: Readonly<Record<CauseKind, Text>> = {
  human: say`somebody's mistake`,
  system: say`our own system`,
  external: say`something outside`,
}

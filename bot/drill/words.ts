import { DRILL_SCENARIOS, type DrillScenario } from '../../engine/incidents/drill.ts'

/** 'R3' of "satmachine drill R3"; null where the words are another command. */
export const drillScenarioIn = ([first, second]: readonly string[]): DrillScenario | null =>
  first === 'drill' ? (DRILL_SCENARIOS.find((one) => one === second?.toUpperCase()) ?? null) : null

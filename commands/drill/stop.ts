import { Failure } from '../../engine/failure.ts'
import { SCENARIO_TITLES } from '../../engine/incidents/words.ts'
import { say } from '../../engine/phrase.ts'
import { next } from '../answer.ts'
import { actCommand } from '../definition.ts'
import { scoreAnswer } from '../drill-view.ts'

export const command = actCommand({
  noun: 'drill',
  verb: 'stop',
  help: 'End the drill: its times are scored and kept, its world is removed',
  example: 'drill stop',
  role: 'operator',
  // It ends play money only.
  confirm: 'C0',
  arguments: {},
  async preview({ host }) {
    const standing = host.drills.current()
    if (standing === null) throw new Failure('refused', say`No drill runs: "drill start R3" begins one.`)
    return { what: say`End the drill: ${SCENARIO_TITLES[standing.scenario]}`, lines: [] }
  },
  async act({ host }) {
    const score = await host.drills.stop()
    if (score !== null) return scoreAnswer(score)
    return {
      tone: 'warn',
      heading: say`The drill had not begun: nothing was scored`,
      blocks: [next('drill history')],
      json: {},
    }
  },
})

import { say } from '../../engine/phrase.ts'
import { next } from '../answer.ts'
import { lookCommand } from '../definition.ts'
import { standingAnswer } from '../drill-view.ts'

export const command = lookCommand({
  noun: 'drill',
  verb: 'show',
  help: 'The drill that runs now, where it is played, and what can be done in it outside of the bot',
  example: 'drill show',
  role: 'operator',
  arguments: {},
  async look({ host }) {
    const standing = host.drills.current()
    if (standing !== null) return standingAnswer(standing)
    return {
      tone: 'plain',
      heading: say`No drill runs`,
      blocks: [next('drill start R3', 'drill history')],
      json: { scenario: null },
    }
  },
})

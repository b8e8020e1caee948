import { Failure } from '../../engine/failure.ts'
import { DRILL_SCENARIOS } from '../../engine/incidents/drill.ts'
import { SCENARIO_TITLES } from '../../engine/incidents/words.ts'
import { say } from '../../engine/phrase.ts'
import { choice } from '../arguments.ts'
import type { Asker } from '../asker.ts'
import { actCommand, type LookContext } from '../definition.ts'
import { standingAnswer } from '../drill-view.ts'

export const command = actCommand({
  noun: 'drill',
  verb: 'start',
  help: 'Play one of the six failures in a world of its own, beside the real one, in this direct message; its end is scored',
  example: 'drill start R3',
  role: 'owner',
  confirm: 'C1',
  place: 'direct',
  arguments: {
    scenario: choice(DRILL_SCENARIOS, { help: "the handbook's page that is played", positional: true }),
  },
  async preview({ host }, { scenario }) {
    refuseSecond(host)
    return {
      what: say`Play a drill: ${SCENARIO_TITLES[scenario]}`,
      lines: [
        say`a world of its own, with play money: nothing of the real one is within its reach, and the real work goes on`,
        say`until "drill stop", what is written here goes to the drill, "panic" too; the real bot hears you in every other room`,
      ],
    }
  },
  async act({ host, asker }, { scenario }) {
    refuseSecond(host)
    await host.drills.start(scenario, { actor: asker.actor, place: placeOf(asker) })
    const standing = host.drills.current()
    if (standing === null) throw new Failure('refused', say`The drill could not be begun: look into the log.`)
    return standingAnswer(standing)
  },
})

const placeOf = ({ identity, roomId }: Asker): string =>
  roomId === null ? identity.platform : `${identity.platform}:${roomId}`

function refuseSecond(host: LookContext['host']): void {
  const standing = host.drills.current()
  if (standing !== null)
    throw new Failure(
      'refused',
      say`A drill of ${standing.scenario} runs already: end it first with "drill stop".`,
    )
}

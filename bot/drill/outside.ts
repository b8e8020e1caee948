import { type Answer, next, table } from '../../commands/answer.ts'
import { sentenceOf } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import { FAULTS } from './faults.ts'
import type { DrillSession } from './session.ts'

/** What somebody does outside of the bot, or a list of what there is to do. */
export async function outsideAnswer(session: DrillSession, word: string | undefined): Promise<Answer> {
  const standing = session.current()
  const world = session.world()
  if (standing === null || world === null)
    return { tone: 'warn', heading: say`No drill runs.`, blocks: [next('drill history')], json: {} }
  const { outside } = FAULTS[standing.scenario]
  const chosen = word !== undefined && Object.hasOwn(outside, word) ? outside[word] : undefined
  if (chosen === undefined)
    return {
      tone: 'plain',
      heading: say`What can be done outside of the bot: write "outside" and the word`,
      blocks: [
        table(
          [say`Word`, say`What it does`],
          Object.entries(outside).map(([name, { help }]) => [name, help]),
          say`Nothing.`,
        ),
        next('incident next'),
      ],
      json: { words: Object.keys(outside) },
    }
  try {
    return {
      tone: 'good',
      heading: await chosen.run(world.outside),
      blocks: [next('incident next')],
      json: { done: word ?? null },
    }
  } catch (thrown) {
    return { tone: 'bad', heading: sentenceOf(thrown), blocks: [next('incident next')], json: {} }
  }
}

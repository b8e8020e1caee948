import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import { id, optional } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { explained, runAnswer } from '../recon-view.ts'

export const command = lookCommand({
  noun: 'recon',
  verb: 'show',
  help: 'A run of the reconciliation as it was found, and what each check compares; the newest unless given',
  example: 'recon show 41',
  role: 'operator',
  arguments: { run: optional(id({ help: "the run's number", positional: true })) },
  async look({ books, now }, { run: number }) {
    const run = await books.run(number)
    if (run === null)
      throw number === null
        ? new Failure('refused', say`The books were not reconciled so far: "recon run" does it.`)
        : new Failure('refused', say`There is no run #${number}: "recon history" lists them.`)
    const answer = runAnswer(run, now)
    return { ...answer, blocks: [...answer.blocks.slice(0, -1), explained(run), ...answer.blocks.slice(-1)] }
  },
})

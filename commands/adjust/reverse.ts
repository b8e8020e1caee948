import { planCorrection, reversalProblem } from '../../engine/corrections.ts'
import { say } from '../../engine/phrase.ts'
import { correctedAnswer } from '../adjust-done.ts'
import { adjustmentName, planLines, theFigures, whyText } from '../adjust-view.ts'
import { id } from '../arguments.ts'
import { becauseArguments, becauseLines, becauseOf } from '../because.ts'
import { actCommand } from '../definition.ts'

export const command = actCommand({
  noun: 'adjust',
  verb: 'reverse',
  help: 'Take an adjustment back by a second entry, once; both stay in the journal',
  example: 'adjust reverse 481 --reason "the deposit had been right"',
  role: 'treasurer',
  confirm: 'C4E',
  arguments: { adjustment: id({ help: "the adjustment's number", positional: true }), ...becauseArguments },
  async preview(context, args) {
    const [adjustment] = await context.books.adjustments({ id: args.adjustment, limit: 1 })
    const problem = reversalProblem(args.adjustment, adjustment ?? null)
    if (problem !== null || adjustment === undefined) throw problem ?? new Error('what is there is there')
    const facts = await theFigures(context, adjustment.clientId)
    return {
      what: say`Take back ${adjustmentName(adjustment)}`,
      lines: [
        say`it was made because: ${whyText(adjustment, await context.people.people())}`,
        ...planLines(facts, planCorrection(facts, -adjustment.change)),
        ...becauseLines(await becauseOf(context, args)),
      ],
      interested: [{ clientId: adjustment.clientId }],
    }
  },
  async act(context, { adjustment, ...because }) {
    const { operationId, approver } = context
    const corrected = await context.actions.reverseAdjustment(adjustment, {
      ...(await becauseOf(context, because)),
      operationId,
      approver,
    })
    return correctedAnswer(
      context,
      corrected,
      (name, before, after) => say`Adjustment #${adjustment} of ${name} is taken back: ${before} → ${after}`,
    )
  },
})

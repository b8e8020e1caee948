import { driftOf, journalOf, type Corrected } from '../engine/corrections.ts'
import { clientName } from '../engine/format.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import { adjustmentJson, fiatOf, theFigures, whyText } from './adjust-view.ts'
import { type Answer, fields, next } from './answer.ts'
import type { ActContext } from './definition.ts'

/** What was booked, as the books have it now, and whether the client's numbers agree. */
export async function correctedAnswer(
  context: Pick<ActContext, 'books' | 'people'>,
  { entryId, clientId }: Corrected,
  heading: (name: Text, before: Text, after: Text) => Text,
): Promise<Answer> {
  const [adjustment] = await context.books.adjustments({ id: entryId, limit: 1 })
  if (adjustment === undefined) throw new Error('what was just booked is in the books')
  const facts = await theFigures(context, clientId)
  const isSquare = driftOf(facts) === 0n && journalOf(facts) === facts.remaining
  const [before, after] = [fiatOf(facts, adjustment.before), fiatOf(facts, adjustment.after)]
  return {
    tone: isSquare ? 'good' : 'bad',
    heading: heading(clientName(facts), before, after),
    blocks: [
      fields(
        [say`Adjustment`, `#${adjustment.id}`],
        [say`Balance`, joined([before, after], ' → ')],
        [say`Why`, whyText(adjustment, await context.people.people())],
        [
          say`Reconciliation`,
          isSquare ? say`the client's numbers agree` : say`the client's numbers do not agree: look at once`,
        ],
      ),
      next(
        `client notify ${clientId} --template corrected`,
        `recon run --client ${clientId}`,
        `adjust list --client ${clientId}`,
      ),
    ],
    json: { ...adjustmentJson(adjustment), agrees: isSquare },
  }
}

import type { Answer } from '../../commands/answer.ts'
import { withoutMasked } from '../../commands/arguments.ts'
import { type ActCommand, nameOf } from '../../commands/definition.ts'
import { Failure, sentenceOf } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import { type ActOptions, actContext } from './context.ts'
import type { ChatParts } from './parts.ts'
import { isForEmergencies } from './patience.ts'
import type { Plan } from './plan.ts'

export interface Order extends Pick<Plan, 'written' | 'args' | 'asker' | 'file' | 'previewHash'> {
  readonly command: ActCommand
  /** In English, as it was shown. */
  readonly previewText: string
  readonly approver: string | null
  /** The platform's id of the request; null at a terminal. */
  readonly deliveryId: string | null
  readonly operationId: string
  readonly decide: ActOptions['decide']
}

/**
 * Carries out what was agreed to: its row in the action log first, then the act, then how it ended. The same delivery a
 * second time is refused by the log's unique index, so nothing is done twice.
 */
export async function carryOut(parts: ChatParts, order: Order): Promise<Answer> {
  const row = await begin(parts, order)
  if (row === null)
    throw new Failure('refused', say`This very request was carried out before: nothing was done again.`)
  try {
    const answer = await order.command.act(
      await actContext(parts, order.asker, order.command, order),
      order.args,
    )
    await finish(parts, order, row, String(answer.heading))
    return answer
  } catch (thrown) {
    await finish(parts, order, row, `refused: ${sentenceOf(thrown)}`)
    throw thrown
  }
}

/** Null when this delivery has its row already. Stopping does not wait for the books: it goes on without a row. */
async function begin(parts: ChatParts, order: Order): Promise<bigint | null> {
  try {
    const row = parts.actionLog.begin({
      actor: order.asker.actor,
      surface: order.asker.identity.platform,
      command: nameOf(order.command),
      arguments: withoutMasked(order.command.arguments, order.written),
      preview: order.previewText,
      previewHash: order.previewHash,
      ...(order.deliveryId === null ? {} : { deliveryId: order.deliveryId }),
      ...(order.approver === null ? {} : { approver: order.approver }),
    })
    return await parts.patience.soonFor(order.command, row)
  } catch (thrown) {
    if (!isForEmergencies(order.command)) throw thrown
    const { actor } = order.asker
    parts.log.error({ actor, reason: sentenceOf(thrown) }, 'stopping without a row in the action log')
    return 0n
  }
}

/** What was done is done, and how it ended is what the person has to hear, even when it can't be written down. */
const finish = (parts: ChatParts, { command }: Order, row: bigint, result: string): Promise<void> =>
  parts.patience.soonFor(command, parts.actionLog.finish(row, result)).catch((lost: unknown) => {
    parts.log.error({ reason: sentenceOf(lost) }, 'the end of an action could not be written down')
  })

export const previewTextOf = ({ preview }: Pick<Plan, 'preview'>): string =>
  [preview.what, ...preview.lines].join('\n')

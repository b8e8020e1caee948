import { formatCount } from '../format.ts'
import type { ChainVerdict } from '../people.ts'
import { listed, say } from '../phrase.ts'
import { type CheckResult, judged, NO_TOLERANCE } from './verdict.ts'

/** The action log's chain of hashes, from its first block. */
export const checkActionLog = (chain: ChainVerdict): CheckResult =>
  judged({
    name: 'action-log',
    checked: Number(chain.rows),
    figure: say`${formatCount(chain.rows, 'action')} in ${formatCount(chain.blocks, 'block')}`,
    tolerance: NO_TOLERANCE,
    explanation: say`Every block of the action log still has the hash that it was sealed with.`,
    discrepancies:
      chain.broken === null
        ? []
        : [
            {
              entity: `block:${chain.broken.block}`,
              verdict: 'broken',
              what: say`block ${chain.broken.block} of the action log`,
              why: listed(chain.broken.why),
              drift: null,
              doubtSats: 0n,
              steps: ['audit log', 'status show'],
            },
          ],
  })

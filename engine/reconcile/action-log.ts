import { formatCount } from '../format.ts'
import type { ChainVerdict } from '../people.ts'
import { joined, listed, say, type Text } from '../phrase.ts'
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
              why: whyOf(chain.broken.why, chain.suspects),
              drift: null,
              doubtSats: 0n,
              steps: ['audit log', 'status show'],
            },
          ],
  })

/** A block is sealed as a whole: which of its actions it was is known where it has only one. */
function whyOf(why: string, suspects: ChainVerdict['suspects']): Text {
  const where =
    suspects === undefined
      ? []
      : suspects.first === suspects.last
        ? [say`action ${suspects.first}`]
        : [say`one of the actions ${suspects.first} to ${suspects.last}`]
  return joined([joined([listed(why), ...where], ': '), NO_CORRECTION], '. ')
}

const NO_CORRECTION = say`No command corrects the log: this is told until what was changed stands there again as the newest export or backup has it`

import { type Answer, next, text } from '../../commands/answer.ts'
import type { Asker } from '../../commands/asker.ts'
import { isAct, nameOf, type Preview, type ReceivedFile } from '../../commands/definition.ts'
import { Failure } from '../../engine/failure.ts'
import { formatAge } from '../../engine/format.ts'
import { type Phrase, say } from '../../engine/phrase.ts'
import { lookContext } from '../chat/context.ts'
import type { ChatParts } from '../chat/parts.ts'
import { type Confirmation, type Plan, planOf } from '../chat/plan.ts'
import { openRequest } from '../chat/requests.ts'
import { carryOutPlan, refuseUnlessAllowed } from '../chat/serving.ts'
import type { ParsedLine } from '../chat/words.ts'

/** Puts a question to the person; resolves with what was typed, null when nobody can answer. */
export type Ask = (question: Phrase) => Promise<string | null>

export interface Execution {
  readonly parts: ChatParts
  readonly asker: Asker
  readonly ask: Ask
  /** Shows a preview before the question. */
  readonly show: (preview: Preview) => void
  readonly file: ReceivedFile | null
}

/** Runs one parsed command: looks at once; acts after preview, confirmation, and a row in the action log. */
export async function execute(line: ParsedLine, execution: Execution): Promise<Answer> {
  const { command } = line
  const { parts, asker, file } = execution
  refuseUnlessAllowed(asker, command, 'terminal', line.written)
  if (!isAct(command)) return command.look(await lookContext(parts, asker, command, 'asker'), line.args)
  const plan = await planOf(parts, asker, command, line.written, { args: line.args, file })
  const { confirmation } = plan
  if (confirmation.kind === 'second_person') return propose(execution, plan, confirmation)
  if (confirmation.kind === 'alone' && confirmation.coolingOffSeconds > 0)
    return propose(execution, plan, confirmation)
  if (confirmation.kind !== 'nobody') await confirm(plan, confirmation, line.yes, execution)
  return carryOutPlan(parts, plan, null)
}

const YES = ['y', 'yes', 's', 'si', 'sí']

async function confirm(
  plan: Plan,
  confirmation: Confirmation,
  yesBefore: boolean,
  execution: Execution,
): Promise<void> {
  const wantsWord = asksForWord(plan, confirmation)
  if (yesBefore && !wantsWord) return
  execution.show(plan.preview)
  const typed = await execution.ask(wantsWord ? say`Type ${plan.word} to do it: ` : say`Do it? (y/N) `)
  if (typed === null)
    throw new Failure(
      'refused',
      wantsWord
        ? say`"${nameOf(plan.command)}" asks for a typed word, and nobody is there to type it: use a terminal or the chat.`
        : say`"${nameOf(plan.command)}" asks for a confirmation, and nobody is there to give it: add --yes when you are sure.`,
    )
  const given = typed.trim().toLowerCase()
  if (wantsWord ? given !== plan.word.toLowerCase() : !YES.includes(given))
    throw new Failure('refused', say`Nothing was done.`)
}

/** Who is alone and need not wait (COOLING_OFF_MINUTES=0) is asked as if he were not. */
const asksForWord = ({ preview, command }: Plan, confirmation: Confirmation): boolean =>
  confirmation.kind === 'alone'
    ? (preview.confirm ?? command.confirm) !== 'C1'
    : confirmation.kind === 'asker' && confirmation.level === 'C2'

/** Leaves it for somebody else, or for later: the running bot shows it in the chat. */
async function propose(
  { parts, show }: Execution,
  plan: Plan,
  confirmation: Extract<Confirmation, { kind: 'second_person' | 'alone' }>,
): Promise<Answer> {
  show(plan.preview)
  const request = await openRequest(parts, { ...plan, confirmation })
  const now = parts.clock.now()
  const forLong = formatAge(now, request.expiresAt)
  return {
    tone: 'warn',
    heading:
      confirmation.kind === 'second_person'
        ? say`Request #${request.id} waits for a second person`
        : say`Request #${request.id} has to wait: nobody else is there to approve it`,
    blocks: [
      text(plan.preview.what),
      text(
        confirmation.kind === 'second_person'
          ? say`It can be approved in the chat or at another person's own terminal, for ${forLong}.`
          : say`You can confirm it in ${formatAge(now, request.notBefore ?? now)}, and for ${forLong} from now; anybody may say no until then.`,
      ),
      next(`approval approve ${request.id}`, `approval reject ${request.id}`),
    ],
    json: {
      requestId: request.id.toString(),
      status: 'open',
      expiresAt: request.expiresAt.toISOString(),
      notBefore: request.notBefore?.toISOString() ?? null,
    },
  }
}

import { randomUUID } from 'node:crypto'
import type { Answer } from '../../commands/answer.ts'
import {
  type ActCommand,
  type ActContext,
  isAct,
  type LookContext,
  nameOf,
  type Preview,
} from '../../commands/definition.ts'
import { Failure, sentenceOf } from '../../engine/failure.ts'
import type { Assembly } from '../assembly.ts'
import type { ParsedLine } from './parse.ts'

/** Puts a question to the person; resolves with what was typed, null when nobody can answer. */
export type Ask = (question: string) => Promise<string | null>

export interface Execution {
  readonly assembly: Assembly
  readonly actor: string
  readonly ask: Ask
  /** Shows a preview before the question. */
  readonly show: (preview: Preview) => void
}

/** Runs one parsed command: looks at once; acts after preview, confirmation, and a row in the action log. */
export async function execute(line: ParsedLine, execution: Execution): Promise<Answer> {
  const { command } = line
  const context = await lookContext(execution.assembly)
  const args = line.args as never
  if (!isAct(command)) return command.look(context, args)
  const preview = await command.preview(context, args)
  await confirm(command, preview, line, execution)
  return act(command, line, context, execution)
}

async function lookContext({ readings, probes, settings, clock }: Assembly): Promise<LookContext> {
  const { settings: current, list } = await settings()
  return { readings, probes, settings: current, settingsList: list, now: clock.now() }
}

async function confirm(
  command: ActCommand,
  preview: Preview,
  line: ParsedLine,
  execution: Execution,
): Promise<void> {
  if (command.confirm === 'C0' || line.yes) return
  execution.show(preview)
  const wanted = command.confirm === 'C1' ? 'y' : (preview.word ?? 'yes')
  const question = command.confirm === 'C1' ? 'Do it? (y/N) ' : `Type ${wanted} to do it: `
  const typed = await execution.ask(question)
  if (typed === null)
    throw new Failure(
      'refused',
      `"${nameOf(command)}" asks for a confirmation, and nobody is there to give it: add --yes when you are sure.`,
    )
  const given = typed.trim().toLowerCase()
  const yes =
    command.confirm === 'C1' ? ['y', 'yes', 's', 'si', 'sí'].includes(given) : given === wanted.toLowerCase()
  if (!yes) throw new Failure('refused', 'Nothing was done.')
}

async function act(
  command: ActCommand,
  line: ParsedLine,
  look: LookContext,
  { assembly, actor }: Execution,
): Promise<Answer> {
  const { bookkeeping } = assembly.stores
  const row = await bookkeeping.beginAction({
    actor,
    surface: 'terminal',
    command: nameOf(command),
    arguments: line.written,
  })
  try {
    const actions = await assembly.actionsFor(actor)
    const context: ActContext = { ...look, actions, operationId: randomUUID() }
    const answer = await command.act(context, line.args)
    await bookkeeping.finishAction(row, String(answer.heading))
    return answer
  } catch (thrown) {
    await bookkeeping.finishAction(row, `refused: ${sentenceOf(thrown)}`).catch((lost: unknown) => {
      // Why it was refused is what the person has to hear.
      assembly.log.error({ reason: sentenceOf(lost) }, 'the end of an action could not be written down')
    })
    throw thrown
  }
}

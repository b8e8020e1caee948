import { InteractionResponseType } from 'discord.js'
import type { Logger } from 'pino'
import type { Command } from '../../commands/definition.ts'
import type { Choice, Reception } from '../chat/conversation.ts'
import { kebab } from '../chat/words.ts'
import { acknowledge } from './acknowledging.ts'
import type { Api } from './api.ts'
import { reasonOf } from './faults.ts'
import { type CommandDeed, commandBehind } from './called.ts'
import { type Interaction, senderOf } from './interaction.ts'
import { LIMITS, plainLine } from './limits.ts'
import type { Timing } from './timing.ts'

export interface CompletionOptions {
  readonly api: Api
  readonly reception: Reception
  readonly commands: readonly Command[]
  readonly timing: Timing
  readonly log: Logger
}

/** Answers what somebody is typing into an option. */
export async function complete(
  options: CompletionOptions,
  interaction: Interaction,
  deed: CommandDeed,
): Promise<void> {
  const found = await choicesFor(options, interaction, deed)
  const choices = found
    .filter(({ value }) => value !== '' && value.length <= LIMITS.choice)
    .slice(0, LIMITS.choices)
    .map(({ label, value }) => ({ name: plainLine(label, LIMITS.choice), value }))
  await acknowledge(options, interaction, {
    type: InteractionResponseType.ApplicationCommandAutocompleteResult,
    data: { choices },
  })
}

/** Nothing is better than something too late: Discord gives a completion three seconds. */
async function choicesFor(
  { reception, commands, timing, log }: CompletionOptions,
  interaction: Interaction,
  deed: CommandDeed,
): Promise<readonly Choice[]> {
  const command = commandBehind(commands, deed)
  const focused = deed.options.find((option) => option.focused)
  if (command === undefined || focused === undefined) return []
  const argument = Object.keys(command.arguments).find((name) => kebab(name) === focused.name)
  if (argument === undefined) return []
  const typed = String(focused.value)
  const asked = { noun: command.noun, verb: command.verb, argument, typed }
  let timeout: NodeJS.Timeout | undefined
  const nothing = new Promise<readonly Choice[]>((resolve) => {
    timeout = setTimeout(resolve, timing.completionMs, []).unref()
  })
  try {
    return await Promise.race([
      nothing,
      reception.complete(senderOf(interaction, command.place === 'direct'), asked),
    ])
  } catch (thrown) {
    log.warn({ reason: reasonOf(thrown) }, 'a completion failed')
    return []
  } finally {
    clearTimeout(timeout)
  }
}

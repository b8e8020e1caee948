import type { APIInteractionResponse } from 'discord.js'
import type { Logger } from 'pino'
import type { Api } from './api.ts'
import { faultOf, reasonOf } from './faults.ts'
import type { Interaction } from './interaction.ts'

/**
 * The first answer. `lost`: Discord has told the person that it failed, so nothing may happen any more. `again`: it was
 * answered before, by a twin of this delivery; the reception knows whether anything is left to do.
 */
export async function acknowledge(
  { api, log }: { readonly api: Api; readonly log: Logger },
  interaction: Interaction,
  response: APIInteractionResponse,
): Promise<'fresh' | 'again' | 'lost'> {
  try {
    await api.respond(interaction, response)
    return 'fresh'
  } catch (thrown) {
    const fault = faultOf(thrown)
    if (fault === 'answered_already') return 'again'
    const line = { reason: reasonOf(thrown), interaction: interaction.id }
    if (fault === 'too_late') log.info(line, 'an interaction came too late and was left alone')
    else log.warn(line, 'an interaction could not be acknowledged and was left alone')
    return 'lost'
  }
}

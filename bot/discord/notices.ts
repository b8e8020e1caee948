import type { Tone } from '../../commands/answer.ts'
import { say, type Text, type Voice } from '../../engine/phrase.ts'
import type { Card } from '../chat/conversation.ts'
import type { Translate } from './registration.ts'

/** What the adapter itself has to say, to somebody of whom nothing is known but the language of his Discord. */
export function noticeCard(
  heading: Text,
  options: { readonly locale: string; readonly translate: Translate; readonly tone?: Tone },
): Card {
  return {
    answer: { heading, tone: options.tone ?? 'warn', blocks: [], json: {} },
    voice: voiceOf(options.locale, options.translate),
    buttons: [],
    banner: null,
  }
}

function voiceOf(locale: string, translate: Translate): Voice {
  const isSpanish = locale.slice(0, 2).toLowerCase() === 'es'
  return {
    locale: isSpanish ? 'es-GT' : 'en-GB',
    timeZone: 'UTC',
    names: 'initials',
    translate: (template) => (isSpanish ? translate(template) : undefined),
  }
}

export const CROWDED = say`That is too much at once: this was not done. Wait for the answers, then ask again.`
export const UNKNOWN_OUTCOME = say`satmachine made a mistake of its own. Whether anything was done is not known: look before you ask for it again.`
export const CANT_BE_SHOWN = say`The answer can't be shown on Discord. It was given all the same: look before you ask for it again.`

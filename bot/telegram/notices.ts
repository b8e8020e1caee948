import { type Answer, text } from '../../commands/answer.ts'
import type { Language } from '../../engine/people.ts'
import { say, type Text, type Voice } from '../../engine/phrase.ts'
import type { Card } from '../chat/conversation.ts'

/** What the platform itself has to say, where no command is concerned. */
const notice = (tone: Answer['tone'], heading: Text, ...words: readonly Text[]): Answer => ({
  tone,
  heading,
  blocks: words.map(text),
  json: {},
})

export const keyNotice = (wasDeleted: boolean): Answer =>
  notice(
    'bad',
    say`That looked like a key.`,
    wasDeleted
      ? say`It was deleted here; treat it as exposed all the same: make a new one. Keys are entered with "config rotate".`
      : say`It could not be deleted here: delete it yourself, treat it as exposed, and make a new one. Keys are entered with "config rotate".`,
  )

export const faultNotice = (): Answer =>
  notice(
    'bad',
    say`satmachine made a mistake of its own.`,
    say`Whether anything was done is not known: look before you ask for it again.`,
  )

export const crowdedNotice = (): Answer =>
  notice(
    'warn',
    say`That is too much at once.`,
    say`This was not done: wait for the answers, then ask again.`,
  )

/** A failure's own sentence. */
export const failureNotice = (sentence: Text): Answer => notice('warn', sentence)

/** Reply to a person of whom nothing is known but the language of his Telegram. */
export const cardIn = (answer: Answer, voice: Voice): Card => ({ answer, voice, buttons: [], banner: null })

export type Translate = (language: Language, template: string) => string | undefined

/** 'es-GT' is 'es'; what is not spoken here is English. */
export function voiceOf(languageTag: string, translate: Translate): Voice {
  const language: Language = languageTag.slice(0, 2).toLowerCase() === 'es' ? 'es' : 'en'
  return {
    locale: language === 'es' ? 'es-GT' : 'en-GB',
    timeZone: 'UTC',
    names: 'initials',
    translate: (template) => translate(language, template),
  }
}

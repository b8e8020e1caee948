import { Phrase, type Voice, write } from '../../engine/phrase.ts'

/** How Telegram writes: whole moments with the time of UTC beside, and no escaping, which the markup does at its end. */
export function telegramVoice(voice: Voice): Voice {
  const { locale, timeZone, names } = voice
  const bare: Voice = { locale, timeZone, names, translate: (template) => voice.translate(template) }
  return {
    ...bare,
    moment(at, style) {
      const words = write(new Phrase({ kind: 'moment', at, style }), bare)
      if (style !== 'full') return words
      if (timeZone === 'UTC') return `${words} UTC`
      return `${words} (${at.toISOString().slice(11, 16)} UTC)`
    },
  }
}

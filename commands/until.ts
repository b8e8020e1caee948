import { Failure } from '../engine/failure.ts'
import { formatSpan, formatTime } from '../engine/format.ts'
import { say, type Text } from '../engine/phrase.ts'
import { type ArgumentSpec, momentOf, secondsIn } from './arguments.ts'

/** An end, as somebody says it: after so long, or at a moment. */
export type Until = { readonly seconds: number } | { readonly at: Date }

/** '8h' or '2026-11-23T08:00'; what is left out is `defaultSeconds` from now. */
export const untilArgument = (options: {
  readonly help: string
  readonly defaultSeconds: number
}): ArgumentSpec<Until> => ({
  help: options.help,
  placeholder: '8h',
  positional: true,
  required: false,
  flag: false,
  secret: false,
  read(written, name) {
    if (written === undefined) return { seconds: options.defaultSeconds }
    const seconds = secondsIn(written)
    if (seconds !== null) return { seconds }
    const at = momentOf(written)
    if (at === null)
      throw new Failure(
        'usage',
        say`--${name} must be a time such as 8h, or a moment such as 2026-11-23T08:00; "${written}" is not.`,
      )
    return { at }
  },
})

/** The moment itself. Nothing lasts for ever: refused beyond the most, and in the past. */
export function endOf(until: Until, now: Date, mostSeconds: number): Date {
  const end = 'at' in until ? until.at : new Date(now.getTime() + until.seconds * 1000)
  if (end <= now)
    throw new Failure('usage', say`${untilText(until)} is over already: give an end that is to come.`)
  if (end.getTime() - now.getTime() > mostSeconds * 1000)
    throw new Failure(
      'usage',
      say`It may last for ${formatSpan(mostSeconds)} at most, and ${untilText(until)} is longer.`,
    )
  return end
}

/** As it was said: a preview that is planned again a minute later must not differ. */
export const untilText = (until: Until): Text =>
  'at' in until ? say`until ${formatTime(until.at)}` : say`for ${formatSpan(until.seconds)}`

import { isDeepStrictEqual } from 'node:util'
import { writeAnswer } from '../../commands/answer.ts'
import type { Asker } from '../../commands/asker.ts'
import { isAct } from '../../commands/definition.ts'
import { sentenceOf } from '../../engine/failure.ts'
import type { Posted } from '../../engine/people.ts'
import { readArguments, lookContext } from './context.ts'
import type { Outlet } from './conversation.ts'
import type { ChatParts } from './parts.ts'
import { cardOf } from './replies.ts'
import { readWords, splitWords } from './words.ts'

interface Watch {
  readonly posted: Posted
  readonly asker: Asker
  readonly line: string
  readonly until: number
  shown: unknown
}

/** Cards that are written anew while somebody watches them. They are few, end by themselves, and end with the program. */
export interface Watches {
  add(watch: { posted: Posted; asker: Asker; line: string; minutes: number }): void
  tick(): Promise<void>
}

const MOST = 20

export function createWatches(parts: ChatParts, outlets: () => readonly Outlet[]): Watches {
  const watches: Watch[] = []

  /** False when the card is gone or its time is over. */
  async function refresh(watch: Watch): Promise<boolean> {
    const outlet = outlets().find((one) => one.platform === watch.posted.platform)
    if (outlet === undefined) return true
    const { command, written } = readWords(splitWords(watch.line), parts.commands)
    if (isAct(command)) return false
    const person = await parts.people.personBehind(watch.asker.identity)
    if (person === null) return false
    const asker = { ...watch.asker, person, role: person.role }
    const args = readArguments(command, written)
    const { follow: _, ...answer } = await command.look(await lookContext(parts, asker, command), args)
    const card = await cardOf(
      parts,
      { answer },
      { language: parts.language, names: 'initials', role: asker.role },
    )
    const shown = writeAnswer(card.answer, card.voice)
    if (isDeepStrictEqual(shown, watch.shown)) return true
    watch.shown = shown
    return outlet.edit(watch.posted, card)
  }

  return {
    add({ minutes, ...watch }) {
      const until = parts.clock.now().getTime() + minutes * 60_000
      watches.push({ ...watch, until, shown: null })
      if (watches.length > MOST) watches.shift()
    },
    async tick() {
      const now = parts.clock.now().getTime()
      for (const watch of watches.slice()) {
        const goesOn =
          watch.until > now &&
          (await refresh(watch).catch((thrown: unknown) => {
            parts.log.warn({ reason: sentenceOf(thrown) }, 'a watched card could not be written anew')
            return true
          }))
        if (!goesOn) watches.splice(watches.indexOf(watch), 1)
      }
    },
  }
}

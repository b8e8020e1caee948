import { lookOf } from '../../alerts/compose-look.ts'
import type { AlertMessage } from '../../alerts/message.ts'
import { leadTexts } from '../../alerts/plain.ts'
import { mayAct } from '../../commands/asker.ts'
import { type Answer, fields, text } from '../../commands/answer.ts'
import { formatTime } from '../../engine/format.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import type { Button, Card } from '../chat/conversation.ts'
import { bannerOf } from '../banner.ts'
import type { ChatParts } from '../chat/parts.ts'
import { lineButtons, type Reader, voiceOf } from '../chat/replies.ts'
import { targetOf } from './chat-address.ts'

export type CardParts = Pick<
  ChatParts,
  'commands' | 'patience' | 'requests' | 'settings' | 'voiceFor' | 'people' | 'language' | 'sandbox' | 'drill'
>

/** Makes the card of an alert for whoever reads it: a room, or one person in his language and with what he may see. */
export const createAlertCards =
  (parts: CardParts, platform: 'discord' | 'telegram') =>
  async (message: AlertMessage, address: string): Promise<Card> => {
    const reader = await readerAt(parts, platform, address)
    return {
      answer: alertAnswer(message),
      voice: await voiceOf(parts, reader),
      buttons: inRows(await lineButtons(parts, message.buttons.map(buttonOf), reader.role)),
      banner: bannerFor(message, parts),
      colour: alertColour(message),
    }
  }

/** In a room anybody may press: whether he may is decided then. */
async function readerAt(
  { people, language }: CardParts,
  platform: 'discord' | 'telegram',
  address: string,
): Promise<Reader> {
  const to = targetOf(address)
  if (to === null || 'room' in to) return { language, names: 'initials', role: 'owner' }
  const person = await people.personBehind({ platform, userId: to.account })
  if (person === null) return { language, names: 'initials', role: 'anyone' }
  const names = mayAct(person.role, 'operator') ? 'full' : 'initials'
  return { language: person.language, names, role: person.role }
}

export function alertAnswer(message: AlertMessage): Answer {
  const { heading, sections, clock, runbook, image, json } = message
  const more: (readonly [Text, Text])[] = [
    ...(clock === null ? [] : [[say`Take care of it until`, formatTime(clock)] as const]),
    ...(runbook === null ? [] : [[say`Runbook`, runbook] as const]),
  ]
  const all = [...sections, ...more]
  return {
    heading,
    tone: 'plain',
    blocks: [
      text(joined(leadTexts(message), '\n')),
      ...(all.length === 0 ? [] : [fields(...all)]),
      ...(image === undefined ? [] : [{ kind: 'image', ...image } as const]),
    ],
    json,
  }
}

/** Never alone: the heading begins with the same look's icon and word. */
export const alertColour = (message: AlertMessage): number =>
  Number.parseInt(lookOf(message).colour.slice(1), 16)

function bannerFor({ isTest }: AlertMessage, parts: Pick<ChatParts, 'sandbox' | 'drill'>): Text | null {
  const world = bannerOf(parts)
  const words = [...(isTest ? [say`TEST · nothing is wrong`] : []), ...(world === null ? [] : [world])]
  return words.length === 0 ? null : joined(words, ' · ')
}

const buttonOf = ({ line, label, style }: AlertMessage['buttons'][number]) => ({ line, label, style })

const MOST_IN_ROW = 5
const PRIMARY = 2

/** A few stand in one row; of more, the two that matter have theirs. */
const inRows = (buttons: readonly Button[]): Button[][] =>
  (buttons.length <= PRIMARY + 1
    ? [buttons.slice()]
    : [buttons.slice(0, PRIMARY), buttons.slice(PRIMARY, PRIMARY + MOST_IN_ROW)]
  ).filter((row) => row.length > 0)

import { ButtonStyle, ComponentType, TextInputStyle } from 'discord.js'
import type {
  APIActionRowComponent,
  APIButtonComponentWithCustomId,
  APIModalInteractionResponseCallbackData,
} from 'discord.js'
import { write } from '../../engine/phrase.ts'
import type { Button, Card } from '../chat/conversation.ts'
import { LIMITS, plainLine } from './limits.ts'
import type { Voices } from './voice.ts'

export type ButtonRow = APIActionRowComponent<APIButtonComponentWithCustomId>

const STYLES = {
  primary: ButtonStyle.Primary,
  danger: ButtonStyle.Danger,
  plain: ButtonStyle.Secondary,
} as const satisfies Record<Button['style'], ButtonStyle>

/** At most five rows of five, each button once: Discord refuses a message in which two are the same. */
export function buttonRows(card: Card, voices: Voices): ButtonRow[] {
  const seen = new Set<string>()
  const rows = card.buttons.map((row) =>
    row.flatMap((button): APIButtonComponentWithCustomId[] => {
      const id = customId(button, voices)
      if (seen.has(button.token) || id === null) return []
      seen.add(button.token)
      return [
        {
          type: ComponentType.Button,
          style: STYLES[button.style],
          label: labelOf(button, voices),
          custom_id: id,
        },
      ]
    }),
  )
  return reflowed(rows).map((components) => ({ type: ComponentType.ActionRow, components }))
}

const labelOf = (button: Button, voices: Voices): string =>
  plainLine(write(button.label, voices.plain), LIMITS.buttonLabel)

function reflowed<T>(rows: readonly (readonly T[])[]): T[][] {
  const broken = rows.flatMap((row) => {
    const pieces: T[][] = []
    for (let at = 0; at < row.length; at += LIMITS.buttonsPerRow)
      pieces.push(row.slice(at, at + LIMITS.buttonsPerRow))
    return pieces
  })
  return broken.slice(0, LIMITS.rows)
}

/* ------------------------------------------------------- what a press says */

/**
 * What Discord gives back when the button is pressed. A button that asks for a word carries its question, because the
 * window with it must be Discord's first answer, before any database could be asked.
 */
function customId(button: Button, voices: Voices): string | null {
  if (button.asks === undefined) {
    const id = `v1:${button.token}`
    return id.length <= LIMITS.customId ? id : null
  }
  const start = `v1m:${button.token.length}:${button.token}`
  const room = LIMITS.customId - start.length - 1
  if (room < 8) return null
  const label = plainLine(write(button.asks.label, voices.plain), Math.min(LIMITS.inputLabel, room - 4))
  const title = plainLine(
    write(button.asks.title, voices.plain).replaceAll('|', '/'),
    Math.min(LIMITS.modalTitle, room - label.length),
  )
  return `${start}${title}|${label}`
}

export type Pressed =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'asks'; readonly token: string; readonly title: string; readonly label: string }

/** Null for a button that is not ours. */
export function readCustomId(id: string): Pressed | null {
  if (id.startsWith('v1:')) return { kind: 'token', token: id.slice(3) }
  const [, length = '', rest = ''] = /^v1m:(\d{1,2}):(.*)$/s.exec(id) ?? []
  if (length === '' || rest.length < Number(length)) return null
  const token = rest.slice(0, Number(length))
  const [title = '', ...label] = rest.slice(Number(length)).split('|')
  return { kind: 'asks', token, title, label: label.join('|') }
}

/** The name of the one field in the window that asks for a word. */
export const WORD_FIELD = 'word'

/** The window that asks for the word, which comes back as a press of the same token. */
export const modalFor = (
  pressed: Extract<Pressed, { kind: 'asks' }>,
): APIModalInteractionResponseCallbackData => ({
  custom_id: `v1:${pressed.token}`,
  title: plainLine(pressed.title, LIMITS.modalTitle),
  components: [
    {
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.TextInput,
          custom_id: WORD_FIELD,
          style: TextInputStyle.Short,
          label: plainLine(pressed.label, LIMITS.inputLabel),
          required: true,
          min_length: 1,
          max_length: 100,
        },
      ],
    },
  ],
})

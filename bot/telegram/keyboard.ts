import assert from 'node:assert/strict'
import { write } from '../../engine/phrase.ts'
import type { Button, Card } from '../chat/conversation.ts'
import { widthOf } from '../terminal/characters.ts'
import { clip } from './rich-text.ts'

export interface Key {
  readonly text: string
  readonly callback_data: string
  /** Red or blue where the reader's Telegram knows colours; others leave it out. */
  readonly style?: 'danger' | 'primary'
}
export type Keyboard = readonly (readonly Key[])[]

const LONGEST_LABEL = 40
/** What a phone shows in one row, without cutting labels. */
const ROW_COLUMNS = 36
const MOST_IN_ROW = 8
const MOST_BUTTONS = 60
const MOST_CALLBACK_BYTES = 64
const VERSION = 'v1:'

/** The buttons below a card: what they carry is opaque, and never more than Telegram takes back. */
export function keyboardOf(card: Card): Keyboard {
  let left = MOST_BUTTONS
  return card.buttons.flatMap((row) => {
    const keys = row.slice(0, left).map((button) => keyOf(button, card))
    left -= keys.length
    return rowsOf(keys)
  })
}

/** The token behind a press; null for what is not ours, or of another version of us. */
export const tokenOf = (callbackBytes: string): string | null =>
  callbackBytes.startsWith(VERSION) && callbackBytes.length > VERSION.length
    ? callbackBytes.slice(VERSION.length)
    : null

function keyOf(button: Button, card: Card): Key {
  const carried = VERSION + button.token
  assert(button.token !== '' && Buffer.byteLength(carried) <= MOST_CALLBACK_BYTES, 'a token is short')
  const label = clip(write(button.label, card.voice), LONGEST_LABEL).trim()
  return {
    text: label === '' ? '…' : label,
    callback_data: carried,
    ...(button.style === 'plain' ? {} : { style: button.style }),
  }
}

/** A row that a phone would cut becomes several: all buttons of a row are equally wide. */
function rowsOf(keys: readonly Key[]): Key[][] {
  const widest = Math.max(1, ...keys.map((key) => widthOf(key.text)))
  const inRow = Math.min(MOST_IN_ROW, Math.max(1, Math.floor(ROW_COLUMNS / (widest + 1))))
  const rows: Key[][] = []
  for (let at = 0; at < keys.length; at += inRow) rows.push(keys.slice(at, at + inRow))
  return rows
}

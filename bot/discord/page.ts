import type { APIEmbed, APIEmbedField } from 'discord.js'
import { clip, clipMarked, LIMITS } from './limits.ts'

/** The embeds of one message while they are being filled; what has no room is left out and noted. */
export interface Page {
  addText(markup: string): void
  addField(name: string, value: string): void
  addImage(fileName: string): void
  /** How much text there is room for in the next description. */
  room(): number
  embeds(): APIEmbed[]
  /** Something was cut or left out. */
  wasCut(): boolean
}

interface Draft {
  description: string
  fields: APIEmbedField[]
  image: string | null
}

/** Below this a piece of text says nothing any more. */
const LEAST_ROOM = 24
/** Values as short as this stand beside each other on a wide screen. */
const INLINE = 22

export function createPage(options: { colour: number; title: string; footer: string | null }): Page {
  const title = clip(options.title, LIMITS.title)
  const footer = options.footer === null ? null : clip(options.footer, 256)
  const drafts: Draft[] = [{ description: '', fields: [], image: null }]
  let left = LIMITS.embedTotal - title.length - (footer?.length ?? 0)
  let cut = title.endsWith('…')

  /** What comes after fields or a picture needs an embed of its own, or it would stand above them. */
  function draftFor(kind: 'text' | 'field' | 'image'): Draft | null {
    const last = drafts.at(-1)
    const fits =
      last !== undefined &&
      (kind === 'text'
        ? last.fields.length === 0 && last.image === null
        : kind === 'field'
          ? last.fields.length < LIMITS.fields && last.image === null
          : last.image === null)
    if (fits) return last
    if (drafts.length >= LIMITS.embeds) return null
    const draft: Draft = { description: '', fields: [], image: null }
    drafts.push(draft)
    return draft
  }

  function room(): number {
    const last = drafts.at(-1)
    const isOpen = last !== undefined && last.fields.length === 0 && last.image === null
    if (!isOpen && drafts.length >= LIMITS.embeds) return 0
    const used = isOpen ? last.description.length + SEPARATOR.length : 0
    return Math.min(LIMITS.description - used, left - SEPARATOR.length)
  }

  return {
    room,
    addText(markup) {
      if (markup.trim() === '') return
      const limit = room()
      const draft = limit < LEAST_ROOM ? null : draftFor('text')
      if (draft === null) {
        cut = true
        return
      }
      const before = draft.description === '' ? '' : draft.description + SEPARATOR
      const kept = clipMarked(markup, limit)
      if (kept.length < markup.trim().length) cut = true
      left -= before.length + kept.length - draft.description.length
      draft.description = before + kept
    },
    addField(name, value) {
      const kept = { name: clipMarked(name, LIMITS.fieldName), value: '' }
      const room = Math.min(LIMITS.fieldValue, left - kept.name.length)
      const draft = room < LEAST_ROOM ? null : draftFor('field')
      if (draft === null) {
        cut = true
        return
      }
      kept.value = clipMarked(value, room)
      if (kept.value.length < value.trim().length || kept.name.length < name.trim().length) cut = true
      left -= kept.name.length + kept.value.length
      draft.fields.push({ ...kept, inline: kept.name.length <= INLINE && kept.value.length <= INLINE })
    },
    addImage(fileName) {
      const draft = draftFor('image')
      if (draft === null) cut = true
      else draft.image = fileName
    },
    wasCut: () => cut,
    embeds: () =>
      drafts.map(({ description, fields, image }, i) => ({
        color: options.colour,
        ...(i === 0 ? { title } : {}),
        ...(description === '' ? {} : { description }),
        ...(fields.length === 0 ? {} : { fields }),
        ...(image === null ? {} : { image: { url: `attachment://${image}` } }),
        ...(i === drafts.length - 1 && footer !== null ? { footer: { text: footer } } : {}),
      })),
  }
}

const SEPARATOR = '\n\n'

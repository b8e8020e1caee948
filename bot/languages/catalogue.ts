import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import type { Language } from '../../engine/people.ts'
import type { Voice } from '../../engine/phrase.ts'

/** Where and to whom something is written. */
export interface Place {
  readonly timeZone: string
  readonly names: Voice['names']
}

export interface Languages {
  /** The voice for a reader of this language; without markup, which each platform adds. */
  readonly voiceFor: (language: Language, place: Place) => Voice
  /** English key to translation, of every language but English. */
  readonly messages: Readonly<Record<Exclude<Language, 'en'>, ReadonlyMap<string, string>>>
}

/** Writes numbers and dates as in Guatemala: 1,234.56 and not 1.234,56. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', es: 'es-GT' }

const SOURCE = /^(?!.*\.d\.ts$).+\.(?:ts|js)$/

/** Reads every message file once: bot/languages/es/<noun>, each with the messages of one noun's texts. */
export async function loadLanguages(): Promise<Languages> {
  const messages = { es: mergeMessages(await messageFiles(new URL('es/', import.meta.url))) }
  return {
    messages,
    voiceFor: (language, { timeZone, names }) => ({
      locale: LOCALES[language],
      timeZone,
      names,
      translate: (template) => (language === 'en' ? undefined : messages[language].get(template)),
    }),
  }
}

export interface MessageFile {
  readonly name: string
  readonly messages: Readonly<Record<string, string>>
}

async function messageFiles(folder: URL): Promise<MessageFile[]> {
  const names = (await readdir(folder)).filter((name) => SOURCE.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const { messages } = (await import(new URL(name, folder).href)) as Pick<MessageFile, 'messages'>
      return { name, messages }
    }),
  )
}

/** One catalogue of all files. A sentence may stand in two of them, as long as both say the same. */
export function mergeMessages(files: readonly MessageFile[]): Map<string, string> {
  const merged = new Map<string, string>()
  for (const { name, messages } of files) {
    for (const [key, translation] of Object.entries(messages)) {
      const before = merged.get(key)
      assert(before === undefined || before === translation, `${name} translates "${key}" in a second way`)
      merged.set(key, translation)
    }
  }
  return merged
}

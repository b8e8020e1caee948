import { readdir, readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Languages, loadLanguages, mergeMessages } from '../../bot/languages/catalogue.ts'
import { loadRules } from '../../alerts/catalogue.ts'
import { loadCommands } from '../../commands/catalogue.ts'
import { OVERRIDES, QUARANTINE_REASONS } from '../../engine/domain/cash-out.ts'
import { SETTINGS } from '../../engine/settings.ts'
import { textsIn } from './templates.ts'
import { RECORDED } from '../../engine/recorded.ts'

/** Where texts are said. What the bot writes to its log or to a shell in English only says nothing with say`…`. */
const FLOORS = ['engine', 'commands', 'alerts', 'bot']
const ROOT = new URL('../../', import.meta.url)

interface Key {
  readonly file: string
  readonly key: string
  readonly kind: 'sentence' | 'noun'
}

let languages: Languages
let keys: readonly Key[]
beforeAll(async () => {
  languages = await loadLanguages()
  keys = [
    ...(await keysOfSources()),
    ...(await keysOfDefinitions()),
    ...(await keysOfRules()),
    ...keysOfLists(),
  ]
})

async function keysOfSources(): Promise<Key[]> {
  const files = (await Promise.all(FLOORS.map(filesBelow))).flat()
  const found = await Promise.all(
    files.map(async (file) => {
      const texts = textsIn(await readFile(new URL(file, ROOT), 'utf8'))
      return texts.map(({ key, kind }) => ({ file, key, kind }))
    }),
  )
  return found.flat()
}

/** A floor that is not built yet says nothing. */
async function filesBelow(floor: string): Promise<string[]> {
  const names = await readdir(new URL(floor, ROOT), { recursive: true }).catch(() => [])
  return names.filter((name) => name.endsWith('.ts')).map((name) => `${floor}/${name}`)
}

async function keysOfDefinitions(): Promise<Key[]> {
  return (await loadCommands()).flatMap((command) => {
    const file = `commands/${command.noun}/${command.verb}.ts`
    const helps = [
      command.help,
      ...(command.file === undefined ? [] : [command.file.help]),
      ...Object.values(command.arguments).map((argument) => argument.help),
    ]
    return helps.map((key) => ({ file, key, kind: 'sentence' as const }))
  })
}

async function keysOfRules(): Promise<Key[]> {
  return (await loadRules()).flatMap(({ id, title, why, trigger, automatic, resolves, limits }) =>
    [title, why, trigger, automatic, resolves, ...Object.values(limits).map(({ help }) => help)]
      .filter((key) => key !== null)
      .map((key) => ({ file: `the rule ${id}`, key, kind: 'sentence' as const })),
  )
}

/** What listed(…) is asked to say when the bot runs. */
const keysOfLists = (): Key[] => [
  ...SETTINGS.map(({ help }) => ({ file: 'engine/settings.ts', key: help, kind: 'sentence' as const })),
  ...RECORDED.map((key) => ({ file: 'engine/recorded.ts', key, kind: 'sentence' as const })),
  ...[...Object.values(QUARANTINE_REASONS), ...Object.values(OVERRIDES)].map((key) => ({
    file: 'engine/domain/cash-out.ts',
    key,
    kind: 'sentence' as const,
  })),
]

/** '{0}, {1}' is the same in every language. */
const hasWords = (key: string): boolean => /\p{L}/u.test(key.replaceAll(/\{\d+\}/g, ''))
const placesIn = (words: string): string[] => [...new Set(words.match(/\{\d+\}/g) ?? [])].sort()

/** By file, so that whoever wrote it finds it. */
function byFile(wrong: readonly Key[]): Record<string, string[]> {
  const files: Record<string, string[]> = {}
  for (const { file, key } of wrong) files[file] = [...new Set([...(files[file] ?? []), key])]
  return files
}

describe('Spanish', () => {
  test('has every sentence and every noun', () => {
    const missing = keys.filter(({ key }) => hasWords(key) && !languages.messages.es.has(key))
    expect(byFile(missing)).toEqual({})
  })

  test('has every value in its place', () => {
    const wrong = keys.filter(({ key, kind }) => {
      const translation = languages.messages.es.get(key)
      if (translation === undefined || kind === 'noun') return false
      return String(placesIn(translation)) !== String(placesIn(key))
    })
    expect(byFile(wrong)).toEqual({})
  })

  test('has one and many of every noun, and no sentence that is a noun as well', () => {
    const nouns = new Set(keys.filter(({ kind }) => kind === 'noun').map(({ key }) => key))
    const halves = [...nouns].filter((noun) => languages.messages.es.get(noun)?.split('|').length !== 2)
    expect(halves).toEqual([])
    expect(byFile(keys.filter(({ key, kind }) => kind === 'sentence' && nouns.has(key)))).toEqual({})
  })

  test('has nothing that nobody says any more', () => {
    const said = new Set(keys.map(({ key }) => key))
    expect([...languages.messages.es.keys()].filter((key) => !said.has(key))).toEqual([])
  })

  test('ends its sentences as the English does', () => {
    const wrong = keys.filter(({ key }) => {
      const translation = languages.messages.es.get(key)
      return translation !== undefined && key.endsWith('.') !== translation.endsWith('.')
    })
    expect(byFile(wrong)).toEqual({})
  })
})

test('the same sentence in two files is fine, in two translations a mistake', () => {
  const first = { name: 'a.ts', messages: { Client: 'Cliente' } }
  expect(mergeMessages([first, { name: 'b.ts', messages: { Client: 'Cliente' } }])).toEqual(
    new Map([['Client', 'Cliente']]),
  )
  expect(() => mergeMessages([first, { name: 'b.ts', messages: { Client: 'Clienta' } }])).toThrow(
    'b.ts translates "Client" in a second way',
  )
})

test('a voice writes in the language, zone and privacy of the place', () => {
  const place = { timeZone: 'America/Guatemala', names: 'initials' } as const
  expect(languages.voiceFor('es', place)).toMatchObject({ locale: 'es-GT', ...place })
  expect(languages.voiceFor('en', place)).toMatchObject({ locale: 'en-GB', ...place })
  expect(languages.voiceFor('en', place).translate('Client')).toBeUndefined()
  expect(languages.voiceFor('es', place).translate('Client')).toBe('Cliente')
})

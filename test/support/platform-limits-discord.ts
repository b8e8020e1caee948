/**
 * What Discord refuses, checked by hand: its own description (../shared/specs) has not all of it, and is not there
 * everywhere. Lengths are counted in UTF-16 units, which is never more generous than Discord.
 */

type Json = Record<string, unknown>

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const records = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isRecord) : [])

/** A problem with the place where it is. */
class Problems {
  readonly found: string[] = []
  add(place: string, what: string): void {
    this.found.push(`${place}: ${what}`)
  }
  text(place: string, value: unknown, most: number, least = 1): void {
    if (typeof value !== 'string') return this.add(place, 'is no text')
    // Discord takes the blanks at both ends away before it looks.
    if (value.trim().length < least) this.add(place, 'is empty')
    if (value.length > most) this.add(place, `has ${value.length} characters, ${most} are allowed`)
    if (/\p{Surrogate}/u.test(value)) this.add(place, 'holds half a character')
  }
  keys(place: string, value: Json, known: readonly string[]): void {
    for (const key of Object.keys(value))
      if (!known.includes(key)) this.add(place, `Discord knows no "${key}" here`)
  }
  list(place: string, value: unknown, most: number, least = 0): Json[] {
    const list = records(value)
    if (!Array.isArray(value) || list.length !== value.length) this.add(place, 'is no list of objects')
    if (list.length > most) this.add(place, `has ${list.length} entries, ${most} are allowed`)
    if (list.length < least) this.add(place, `has ${list.length} entries, ${least} are needed`)
    return list
  }
}

export interface SentFile {
  readonly key: string
  readonly name: string
  readonly size: number
}

const MESSAGE_KEYS = [
  'content',
  'embeds',
  'components',
  'attachments',
  'allowed_mentions',
  'nonce',
  'enforce_nonce',
  'message_reference',
  'flags',
]

/** Everything that is wrong with a message as a bot sends it. */
export function messageProblems(body: unknown, files: readonly SentFile[] = []): string[] {
  const problems = new Problems()
  if (!isRecord(body)) return ['message: is no object']
  checkMessage(problems, body, files)
  return problems.found
}

function checkMessage(problems: Problems, body: Json, files: readonly SentFile[]): void {
  problems.keys('message', body, MESSAGE_KEYS)
  if (body['content'] !== undefined) problems.text('content', body['content'], 2000)
  const embeds = body['embeds'] === undefined ? [] : problems.list('embeds', body['embeds'], 10)
  if (body['content'] === undefined && embeds.length === 0 && files.length === 0)
    problems.add('message', 'is empty')
  if (body['nonce'] !== undefined) problems.text('nonce', body['nonce'], 25)
  checkMentions(problems, body)
  if (![undefined, EPHEMERAL, SILENT].includes(body['flags'] as number | undefined))
    problems.add('flags', 'are none that a message of ours has')
  for (const [i, embed] of embeds.entries()) checkEmbed(problems, `embeds.${i}`, embed)
  const total = embeds.reduce((sum, embed) => sum + lengthOf(embed), 0)
  if (total > 6000) problems.add('embeds', `hold ${total} characters together, 6000 are allowed`)
  checkRows(problems, body['components'] ?? [])
  checkAttachments(problems, { attachments: body['attachments'] ?? [], files, embeds })
}

const EPHEMERAL = 64
const SILENT = 4096

/** Called are exactly those whom the content names. */
function checkMentions(problems: Problems, body: Json): void {
  const allowed = body['allowed_mentions']
  if (!isRecord(allowed)) return problems.add('allowed_mentions', 'somebody could be called')
  const { parse, users = [], ...more } = allowed
  const content = typeof body['content'] === 'string' ? body['content'] : ''
  const named = Array.from(content.matchAll(/(?<!\\)<@!?(\d+)>/g), (match) => match[1])
  if (JSON.stringify(parse) !== '[]' || Object.keys(more).length > 0 || String(users) !== String(named))
    problems.add('allowed_mentions', 'somebody could be called, or is named and is not')
}

function checkEmbed(problems: Problems, place: string, embed: Json): void {
  problems.keys(place, embed, ['title', 'description', 'color', 'fields', 'image', 'footer'])
  if (embed['title'] !== undefined) problems.text(`${place}.title`, embed['title'], 256)
  if (embed['description'] !== undefined) problems.text(`${place}.description`, embed['description'], 4096)
  const { color } = embed
  if (!Number.isInteger(color) || (color as number) < 0 || (color as number) > 0xffffff)
    problems.add(`${place}.color`, 'is no colour')
  for (const [i, field] of problems.list(`${place}.fields`, embed['fields'] ?? [], 25).entries()) {
    problems.keys(`${place}.fields.${i}`, field, ['name', 'value', 'inline'])
    problems.text(`${place}.fields.${i}.name`, field['name'], 256)
    problems.text(`${place}.fields.${i}.value`, field['value'], 1024)
  }
  if (isRecord(embed['footer'])) problems.text(`${place}.footer`, embed['footer']['text'], 2048)
  if (['title', 'description', 'fields', 'image', 'footer'].every((key) => embed[key] === undefined))
    problems.add(place, 'is empty')
}

const textLength = (value: unknown): number => (typeof value === 'string' ? value.length : 0)
const lengthOf = (embed: Json): number =>
  textLength(embed['title']) +
  textLength(embed['description']) +
  textLength(isRecord(embed['footer']) ? embed['footer']['text'] : '') +
  records(embed['fields']).reduce(
    (sum, field) => sum + textLength(field['name']) + textLength(field['value']),
    0,
  )

function checkRows(problems: Problems, components: unknown): void {
  const ids = new Set<unknown>()
  for (const [i, row] of problems.list('components', components, 5).entries()) {
    const place = `components.${i}`
    problems.keys(place, row, ['type', 'components'])
    if (row['type'] !== 1) problems.add(place, 'is no row')
    for (const [j, button] of problems.list(place, row['components'], 5, 1).entries()) {
      const at = `${place}.${j}`
      problems.keys(at, button, ['type', 'style', 'label', 'custom_id', 'disabled'])
      if (button['type'] !== 2 || ![1, 2, 3, 4].includes(button['style'] as number))
        problems.add(at, 'is no button')
      problems.text(`${at}.label`, button['label'], 80)
      problems.text(`${at}.custom_id`, button['custom_id'], 100)
      if (ids.has(button['custom_id'])) problems.add(`${at}.custom_id`, 'is there twice')
      ids.add(button['custom_id'])
    }
  }
}

const LARGEST_FILE = 10 * 1024 * 1024

function checkAttachments(
  problems: Problems,
  { attachments, files, embeds }: { attachments: unknown; files: readonly SentFile[]; embeds: Json[] },
): void {
  const listed = problems.list('attachments', attachments, 10)
  for (const [i, attachment] of listed.entries()) {
    problems.keys(`attachments.${i}`, attachment, ['id', 'filename', 'description'])
    const { description, filename } = attachment
    if (description !== undefined) problems.text(`attachments.${i}.description`, description, 1024)
    // Discord changes other characters, and "attachment://" no longer finds the file.
    if (typeof filename !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(filename))
      problems.add(`attachments.${i}.filename`, 'is no plain name')
  }
  const ids = listed.map((attachment) => `files[${String(attachment['id'])}]`)
  if (new Set(ids).size !== ids.length) problems.add('attachments', 'two have the same id')
  const names = listed.map((attachment) => attachment['filename'])
  if (new Set(names).size !== names.length) problems.add('attachments', 'two have the same name')
  if (JSON.stringify([...ids].sort()) !== JSON.stringify(files.map((file) => file.key).sort()))
    problems.add('attachments', 'are not the files that came along')
  for (const file of files) if (file.size > LARGEST_FILE) problems.add(file.key, 'is larger than 10 MiB')
  for (const embed of embeds) {
    const url = isRecord(embed['image']) ? String(embed['image']['url']) : null
    if (url !== null && !names.includes(url.replace('attachment://', '')))
      problems.add('image', `${url} is not among the files`)
  }
}

/* ------------------------------------------------------------- callbacks */

/** Everything that is wrong with the first answer to an interaction. */
export function callbackProblems(body: unknown): string[] {
  const problems = new Problems()
  if (!isRecord(body)) return ['callback: is no object']
  problems.keys('callback', body, ['type', 'data'])
  const data = isRecord(body['data']) ? body['data'] : {}
  switch (body['type']) {
    case 4:
    case 7:
      checkMessage(problems, data, [])
      break
    case 5:
      problems.keys('data', data, ['flags'])
      break
    case 6:
      problems.keys('data', data, [])
      break
    case 8:
      problems.keys('data', data, ['choices'])
      checkChoices(problems, 'choices', data['choices'])
      break
    case 9:
      checkModal(problems, data)
      break
    default:
      problems.add('callback', `is of the unknown type ${String(body['type'])}`)
  }
  return problems.found
}

function checkChoices(problems: Problems, place: string, choices: unknown): void {
  for (const [i, choice] of problems.list(place, choices, 25).entries()) {
    problems.keys(`${place}.${i}`, choice, ['name', 'value'])
    problems.text(`${place}.${i}.name`, choice['name'], 100)
    problems.text(`${place}.${i}.value`, choice['value'], 100)
  }
}

function checkModal(problems: Problems, data: Json): void {
  problems.keys('modal', data, ['custom_id', 'title', 'components'])
  problems.text('modal.title', data['title'], 45)
  problems.text('modal.custom_id', data['custom_id'], 100)
  for (const [i, row] of problems.list('modal', data['components'], 5, 1).entries()) {
    const [input] = problems.list(`modal.${i}`, row['components'], 1, 1)
    if (input === undefined) continue
    problems.text(`modal.${i}.label`, input['label'], 45)
    problems.text(`modal.${i}.custom_id`, input['custom_id'], 100)
    const known = ['type', 'custom_id', 'style', 'label', 'required', 'min_length', 'max_length']
    problems.keys(`modal.${i}`, input, known)
  }
}

/* -------------------------------------------------------------- commands */

const NAME = /^[-_\p{L}\p{N}]{1,32}$/u

/** Everything that is wrong with a server's commands. */
export function commandProblems(body: unknown): string[] {
  const problems = new Problems()
  const commands = problems.list('commands', body, 100)
  checkNames(problems, 'commands', commands)
  for (const command of commands) {
    const place = `/${String(command['name'])}`
    const known = [
      'name',
      'description',
      'description_localizations',
      'default_member_permissions',
      'options',
    ]
    problems.keys(place, command, [...known, 'type'])
    checkDescribed(problems, place, command)
    const total = charactersOf(command)
    if (total > 8000) problems.add(place, `holds ${total} characters, 8000 are allowed`)
    checkOptions(problems, place, command['options'] ?? [])
  }
  return problems.found
}

function checkNames(problems: Problems, place: string, list: readonly Json[]): void {
  const names = list.map((entry) => String(entry['name']))
  for (const name of names)
    if (!NAME.test(name) || name !== name.toLowerCase()) problems.add(place, `"${name}" is no name`)
  if (new Set(names).size !== names.length) problems.add(place, 'a name is there twice')
}

function checkDescribed(problems: Problems, place: string, entry: Json): void {
  problems.text(`${place}.description`, entry['description'], 100)
  const localized = entry['description_localizations'] ?? {}
  if (!isRecord(localized)) return problems.add(place, 'its translations are no object')
  for (const [locale, words] of Object.entries(localized)) {
    if (!['es-ES', 'es-419'].includes(locale)) problems.add(place, `"${locale}" is no language of Discord`)
    problems.text(`${place}.${locale}`, words, 100)
  }
}

function checkOptions(problems: Problems, place: string, value: unknown): void {
  const options = problems.list(place, value, 25)
  checkNames(problems, place, options)
  const required = options.map((option) => option['required'] === true)
  if (required.lastIndexOf(true) > required.indexOf(false) && required.includes(false))
    problems.add(place, 'what has to be given comes first')
  for (const option of options) {
    const at = `${place} ${String(option['name'])}`
    const known = ['type', 'name', 'description', 'description_localizations', 'required', 'autocomplete']
    problems.keys(at, option, [...known, 'choices', 'options'])
    checkDescribed(problems, at, option)
    if (![1, 3, 5, 11].includes(option['type'] as number)) problems.add(at, 'is of no known type')
    if (option['type'] === 1) checkOptions(problems, at, option['options'] ?? [])
    if (option['choices'] !== undefined) checkChoices(problems, at, option['choices'])
    if (option['autocomplete'] === true && option['choices'] !== undefined)
      problems.add(at, 'has choices and completes')
  }
}

function charactersOf(entry: Json): number {
  const translations = isRecord(entry['description_localizations'])
    ? Object.values(entry['description_localizations'])
    : []
  const description = Math.max(...[entry['description'], ...translations].map(textLength))
  const choices = records(entry['choices']).reduce(
    (sum, choice) => sum + textLength(choice['name']) + textLength(choice['value']),
    0,
  )
  const options = records(entry['options']).reduce((sum, option) => sum + charactersOf(option), 0)
  return textLength(entry['name']) + description + choices + options
}

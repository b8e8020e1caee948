import { existsSync } from 'node:fs'
import { limitProblems, visibleText } from '../../support/platform-limits-telegram.ts'
import type { Upload } from './multipart.ts'

/** Telegram's own description, where it is at hand (CI has it); the hand checks hold without it. */
const DESCRIPTION = new URL('../../../../shared/specs/telegram.mjs', import.meta.url)

interface Validators {
  request(method: string, body: Record<string, unknown>): string[]
  answer(typeName: string, body: unknown): string[]
}

/** Finds what is wrong with requests of the bot and with answers of the fake. */
export interface Checks {
  readonly hasDescription: boolean
  request(method: string, fields: Readonly<Record<string, unknown>>, uploads: readonly Upload[]): string[]
  answer(typeName: string, result: unknown): string[]
}

export async function loadChecks(): Promise<Checks> {
  const validators = existsSync(DESCRIPTION) ? await loadDescription() : null
  return {
    hasDescription: validators !== null,
    request(method, fields, uploads) {
      const hand = limitProblems(method, fields, uploads)
      if (validators === null) return hand
      const body = {
        ...fields,
        ...Object.fromEntries(uploads.map(({ field }) => [field, { upload: true }])),
        // The description counts characters as they are written; Telegram counts those that are shown.
        ...('text' in fields && method !== 'answerCallbackQuery' ? { text: visibleText(fields) } : {}),
      }
      return [...hand, ...validators.request(method, body)]
    },
    answer: (typeName, result) =>
      validators === null || typeName === 'Boolean' ? [] : validators.answer(typeName, result),
  }
}

async function loadDescription(): Promise<Validators> {
  const { createTelegramValidators } = (await import(DESCRIPTION.href)) as {
    createTelegramValidators: (ajv: unknown) => Validators
  }
  const ajv = (await import('ajv/dist/2020.js')) as { default: unknown }
  const loaded = ajv.default as { default?: unknown }
  return createTelegramValidators(loaded.default ?? loaded)
}

import { existsSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'

/** Discord's own description of its REST, where it is at hand; each function gives the problems it finds. */
export interface Described {
  request(method: string, path: string, body: unknown, contentType: string): string[]
  answer(schema: string, body: unknown): string[]
}

const VALIDATORS = new URL('../../../../shared/specs/discord.mjs', import.meta.url)

/** Only the formats that the description names; what they hold is checked by what uses it. */
const addFormats = (ajv: Ajv2020): void => {
  for (const format of ['date-time', 'uri', 'date', 'email', 'uuid']) ajv.addFormat(format, true)
}

let loading: Promise<Described | null> | undefined

/** Null where the description is not there: then the checks by hand stand alone. */
export const loadDescribed = (): Promise<Described | null> => (loading ??= load())

async function load(): Promise<Described | null> {
  if (!existsSync(VALIDATORS)) return null
  const validators = (await import(VALIDATORS.href)) as {
    createDiscordValidators(ajv: unknown, addFormats: unknown): Described
  }
  return validators.createDiscordValidators(Ajv2020, addFormats)
}

import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { Failure } from './failure.ts'

/** The form of a sealed secret; a later form gets another number, and the old ones stay readable. */
const FORM = 1
const IV_BYTES = 12
const TAG_BYTES = 16

/** Seals and opens secrets for the database with AES-256-GCM under SECRETS_KEY. */
export interface Sealing {
  /** `context` binds the sealed secret to its place: it can't be opened when copied to another row. */
  seal(secret: string, context: string): Buffer
  open(sealed: Buffer, context: string): string
}

/** @param key 32 bytes */
export function createSealing(key: Buffer): Sealing {
  return {
    seal(secret, context) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.from([FORM]), iv, cipher.getAuthTag(), sealed])
    },
    open(sealed, context) {
      const iv = sealed.subarray(1, 1 + IV_BYTES)
      const tag = sealed.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES)
      try {
        if (sealed[0] !== FORM) throw new Error(`unknown form ${sealed[0]}`)
        const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context)).setAuthTag(tag)
        return Buffer.concat([
          decipher.update(sealed.subarray(1 + IV_BYTES + TAG_BYTES)),
          decipher.final(),
        ]).toString('utf8')
      } catch (cause) {
        throw new Failure(
          'configuration',
          'A stored key could not be opened: SECRETS_KEY is not the one it was sealed with. Restore the old SECRETS_KEY, or enter the key again with "client set-key".',
          { cause },
        )
      }
    },
  }
}

/** Tells keys apart without revealing them. */
export const fingerprintOf = (secret: string): string =>
  createHash('sha256').update(`satmachine key:${secret}`).digest('hex').slice(0, 32)

import { z } from 'zod'

/** What a backup says about itself, as its last line: whoever has that line has the whole file. */
export const manifestSchema = z.object({
  format: z.literal(1),
  schemaVersion: z.int().positive(),
  takenAt: z.iso.datetime(),
  tables: z.array(
    z.object({
      name: z.string(),
      rows: z.int().nonnegative(),
      /** Of its lines in this file. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
})
export type Manifest = z.infer<typeof manifestSchema>

export const FIRST_LINE = '-- satmachine backup '
export const MANIFEST_LINE = '-- manifest '
export const END_OF_ROWS = '\\.'

/** Said first, so that a reader knows what to prepare: the schema has to be of this version. */
export const headerSchema = z.object({ format: z.literal(1), schemaVersion: z.int().positive() })

import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** What is exchanged for what in one file. The old text stands in that file exactly once. */
export interface Replacement {
  /** From the repository's root, with slashes. */
  readonly file: string
  readonly from: string
  readonly to: string
}

/** A change of the sources that puts one mistake back in. */
export interface Patch {
  readonly name: string
  readonly replacements: readonly Replacement[]
}

/** One of the predecessor's money bugs (B01 to B48), or a safety net of ours that is taken away (N1 to N6). */
export interface Bug extends Patch {
  /** One sentence: what it does to money. */
  readonly harm: string
  /** What else had to be taken away until the mistake really happens; null when nothing else stood in its way. */
  readonly netsRemoved: string | null
  readonly caughtBy: {
    /** The file of the test whose name begins with the bug's number. */
    readonly file: string
    /** A part of the line at which that test must fail: it is to notice this bug, and not merely something. */
    readonly at: string
  }
}

/** How often a replacement's old text stands in a text. */
export const occurrences = (text: string, { from }: Replacement): number => text.split(from).length - 1

/** The files of a tree as the patch leaves them, by path. Throws when a replacement does not fit exactly once. */
export async function patchedTexts(root: string, patch: Patch): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const replacement of patch.replacements) {
    const { file, from, to } = replacement
    const text = texts.get(file) ?? (await readFile(path.join(root, file), 'utf8'))
    const found = occurrences(text, replacement)
    if (found !== 1)
      throw new Error(
        `${patch.name}: what it replaces stands ${found} times in ${file}, not once: ${from.slice(0, 80)}`,
      )
    texts.set(
      file,
      text.replace(from, () => to),
    )
  }
  return texts
}

/**
 * Puts a mistake into a copy of the tree. Throws, and changes nothing, when the patch does not fit.
 * @returns what takes it out again.
 */
export async function applyPatch(root: string, patch: Patch): Promise<() => Promise<void>> {
  const patched = await patchedTexts(root, patch)
  const before = new Map<string, string>()
  for (const file of patched.keys()) before.set(file, await readFile(path.join(root, file), 'utf8'))
  const write = async (texts: ReadonlyMap<string, string>): Promise<void> => {
    for (const [file, text] of texts) await writeFile(path.join(root, file), text)
  }
  await write(patched)
  return () => write(before)
}

import { readFile } from 'node:fs/promises'
import { Failure } from '../../engine/failure.ts'

/** A secret from a file, or from standard input for '-'. */
export async function readSecret(path: string): Promise<string> {
  if (path !== '-') return readSecretFile(path)
  let text = ''
  for await (const chunk of process.stdin) text += String(chunk)
  return text.trim()
}

/** Where standard input is taken by a conversation, a secret comes from a file only. */
export async function readSecretFile(path: string): Promise<string> {
  if (path === '-')
    throw new Failure('usage', 'In a chat a key comes from a file only: put it into one and give its path.')
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    // The path is not repeated: who mistakes the option for the key itself has written the key there.
    throw new Failure(
      'usage',
      'The file with the key can\'t be read: give the path of a file that holds the key and nothing else, or "-" for standard input.',
      { cause },
    )
  }
}

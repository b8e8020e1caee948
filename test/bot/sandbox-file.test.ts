import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import {
  readSandboxFile,
  readSandboxWorld,
  type SandboxFile,
  worldOf,
  writeSandboxFile,
} from '../../bot/sandbox/world.ts'
import { workFolder } from './program.ts'

const folder = workFolder('sandbox-file')
afterAll(() => folder.remove())
const path = join(folder.path, 'sandbox.json')

const FILE: SandboxFile = {
  secretsKey: Buffer.alloc(32, 5).toString('base64'),
  sshHostKey: 'host',
  sshClientKey: 'client',
  sshAuthorizedKey: 'public',
  sourceAdminKey: 'planted7source',
  commissionInvoiceKey: 'commission',
  lnbitsUrl: 'http://127.0.0.1:1',
  lamassuDatabaseUrl: 'postgresql://127.0.0.1:1/lamassu',
  sshPort: 2222,
  sshHostKeyFingerprint: 'SHA256:x',
}

test('where no sandbox was, a command says how to start one', async () => {
  expect(await readSandboxFile(folder.path)).toBeNull()
  await expect(readSandboxWorld(folder.path)).rejects.toThrow(
    /^Nothing is configured, and the sandbox has not/,
  )
})

test('what one writes, another terminal reads, and only this user does', async () => {
  await writeSandboxFile(folder.path, FILE)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(await readSandboxWorld(folder.path)).toEqual(worldOf(FILE))
})

test.each([
  ['cut off', () => readFileSync(path, 'utf8').slice(0, 200)],
  ['of another form', () => JSON.stringify({ sourceAdminKey: 'planted7source' })],
])('a file that is %s is named, with the way out, and not repeated', async (_how, content) => {
  await writeSandboxFile(folder.path, FILE)
  writeFileSync(path, content())
  const sentence = await readSandboxFile(folder.path).then(() => '', String)
  expect(sentence).toMatch(
    /The sandbox can't read what it remembers in .*sandbox\.json: delete the folder .* to start/,
  )
  expect(sentence).not.toContain('planted7')
})

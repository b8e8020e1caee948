import { execFileSync } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat, unlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { copyNative } from '../../../engine/store/embedded/binaries-copy.ts'
import { mendInPlace } from '../../../engine/store/embedded/binaries-mend.ts'
import { locateBinaries } from '../../../engine/store/embedded/binaries.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'satmachine-binaries-'))
})
afterEach(() => rm(folder, { recursive: true }))

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown,
  )

test('a platform package that is not installed', async () => {
  const elsewhere = createRequire(path.join(os.tmpdir(), 'nowhere.js'))
  const failure = await failureOf(locateBinaries(elsewhere))
  expect(String(failure)).toMatch(
    /is not installed: run "npm ci" without --omit=optional, or set DATABASE_URL/,
  )
})

/** Library names are those of Linux. */
const onLinux = test.runIf(process.platform === 'linux')

/** As npm leaves them when it was told to run no install scripts. */
async function unmended(): Promise<string> {
  const { nativeFolder } = await locateBinaries()
  const native = path.join(folder, 'native')
  const filter = (file: string) => !file.endsWith('.a')
  await cp(nativeFolder, native, { recursive: true, verbatimSymlinks: true, filter })
  await Promise.all(['libpq.so.5', 'libicuuc.so.60'].map((name) => unlink(path.join(native, 'lib', name))))
  await Promise.all(['initdb', 'postgres'].map((name) => chmod(path.join(native, 'bin', name), 0o644)))
  return native
}
const version = (native: string) => execFileSync(path.join(native, 'bin/postgres'), ['--version']).toString()

onLinux(
  'the binaries get their links and executable bits when npm’s install scripts did not run',
  async () => {
    const native = await unmended()
    expect(() => version(native)).toThrow()
    expect(await mendInPlace(native)).toBe(true)
    expect(version(native)).toMatch(/PostgreSQL/)
    expect((await readdir(path.join(native, 'lib'))).includes('libpq.so.5')).toBe(true)
  },
)

onLinux('the binaries are copied, mended and readable for all, once', async () => {
  const from = await unmended()
  const place = path.join(folder, 'place')
  const copies = [1, 2].map(() => copyNative({ from, version: '1', places: [place] }))
  expect(await Promise.all(copies)).toEqual([path.join(place, 'postgres-1'), path.join(place, 'postgres-1')])
  expect(await readdir(place)).toEqual(['postgres-1'])
  expect(version(path.join(place, 'postgres-1'))).toMatch(/PostgreSQL/)
  expect((await stat(path.join(place, 'postgres-1/share/postgresql/postgres.bki'))).mode & 0o777).toBe(0o644)
})

onLinux('the binaries are never taken from a place that others can write', async () => {
  const { nativeFolder: from } = await locateBinaries()
  const place = path.join(folder, 'place')
  await mkdir(path.join(place, 'postgres-1'), { recursive: true })
  await chmod(path.join(place, 'postgres-1'), 0o777)
  const failure = await failureOf(copyNative({ from, version: '1', places: [place] }))
  expect(String(failure)).toMatch(/postgres-1 can be written by other users.*or set DATABASE_URL/)
})

import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emergencyFile, openSession, type Session } from './session.ts'

/** docs/sql/emergency.sql in psql itself, where there is one: its variables, its \copy, and its \quit. */

const hasPsql = spawnSync('psql', ['--version']).status === 0

let session: Session
let folder: string
beforeAll(async () => {
  session = await openSession()
  folder = await mkdtemp(path.join(os.tmpdir(), 'satmachine-psql-'))
})
afterAll(async () => {
  await session?.close()
  await rm(folder, { recursive: true, force: true })
})

async function psql(file: string): Promise<{ code: number | null; out: string; errors: string }> {
  const values = Object.entries(session.variables).map(([name, value]) => `--set=${name}=${value}`)
  const options = ['--no-psqlrc', '--set=ON_ERROR_STOP=1', ...values, '-f', file]
  const child = spawn('psql', [...options, session.history.world.books.url], { cwd: folder })
  let out = ''
  let errors = ''
  child.stdout.on('data', (chunk) => {
    out += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    errors += String(chunk)
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return { code, out, errors }
}

describe.skipIf(!hasPsql)('in psql', () => {
  test('the whole file does nothing', async () => {
    const emergency = fileURLToPath(new URL('../../docs/sql/emergency.sql', import.meta.url))
    const { code, out, errors } = await psql(emergency)
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    expect(out).toMatch(/^Copy single statements out of this file/)
    expect(out.trim().split('\n')).toHaveLength(1)
  })

  test('every statement runs, one after the other, and every table is exported', async () => {
    const everything = emergencyFile.split('\n').slice(2)
    const all = path.join(folder, 'all.sql')
    await writeFile(all, ['BEGIN;', ...everything, 'ROLLBACK;'].join('\n'))
    const { code, out, errors } = await psql(all)
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    expect(out).toContain('ROLLBACK')
    const files = (await readdir(folder)).filter((name) => name.endsWith('.csv'))
    expect(files).toHaveLength(8)
    for (const name of files) {
      const [header] = (await readFile(path.join(folder, name), 'utf8')).split('\n')
      expect(header, name).toMatch(/id/)
      expect(header, `${name} shows no sealed key`).not.toContain('invoice_key_sealed')
    }
  })
})

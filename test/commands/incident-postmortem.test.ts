import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportEvidence } from '../../bot/incidents/export-evidence.ts'
import type { Asker } from '../../commands/asker.ts'
import type { FileBlock } from '../../commands/answer.ts'
import { command as close } from '../../commands/incident/close.ts'
import { command as evidence } from '../../commands/incident/evidence.ts'
import { command as note } from '../../commands/incident/note.ts'
import { command as open } from '../../commands/incident/open.ts'
import { command as postmortem } from '../../commands/incident/postmortem.ts'
import { clientName } from '../../engine/format.ts'
import { PART_KEYS } from '../../engine/incidents/checklist.ts'
import type { PersonReading } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import { createIncidentStore } from '../../engine/store/incident-store.ts'
import { soon } from '../engine/one-payment.ts'
import { type Desk, openDesk, type Ran, saidBy } from '../support/commands.ts'
import { readCsv } from '../support/csv.ts'
import { fire } from '../support/firing.ts'
import { somebody } from './alert-people.ts'

const ANA = '=HYPERLINK("http://evil") López'
let desk: Desk
let folder: string
let mara: Asker & { person: PersonReading }
let id: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'satmachine-evidence-'))
  desk = await openDesk({
    host: {
      exportEvidence: (request) =>
        exportEvidence({ pool: desk.world.pool, dataFolder: folder, now: () => new Date() }, request),
    },
  })
  await desk.world.addClient(ANA, '4000.00')
  await desk.world.sell({ fiat: '1000.00000', confirmed_at: soon() })
  await desk.world.toRest()
  mara = await somebody(desk, 'Mara', 'treasurer')
  const alertId = await fire(desk.world.pool, {
    rule: 'PAYMENT_STUCK',
    severity: 'critical',
    finding: { what: say`payments of ${clientName({ id: 1n, username: ANA })}` },
  })
  await desk.world.pool.query("INSERT INTO alert_events (alert_id, at, what) VALUES ($1, now(), 'first')", [
    alertId,
  ])
  await desk.run(open, { fromAlert: String(alertId) }, mara)
  id = `${(await desk.incidents.current())[0]?.id}`
  await desk.run(note, { words: '=cmd|calc from the | router' }, mara)
})
afterAll(async () => {
  await desk.close()
  await rm(folder, { recursive: true, force: true })
})

const fileOf = ({ answer }: Ran): FileBlock => {
  const block = answer.blocks.find(({ kind }) => kind === 'file')
  if (block?.kind !== 'file') throw new Error('there is no file')
  return block
}
const textOf = (ran: Ran): string => new TextDecoder().decode(fileOf(ran).bytes)
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const kept = async (): Promise<{ name: string; sha256: string }[]> =>
  (await desk.incidents.files(BigInt(id))).filter(({ name }) => name.endsWith('.md'))

describe('the postmortem', () => {
  test('is a draft that shows to a room, with the clients by initials and the alert in its timeline', async () => {
    const ran = await desk.run(postmortem, {}, mara)
    expect(ran.answer.heading).toBe(`Postmortem of incident #${id}: a draft`)
    expect(ran.answer.private).toBeUndefined()
    const file = fileOf(ran)
    expect(file.name).toMatch(new RegExp(`^incident-${id}-postmortem_\\d{8}T\\d{4}Z_[0-9a-f]{8}\\.md$`))
    expect(ran.answer.json['sha256']).toBe(sha256(file.bytes))
    const text = textOf(ran)
    expect(text).not.toContain('López')
    expect(text).not.toContain('HYPERLINK')
    expect(text).toContain('PAYMENT_STUCK')
    expect(text).toContain(String.raw`=cmd\|calc from the \| router`)
    expect(await kept()).toEqual([])
  })

  test('with names it is for whoever asks alone', async () => {
    const ran = await desk.run(postmortem, { names: '' }, mara)
    expect(ran.answer.private).toBe(true)
    expect(fileOf(ran).private).toBe(true)
  })

  test('speaks Spanish where that is wanted', async () => {
    const text = textOf(await desk.run(postmortem, { language: 'es' }, mara))
    expect(text).toContain(`# Informe final del incidente n.º ${id}`)
    expect(text).toContain('## Cronología')
  })

  test('a review has both halves', async () => {
    expect(await desk.refusal(postmortem, { well: 'quick' }, mara)).toContain('says both what went well')
    expect(await desk.refusal(postmortem, { better: 'slow' }, mara)).toContain('says both what went well')
  })

  test('a review stands in it, ticks the checklist, and is kept with its hash', async () => {
    const before = await desk.incidents.view(BigInt(id))
    expect(stateOf(before, 'postmortem.learned')).toBe('open')
    const ran = await desk.run(
      postmortem,
      { well: 'stopped within a minute', better: 'the float was too small' },
      mara,
    )
    expect(ran.preview?.lines).toEqual([
      'went well: stopped within a minute',
      'could be better: the float was too small',
    ])
    const text = textOf(ran)
    expect(text).toContain('- Mara: stopped within a minute')
    expect(text).toContain('- Mara: the float was too small')
    expect(await kept()).toMatchObject([{ sha256: ran.answer.json['sha256'] }])
    const after = await desk.incidents.view(BigInt(id))
    expect(stateOf(after, 'postmortem.learned')).toBe('seen')
    expect(stateOf(after, 'postmortem.timeline')).toBe('seen')
  })
})

const stateOf = (view: Awaited<ReturnType<Desk['incidents']['view']>>, key: string): string | undefined =>
  view?.items.flatMap(({ parts }) => parts).find((part) => part.key === key)?.state

describe('the evidence', () => {
  let ran: Ran
  let files: Readonly<Record<string, Uint8Array>>
  beforeAll(async () => {
    const store = createIncidentStore(desk.world.pool)
    await store.addFile(
      BigInt(id),
      { name: '../../evil; rm -rf.png', mediaType: 'image/png', bytes: new Uint8Array([137, 80, 78, 71]) },
      'person:1',
      { kind: 'file', what: 'a picture' },
    )
    ran = await desk.run(evidence, { id }, mara)
    files = unzipSync(fileOf(ran).bytes)
  })

  test('goes to whoever asks alone, from a direct message', () => {
    expect(evidence.place).toBe('direct')
    expect(ran.answer.private).toBe(true)
    expect(fileOf(ran).private).toBe(true)
    expect(ran.preview?.lines.join(' ')).toContain('no key, password or token is in it')
  })

  test('holds the papers, every file as it was kept, the books, and what they are', async () => {
    const names = Object.keys(files)
    expect(names).toEqual(
      expect.arrayContaining(['postmortem.md', 'timeline.csv', 'books.zip', 'README.txt', 'manifest.json']),
    )
    const all = await desk.incidents.files(BigInt(id))
    expect(names.filter((name) => name.startsWith('files/'))).toHaveLength(all.length)
    for (const one of all) {
      const name = names.find((found) => found.startsWith(`files/${one.id}_`)) ?? ''
      expect(sha256(files[name] ?? new Uint8Array()), name).toBe(one.sha256)
    }
    expect(names.some((name) => name.includes('..'))).toBe(false)
    expect(new TextDecoder().decode(files['postmortem.md'])).toContain('López')
  })

  test('sha256sum agrees with every file, and those of the books with theirs', async () => {
    const place = join(folder, 'unpacked')
    await unpack(files, place)
    const checked = execFileSync('sha256sum', ['--strict', '-c', 'SHA256SUMS'], { cwd: place }).toString()
    expect(checked.trim().split('\n')).toHaveLength(Object.keys(files).length - 1)
    const books = join(folder, 'books')
    await unpack(unzipSync(files['books.zip'] ?? new Uint8Array()), books)
    execFileSync('sha256sum', ['--strict', '-c', 'SHA256SUMS'], { cwd: books })
    const payments = readCsv(await readFile(join(books, 'payments.csv')))
    expect(payments.length).toBeGreaterThan(0)
  })

  test('no cell of the timeline is a formula', () => {
    const rows = readCsv(files['timeline.csv'] ?? new Uint8Array())
    const cells = rows.flatMap((row) => Object.values(row))
    expect(cells.some((cell) => cell.includes("'=cmd|calc"))).toBe(true)
    expect(cells.filter((cell) => /^[=+\-@]/.test(cell))).toEqual([])
    expect(rows.map((row) => row['source'])).toEqual(expect.arrayContaining(['incident', 'alert']))
    expect(rows[0]?.['utc']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  })

  test('the manifest says the same', () => {
    const manifest = JSON.parse(new TextDecoder().decode(files['manifest.json']))
    expect(manifest.incidentId).toBe(id)
    for (const { name, bytes, sha256: sum } of manifest.files) {
      expect(files[name]?.length, name).toBe(bytes)
      expect(sha256(files[name] ?? new Uint8Array()), name).toBe(sum)
    }
  })

  test('the last postmortem is kept when it is closed', async () => {
    const store = createIncidentStore(desk.world.pool)
    const before = (await kept()).length
    const people = await desk.stores.people.people()
    const owner = people.find(({ name }) => name === 'Mara')
    await store.addFollowUp(
      { incidentId: BigInt(id), what: 'alert earlier', ownerId: owner?.id ?? 0n, due: '2099-01-01' },
      mara.actor,
    )
    await store.change(BigInt(id), mara.actor, () => ({
      change: {
        status: 'watching',
        rootCause: 'the float was empty',
        causeKind: 'human',
        fix: 'it was filled',
        resolvedAt: new Date(Date.now() - 60_000),
        watchUntil: new Date(Date.now() - 1000),
      },
      events: PART_KEYS.map((part) => ({ kind: 'skipped' as const, part, what: part, words: 'only a test' })),
    }))
    const closed = await desk.run(close, { id }, mara)
    expect(saidBy(closed.answer)).toContain(`Incident #${id} is closed`)
    const papers = await kept()
    expect(papers).toHaveLength(before + 1)
    const last = (await desk.incidents.files(BigInt(id))).at(-1)
    const bytes = (await desk.incidents.file(last?.id ?? 0n))?.bytes
    expect(new TextDecoder().decode(bytes)).toMatch(/\| Closed \| .* UTC\) \|/)
    expect(await desk.refusal(postmortem, { id, well: 'a', better: 'b' }, mara)).toContain('was closed')
  })
})

async function unpack(from: Readonly<Record<string, Uint8Array>>, to: string): Promise<void> {
  for (const [name, bytes] of Object.entries(from)) {
    await mkdir(dirname(join(to, name)), { recursive: true })
    await writeFile(join(to, name), bytes)
  }
}

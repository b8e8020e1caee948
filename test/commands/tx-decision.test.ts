import { afterEach, beforeEach, expect, test } from 'vitest'
import { command as hold } from '../../commands/tx/hold.ts'
import { command as ignore } from '../../commands/tx/ignore.ts'
import { command as process } from '../../commands/tx/process.ts'
import { command as release } from '../../commands/tx/release.ts'
import { command as show } from '../../commands/tx/show.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { type Desk, openDesk, saidBy } from '../support/commands.ts'
import { minutesAgo } from '../engine/cash-outs.ts'
import { sellNow, soon } from '../engine/one-payment.ts'
import type { TestClient } from '../support/world.ts'

let desk: Desk
let ana: TestClient
beforeEach(async () => {
  desk = await openDesk()
  ana = await desk.world.addClient('Ana', '90000.00')
})
afterEach(async () => {
  await expectSoundBooks(desk.world, { settled: false })
  await desk.close()
})

async function pendingOne(): Promise<string> {
  const id = await sellNow(desk.world)
  await desk.world.takeIn()
  return id
}
const unconfirmedOne = (): Promise<string> =>
  desk.world.sell({ dispense_confirmed: null, created: minutesAgo(10), confirmed_at: soon() })
const reason = 'the customer came back'

test('tx hold shows what changes, holds, and says how to let go', async () => {
  const id = await pendingOne()
  const { preview, answer } = await desk.run(hold, { cashout: id.slice(0, 8), reason })
  expect(preview?.what).toBe(`Hold cash-out ${id.slice(0, 8)} back`)
  expect(preview?.lines[0]).toBe('the cash-out: pending → held back')
  expect(answer.json).toMatchObject({ lamassuId: id, status: 'quarantined', reason: 'held' })
  expect(saidBy(answer)).toContain('It is set aside: a person holds it back.')
  expect(saidBy((await desk.run(show, { cashout: id })).answer)).toContain(`terminal:maria | ${reason}`)
  expect(await desk.refusal(hold, { cashout: id, reason })).toContain('it is held already')
  expect(await desk.refusal(hold, { cashout: id })).toContain('--reason is missing')
})

test('tx release lets it go on, and tells what it is set aside for otherwise', async () => {
  const id = await pendingOne()
  await desk.run(hold, { cashout: id, reason })
  const { preview, answer } = await desk.run(release, { cashout: id, reason })
  expect(preview?.lines[0]).toBe(
    'the cash-out: quarantined: a person holds it back → judged again, by its row as Lamassu has it now',
  )
  expect(answer).toMatchObject({ tone: 'good', json: { outcome: 'queued', status: 'pending' } })
  const unconfirmed = await unconfirmedOne()
  await desk.world.takeIn()
  expect(await desk.refusal(release, { cashout: unconfirmed, reason })).toContain(
    'still holds: the machine started to dispense and never confirmed that all cash came out',
  )
})

test('tx ignore needs a second person, a note, and can be taken back', async () => {
  const id = await pendingOne()
  expect(ignore.confirm).toBe('C4E')
  expect(await desk.refusal(ignore, { cashout: id })).toContain('--note is missing')
  const { answer } = await desk.run(ignore, { cashout: id, note: 'a test' })
  expect(answer.json).toMatchObject({ outcome: 'ignored', status: 'failed' })
  const back = await desk.run(release, { cashout: id, reason })
  expect(back.preview?.lines[0]).toContain('put aside for good → held back')
  expect(back.answer.json).toMatchObject({ outcome: 'set_aside', reason: 'held' })
})

test('tx process shows the row, the warning, the split and its sums, and asks for a second person', async () => {
  const id = await unconfirmedOne()
  expect(await desk.refusal(process, { cashout: id, reason })).toContain('--force-undispensed')
  const wish = { cashout: id, reason, 'force-undispensed': '' }
  const preview = await desk.preview(process, wish)
  expect(preview).toMatchObject({ confirm: 'C4E', word: id.slice(-4), interested: [{ clientId: ana.id }] })
  const lines = preview.lines.join('\n')
  expect(lines).toContain('in Lamassu: status confirmed, dispense yes, dispense_confirmed unknown')
  expect(lines).toContain('This goes past the dispense checks')
  expect(lines).toContain('set aside by you: the machine has not confirmed that the cash came out')
  expect(lines).toContain(`#${ana.id} Ana: 2,000.00 GTQ → 259,029 sats`)
  expect(lines).toContain('Σ sats: 259,029 sats for the clients + 7,771 sats commission = 266,800 sats ✔')
  const photo = { name: 'till.jpg', mediaType: 'image/jpeg', bytes: new Uint8Array([1]) }
  const { answer } = await desk.run(process, { ...wish, evidence: 'receipt 12' }, undefined, photo)
  expect(answer.json).toMatchObject({ outcome: 'queued', status: 'pending' })
  const [step] = await desk.world.readings.interventions(id)
  expect(step).toMatchObject({
    what: 'process',
    actor: 'terminal:maria',
    reason: `${reason} (receipt 12)`,
    evidenceName: 'till.jpg',
    overridden: ['dispense_unconfirmed'],
    stateBefore: null,
    statusAfter: 'pending',
  })
  await desk.world.toRest()
  expect(await desk.refusal(process, wish)).toContain('it has payments already')
})

test('tx process of one with nothing against it takes the typed word; above the limit a second person', async () => {
  const id = await sellNow(desk.world)
  expect(await desk.preview(process, { cashout: id, reason })).toMatchObject({ confirm: 'C2' })
  await desk.world.stores.bookkeeping.setSetting('four-eyes-above-sats', '266799', 'test')
  expect(await desk.preview(process, { cashout: id, reason })).toMatchObject({ confirm: 'C4E' })
  await desk.world.stores.bookkeeping.setSetting('four-eyes-above-sats', '266800', 'test')
  expect(await desk.preview(process, { cashout: id, reason })).toMatchObject({ confirm: 'C2' })
})

test.each([hold, release, ignore, process])('%o of what nobody knows is refused', async (command) => {
  const words = command === ignore ? { note: 'x' } : { reason }
  expect(await desk.refusal(command, { cashout: 'abcd', ...words })).toContain(
    'No cash-out in the books is "abcd", or more than one begins like that.',
  )
  const nowhere = '00000000-0000-4000-8000-000000000000'
  expect(await desk.refusal(command, { cashout: nowhere, ...words })).toMatch(
    /Lamassu has no cash-out|nothing to release/,
  )
})

test('an empty or too large file is refused', async () => {
  const id = await sellNow(desk.world)
  for (const size of [0, 10 * 1024 * 1024 + 1]) {
    const file = { name: 'x', mediaType: 'image/png', bytes: new Uint8Array(size) }
    await expect(desk.run(process, { cashout: id, reason }, undefined, file)).rejects.toThrow('10 MiB')
  }
})

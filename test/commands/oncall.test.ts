import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command as handoff } from '../../commands/oncall/handoff.ts'
import { command as page } from '../../commands/oncall/page.ts'
import { command as set } from '../../commands/oncall/set.ts'
import { command as show } from '../../commands/oncall/show.ts'
import { command as take } from '../../commands/oncall/take.ts'
import { command as showAlert } from '../../commands/alert/show.ts'
import { command as ack } from '../../commands/alert/ack.ts'
import type { Asker } from '../../commands/asker.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'
import { somebody } from './alert-people.ts'

let desk: Desk
let mara: Awaited<ReturnType<typeof somebody>>
let pedro: Awaited<ReturnType<typeof somebody>>
let owner: Asker
let viewer: Awaited<ReturnType<typeof somebody>>
beforeAll(async () => {
  desk = await openDesk()
  mara = await somebody(desk, 'Mara', 'operator')
  pedro = await somebody(desk, 'Pedro', 'treasurer')
  owner = await somebody(desk, 'Olga', 'owner')
  viewer = await somebody(desk, 'Vera', 'viewer')
})
afterAll(() => desk.close())

const contact = async (slot: string) => (await desk.stores.alerts.oncall()).find((one) => one.slot === slot)
const HOUR = 3_600_000

describe('oncall show and oncall set', () => {
  test('flag what is not filled in, with the command that fills it', async () => {
    const { answer } = await desk.run(show, {}, mara)
    expect(answer).toMatchObject({
      tone: 'warn',
      heading: 'Nobody is on call: level 1 is empty',
      private: true,
    })
    const said = saidBy(answer)
    expect(said).toContain(
      '⚠ level 1: name, e-mail, phone, availability missing; to be filled with "oncall set level1 --name "…" --email mara@shop.example --phone +50255551234 --availability "8-18""',
    )
    expect(said).toContain('⚠ the accountant: name, e-mail missing')
    expect(rowsOf(answer)).toHaveLength(6)
  })

  test('fill in a contact, field by field, before and after in sight', async () => {
    const written = {
      slot: 'level1',
      name: 'Pedro Pérez',
      email: 'pedro@shop.example',
      phone: '+502 5555-1234',
      availability: '8-18',
      person: 'Pedro',
    }
    const { answer, preview } = await desk.run(set, written, owner)
    expect(preview).toMatchObject({
      what: 'Change the contact for level 1',
      lines: [
        'name: – → Pedro Pérez',
        'e-mail: – → pedro@shop.example',
        'phone: – → +50255551234',
        'availability: – → 8-18',
        `person: – → #${pedro.person.id} Pedro`,
      ],
    })
    expect(answer.private).toBe(true)
    expect(answer.heading, 'which goes into the action log and the witness').not.toContain('5555')
    expect(await contact('level1')).toMatchObject({ phone: '+50255551234', personId: pedro.person.id })
    const emptied = await desk.run(set, { slot: 'level1', availability: 'none' }, owner)
    expect(emptied.preview?.lines).toEqual(['availability: 8-18 → –'])
    expect(await contact('level1')).toMatchObject({ availability: null, name: 'Pedro Pérez' })
    expect(set.place, 'numbers are nothing for a room').toBe('direct')
  })

  test('show numbers and addresses to those who have to use them, and names to the others', async () => {
    const full = (await desk.run(show, {}, mara)).answer
    expect(full).toMatchObject({ private: true, heading: 'Pedro Pérez is on call; level 2, level 3: nobody' })
    expect(rowsOf(full)[0]).toEqual(['level 1', 'Pedro Pérez', '+50255551234', 'pedro@shop.example', '–'])
    const { answer } = await desk.run(show, {}, viewer)
    const all = saidBy(answer) + JSON.stringify(answer.json)
    expect(rowsOf(answer)[0]).toEqual(['level 1', 'Pedro Pérez'])
    for (const secret of ['5555', 'pedro@', 'accountant', 'oncall set']) expect(all).not.toContain(secret)
    expect(answer.private).toBeUndefined()
  })

  test.each([
    [{ phone: '5555-1234' }, '--phone must be a number with its country, such as +50255551234'],
    [{ phone: '+0255551234' }, '--phone must be a number'],
    [{ phone: '+5025555123456789' }, '--phone must be a number'],
    [{ phone: '+50255551234;ext=5' }, '--phone must be a number'],
    [{ email: 'pedro' }, '--email must be an address such as mara@shop.example'],
    [{ email: 'a@b.example,c@d.example' }, '--email must be an address'],
    [{ email: 'a@b.example\nBcc: x@y.example' }, '--email must be an address'],
    [{ name: 'x'.repeat(201) }, 'one line of at most 200 characters'],
    [{ availability: 'by\nnight' }, 'one line of at most 200 characters'],
    [{ person: 'Nobody' }, 'There is nobody called "Nobody"'],
    [{ person: 'Vera' }, 'Vera is viewer and could not acknowledge an alert'],
    [{}, 'Say what is to be filled in'],
    [{ name: 'Pedro Pérez' }, 'The contact for level 1 is like that already: nothing was changed.'],
    [{ slot: 'level4', name: 'x' }, '--slot must be one of level1'],
  ])('refuse %j', async (written, expected) => {
    const before = await contact('level1')
    expect(await desk.refusal(set, { slot: 'level1', ...written }, owner)).toContain(expected)
    expect(await contact('level1')).toEqual(before)
  })

  test('take an outsider who is a person here without a role, such as the accountant', async () => {
    await desk.run(set, { slot: 'accountant', person: 'Vera', name: 'Vera' }, owner)
    expect(await contact('accountant')).toMatchObject({ personId: viewer.person.id })
  })
})

describe('oncall take and oncall handoff', () => {
  test('give a level to the asker for a while', async () => {
    const { answer, preview } = await desk.run(take, { level: '1', until: '8h' }, mara)
    expect(preview).toMatchObject({
      what: 'Take level 1',
      lines: ['before: Pedro Pérez', 'after: Mara, for 8 h'],
    })
    expect(answer.heading).toMatch(/^Mara has level 1 until /)
    const taken = await contact('level1')
    expect(taken?.takenBy).toBe(mara.person.id)
    expect(Math.abs((taken?.takenUntil?.getTime() ?? 0) - Date.now() - 8 * HOUR)).toBeLessThan(60_000)
    const shown = (await desk.run(show, {}, viewer)).answer
    expect(rowsOf(shown)[0]?.[1]).toMatch(/^Mara until .+, instead of Pedro Pérez$/)
  })

  test('hand a level over, and back', async () => {
    const { answer, preview } = await desk.run(handoff, { level: '1', to: 'pedro' }, mara)
    expect(preview?.lines[0]).toMatch(/^before: Mara until .+, instead of Pedro Pérez$/)
    expect(preview?.lines[1]).toBe('after: Pedro, for 12 h')
    expect(answer.heading).toMatch(/^Pedro has level 1 until /)
    const back = await desk.run(handoff, { level: '1', to: 'back' }, mara)
    expect(back.preview).toMatchObject({ what: 'Give level 1 back' })
    expect(back.preview?.lines[1]).toBe('after: Pedro Pérez')
    expect(back.answer.heading).toBe('Level 1 is back with Pedro Pérez')
    expect(await contact('level1')).toMatchObject({ takenBy: null, takenUntil: null })
    expect(await desk.refusal(handoff, { level: '1', to: 'back' }, mara)).toBe(
      'Nobody has taken this level: it is with Pedro Pérez already.',
    )
  })

  test('refuse whoever can’t be called or could not acknowledge', async () => {
    expect(await desk.refusal(take, { level: '1' }, 'root')).toContain('terminal:root is nobody by name')
    expect(await desk.refusal(handoff, { level: '1', to: 'Vera' }, mara)).toContain(
      'Vera is viewer and could not',
    )
    expect(await desk.refusal(handoff, { level: '1', to: 'Nobody' }, mara)).toContain(
      'There is nobody called',
    )
    expect(await desk.refusal(take, { level: '4' }, mara)).toContain('--level must be one of 1, 2, 3')
    expect(await contact('level1')).toMatchObject({ takenBy: null })
  })

  test.each([
    ['8d', 'It may last for 7 d at most, and for 8 d is longer.'],
    ['2099-01-01', 'It may last for 7 d at most, and until '],
    ['2020-01-01T08:00', 'is over already: give an end that is to come.'],
    ['0m', 'is over already'],
    ['forever', '--until must be a time such as 8h, or a moment such as 2026-11-23T08:00; "forever" is not.'],
  ])('refuse the end %s: nothing is endless', async (until, expected) => {
    expect(await desk.refusal(take, { level: '2', until }, mara)).toContain(expected)
    expect(await desk.refusal(handoff, { level: '2', to: 'Pedro', until }, mara)).toContain(expected)
    expect(await contact('level2')).toMatchObject({ takenBy: null })
  })

  test('take a moment for an end', async () => {
    const at = new Date(Date.now() + 5 * HOUR)
    await desk.run(take, { level: '3', until: at.toISOString().slice(0, 16) }, mara)
    expect((await contact('level3'))?.takenUntil?.toISOString()).toBe(
      `${at.toISOString().slice(0, 16)}:00.000Z`,
    )
    await desk.run(handoff, { level: '3', to: 'back' }, mara)
  })
})

describe('oncall page', () => {
  test('calls somebody by an alert of its own, and prints the number in any case', async () => {
    const { answer, preview } = await desk.run(page, { slot: 'level1', words: 'the wallet is empty' }, mara)
    expect(preview?.what).toBe('Call Pedro Pérez (level 1): the wallet is empty')
    expect(answer.private).toBe(true)
    const id = answer.json['alertId'] as string
    expect(answer.heading).toBe(`Pedro Pérez is called: alert #${id}`)
    expect(saidBy(answer)).toContain('Phone: +50255551234')
    const found = await desk.stores.alerts.alert(BigInt(id))
    expect(found).toMatchObject({
      rule: 'PAGE',
      entity: `page:level1:${id}`,
      severity: 'critical',
      pending: 'first',
    })
    const shown = saidBy((await desk.run(showAlert, { alert: id }, viewer)).answer)
    expect(shown).toContain('Mara calls level 1: the wallet is empty')
    expect(shown).not.toContain('5555')
    await desk.run(ack, { alert: id }, pedro)
    expect(await desk.stores.alerts.alert(BigInt(id)), 'answering ends it').toMatchObject({
      state: 'resolved',
      resolvedHow: `acknowledged by ${pedro.actor}`,
    })
  })

  test('calls whoever has taken the level, at his own number', async () => {
    await desk.run(set, { slot: 'level2', name: 'Mara', phone: '+50277770000', person: 'Mara' }, owner)
    await desk.run(take, { level: '1' }, mara)
    const { answer } = await desk.run(page, { slot: 'level1', words: 'help' }, pedro)
    expect(answer.json).toMatchObject({ name: 'Mara', phone: '+50277770000' })
    await desk.run(handoff, { level: '1', to: 'back' }, mara)
  })

  test('says what is missing', async () => {
    expect(await desk.refusal(page, { slot: 'lamassu', words: 'help' }, mara)).toContain(
      'Nobody is filled in for the Lamassu administrator, so nobody can be called: "oncall set lamassu --name',
    )
    const { answer } = await desk.run(page, { slot: 'accountant', words: 'help' }, mara)
    expect(answer).toMatchObject({ tone: 'warn' })
    expect(saidBy(answer)).toContain('Phone: none is filled in')
    expect(saidBy(answer)).toContain('"oncall set accountant --phone +50255551234"')
    expect(await desk.refusal(page, { slot: 'level1' }, mara)).toContain('--words is missing')
  })
})

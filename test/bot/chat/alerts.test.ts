import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ChatDesk, DIRECT, openChatDesk, type TestPerson } from '../../support/chat.ts'
import { fire } from '../../support/firing.ts'

/** What people do with alerts, said in a chat: who hears it, who may, and what the buttons do. */
let chat: ChatDesk
let mara: TestPerson
let olga: TestPerson
let vera: TestPerson
beforeAll(async () => {
  chat = await openChatDesk()
  olga = await chat.addPerson('Olga', 'owner')
  mara = await chat.addPerson('Mara', 'operator')
  vera = await chat.addPerson('Vera', 'viewer')
})
afterAll(() => chat.close())

const firing = (entity: string) => fire(chat.world.pool, { entity, severity: 'medium' })
const { stringify } = JSON

test('the button of an alert acknowledges it, and only whoever pressed is told', async () => {
  const id = await firing('thing:1')
  const card = await chat.tell(vera, `/alert show ${id}`)
  const shared = await chat.tell(mara, `/alert show ${id} --share`)
  expect(card.labels, 'a viewer has no button for it').not.toContain(`alert ack ${id}`)
  const answer = await chat.push(mara, shared.button(`alert ack ${id}`))
  expect(answer.reply).toMatchObject({ audience: 'asker', toastOnly: true })
  expect(answer.heading).toMatch(new RegExp(`^Alert #${id}: Mara has it until `))
  const pressed = await chat.push(vera, shared.button(`alert ack ${id}`))
  expect(pressed.heading).toContain('needs the role operator')
  expect((await chat.stores.alerts.alert(id))?.ackedBy).toBe(`person:${mara.id}`)
})

test('in words an acknowledgement is for the room', async () => {
  const id = await firing('thing:2')
  const answer = await chat.tell(mara, `/alert ack ${id} the technician is on the way`)
  expect(answer.reply.audience).toBe('room')
  expect((await chat.stores.alerts.alert(id))?.ackNote).toBe('the technician is on the way')
})

test('what was shown is what is confirmed, also some time later', async () => {
  const id = await firing('thing:3')
  for (const [line, done] of [
    [`/alert silence ${id} 2h flapping`, 'Silenced until'],
    ['/maintenance start polling 3d new router', 'Maintenance #'],
  ] as const) {
    const asked = await chat.tell(mara, line)
    expect(asked.text).toContain('from your yes on')
    chat.advance(20_000)
    const answer = await chat.push(mara, asked.button('Yes'))
    expect(answer.heading).toContain(done)
  }
  const refused = await chat.tell(mara, '/alert silence PAYMENT_STUCK 2h flapping')
  expect(refused.heading).toContain('only an owner may silence that')
})

describe('numbers and addresses of people', () => {
  const LINE = 'oncall set level1 --name Pedro --phone +50255551234 --email pedro@shop.example'

  test('are neither asked for nor shown in a room', async () => {
    const refused = await chat.tell(olga, `/${LINE}`)
    expect(refused.heading).toContain('Write "oncall set" to me directly')
    const before = chat.said.length
    const asked = await chat.tell(olga, `/${LINE}`, DIRECT)
    expect(asked.text).toContain('phone: – → +50255551234')
    const done = await chat.push(olga, asked.button('Yes'), DIRECT)
    expect(done.reply.audience).toBe('asker')
    const said = chat.said.slice(before).map(({ saying }) => saying)
    expect(said.filter((saying) => saying.witness === true || saying.audience === 'room')).toEqual([])
    const full = await chat.tell(mara, '/oncall show')
    expect(full.reply.audience).toBe('asker')
    expect(full.text).toContain('+50255551234')
    const byName = await chat.tell(vera, '/oncall show --share')
    expect(stringify(byName.text)).not.toMatch(/5555|pedro@/)
    expect(byName.text).toContain('level 1 | Pedro')
  })

  test('are for whoever pages alone', async () => {
    const answer = await chat.tell(mara, '/oncall page level1 the wallet is empty')
    expect(answer.reply.audience).toBe('asker')
    expect(answer.text).toContain('Phone: +50255551234')
    const { rows } = await chat.world.pool.query<{ result: string; preview: string }>(
      `SELECT result, preview FROM action_log WHERE command = 'oncall page' ORDER BY id DESC LIMIT 1`,
    )
    expect(rows[0]?.result).toMatch(/^Pedro is called: alert #\d+$/)
    expect(stringify(rows)).not.toContain('5555')
  })
})

describe('completion', () => {
  const complete = (noun: string, verb: string, argument: string, typed: string, who = mara) =>
    chat.reception.complete(who.sender(), { noun, verb, argument, typed })

  test('offers alerts, rules, channels, silences, maintenance and what can be maintained', async () => {
    const id = await firing('thing:9')
    const values = async (...asked: [string, string, string, string]) =>
      (await complete(...asked)).map(({ value }) => value)
    chat.advance(20_000)
    expect(await values('alert', 'ack', 'alert', '')).toContain(`${id}`)
    expect(await values('alert', 'rules', 'rule', 'deposit')).toContain('DEPOSIT_PENDING')
    expect(await values('alert', 'silence', 'what', 'deposit')).toEqual(
      expect.arrayContaining([`${id}`, 'DEPOSIT_PENDING']),
    )
    expect(await values('alert', 'test', 'channel', '')).toContain('telegram:room:-100200300')
    expect(await values('alert', 'unsilence', 'silence', '')).toHaveLength(1)
    expect(await values('maintenance', 'end', 'maintenance', 'router')).toHaveLength(1)
    expect(await values('maintenance', 'start', 'what', 'poll')).toContain('polling')
  })

  test('offers a viewer nothing of it', async () => {
    expect(await complete('alert', 'ack', 'alert', '', vera)).toEqual([])
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatDesk, openChatDesk, type TestPerson } from '../../support/chat.ts'

let desk: ChatDesk
let mara: TestPerson
beforeAll(async () => {
  desk = await openChatDesk()
  mara = await desk.addPerson('Mara', 'operator')
})
afterAll(() => desk.close())

test('an incident on a phone: opened in a line, assessed in three presses, evidence asked for', async () => {
  const card = await desk.tell(mara, 'incident open payments to two clients fail')
  expect(card.text).toContain('🟠 HIGH · Incident #1')
  expect(card.labels.slice(0, 4)).toEqual([
    '⛔ Stop everything',
    'Money at risk: yes',
    'Money at risk: no',
    'I lead',
  ])
  expect(card.reply.card.buttons.flat().map(({ style }) => style)).toEqual([
    'primary',
    ...card.labels.slice(1).map(() => 'plain'),
  ])
  const money = await desk.push(mara, card.button('Money at risk: yes'))
  expect(money.heading).toBe('Answered; it is CRITICAL now')
  const clients = await desk.push(mara, money.button('Clients affected: no'))
  const blocked = await desk.push(mara, clients.button('Work blocked: no'))
  expect(blocked.heading).toBe('Answered; it stays CRITICAL')
  expect(blocked.labels.some((label) => label.includes(': yes'))).toBe(false)

  const lead = await desk.push(mara, blocked.button('I lead'))
  expect(lead.reply.audience).toBe('asker')
  expect(lead.text).toContain('You decide; others do')

  // A button brings no made-up evidence along: the bot asks for it.
  const asked = await desk.push(mara, blocked.button('✔'))
  expect(asked.text).toContain('what was seen or done, and by whom')
  const ticked = await desk.tell(mara, 'there was no message on any screen')
  expect(ticked.heading).toMatch(/^✔ /)
  const shown = await desk.tell(mara, 'incident show --timeline')
  expect(shown.text).toContain('there was no message on any screen')
})

test('what has to be said with a follow-up and in a review is asked for, one after the other', async () => {
  const who = await desk.tell(mara, 'incident followup add')
  expect(who.text).toContain('followup: what?')
  expect((await desk.tell(mara, 'an alert at half the float')).text).toContain('followup: owner?')
  expect((await desk.tell(mara, 'Mara')).text).toContain('followup: due?')
  expect((await desk.tell(mara, '2099-01-15')).heading).toContain('for Mara until 2099-01-15')

  const draft = await desk.tell(mara, 'incident postmortem')
  expect((await desk.push(mara, draft.button('incident postmortem'))).text).toContain('postmortem: well?')
  expect((await desk.tell(mara, 'it was stopped at once')).text).toContain('postmortem: better?')
  expect((await desk.tell(mara, 'the float was too small')).heading).toContain('is reviewed, and kept')
})

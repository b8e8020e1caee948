import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actCommand } from '../../../commands/definition.ts'
import { choice, text } from '../../../commands/arguments.ts'
import { next } from '../../../commands/answer.ts'
import { actorOf } from '../../../engine/people.ts'
import { say } from '../../../engine/phrase.ts'
import { type ChatDesk, DIRECT, OPS, openChatDesk, passTime, type TestPerson } from '../../support/chat.ts'

/** Opens a vault, which stands for everything that takes two people. */
const done: string[] = []
const vault = actCommand({
  noun: 'vault',
  verb: 'open',
  help: 'Open the vault',
  example: 'vault open --which left',
  role: 'treasurer',
  confirm: 'C4E',
  arguments: {
    which: text({ help: 'which vault' }),
    party: choice(['nobody', 'luis', 'ana'], { help: 'whose it is' }),
  },
  async preview(_, { which, party }) {
    const interested = party === 'nobody' ? [] : [{ actor: actorOf({ id: ids[party] }) }]
    return { what: say`Open vault ${which}`, lines: [say`closed → open`], word: '4711', interested }
  },
  async act({ asker }, { which }) {
    done.push(`${which} by ${asker.actor}`)
    return { tone: 'good', heading: say`Vault ${which} is open`, blocks: [next()], json: {} }
  },
})
const ids = { luis: 0n, ana: 0n }

describe('with several people', () => {
  let chat: ChatDesk
  let ana: TestPerson
  let luis: TestPerson
  let otto: TestPerson
  let olga: TestPerson
  beforeAll(async () => {
    chat = await openChatDesk({ moreCommands: [vault] })
    olga = await chat.addPerson('Olga', 'owner')
    ana = await chat.addPerson('Ana', 'treasurer')
    luis = await chat.addPerson('Luis', 'treasurer', 'discord')
    otto = await chat.addPerson('Otto', 'operator')
    ids.luis = luis.id
    ids.ana = ana.id
  })
  afterAll(() => chat.close())

  test('the requester can’t approve; a second person can, on another platform; both are in the log', async () => {
    const asked = await chat.tell(ana, '/vault open --which a --party nobody')
    expect(asked.text).toContain('Somebody else has to approve it')
    expect((await chat.push(ana, asked.button('Approve'))).heading).toContain('You asked for this yourself')
    expect(done).toEqual([])
    const approved = await chat.push(luis, asked.button('Approve'))
    expect(approved.text).toContain('By Ana, approved by Luis.')
    expect(done).toEqual([`a by ${actorOf(ana)}`])
    const [row] = await chat.stores.actionLog.actions({ noun: 'vault', limit: 1 })
    expect(row).toMatchObject({ actor: actorOf(ana), approver: actorOf(luis), command: 'vault open' })
  })

  test('nobody with too small a role approves', async () => {
    const asked = await chat.tell(ana, '/vault open --which b --party nobody')
    expect((await chat.push(otto, asked.button('Approve'))).heading).toContain('needs the role treasurer')
    expect((await chat.push(chat.stranger(), asked.button('Approve'))).heading).toContain('not one of mine')
    expect(done).not.toContain(`b by ${actorOf(ana)}`)
  })

  test('a party in interest can’t approve', async () => {
    const asked = await chat.tell(ana, '/vault open --which c --party luis')
    expect(asked.text).not.toContain('Luis,')
    expect((await chat.push(luis, asked.button('Approve'))).heading).toContain('You have a part in this')
    await chat.push(olga, asked.button('Approve'))
    expect(done).toContain(`c by ${actorOf(ana)}`)
  })

  test('it expires after fifteen minutes, and the old card offers to ask again', async () => {
    const asked = await chat.tell(ana, '/vault open --which d --party nobody')
    await passTime(chat, '15 min')
    const late = await chat.push(luis, asked.button('Approve'))
    expect(late.heading).toContain('This card is old')
    expect(late.labels).toEqual([expect.stringMatching(/^vault open --/)])
    expect(done.some((one) => one.startsWith('d'))).toBe(false)
  })

  test('whoever lost his role meanwhile has asked in vain', async () => {
    const asked = await chat.tell(otto, '/vault open --which e --party nobody')
    expect(asked.heading).toContain('needs the role')
    const paula = await chat.addPerson('Paula', 'treasurer')
    const hers = await chat.tell(paula, '/vault open --which e --party nobody')
    await chat.stores.people.setRole(paula.id, 'viewer')
    expect((await chat.push(luis, hers.button('Approve'))).heading).toContain('may not do it any more')
    expect(done.some((one) => one.startsWith('e'))).toBe(false)
  })

  test('no is said by anybody who acts here, and ends it', async () => {
    const asked = await chat.tell(ana, '/vault open --which f --party nobody')
    expect((await chat.push(otto, asked.button('No'))).text).toContain('Otto said no')
    expect((await chat.push(luis, asked.button('Approve'))).heading).toContain('old')
    expect(done.some((one) => one.startsWith('f'))).toBe(false)
  })

  test('sixteen approvals at once open it once', async () => {
    const asked = await chat.tell(ana, '/vault open --which g --party nobody')
    await Promise.all(
      Array.from({ length: 16 }, (_, i) => chat.press(i % 2 === 0 ? luis : olga, asked.button('Approve'))),
    )
    expect(done.filter((one) => one.startsWith('g'))).toHaveLength(1)
  })
})

describe('with one person', () => {
  let chat: ChatDesk
  let olga: TestPerson
  beforeAll(async () => {
    chat = await openChatDesk({ moreCommands: [vault] })
    olga = await chat.addPerson('Olga', 'owner')
  })
  afterAll(() => chat.close())

  test('he types the word and waits ten minutes; before that nothing happens', async () => {
    const asked = await chat.tell(olga, '/vault open --which z --party nobody')
    expect(asked.text).toContain('Nobody else can approve this')
    expect((await chat.push(olga, asked.button('Confirm'), OPS, '4711')).heading).toContain('too early')
    await passTime(chat, '10 min')
    expect((await chat.push(olga, asked.button('Confirm'), OPS, '4712')).heading).toContain('not the word')
    expect(done.some((one) => one.startsWith('z'))).toBe(false)
    await chat.push(olga, asked.button('Confirm'), OPS, '4711')
    expect(done.filter((one) => one.startsWith('z'))).toEqual([`z by ${actorOf(olga)}`])
  })

  test('where no modal is, the next plain message is the word', async () => {
    const asked = await chat.tell(olga, '/vault open --which y --party nobody', DIRECT)
    await passTime(chat, '10 min')
    expect((await chat.push(olga, asked.button('Confirm'), DIRECT)).heading).toContain('Type this word')
    expect((await chat.tell(olga, '4711', DIRECT)).heading).toBe('Vault y is open')
  })

  test('during the cooling-off it can be cancelled', async () => {
    const asked = await chat.tell(olga, '/vault open --which x --party nobody')
    expect((await chat.push(olga, asked.button('No'))).text).toContain('Cancelled by Olga')
    await passTime(chat, '11 min')
    await chat.push(olga, asked.button('Confirm'), OPS, '4711')
    expect(done.some((one) => one.startsWith('x'))).toBe(false)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { terminalAsker } from '../../../bot/chat/access.ts'
import { planOf } from '../../../bot/chat/plan.ts'
import { openRequest } from '../../../bot/chat/requests.ts'
import { decideById } from '../../../bot/chat/serving.ts'
import { actCommand, isAct, nameOf } from '../../../commands/definition.ts'
import { choice, text } from '../../../commands/arguments.ts'
import { next } from '../../../commands/answer.ts'
import { actorOf } from '../../../engine/people.ts'
import { say } from '../../../engine/phrase.ts'
import { type ChatDesk, DIRECT, OPS, openChatDesk, passTime, type TestPerson } from '../../support/chat.ts'

/** Opens a vault, which stands for everything that takes two people. */
const done: string[] = []
let vaultDoor = 'closed'
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
    return { what: say`Open vault ${which}`, lines: [say`${vaultDoor} → open`], word: '4711', interested }
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
  const askerOf = async (person: TestPerson) => {
    const known = await chat.stores.people.personBehind(person.sender())
    if (known === null) throw new Error('somebody who is paired is known')
    return { actor: actorOf(known), person: known, role: known.role, identity: person.sender() }
  }

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

  test('an account that was linked to somebody later is still his: he does not approve himself', async () => {
    const { parts } = chat
    const atTheTill = await terminalAsker(parts, 'maria')
    const command = parts.commands.find((one) => nameOf(one) === 'vault open')
    if (command === undefined || !isAct(command)) throw new Error('the vault is there')
    const plan = await planOf(parts, atTheTill, command, { which: 'h', party: 'nobody' })
    if (plan.confirmation.kind === 'nobody') throw new Error('it takes two')
    const request = await openRequest(parts, { ...plan, confirmation: plan.confirmation })
    await chat.stores.people.invite('LINKED22', { kind: 'link', personId: luis.id }, 'test')
    await chat.stores.people.pair('LINKED22', { platform: 'terminal', userId: 'maria' })
    expect((await chat.push(luis, `y.${request.token}`)).heading).toContain('You asked for this yourself')
    await chat.push(olga, `y.${request.token}`)
    expect(done).toContain('h by terminal:maria')
  })

  test('who approves in words is told when it is not done, and why', async () => {
    await chat.tell(ana, '/vault open --which i --party nobody')
    const [newest] = (await chat.stores.requests.pending()).toReversed()
    const id = newest?.id ?? 0n
    vaultDoor = 'ajar'
    try {
      const asker = await askerOf(olga)
      await expect(decideById(chat.parts, asker, id, 'approve')).rejects.toThrow(
        /Things have changed.*nothing was done/,
      )
      await expect(decideById(chat.parts, asker, id, 'approve')).rejects.toThrow(/was decided before/)
    } finally {
      vaultDoor = 'closed'
    }
    expect(done.some((one) => one.startsWith('i'))).toBe(false)
  })

  test('sixteen approvals at once open it once', async () => {
    const asked = await chat.tell(ana, '/vault open --which g --party nobody')
    await Promise.all(
      Array.from({ length: 16 }, (_, i) => chat.press(i % 2 === 0 ? luis : olga, asked.button('Approve'))),
    )
    expect(done.filter((one) => one.startsWith('g'))).toHaveLength(1)
  })
})

test('the only person known confirms for the terminal only what his own role may', async () => {
  const chat = await openChatDesk({ moreCommands: [vault] })
  try {
    const vera = await chat.addPerson('Vera', 'viewer')
    const command = chat.parts.commands.find((one) => nameOf(one) === 'vault open')
    if (command === undefined || !isAct(command)) throw new Error('the vault is there')
    const plan = await planOf(chat.parts, await terminalAsker(chat.parts, 'root'), command, {
      which: 'v',
      party: 'nobody',
    })
    if (plan.confirmation.kind === 'nobody') throw new Error('it takes two')
    const request = await openRequest(chat.parts, { ...plan, confirmation: plan.confirmation })
    await passTime(chat, '10 min')
    const told = await chat.push(vera, `y.${request.token}`, OPS, '4711')
    expect(told.heading).toContain('needs the role treasurer')
    expect(done.some((one) => one.startsWith('v'))).toBe(false)
  } finally {
    await chat.close()
  }
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

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Answer } from '../../commands/answer.ts'
import { withoutMasked } from '../../commands/arguments.ts'
import type { Asker } from '../../commands/asker.ts'
import { command as client } from '../../commands/user/client.ts'
import { command as invite } from '../../commands/user/invite.ts'
import { command as language } from '../../commands/user/language.ts'
import { command as list } from '../../commands/user/list.ts'
import { command as pair } from '../../commands/user/pair.ts'
import { command as revoke } from '../../commands/user/revoke.ts'
import { command as role } from '../../commands/user/role.ts'
import { command as whoami } from '../../commands/user/whoami.ts'
import { actorOf, type Identity, type PersonReading, type Role } from '../../engine/people.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'

let desk: Desk
let serial = 0
beforeAll(async () => {
  let codes = 0
  desk = await openDesk({
    host: {
      newCode: () => {
        codes += 1
        return `ABCD${String(codes).padStart(4, '0')}`
      },
    },
  })
})
afterAll(() => desk.close())
beforeEach(() =>
  desk.world.pool.query(
    'UPDATE people SET active = false, revoked_at = now() WHERE active; DELETE FROM identities',
  ),
)

const newAccount = (): Identity => {
  serial += 1
  return { platform: 'telegram', userId: `${serial}` }
}
const stranger = (identity = newAccount()): Asker => ({
  actor: `${identity.platform}:${identity.userId}`,
  person: null,
  role: 'anyone',
  identity,
})
const asking = (person: PersonReading): Asker => ({
  actor: actorOf(person),
  person,
  role: person.role,
  identity: person.identities[0] ?? newAccount(),
})
const codeOf = (answer: Answer<string>): string => answer.json['code'] as string
const everybody = () => desk.stores.people.people()
const active = async (name: string): Promise<PersonReading> => {
  const found = (await everybody()).find((person) => person.active && person.name === name)
  if (found === undefined) throw new Error(`${name} is not there`)
  return found
}
async function join(name: string, as: Role): Promise<PersonReading> {
  const code = `JOIN${String((serial += 1)).padStart(4, '0')}`
  await desk.stores.people.invite(code, { kind: 'new_person', name, role: as }, 'terminal:root')
  await desk.stores.people.pair(code, newAccount())
  return active(name)
}

describe('user invite and user pair', () => {
  test('let somebody in with a code that is shown once', async () => {
    const { preview, answer } = await desk.run(invite, { name: 'María', role: 'operator' })
    expect(preview).toMatchObject({ what: 'Invite María as operator', confirm: 'C1' })
    expect(preview?.lines).toContain('role of María: none → operator')
    const code = codeOf(answer)
    expect(saidBy(answer)).toContain(`Code: ${code}`)
    expect(saidBy(answer)).toContain(
      `Valid for ten minutes, once. To be typed in a direct message to this bot: /user pair ${code}`,
    )
    expect(answer.heading, 'which goes into the action log').not.toContain(code)
    expect(JSON.stringify(answer.blocks.at(-1)), 'which is kept behind buttons').not.toContain(code)

    const guest = stranger()
    const paired = await desk.run(pair, { code: code.toLowerCase() }, guest)
    expect(paired.answer.heading).toBe('Welcome, María')
    expect(saidBy(paired.answer)).toContain(`Accounts: telegram ${guest.identity.userId}`)
    expect(await active('María')).toMatchObject({ role: 'operator', identities: [guest.identity] })
    expect(await desk.refusal(pair, { code }, stranger())).toBe('This code is not valid.')
  })

  test('keep the code out of what is written down', async () => {
    expect(withoutMasked(pair.arguments, { code: 'ABCD2345' })).toEqual({ code: '…' })
    expect(withoutMasked(invite.arguments, { name: 'Ana' })).toEqual({ name: 'Ana' })
    const preview = await desk.preview(pair, { code: 'ABCD2345' }, stranger())
    expect(JSON.stringify(preview)).not.toContain('ABCD2345')
    expect([pair.place, invite.place]).toEqual(['direct', 'direct'])
  })

  test('link one more account of somebody who is known', async () => {
    const maria = await join('María', 'owner')
    const { preview, answer } = await desk.run(invite, { for: 'maría' }, asking(maria))
    expect(preview).toMatchObject({ what: 'Invite one more account of María', confirm: 'C1' })
    const second: Identity = { platform: 'discord', userId: 'second' }
    await desk.run(pair, { code: codeOf(answer) }, stranger(second))
    expect((await active('María')).identities).toHaveLength(2)
    expect(await desk.refusal(pair, { code: 'ABCD9999' }, stranger(second))).toBe(
      'This account belongs to María already: nothing was changed.',
    )
  })

  test('ask for a second person where an owner, or somebody else who moves money, is let in', async () => {
    const level = async (written: Record<string, string>, who?: Asker) =>
      (await desk.preview(invite, written, who)).confirm
    expect(await level({ name: 'First', role: 'owner' }), 'the first one').toBe('C1')
    const olga = await join('Olga', 'owner')
    expect(await level({ for: 'Olga' }), 'the terminal is her, as long as she is alone').toBe('C1')
    const [tom, vera] = [await join('Tom', 'treasurer'), await join('Vera', 'viewer')]
    expect(await level({ name: 'Second', role: 'owner' }, asking(olga))).toBe('C4E')
    expect(await level({ name: 'Second', role: 'treasurer' }, asking(olga))).toBe('C1')
    expect(await level({ for: `#${tom.id}` }, asking(olga))).toBe('C4E')
    expect(await level({ for: `${vera.id}` }, asking(olga))).toBe('C1')
    expect(await level({ for: 'Olga' }, asking(olga))).toBe('C1')
    expect(await level({ for: 'Olga' })).toBe('C4E')
  })

  test('a wrong code counts, and the fifth locks the account even for the right one', async () => {
    const { answer } = await desk.run(invite, { name: 'Late', role: 'viewer' })
    const guesser = stranger()
    for (let guess = 0; guess < 5; guess += 1)
      expect(await desk.refusal(pair, { code: `WRONG${guess}` }, guesser)).toBe('This code is not valid.')
    expect(await desk.stores.people.isLocked(guesser.identity)).toBe(true)
    const code = codeOf(answer)
    expect(await desk.refusal(pair, { code }, guesser)).toBe('This code is not valid.')
    expect((await desk.run(pair, { code }, stranger())).answer.heading).toBe('Welcome, Late')
  })

  test.each([
    [{}, 'Give a name and a role'],
    [{ name: 'Ana' }, 'Give a name and a role'],
    [{ name: 'Ana', for: 'Ana' }, 'Give a name and a role'],
    [{ name: 'Ana', role: 'king' }, 'must be one of viewer, operator, treasurer, owner'],
    [{ name: '4711', role: 'viewer' }, 'is no name for a person'],
    [{ name: 'person:1', role: 'viewer' }, 'is no name for a person'],
    [{ name: 'Ana\u202egod', role: 'viewer' }, 'is no name for a person'],
    [{ name: 'x'.repeat(101), role: 'viewer' }, 'A name has at most 100 characters.'],
    [{ for: 'Nobody' }, 'There is nobody called "Nobody": "user list" shows who there is.'],
  ])('user invite refuses %j', async (written, expected) => {
    expect(await desk.refusal(invite, written as Record<string, string>)).toContain(expected)
  })

  test('two people are not called the same', async () => {
    const ana = await join('Ana', 'viewer')
    expect(await desk.refusal(invite, { name: 'ANA', role: 'viewer' })).toContain(
      `There is a Ana already (#${ana.id})`,
    )
    await desk.stores.people.revoke(ana.id)
    expect((await desk.preview(invite, { name: 'Ana', role: 'viewer' })).what).toBe('Invite Ana as viewer')
  })
})

describe('user role', () => {
  test('shows before and after, and is not for the person to approve', async () => {
    const [olga, vera] = [await join('Olga', 'owner'), await join('Vera', 'viewer')]
    const { preview, answer } = await desk.run(role, { person: 'vera', role: 'treasurer' }, asking(olga))
    expect(preview).toMatchObject({
      what: 'Change the role of Vera',
      lines: ['role: viewer → treasurer'],
      confirm: 'C1',
      interested: [{ actor: actorOf(vera) }],
    })
    expect(answer.heading).toBe('Vera: treasurer now')
    expect(answer.json).toMatchObject({ role: 'treasurer', before: 'viewer' })
    expect((await active('Vera')).role).toBe('treasurer')
    expect(await desk.refusal(role, { person: 'Vera', role: 'treasurer' })).toBe(
      'Vera has this role already: nothing was changed.',
    )
  })

  test('to or from owner asks for a second person', async () => {
    const [, tom] = [await join('Olga', 'owner'), await join('Tom', 'treasurer')]
    const up = await desk.preview(role, { person: `${tom.id}`, role: 'owner' })
    expect(up).toMatchObject({ confirm: 'C4E', lines: ['role: treasurer → owner', 'owners: 1 → 2'] })
    await desk.run(role, { person: 'Tom', role: 'owner' })
    const down = await desk.preview(role, { person: 'Olga', role: 'operator' })
    expect(down).toMatchObject({ confirm: 'C4E', lines: ['role: owner → operator', 'owners: 2 → 1'] })
  })

  test('the first owner needs nobody else', async () => {
    await join('Vera', 'viewer')
    expect((await desk.preview(role, { person: 'Vera', role: 'owner' })).confirm).toBe('C1')
  })

  test('never leaves nobody who can let people in, not even when two go at once', async () => {
    const [one, two] = [await join('One', 'owner'), await join('Two', 'owner')]
    const context = await desk.context()
    const both = await Promise.allSettled([
      role.act(context, { person: 'One', role: 'viewer' }),
      revoke.act(context, { person: 'Two' }),
    ])
    const refused = both.filter((result) => result.status === 'rejected')
    expect(refused).toHaveLength(1)
    expect(refused[0]?.reason.message).toMatch(/is the only owner: let another owner in first/)
    const owners = (await everybody()).filter((person) => person.active && person.role === 'owner')
    expect(owners).toHaveLength(1)
    expect([one.id, two.id]).toContain(owners[0]?.id)
    const name = owners[0]?.name ?? ''
    expect(await desk.refusal(role, { person: name, role: 'viewer' })).toContain('is the only owner')
    expect(await desk.refusal(revoke, { person: name })).toContain('is the only owner')
  })
})

describe('user revoke', () => {
  test('takes every account, and the person is nobody from then on', async () => {
    const vera = await join('Vera', 'operator')
    const { preview, answer } = await desk.run(revoke, { person: 'Vera' })
    expect(preview).toMatchObject({ confirm: 'C1', interested: [{ actor: actorOf(vera) }] })
    expect(preview?.lines).toContain(`accounts: telegram ${vera.identities[0]?.userId} → none`)
    expect(answer.heading).toBe('Vera has no access any more')
    expect(await desk.stores.people.personBehind(asking(vera).identity)).toBeNull()
    expect(await desk.refusal(revoke, { person: 'Vera' })).toContain('There is nobody called "Vera"')
  })

  test('of an owner asks for a second person', async () => {
    await join('Olga', 'owner')
    await join('Otto', 'owner')
    expect(await desk.preview(revoke, { person: 'Otto' })).toMatchObject({ confirm: 'C4E' })
  })
})

describe('user client', () => {
  test('notes who is a client, and takes it back only by somebody else', async () => {
    const [olga, vera] = [await join('Olga', 'owner'), await join('Vera', 'treasurer')]
    const ana = await desk.world.addClient('Ana', null)
    const declared = await desk.run(client, { person: 'Vera', client: 'Ana' }, asking(olga))
    expect(declared.preview).toMatchObject({
      what: `Note that Vera is the client #${ana.id} Ana`,
      interested: [],
    })
    expect(declared.preview?.lines).toContain(`client: none → #${ana.id} Ana`)
    expect((await active('Vera')).clientId).toBe(ana.id)
    expect(await desk.refusal(client, { person: 'Vera', client: 'Ana' })).toContain(
      'This is so already for Vera',
    )
    const back = await desk.run(client, { person: 'Vera', none: 'yes' }, asking(olga))
    expect(back.preview?.interested).toEqual([{ actor: actorOf(vera) }, { clientId: ana.id }])
    expect(back.answer.heading).toBe('Vera is no client')
    expect((await active('Vera')).clientId).toBeNull()
  })

  test.each([[{}], [{ client: 'Ana', none: 'yes' }]])('refuses %j', async (written) => {
    await join('Vera', 'viewer')
    expect(await desk.refusal(client, { person: 'Vera', ...written })).toBe(
      'Say which client it is with --client, or --none for none.',
    )
  })
})

test('user language is one’s own', async () => {
  const vera = await join('Vera', 'viewer')
  const { preview, answer } = await desk.run(language, { language: 'es' }, asking(vera))
  expect(preview).toMatchObject({ lines: ['language: English → Spanish'] })
  expect(answer.heading).toBe('You are answered in Spanish from now on')
  expect((await active('Vera')).language).toBe('es')
  expect(await desk.refusal(language, { language: 'es' })).toContain('This account is linked to nobody')
  expect(await desk.refusal(language, { language: 'fr' }, asking(vera))).toContain('one of en, es')
})

test('user list shows who has access, and with --all who had', async () => {
  const [olga, vera] = [await join('Olga', 'owner'), await join('Vera', 'viewer')]
  await desk.stores.people.revoke(vera.id)
  expect(rowsOf((await desk.run(list)).answer)).toEqual([
    [`#${olga.id} Olga`, 'owner', 'English', `telegram ${olga.identities[0]?.userId}`, '–'],
  ])
  const all = (await desk.run(list, { all: 'yes' })).answer
  expect(rowsOf(all)).toContainEqual([`#${vera.id} Vera`, 'no access', 'English', 'no account', '–'])
  expect(list.role).toBe('owner')
})

describe('user whoami', () => {
  test('tells a stranger what an owner needs to know, and nothing else', async () => {
    await join('Olga', 'owner')
    const { answer } = await desk.run(whoami, {}, stranger({ platform: 'discord', userId: '4711' }))
    expect(answer.heading).toBe("I don't know you yet")
    expect(answer.json).toEqual({ known: false, platform: 'discord', userId: '4711', role: 'anyone' })
    expect(saidBy(answer)).toContain('User id: 4711')
    expect(saidBy(answer)).not.toContain('Olga')
  })

  test('tells somebody who is known role, language and accounts', async () => {
    const vera = await join('Vera', 'viewer')
    const { answer } = await desk.run(whoami, {}, asking(vera))
    expect(answer.heading).toBe('You are Vera')
    expect(saidBy(answer)).toContain('Role: viewer')
    expect(answer.json).toMatchObject({ known: true, name: 'Vera', accounts: [asking(vera).identity] })
  })

  test('knows the server’s own terminal', async () => {
    const { answer } = await desk.run(whoami)
    expect(answer.heading).toBe("You are at the server's own terminal")
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Identity, PeopleStore, PersonReading } from '../../../engine/people.ts'
import { createPeopleStore } from '../../../engine/store/people-store.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let store: PeopleStore
let serial = 0
beforeAll(async () => {
  database = await freshDatabase()
  store = createPeopleStore(database.pool)
})
afterAll(() => database.drop())
/** Owners of one test must not be the other owners of the next. */
beforeEach(() =>
  database.pool.query(`UPDATE people SET active = false, revoked_at = now() WHERE active AND role = 'owner'`),
)

const account = (platform: Identity['platform'] = 'telegram'): Identity => {
  serial += 1
  return { platform, userId: `account-${serial}` }
}
const newCode = (): string => {
  serial += 1
  return `CODE${String(serial).padStart(4, '0')}`
}

async function join(name: string, role: PersonReading['role'], identity = account()): Promise<PersonReading> {
  const code = newCode()
  await store.invite(code, { kind: 'new_person', name, role }, 'terminal:root')
  const paired = await store.pair(code, identity)
  if (paired.kind !== 'paired') throw new Error(paired.kind)
  return paired.person
}

describe('pairing', () => {
  test('makes a person of whoever types the code, once', async () => {
    const code = newCode()
    const identity = account('discord')
    const { expiresAt } = await store.invite(
      code,
      { kind: 'new_person', name: 'Ana López', role: 'operator' },
      'terminal:root',
    )
    expect(expiresAt).toBeInstanceOf(Date)
    expect(await store.personBehind(identity)).toBeNull()
    const paired = await store.pair(code, identity)
    expect(paired).toMatchObject({
      kind: 'paired',
      person: { name: 'Ana López', role: 'operator', language: 'en', clientId: null, active: true },
    })
    expect(await store.personBehind(identity)).toMatchObject({ name: 'Ana López', identities: [identity] })
    expect(await store.pair(code, account())).toEqual({ kind: 'no_such_code' })
    expect(await store.pair(code, identity)).toMatchObject({ kind: 'already_paired' })
  })

  test('takes a code as people type it, and keeps only its hash', async () => {
    const code = newCode()
    await store.invite(code, { kind: 'new_person', name: 'Berta', role: 'viewer' }, 'terminal:root')
    const { rows } = await database.pool.query('SELECT * FROM pairing_codes')
    expect(
      JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    ).not.toContain(code)
    expect(await store.pair(` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `, account())).toMatchObject(
      {
        kind: 'paired',
      },
    )
  })

  test('links one more account of somebody who is known', async () => {
    const first = account('telegram')
    const person = await join('Carla', 'treasurer', first)
    const code = newCode()
    await store.invite(code, { kind: 'link', personId: person.id }, 'terminal:root')
    const second = account('discord')
    expect(await store.pair(code, second)).toMatchObject({
      kind: 'paired',
      person: { id: person.id, identities: [second, first] },
    })
    expect((await store.people()).find((one) => one.id === person.id)?.identities).toEqual([second, first])
  })

  test('is over after ten minutes', async () => {
    const code = newCode()
    const { expiresAt } = await store.invite(
      code,
      { kind: 'new_person', name: 'Dora', role: 'viewer' },
      'terminal:root',
    )
    const { rows } = await database.pool.query<{ left: number }>(
      'SELECT extract(epoch FROM $1::timestamptz - now())::float8 AS left',
      [expiresAt],
    )
    expect(rows[0]?.left).toBeGreaterThan(500)
    expect(rows[0]?.left).toBeLessThanOrEqual(600)
    await database.pool.query(
      `UPDATE pairing_codes SET created_at = created_at - interval '1 hour', expires_at = now()`,
    )
    expect(await store.pair(code, account())).toEqual({ kind: 'no_such_code' })
    await store.invite(newCode(), { kind: 'new_person', name: 'Eva', role: 'viewer' }, 'terminal:root')
    const { rows: left } = await database.pool.query('SELECT FROM pairing_codes')
    expect(left).toHaveLength(1)
  })

  test('with a code of somebody who is no owner any more is refused', async () => {
    const rogue = await join('Rogue', 'owner')
    await join('Second', 'owner')
    const [forNewcomer, forSelf] = [newCode(), newCode()]
    await store.invite(forNewcomer, { kind: 'new_person', name: 'Back', role: 'owner' }, `person:${rogue.id}`)
    await store.invite(forSelf, { kind: 'link', personId: rogue.id }, 'terminal:root')
    expect(await store.revoke(rogue.id)).toBe(true)
    expect(await store.pair(forNewcomer, account())).toEqual({ kind: 'no_such_code' })
    expect(await store.pair(forSelf, account())).toEqual({ kind: 'no_such_code' })
  })

  test.each([
    ['by 16 accounts at once', () => Array.from({ length: 16 }, () => account())],
    ['16 times at once by one account', (one = account()) => Array.from({ length: 16 }, () => one)],
  ])('a code that is used %s is used once', async (_how, accounts) => {
    const code = newCode()
    await store.invite(code, { kind: 'new_person', name: code, role: 'viewer' }, 'terminal:root')
    const outcomes = await Promise.all(accounts().map((identity) => store.pair(code, identity)))
    expect(outcomes.filter((outcome) => outcome.kind === 'paired')).toHaveLength(1)
    expect((await store.people()).filter((person) => person.name === code)).toHaveLength(1)
  })

  test('of one account with two codes at once uses one of them', async () => {
    const codes = [newCode(), newCode()]
    for (const code of codes)
      await store.invite(code, { kind: 'new_person', name: code, role: 'viewer' }, 'terminal:root')
    const identity = account()
    const outcomes = await Promise.all(codes.map((code) => store.pair(code, identity)))
    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['already_paired', 'paired'])
    expect((await store.people()).filter((person) => codes.includes(person.name))).toHaveLength(1)
  })
})

describe('the last owner', () => {
  test('can neither be revoked nor made anything less', async () => {
    const owner = await join('Olga', 'owner')
    expect(await store.setRole(owner.id, 'treasurer')).toBe(false)
    expect(await store.revoke(owner.id)).toBe(false)
    expect(await store.setRole(owner.id, 'owner')).toBe(true)
    expect((await store.people()).find((person) => person.id === owner.id)).toMatchObject({
      role: 'owner',
      active: true,
    })
  })

  test('is left, however many are taken away at once', async () => {
    const owners = await Promise.all(Array.from({ length: 16 }, (_, i) => join(`Owner ${i}`, 'owner')))
    const done = await Promise.all(
      owners.map((owner, i) => (i % 2 === 0 ? store.revoke(owner.id) : store.setRole(owner.id, 'viewer'))),
    )
    expect(done.filter((was) => was)).toHaveLength(15)
    const left = (await store.people()).filter((person) => person.active && person.role === 'owner')
    expect(left).toHaveLength(1)
  })

  test('keeps nobody else from being changed', async () => {
    const viewer = await join('Vera', 'viewer')
    expect(await store.setRole(viewer.id, 'operator')).toBe(true)
    expect(await store.revoke(viewer.id)).toBe(true)
  })
})

describe('whoever was revoked', () => {
  test('has no account any more, and is still named', async () => {
    const identity = account()
    const person = await join('Rita', 'operator', identity)
    expect(await store.revoke(person.id)).toBe(true)
    expect(await store.personBehind(identity)).toBeNull()
    expect((await store.people()).find((one) => one.id === person.id)).toMatchObject({
      name: 'Rita',
      active: false,
      identities: [],
    })
    expect((await join('Rosa', 'viewer', identity)).name).toBe('Rosa')
  })

  test.each([
    ['setRole', (id: bigint) => store.setRole(id, 'viewer')],
    ['setClient', (id: bigint) => store.setClient(id, null)],
    ['setLanguage', (id: bigint) => store.setLanguage(id, 'es')],
    ['revoke', (id: bigint) => store.revoke(id)],
  ])('is not changed by %s', async (_name, change) => {
    const person = await join('Sara', 'viewer')
    await store.revoke(person.id)
    await expect(change(person.id)).rejects.toThrow(/nobody with the number \d+ who has access/)
  })

  test('is never deleted', async () => {
    await expect(database.pool.query('DELETE FROM people')).rejects.toMatchObject({
      constraint: 'append_only',
    })
  })
})

test('language and client are kept', async () => {
  const person = await join('Tina', 'viewer')
  const { rows } = await database.pool.query<{ id: bigint }>(
    `INSERT INTO dca_clients (username, wallet_id, fiat_code) VALUES ('Tina', 'w', 'GTQ') RETURNING id`,
  )
  const clientId = rows[0]?.id ?? 0n
  await store.setLanguage(person.id, 'es')
  await store.setClient(person.id, clientId)
  const read = async () => (await store.people()).find((one) => one.id === person.id)
  expect(await read()).toMatchObject({ language: 'es', clientId })
  await store.setClient(person.id, null)
  expect(await read()).toMatchObject({ clientId: null })
  await expect(store.setClient(person.id, 999_999n)).rejects.toMatchObject({ code: 'database_refused' })
})

describe('refusals', () => {
  const refuse = async (identity: Identity, times: number): Promise<boolean[]> => {
    const locked: boolean[] = []
    for (let i = 0; i < times; i += 1) locked.push((await store.countRefusal(identity)).locked)
    return locked
  }
  const later = (minutes: number) =>
    database.pool.query(
      `UPDATE account_refusals SET locked_until = locked_until - make_interval(mins => $1), updated_at = updated_at - make_interval(mins => $1),
              refused_at = array(SELECT r - make_interval(mins => $1) FROM unnest(refused_at) AS r)`,
      [minutes],
    )

  test('the fifth within ten minutes locks for fifteen', async () => {
    const identity = account()
    expect(await refuse(identity, 4)).toEqual([false, false, false, false])
    expect(await store.isLocked(identity)).toBe(false)
    expect(await refuse(identity, 2)).toEqual([true, false])
    expect(await store.isLocked(identity)).toBe(true)
    expect(await store.isLocked({ ...identity, platform: 'discord' })).toBe(false)
    await later(14)
    expect(await store.isLocked(identity)).toBe(true)
    await later(1)
    expect(await store.isLocked(identity)).toBe(false)
    expect(await refuse(identity, 5), 'counting begins anew').toEqual([false, false, false, false, true])
  })

  test('that are further apart lock nobody', async () => {
    const identity = account()
    await refuse(identity, 4)
    await later(10)
    expect(await refuse(identity, 4)).toEqual([false, false, false, false])
  })

  test('of 16 at once one locks', async () => {
    const identity = account()
    const counted = await Promise.all(Array.from({ length: 16 }, () => store.countRefusal(identity)))
    expect(counted.filter(({ locked }) => locked)).toHaveLength(1)
    expect(await store.isLocked(identity)).toBe(true)
  })

  test('keep a locked account from pairing, even with the right code', async () => {
    const identity = account()
    const code = newCode()
    await store.invite(code, { kind: 'new_person', name: 'Uma', role: 'viewer' }, 'terminal:root')
    await refuse(identity, 5)
    expect(await store.pair(code, identity)).toEqual({ kind: 'no_such_code' })
    await later(15)
    expect(await store.pair(code, identity)).toMatchObject({ kind: 'paired' })
  })

  test('that are long over are forgotten', async () => {
    const identity = account()
    await refuse(identity, 1)
    await later(24 * 60 + 1)
    await refuse(account(), 1)
    const { rowCount } = await database.pool.query('SELECT FROM account_refusals WHERE user_id = $1', [
      identity.userId,
    ])
    expect(rowCount).toBe(0)
  })
})

describe('a delivery', () => {
  test('is the first one once, also of 16 at once', async () => {
    const answers = await Promise.all(Array.from({ length: 16 }, () => store.isFirstDelivery('telegram:77')))
    expect(answers.filter((first) => first)).toHaveLength(1)
    expect(await store.isFirstDelivery('telegram:77')).toBe(false)
    expect(await store.isFirstDelivery('telegram:78')).toBe(true)
  })

  test('is remembered for seven days', async () => {
    await store.isFirstDelivery('discord:1')
    await database.pool.query(`UPDATE deliveries SET seen_at = now() - interval '6 days 23 hours'`)
    expect(await store.isFirstDelivery('discord:2')).toBe(true)
    expect(await store.isFirstDelivery('discord:1')).toBe(false)
    await database.pool.query(`UPDATE deliveries SET seen_at = now() - interval '7 days 1 second'`)
    await store.isFirstDelivery('discord:3')
    const { rows } = await database.pool.query('SELECT delivery_id FROM deliveries')
    expect(rows).toEqual([{ delivery_id: 'discord:3' }])
  })
})

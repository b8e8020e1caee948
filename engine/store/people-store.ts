import { createHash } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { Failure } from '../failure.ts'
import type {
  Identity,
  Invitation,
  Language,
  PairOutcome,
  PeopleStore,
  PersonReading,
  Platform,
  Role,
} from '../people.ts'
import { say } from '../phrase.ts'
import { countRefusal, isFirstDelivery, isLocked } from './refusals.ts'
import { guarded } from './guarded.ts'
import { inTransaction } from './pool.ts'

/** Who is known and what they may do changes by one hand at a time: there are few people, and much depends on them. */
const PEOPLE_LOCK = 7_276_507

/** @param newcomersSpeak the language of people who have not chosen one yet. */
export function createPeopleStore(pool: Pool, newcomersSpeak: Language = 'en'): PeopleStore {
  return guarded<PeopleStore>({
    people: () => people(pool),
    personBehind: (identity) => personBehind(pool, identity),
    invite: (code, invitation, actor) =>
      inTransaction(pool, (client) => invite(client, code, invitation, actor)),
    pair: (code, identity) => inTransaction(pool, (client) => pair(client, code, identity, newcomersSpeak)),
    setRole: (personId, role) => inTransaction(pool, (client) => setRole(client, personId, role)),
    async setClient(personId, clientId) {
      const { rowCount } = await pool.query('UPDATE people SET client_id = $2 WHERE id = $1 AND active', [
        personId,
        clientId,
      ])
      if (rowCount !== 1) throw nobody(personId)
    },
    async setLanguage(personId, language) {
      const { rowCount } = await pool.query('UPDATE people SET language = $2 WHERE id = $1 AND active', [
        personId,
        language,
      ])
      if (rowCount !== 1) throw nobody(personId)
    },
    revoke: (personId) => inTransaction(pool, (client) => revoke(client, personId)),
    countRefusal: (identity) => inTransaction(pool, (client) => countRefusal(client, identity)),
    isLocked: (identity) => isLocked(pool, identity),
    isFirstDelivery: (deliveryId) => isFirstDelivery(pool, deliveryId),
  })
}

const nobody = (personId: bigint): Failure =>
  new Failure(
    'refused',
    say`There is nobody with the number ${personId} who has access: nothing was changed.`,
  )

/** Written as a person may type it: with spaces, dashes, in small letters. */
const hashOf = (code: string): string =>
  createHash('sha256')
    .update(code.toUpperCase().replaceAll(/[^0-9A-Z]/g, ''))
    .digest('hex')

interface PersonRow {
  id: bigint
  name: string
  role: Role
  language: Language
  client_id: bigint | null
  active: boolean
  created_at: Date
  platforms: Platform[]
  user_ids: string[]
}

const personOf = (row: PersonRow): PersonReading => ({
  id: row.id,
  name: row.name,
  role: row.role,
  language: row.language,
  clientId: row.client_id,
  active: row.active,
  identities: row.platforms.map((platform, i) => ({ platform, userId: row.user_ids[i] ?? '' })),
  createdAt: row.created_at,
})

/** All there ever were: who was revoked is still named in the books. People come by invitation only, so they are few. */
async function people(pool: Pool): Promise<PersonReading[]> {
  const { rows } = await pool.query<PersonRow>(
    `SELECT p.id, p.name, p.role, p.language, p.client_id, p.active, p.created_at,
            array_remove(array_agg(i.platform ORDER BY i.platform, i.user_id), NULL) AS platforms,
            array_remove(array_agg(i.user_id ORDER BY i.platform, i.user_id), NULL) AS user_ids
     FROM people p LEFT JOIN identities i ON i.person_id = p.id GROUP BY p.id ORDER BY p.id`,
  )
  return rows.map(personOf)
}

async function personBehind(db: Pool | PoolClient, identity: Identity): Promise<PersonReading | null> {
  const { rows } = await db.query<PersonRow>({
    name: 'person-behind',
    text: `SELECT p.id, p.name, p.role, p.language, p.client_id, p.active, p.created_at,
                  array_agg(i.platform ORDER BY i.platform, i.user_id) AS platforms,
                  array_agg(i.user_id ORDER BY i.platform, i.user_id) AS user_ids
           FROM identities asked JOIN people p ON p.id = asked.person_id AND p.active JOIN identities i ON i.person_id = p.id
           WHERE asked.platform = $1 AND asked.user_id = $2 GROUP BY p.id`,
    values: [identity.platform, identity.userId],
  })
  return rows[0] === undefined ? null : personOf(rows[0])
}

const lockPeople = (client: PoolClient): Promise<unknown> =>
  client.query('SELECT pg_advisory_xact_lock($1)', [PEOPLE_LOCK])

async function invite(
  client: PoolClient,
  code: string,
  invitation: Invitation,
  actor: string,
): Promise<{ expiresAt: Date }> {
  await lockPeople(client)
  await client.query('DELETE FROM pairing_codes WHERE expires_at <= now()')
  const isNew = invitation.kind === 'new_person'
  const { rows } = await client.query<{ expires_at: Date }>(
    `INSERT INTO pairing_codes (code_hash, kind, name, role, person_id, created_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, now() + interval '10 minutes') RETURNING expires_at`,
    [
      hashOf(code),
      invitation.kind,
      isNew ? invitation.name : null,
      isNew ? invitation.role : null,
      isNew ? null : invitation.personId,
      actor,
    ],
  )
  const [row] = rows
  if (row === undefined) throw new Error('an insert returns its row')
  return { expiresAt: row.expires_at }
}

/** One after the other, so that a code is used once and an account belongs to one person, however many try at once. */
async function pair(
  client: PoolClient,
  code: string,
  identity: Identity,
  language: Language,
): Promise<PairOutcome> {
  await lockPeople(client)
  const known = await personBehind(client, identity)
  if (known !== null) return { kind: 'already_paired', person: known }
  if (await isLocked(client, identity)) return { kind: 'no_such_code' }
  const personId = await personForCode(client, hashOf(code), language)
  if (personId === null) return { kind: 'no_such_code' }
  await client.query('INSERT INTO identities (platform, user_id, person_id) VALUES ($1, $2, $3)', [
    identity.platform,
    identity.userId,
    personId,
  ])
  const person = await personBehind(client, identity)
  if (person === null) throw new Error('whoever was just paired is known')
  return { kind: 'paired', person }
}

/**
 * Takes the code away and says for whom it was. A code is worth as much as whoever gave it: one from a person who is no
 * owner any more, or for a person who was revoked, is none.
 */
async function personForCode(
  client: PoolClient,
  codeHash: string,
  language: Language,
): Promise<bigint | null> {
  const { rows } = await client.query<{ name: string; role: Role; person_id: bigint | null; actor: string }>(
    `DELETE FROM pairing_codes c WHERE code_hash = $1 AND expires_at > clock_timestamp()
       AND (created_by NOT LIKE 'person:%'
            OR EXISTS (SELECT FROM people p WHERE 'person:' || p.id = c.created_by AND p.active AND p.role = 'owner'))
       AND (person_id IS NULL OR EXISTS (SELECT FROM people p WHERE p.id = c.person_id AND p.active))
     RETURNING name, role, person_id, created_by AS actor`,
    [codeHash],
  )
  const [code] = rows
  if (code === undefined) return null
  if (code.person_id !== null) return code.person_id
  const added = await client.query<{ id: bigint }>(
    'INSERT INTO people (name, role, language, created_by) VALUES ($1, $2, $3, $4) RETURNING id',
    [code.name, code.role, language, code.actor],
  )
  return added.rows[0]?.id ?? null
}

/** Throws Failure when nobody with access has this number; null when it is the only owner left. */
async function lockUnlessLastOwner(client: PoolClient, personId: bigint): Promise<{ role: Role } | null> {
  await lockPeople(client)
  const { rows } = await client.query<{ role: Role; other_owners: bigint }>(
    `SELECT role, (SELECT count(*) FROM people o WHERE o.active AND o.role = 'owner' AND o.id <> p.id) AS other_owners
     FROM people p WHERE id = $1 AND active`,
    [personId],
  )
  const [person] = rows
  if (person === undefined) throw nobody(personId)
  return person.role === 'owner' && person.other_owners === 0n ? null : person
}

async function setRole(client: PoolClient, personId: bigint, role: Role): Promise<boolean> {
  if ((await lockUnlessLastOwner(client, personId)) === null) return role === 'owner'
  await client.query('UPDATE people SET role = $2 WHERE id = $1', [personId, role])
  return true
}

async function revoke(client: PoolClient, personId: bigint): Promise<boolean> {
  if ((await lockUnlessLastOwner(client, personId)) === null) return false
  await client.query('UPDATE people SET active = false, revoked_at = now() WHERE id = $1', [personId])
  await client.query('DELETE FROM identities WHERE person_id = $1', [personId])
  await client.query('DELETE FROM pairing_codes WHERE person_id = $1', [personId])
  return true
}

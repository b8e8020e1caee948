import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Identity, NewRequest, RequestReading, RequestStore } from '../../../engine/people.ts'
import { createRequestStore } from '../../../engine/store/request-store.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let store: RequestStore
let serial = 0
beforeAll(async () => {
  database = await freshDatabase()
  store = createRequestStore(database.pool)
})
afterAll(() => database.drop())

const newToken = (): string => {
  serial += 1
  return `token_${String(serial).padStart(10, '0')}`
}
const account = (): Identity => ({ platform: 'telegram', userId: newToken() })
const asked = (more: Partial<NewRequest> = {}): NewRequest => ({
  token: newToken(),
  command: 'deposit confirm',
  written: { deposit: '12' },
  level: 'C1',
  actor: 'person:1',
  personId: null,
  identity: { platform: 'telegram', userId: '4711' },
  what: 'Confirm deposit #12',
  lines: ['balance: 1 → 2', 'entered by Ana'],
  word: null,
  previewHash: 'ab'.repeat(32),
  lifetimeSeconds: 120,
  coolingOffSeconds: 0,
  ...more,
})
const open = (more: Partial<NewRequest> = {}): Promise<RequestReading> => store.open(asked(more))

/** Lets time pass for one request: the triggers keep its moments as they are, so they are told to look away. */
async function later(id: bigint, seconds: number): Promise<void> {
  await database.pool.query(
    `DO $$ BEGIN
       ALTER TABLE requests DISABLE TRIGGER USER;
       UPDATE requests SET created_at = created_at - interval '${seconds}s', expires_at = expires_at - interval '${seconds}s',
                           not_before = not_before - interval '${seconds}s' WHERE id = ${id};
       ALTER TABLE requests ENABLE TRIGGER USER;
     END $$`,
  )
}
const byYes = { status: 'done', actor: 'person:2' } as const

describe('a request', () => {
  test('is read as it was opened', async () => {
    const request = asked({ level: 'C2', word: 'panic' })
    const opened = await store.open(request)
    const { lifetimeSeconds, coolingOffSeconds, ...kept } = request
    expect(opened).toMatchObject({
      ...kept,
      status: 'open',
      notBefore: null,
      awaitsWord: false,
      decidedBy: null,
      decidedAt: null,
      result: null,
    })
    expect(opened.expiresAt.getTime() - opened.createdAt.getTime()).toBe(lifetimeSeconds * 1000)
    expect(coolingOffSeconds).toBe(0)
    expect(await store.byId(opened.id)).toEqual(opened)
    expect(await store.byToken(request.token)).toEqual(opened)
    expect(await store.byToken('no_such_token_at_all')).toBeNull()
    expect(await store.byId(999_999n)).toBeNull()
  })

  test.each([
    ['a short token', { token: 'short' }],
    ['a cooling-off that outlives it', { lifetimeSeconds: 60, coolingOffSeconds: 60 }],
    ['a word to be typed that is not there', { level: 'C2', word: null }],
    ['a hash that is none', { previewHash: 'x' }],
    ['no time', { lifetimeSeconds: 0 }],
  ] as const)('with %s is refused', async (_what, more) => {
    await expect(open(more)).rejects.toMatchObject({ code: 'database_refused' })
  })

  test('has a token of its own', async () => {
    const token = newToken()
    await open({ token })
    await expect(open({ token })).rejects.toMatchObject({ code: 'database_refused' })
  })
})

describe('a decision', () => {
  test('is taken once: of 16 at once one gets it', async () => {
    const { id } = await open()
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, i) =>
        store.decide(id, { status: i % 2 === 0 ? 'done' : 'cancelled', actor: `person:${i}` }),
      ),
    )
    const [winner, ...others] = answers.filter((answer) => answer !== null)
    expect(others).toEqual([])
    expect(await store.byId(id)).toEqual(winner)
    expect(winner?.decidedAt).toBeInstanceOf(Date)
  })

  test('has a result, which an open request has not', async () => {
    const { id } = await open()
    await expect(store.setResult(id, 'too early')).rejects.toThrow(/decided before it has a result/)
    await store.decide(id, byYes)
    await store.setResult(id, 'Deposit #12 is confirmed')
    expect(await store.byId(id)).toMatchObject({
      status: 'done',
      decidedBy: 'person:2',
      result: 'Deposit #12 is confirmed',
    })
  })

  test('comes too late after the request has expired', async () => {
    const { id } = await open({ lifetimeSeconds: 900 })
    await later(id, 899)
    expect((await store.byId(id))?.status).toBe('open')
    await later(id, 2)
    expect((await store.byId(id))?.status).toBe('expired')
    expect(await store.decide(id, byYes)).toBeNull()
    expect(await store.decide(id, { status: 'cancelled', actor: 'person:1' })).toBeNull()
  })

  test('of yes waits for the end of the cooling-off; one of no never waits', async () => {
    const first = await open({ lifetimeSeconds: 1200, coolingOffSeconds: 600 })
    const second = await open({ lifetimeSeconds: 1200, coolingOffSeconds: 600 })
    expect(first.notBefore?.getTime()).toBe(first.createdAt.getTime() + 600_000)
    expect(await store.decide(first.id, byYes)).toBeNull()
    expect(await store.decide(second.id, { status: 'cancelled', actor: 'person:1' })).toMatchObject({
      status: 'cancelled',
    })
    await later(first.id, 590)
    expect(await store.decide(first.id, byYes)).toBeNull()
    await later(first.id, 11)
    expect(await store.decide(first.id, byYes)).toMatchObject({ status: 'done' })
  })

  test.each(['done', 'refused', 'cancelled'])('of %s is final, by trigger', async (status) => {
    const { id } = await open()
    await store.decide(id, { status: status as 'done', actor: 'person:2' })
    for (const next of ['open', 'done', 'refused', 'cancelled'].filter((other) => other !== status))
      await expect(
        database.pool.query('UPDATE requests SET status = $2 WHERE id = $1', [id, next]),
      ).rejects.toMatchObject({ constraint: 'legal_status_changes' })
    await expect(
      database.pool.query(`UPDATE requests SET decided_by = 'person:9' WHERE id = $1`, [id]),
    ).rejects.toMatchObject({ constraint: 'agreed_is_final' })
  })

  test('is no beginning', async () => {
    await expect(
      database.pool.query(
        `INSERT INTO requests (token, command, written, level, actor, platform, user_id, what, lines, preview_hash, expires_at, status, decided_by, decided_at)
         VALUES ('begins_with_the_end', 'x', '{}', 'C1', 'x', 'telegram', 'x', 'x', '{}', repeat('a', 64), now() + interval '1 hour', 'done', 'x', now())`,
      ),
    ).rejects.toMatchObject({ constraint: 'legal_status_changes' })
  })

  test.each([
    `what = 'something else'`,
    `lines = '{}'`,
    `written = '{"deposit": "13"}'`,
    `actor = 'person:9'`,
    `level = 'C1'`,
    `word = 'other'`,
    `preview_hash = repeat('0', 64)`,
    `expires_at = expires_at + interval '1 day'`,
    `not_before = now()`,
    `user_id = 'other'`,
  ])('is of what was shown: %s is refused', async (change) => {
    const { id } = await open({ level: 'C4E', lifetimeSeconds: 900 })
    await expect(
      database.pool.query(`UPDATE requests SET ${change} WHERE id = $1`, [id]),
    ).rejects.toMatchObject({ constraint: 'agreed_is_final' })
  })
})

test('what is pending is open and not expired, the oldest first', async () => {
  const [first, second, third, fourth] = [await open(), await open(), await open(), await open()]
  await store.decide(second.id, byYes)
  await later(third.id, 121)
  const pending = (await store.pending()).map((request) => request.id)
  expect(pending.filter((id) => id >= first.id)).toEqual([first.id, fourth.id])
  await expect(database.pool.query('DELETE FROM requests')).rejects.toMatchObject({
    constraint: 'append_only',
  })
})

describe('the word', () => {
  const typed = (identity: Identity, more: Partial<NewRequest> = {}) =>
    open({ identity, level: 'C2', word: 'cancel', ...more })

  test('is awaited for the newest question of an account', async () => {
    const identity = account()
    const [first, second, others] = [await typed(identity), await typed(identity), await typed(account())]
    expect(await store.awaitingWordOf(identity)).toBeNull()
    await store.awaitWord(first.id)
    expect(await store.awaitingWordOf(identity)).toMatchObject({ id: first.id, awaitsWord: true })
    await store.awaitWord(second.id)
    await store.awaitWord(others.id)
    expect((await store.awaitingWordOf(identity))?.id).toBe(second.id)
    await store.decide(second.id, byYes)
    expect(await store.awaitingWordOf(identity), 'the first one is not asked again').toBeNull()
    expect((await store.byId(first.id))?.awaitsWord).toBe(false)
  })

  test('is awaited no longer than the request lives', async () => {
    const identity = account()
    const { id } = await typed(identity)
    await store.awaitWord(id)
    await later(id, 121)
    expect(await store.awaitingWordOf(identity)).toBeNull()
  })
})

describe('the line behind a button', () => {
  test('stays the same, and is kept for thirty days from when it was last shown', async () => {
    const [token, old] = [newToken(), newToken()]
    await store.keepLine(token, 'payment show 8')
    await store.keepLine(old, 'payment show 9')
    await store.keepLine(token, 'payment show 8')
    expect(await store.lineBehind(token)).toBe('payment show 8')
    await expect(store.keepLine(token, 'panic')).rejects.toThrow(/a token stands for one line/)
    expect(await store.lineBehind(token)).toBe('payment show 8')
    await database.pool.query(`UPDATE button_lines SET kept_at = now() - interval '30 days 1 second'`)
    expect(await store.lineBehind(token)).toBeNull()
    await store.keepLine(token, 'payment show 8')
    expect(await store.lineBehind(token)).toBe('payment show 8')
    const { rowCount } = await database.pool.query('SELECT FROM button_lines WHERE token = $1', [old])
    expect(rowCount).toBe(0)
  })

  test('can be kept by 16 at once', async () => {
    const token = newToken()
    await Promise.all(Array.from({ length: 16 }, () => store.keepLine(token, 'status show')))
    expect(await store.lineBehind(token)).toBe('status show')
  })
})

describe('a draft', () => {
  const draft = { command: 'deposit add', written: { client: 'Ana' }, awaits: 'amount' }

  test('is one an account and room, and taken once', async () => {
    const identity = account()
    await store.keepDraft(identity, 'room', draft)
    await store.keepDraft(identity, 'room', { ...draft, awaits: 'note' })
    await store.keepDraft(identity, 'other', draft)
    const taken = await Promise.all(Array.from({ length: 16 }, () => store.takeDraft(identity, 'room')))
    expect(taken.filter((one) => one !== null)).toEqual([{ ...draft, awaits: 'note' }])
    expect(await store.takeDraft(identity, 'other')).toEqual(draft)
    expect(await store.takeDraft(account(), 'room')).toBeNull()
  })

  test('is dropped after ten minutes', async () => {
    const identity = account()
    await store.keepDraft(identity, 'room', draft)
    await database.pool.query(`UPDATE drafts SET kept_at = now() - interval '10 minutes 1 second'`)
    expect(await store.takeDraft(identity, 'room')).toBeNull()
    expect(await store.takeDraft(identity, 'room')).toBeNull()
  })
})

test('the cards of a request are known, each once', async () => {
  const [{ id }, other] = [await open(), await open()]
  const first = { platform: 'discord', roomId: '1', messageId: '10' } as const
  const second = { platform: 'telegram', roomId: '-100', messageId: '7' } as const
  await store.rememberPosted(id, first)
  await store.rememberPosted(id, second)
  await store.rememberPosted(id, first)
  expect(await store.postedOf(id)).toEqual([first, second])
  expect(await store.postedOf(other.id)).toEqual([])
})

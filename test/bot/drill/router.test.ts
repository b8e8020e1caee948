import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Reception } from '../../../bot/chat/conversation.ts'
import { recordDrill } from '../../../bot/drill/record.ts'
import { placeOf, routeDrills } from '../../../bot/drill/router.ts'
import type { DrillSession } from '../../../bot/drill/session.ts'
import type { DrillWorld } from '../../../bot/drill/world.ts'
import { scoreOf } from '../../../engine/incidents/drill.ts'
import { type ChatDesk, DIRECT, openChatDesk, OPS, type TestPerson } from '../../support/chat.ts'

let real: ChatDesk
let drill: ChatDesk
let mara: TestPerson
let routed: Reception
let over = false
let tidied = 0

beforeAll(async () => {
  real = await openChatDesk()
  drill = await openChatDesk()
  mara = await real.addPerson('Mara', 'operator')
  await drill.addPerson('Mara', 'operator')
  const world = { parts: drill.parts } as unknown as DrillWorld
  const place = placeOf(mara.sender(DIRECT))
  const session: DrillSession = {
    current: () =>
      over ? null : { scenario: 'R3', actor: 'person:1', startedAt: new Date(), place, outside: [] },
    world: () => (over ? null : world),
    isOver: () => false,
    start: () => Promise.reject(new Error('one runs')),
    stop: () => Promise.resolve(null),
    async tidy() {
      tidied += 1
    },
  }
  routed = routeDrills(real.reception, real.parts, session)
})
beforeEach(() => {
  over = false
})
afterAll(async () => {
  await real.close()
  await drill.close()
})

const payouts = async (desk: ChatDesk): Promise<boolean> =>
  (await desk.world.readings.status()).payoutsEnabled

test('what is said where the drill is played reaches its books alone', async () => {
  await routed.line(real.incoming(mara.sender(DIRECT)), 'poll pause --what payout --reason drill')
  expect([await payouts(real), await payouts(drill)]).toEqual([true, false])
})

test('what is said anywhere else reaches the real ones', async () => {
  await routed.line(real.incoming(mara.sender(OPS)), 'poll pause --what payout --reason earnest')
  expect(await payouts(real)).toBe(false)
})

test('a button of the drill does nothing in the real world once the drill is over', async () => {
  const card = await routed.line(real.incoming(mara.sender(DIRECT)), 'poll resume')
  const [yes] = card?.card.buttons.flat() ?? []
  expect(yes?.token).toMatch(/^d\./)
  over = true
  const late = await routed.press(real.incoming(mara.sender(DIRECT)), yes?.token ?? '')
  expect(String(late?.card.answer.heading)).toBe('This button is of a drill that is over.')
  expect(await payouts(real)).toBe(false)
  expect(tidied).toBe(0)
})

test('in the real books a drill is its own closed row with its score, and nothing else', async () => {
  const marks = async (): Promise<string> => {
    const { rows } = await real.world.pool.query<{ mark: string }>(
      `SELECT string_agg(t.relname || (xpath('/row/c/text()', query_to_xml(
                'SELECT md5(coalesce(string_agg(x::text, '','' ORDER BY x::text), '''')) AS c FROM ' || t.oid::regclass || ' x',
                false, true, '')))[1]::text, ' ' ORDER BY t.relname) AS mark
         FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
        WHERE n.nspname = 'satoshimachine' AND t.relkind = 'r' AND t.relname NOT LIKE 'incident%'`,
    )
    return rows[0]?.mark ?? ''
  }
  const before = await marks()
  const now = new Date()
  const score = scoreOf({
    scenario: 'R3',
    actor: 'person:1',
    faultAt: now,
    endedAt: now,
    alert: null,
    ackedAt: null,
    stoppedAt: null,
    diagnosedAt: null,
    recoveredAt: null,
    verifiedAt: null,
    resumedAt: null,
    closedAt: null,
  })
  const id = await recordDrill(real.world.pool, score, '# a drill\n')
  expect(await marks()).toBe(before)
  expect(await real.incidents.incident(id)).toMatchObject({ drill: true, status: 'closed', scenario: 'R3' })
  expect(await real.incidents.files(id)).toMatchObject([{ mediaType: 'text/markdown' }])
  expect((await real.tell(mara, 'drill history')).text).toContain('Drill R3: 0 of 8 in time')
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as chart } from '../../commands/report/chart.ts'
import { localDay } from '../../engine/local-time.ts'
import { soon } from '../engine/one-payment.ts'
import { type ChatDesk, DIRECT, openChatDesk, type TestPerson } from '../support/chat.ts'
import type { Block } from '../../commands/answer.ts'
import { saidBy } from '../support/commands.ts'

let desk: ChatDesk
let olga: TestPerson
let victor: TestPerson
const today = localDay(new Date(), 'UTC')
beforeAll(async () => {
  desk = await openChatDesk()
  await desk.world.addClient('Ana López', '4000.00')
  await desk.world.addClient('Luis', '2000.00')
  await desk.world.sell({ fiat: '1000.00000', confirmed_at: soon() })
  await desk.world.toRest()
  olga = await desk.addPerson('Olga', 'operator')
  victor = await desk.addPerson('Victor', 'viewer')
})
afterAll(() => desk.close())

type Image = Extract<Block, { kind: 'image' }>
const imageIn = (blocks: readonly Block[]): Image => {
  const image = blocks.find((block) => block.kind === 'image')
  if (image?.kind !== 'image') throw new Error('there is no picture')
  return image
}
const isPng = (bytes: Uint8Array): boolean => Buffer.from(bytes).subarray(1, 4).toString() === 'PNG'

test('the volume of the last fourteen days, unless something else is asked for', async () => {
  const { answer } = await desk.run(chart)
  const image = imageIn(answer.blocks)
  expect(isPng(image.png)).toBe(true)
  expect(image.name).toBe(`volume-${today.replaceAll('-', '')}.png`)
  expect(image.alt).toMatch(
    /^Bar chart: 259,029 sats were distributed to clients from .*, with 7,771 sats of commission\./,
  )
  const { bars } = answer.json as { bars: Record<string, unknown>[] }
  expect(bars).toHaveLength(14)
  expect(bars.at(-1)).toEqual({
    first: today,
    last: today,
    clientsSats: '259029',
    commissionSats: '7771',
    usualSats: null,
    books: 'unknown',
    criticalAlerts: 0,
  })
})

test.each([
  ['commission', 'commission', 'the commission came to 7,771 sats'],
  ['float', 'float', '2 active clients: 5,000.00 GTQ left of the deposits.'],
  ['uptime', 'uptime', 'Bar chart: '],
])('the chart of the %s', async (kind, name, said) => {
  const { answer } = await desk.run(chart, { kind, days: '7', theme: 'light' })
  const image = imageIn(answer.blocks)
  expect(isPng(image.png)).toBe(true)
  expect(image.name).toMatch(new RegExp(`^${name}-\\d{8}\\.png$`))
  expect(saidBy(answer)).toContain(said)
  expect(answer.json).toMatchObject({ kind: name, until: today })
})

test('what a client gathered, with its average cost', async () => {
  const { answer } = await desk.run(chart, { kind: 'client', client: 'Ana López' })
  expect(answer.heading).toBe('#1 Ana López: sats and average cost')
  const { bars } = answer.json as { bars: { gatheredSats: string; spentMinor: string }[] }
  expect(bars).toHaveLength(13)
  const { rows } = await desk.world.pool.query<{ sats: bigint; fiat: bigint }>(
    'SELECT sum(amount_sats)::bigint AS sats, sum(amount_fiat)::bigint AS fiat FROM dca_payments WHERE client_id = 1',
  )
  expect(bars.at(-1)).toMatchObject({
    gatheredSats: rows[0]?.sats.toString(),
    spentMinor: rows[0]?.fiat.toString(),
  })
})

test('what can not be asked for is refused in a sentence', async () => {
  expect(await desk.refusal(chart, { kind: 'client' })).toBe(
    '--client is missing: say whose chart, such as "report chart client --client Ana".',
  )
  expect(await desk.refusal(chart, { kind: 'volume', client: 'Ana' })).toBe(
    '--client goes with "report chart client" only; this chart is of all of them.',
  )
  expect(await desk.refusal(chart, { kind: 'client', client: 'Nobody' })).toMatch(
    /^There is no client "Nobody"/,
  )
  expect(await desk.refusal(chart, { days: '190' })).toMatch(/^--days must be a whole number from 1 to 189/)
  expect(await desk.refusal(chart, { kind: 'pie' })).toMatch(/^--kind must be one of/)
})

test('a client’s chart is for operators, the others for viewers', async () => {
  const shown = await desk.tell(victor, 'report chart volume', DIRECT)
  expect(isPng(imageIn(shown.reply.card.answer.blocks).png)).toBe(true)
  const refused = await desk.tell(victor, 'report chart client --client Luis', DIRECT)
  expect(refused.text).toContain('The chart of a client is for operators.')
})

test('names are for the operator alone: a room sees initials, in the picture’s words too', async () => {
  const alone = await desk.tell(olga, 'report chart client --client 1', DIRECT)
  expect(imageIn(alone.reply.card.answer.blocks).alt).toContain('#1 Ana López had gathered')
  const shared = await desk.tell(olga, 'report chart client --client 1 --share')
  expect(shared.text).not.toContain('Ana')
  expect(imageIn(shared.reply.card.answer.blocks).alt).toContain('#1 A. L. had gathered')
  const [first, second] = [alone, shared].map(({ reply }) => imageIn(reply.card.answer.blocks).png)
  expect(Buffer.from(first ?? []).equals(second ?? Buffer.alloc(0))).toBe(false)
})

test('everybody reads it in his own language', async () => {
  await desk.world.pool.query(`UPDATE people SET language = 'es' WHERE id = $1`, [olga.id.toString()])
  const { reply } = await desk.tell(olga, 'report chart commission', DIRECT)
  expect(imageIn(reply.card.answer.blocks).alt).toMatch(/^Gráfica de barras: la comisión sumó 7,771 sats/)
})

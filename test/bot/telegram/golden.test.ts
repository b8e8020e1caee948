import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatDesk, DIRECT, openChatDesk, type TestPerson } from '../../support/chat.ts'
import { steady } from '../../support/steady.ts'
import { phoneAt } from './phone.ts'

/** The cards that people look at most, from the real engine by way of the real reception, as a phone shows them. */

let desk: ChatDesk
let ana: TestPerson
let beto: TestPerson

beforeAll(async () => {
  desk = await openChatDesk()
  await desk.world.addClient('Ana López', '9000.00')
  await desk.world.addClient('Beto <b>', '3000.00')
  await desk.world.sell()
  await desk.world.toRest()
  ana = await desk.addPerson('Ana', 'owner')
  beto = await desk.addPerson('Beto', 'treasurer')
})
afterAll(() => desk.close())

async function shown(person: TestPerson, line: string): Promise<string> {
  const { reply } = await desk.tell(person, line, DIRECT)
  return steady(phoneAt(reply.card, new Date()))
}

test('status', async () => {
  expect(await shown(ana, 'status show')).toMatchInlineSnapshot(`
    "bot:
    ✅ *OK · All is well*

    *Alerts* none is firing
    *On call* ⚠ NOBODY: "oncall set level1"
    *Polling* on
    *Payouts* on
    *Last good poll* <age> ago
    *Cash-outs* 1 completed, 0 being paid, 0 pending, 0 set aside, 0 unconfirmed
    *Paid* 266,800 sats in 3 payments
    *Under way* 0 payments
    *In doubt* 0 sats
    *Deposits GTQ* 10,000.00 GTQ left of 2 active clients, 0.00 GTQ on hold
    [ tx list | client list ]
    [ ⛔ Panic ]"
  `)
})

test('tx show', async () => {
  const [cashOut] = await desk.world.readings.transactions({ limit: 1 })
  expect(await shown(ana, `tx show ${String(cashOut?.id)}`)).toMatchInlineSnapshot(`
    "bot:
    ✅ *OK · Cash-out #1 (<id>) of 2,000.00 GTQ, completed*

    *Machine* machine-1
    *When* <time> UTC
    *Customer paid* 266,800 sats
    *For the clients* 259,029 sats
    *Commission* 7,771 sats
    *Taken in* <time> UTC
    *Finished* <time> UTC

    The commission, by the rule markup (the commission is added to what the clients get):

    1. The customer paid 266,800 sats and got 2,000.00 GTQ.
    2. The commission is 3 %, without a discount.
    3. What was paid is the clients' sats and 3 % of them on top, so the clients' sats are 266,800 / 1.03 = 259,029.126213… sats.
    4. Only whole sats can be paid and the fraction stays with the operator: the clients get 259,029 sats.
    5. The rest is the operator's commission: 266,800 − 259,029 = 7,771 sats.

    By the ticker rule: 259,067 sats for the clients, 7,733 sats commission: 38 sats more for the clients.

    _To · Could spend · Paid · Got · Payment_
    *#1 Ana López* · 9,000.00 GTQ · 1,500.00 GTQ · 194,272 sats · #1 completed ✔
    *#2 Beto <b>* · 3,000.00 GTQ · 500.00 GTQ · 64,757 sats · #2 completed ✔
    *commission* · – · – · 7,771 sats · #3 completed ✔

    Σ sats: 259,029 sats for the clients + 7,771 sats commission = 266,800 sats ✔
    Σ clients: 259,029 sats + 0 sats that no deposit covers (the operator's) = 259,029 sats ✔
    Σ cash: 2,000.00 GTQ + 0.00 GTQ that no deposit covers = 2,000.00 GTQ ✔
    worked out again from this row alone: the same ✔

    *In Lamassu* <uuid>
    *Status* confirmed, cash confirmed
    *Cash* 2,000 GTQ
    *Paid* 266,800 sats over Lightning
    *Commission* 0.03
    *Discount* –
    *Ticker price* 772000
    *Error* none
    *Cash came out* –
    [ tx list ]"
  `)
})

test('payment list', async () => {
  expect(await shown(ana, 'payment list --status all')).toMatchInlineSnapshot(`
    "bot:
    *3 payments (all), Σ 266,800 sats*

    _Payment · To · Sats · Status · Age_
    *#3* · commission · 7,771 sats · completed ✔ · <age>
    *#2* · #2 Beto <b> · 64,757 sats · completed ✔ · <age>
    *#1* · #1 Ana López · 194,272 sats · completed ✔ · <age>
    [ payment show 3 ]"
  `)
})

test('deposit add and confirm, for a second person to approve', async () => {
  expect(await shown(beto, 'deposit add --client 1 --amount 500.00 --currency GTQ')).toMatchInlineSnapshot(`
    "bot:
    ⚠️ *Attention · Enter a deposit of 500.00 GTQ for #1 Ana López*

    the balance stays 7,500.00 GTQ until the deposit is confirmed

    Shall I? Until <short time>.
    [ Yes, do it | No ]"
  `)
})

test('a bare noun', async () => {
  expect(await shown(beto, '/deposit')).toMatchInlineSnapshot(`
    "bot:
    *deposit*

    *deposit add* Enter cash that a client has brought; it counts once somebody has confirmed it
    *deposit amend* Correct a deposit that is not confirmed yet: it is replaced by a new one, and both stay in the books
    *deposit confirm* Confirm that the cash of a deposit is there; from then on it takes part in cash-outs
    *deposit list* The deposits, the newest first
    *deposit reject* Turn down a deposit that was entered and never counted
    *deposit reverse* Take a confirmed deposit back, once a second person has agreed; it stays in the books, and so does its confirmation
    *deposit show* One deposit: amount, who entered it, who decided it
    [ deposit add | deposit amend ]
    [ deposit confirm | deposit list ]
    [ deposit reject | deposit reverse ]
    [ deposit show ]"
  `)
})

test('an approval', async () => {
  const line = 'config set --name commission-rule --value ticker'
  expect(await shown(ana, line)).toMatchInlineSnapshot(`
    "bot:
    ⚠️ *Attention · Change the setting commission-rule*

    commission-rule: markup → ticker
    how the commission of new cash-outs is computed: markup or ticker
    Cash-outs that were taken in before keep the rule that they were taken in with.

    Nobody else can approve this, so it has to wait: type set from <short time> on, until <short time>. Anybody may say no until then.
    [ Confirm… | No ]
    [ approval show 2 ]"
  `)
  expect(await shown(beto, 'approval list')).toMatchInlineSnapshot(`
    "bot:
    ⚠️ *Attention · 1 open approval*

    _Request · What · Asked by · Time left_
    *#2* · Change the setting commission-rule · Ana · <age>
    [ approval show 2 ]
    [ approval approve 2 ]
    [ approval reject 2 ]"
  `)
})

test('deposit confirm', async () => {
  await desk.push(ana, (await desk.tell(ana, 'deposit add --client 1 --amount 1250.50')).button('Yes'))
  const [deposit] = await desk.world.readings.deposits({ status: 'pending', limit: 1 })
  expect(await shown(beto, `deposit confirm ${String(deposit?.id)}`)).toMatchInlineSnapshot(`
    "bot:
    ⚠️ *Attention · Confirm deposit #3 of 1,250.50 GTQ for #1 Ana López*

    balance: 7,500.00 GTQ → 8,750.50 GTQ
    available for cash-outs: 7,500.00 GTQ → 8,750.50 GTQ
    entered by Ana

    Shall I? Until <short time>.
    [ Yes, do it | No ]"
  `)
})

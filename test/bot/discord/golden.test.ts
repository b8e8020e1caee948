import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatDesk, openChatDesk, type TestPerson } from '../../support/chat.ts'
import { steady } from '../../support/steady.ts'
import { screenOf } from './screen.ts'

/** The cards that people look at most, from the real engine by way of the real reception, as Discord shows them. */

let desk: ChatDesk
let ana: TestPerson
let luis: TestPerson

beforeAll(async () => {
  desk = await openChatDesk()
  await desk.world.addClient('Ana López', '9000.00')
  await desk.world.addClient('Beto <b>', '3000.00')
  await desk.world.sell()
  await desk.world.toRest()
  ana = await desk.addPerson('Ana', 'owner', 'discord')
  luis = await desk.addPerson('Luis', 'treasurer', 'discord')
})
afterAll(() => desk.close())

async function shown(person: TestPerson, line: string): Promise<string> {
  const { reply } = await desk.tell(person, line)
  return steady(screenOf(reply.card, reply.audience, new Date()))
}

test('status', async () => {
  expect(await shown(ana, 'status show')).toMatchInlineSnapshot(`
    "# 🟢 OK · All is well
    ▪ Alerts: none is firing
    ▬ On call: ⚠ NOBODY: "oncall set level1"
    ▪ Polling: on
    ▪ Payouts: on
    ▪ Last good poll: <age> ago
    ▬ Cash-outs: 1 completed, 0 being paid, 0 pending, 0 set aside, 0 unconfirmed
    ▬ Paid: 266,800 sats in 3 payments
    ▪ Under way: 0 payments
    ▪ In doubt: 0 sats
    ▬ Deposits GTQ: 10,000.00 GTQ left of 2 active clients, 0.00 GTQ on hold
    [tx list] [client list]
    [⛔ Panic]"
  `)
})

test('tx show', async () => {
  expect(await shown(ana, 'tx show 1')).toMatchInlineSnapshot(`
    "# 🟢 OK · Cash-out #1 (<id>) of 2,000.00 GTQ, completed
    ▪ Machine: machine-1
    ▬ When: <t:0:f> (<t:0:R>)
    ▪ Customer paid: 266,800 sats
    ▪ For the clients: 259,029 sats
    ▪ Commission: 7,771 sats
    ▬ Taken in: <t:0:f> (<t:0:R>)
    ▬ Finished: <t:0:f> (<t:0:R>)
    The commission, by the rule markup (the commission is added to what the clients get):

    1​. The customer paid 266,800 sats and got 2,000.00 GTQ.
    2​. The commission is 3 %, without a discount.
    3​. What was paid is the clients' sats and 3 % of them on top, so the clients' sats are 266,800 / 1.03 = 259,029.126213… sats.
    4​. Only whole sats can be paid and the fraction stays with the operator: the clients get 259,029 sats.
    5​. The rest is the operator's commission: 266,800 − 259,029 = 7,771 sats.

    By the ticker rule: 259,067 sats for the clients, 7,733 sats commission: 38 sats more for the clients.

    **#1 Ana López** · Could spend: 9,000.00 GTQ · Paid: 1,500.00 GTQ · Got: 194,272 sats · Payment: #1 completed ✔
    **#2 Beto \\<b>** · Could spend: 3,000.00 GTQ · Paid: 500.00 GTQ · Got: 64,757 sats · Payment: #2 completed ✔
    **commission** · Could spend: – · Paid: – · Got: 7,771 sats · Payment: #3 completed ✔

    Σ sats: 259,029 sats for the clients + 7,771 sats commission = 266,800 sats ✔
    Σ clients: 259,029 sats \\+ 0 sats that no deposit covers (the operator's) = 259,029 sats ✔
    Σ cash: 2,000.00 GTQ \\+ 0.00 GTQ that no deposit covers = 2,000.00 GTQ ✔
    worked out again from this row alone: the same ✔
    ▬ In Lamassu: <uuid>
    ▬ Status: confirmed, cash confirmed
    ▪ Cash: 2,000 GTQ
    ▬ Paid: 266,800 sats over Lightning
    ▪ Commission: 0.03
    ▪ Discount: –
    ▪ Ticker price: 772000
    ▪ Error: none
    ▪ Cash came out: –
    [tx list]"
  `)
})

test('payment list', async () => {
  expect(await shown(ana, 'payment list --status all')).toMatchInlineSnapshot(`
    "# 🔵 Note · 3 payments (all), Σ 266,800 sats
    **#3** · To: commission · Sats: 7,771 sats · Status: completed ✔ · Age: <age>
    **#2** · To: #2 Beto \\<b> · Sats: 64,757 sats · Status: completed ✔ · Age: <age>
    **#1** · To: #1 Ana López · Sats: 194,272 sats · Status: completed ✔ · Age: <age>
    [payment show 3]"
  `)
})

test('deposit confirm', async () => {
  await desk.push(ana, (await desk.tell(ana, 'deposit add --client 1 --amount 1250.50')).button('Yes'))
  const [deposit] = await desk.world.readings.deposits({ status: 'pending', limit: 1 })
  expect(await shown(luis, `deposit confirm ${String(deposit?.id)}`)).toMatchInlineSnapshot(`
    "# 🟡 Attention · Confirm deposit #3 of 1,250.50 GTQ for #1 A. L.
    balance: 7,500.00 GTQ → 8,750.50 GTQ
    available for cash-outs: 7,500.00 GTQ → 8,750.50 GTQ
    entered by Ana

    Shall I? Until <t:0:R>.
    [Yes, do it] [No]"
  `)
})

test('an approval', async () => {
  const sale = await desk.world.sell({ crypto_code: 'ETH', id: '5d1f6c1e-0000-4000-8000-000000000001' })
  await desk.world.takeIn()
  expect(await shown(luis, `tx ignore ${sale} --note "a coin that we do not buy"`)).toMatchInlineSnapshot(`
    "# 🟡 Attention · Put cash-out 5d1f6c1e aside for good
    the cash-out: quarantined: the customer paid with a coin that is neither BTC nor LN → put aside for good
    the clients get nothing of its sats; no balance changes
    "tx release" takes it back, should it prove wrong

    Luis asks for this. Somebody else has to approve it (Ana) until <t:0:R>.
    [Approve] [No]
    [approval show 3]"
  `)
})

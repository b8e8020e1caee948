import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Desk, openDesk } from '../../support/commands.ts'
import { keysOf, lookAtWallets } from '../../support/looking.ts'

/** What is kept of the moment: everything that is asked later, and nothing that must not be in a room. */

let desk: Desk
beforeAll(async () => {
  desk = await openDesk({ host: { logLines: async () => ['03:00 a line of the log'] } })
  await desk.world.addClient('Anastasia', '90000.00')
  await desk.world.sell()
  await desk.world.toRest()
  await lookAtWallets(desk.world, { now: new Date() })
})
afterAll(() => desk.close())

test('balances, the last cash-out, the marks, the wallets, who is on call, and the end of the log', async () => {
  const snapshot = await desk.incidents.snapshot()
  expect(snapshot).toMatchObject({
    switches: { pollingEnabled: true, payoutsEnabled: true, halted: false },
    inDoubtSats: '0',
    cashOuts: { completed: 1, pending: 0 },
    lastCashOut: { id: '1', status: 'completed' },
    marks: { lastPollResult: 'empty', rowsInLamassu: '1' },
    clients: [{ fiatCode: 'GTQ', remainingMinor: expect.stringMatching(/^\d+$/), heldMinor: '0' }],
    alertsFiring: [],
    logTail: ['03:00 a line of the log'],
  })
  expect(snapshot['wallets']).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ role: 'source', outcome: 'ok', balanceMsat: expect.stringMatching(/^\d+$/) }),
    ]),
  )
  expect(JSON.parse(JSON.stringify(snapshot)), 'it is JSON as it stands').toEqual(snapshot)
})

test('no name of a client and no key is in it', async () => {
  const text = JSON.stringify(await desk.incidents.snapshot())
  expect(text).not.toContain('Anastasia')
  for (const key of Object.values(keysOf(desk.world))) expect(text).not.toContain(String(key))
})

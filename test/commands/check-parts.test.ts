import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as db } from '../../commands/check/db.ts'
import { command as ssh } from '../../commands/check/ssh.ts'
import { command as time } from '../../commands/check/time.ts'
import { command as wallets } from '../../commands/check/wallets.ts'
import type { CheckReading } from '../../engine/probes.ts'
import { type Desk, openDesk, saidBy } from '../support/commands.ts'

const good = (name: CheckReading['name']): CheckReading => ({
  name,
  ok: true,
  sentence: 'answers',
  milliseconds: 3,
})
const checks: CheckReading[] = [
  good('database'),
  good('clock'),
  {
    ...good('lamassu'),
    ok: false,
    sentence: 'The SSH server does not answer.',
    raw: 'ECONNREFUSED: refused',
  },
  good('lnbits'),
  good('source wallet'),
  good('commission wallet'),
  good('stuck payments'),
]

let desk: Desk
beforeAll(async () => {
  desk = await openDesk({ checks })
})
afterAll(() => desk.close())

test.each([
  [db, ['database']],
  [wallets, ['lnbits', 'source wallet', 'commission wallet', 'stuck payments']],
  [time, ['clock']],
])('each shows its own part', async (command, names) => {
  const { answer } = await desk.run(command)
  const { checks: shown } = answer.json as unknown as { checks: { name: string }[] }
  expect(shown.map(({ name }) => name)).toEqual(names)
  expect(answer.tone).toBe('good')
})

test('what fails is said in full, with the error itself', async () => {
  const { answer } = await desk.run(ssh)
  expect(answer.tone).toBe('bad')
  expect(saidBy(answer)).toContain('lamassu: The SSH server does not answer.')
  expect(saidBy(answer)).toContain('The error itself: ECONNREFUSED: refused')
})

import pino from 'pino'
import { expect, test } from 'vitest'
import { Cleanups } from '../../bot/cleanups.ts'

test('clean-ups run once, last added first, and one that fails is told and keeps no other from running', async () => {
  const logged: string[] = []
  const done: string[] = []
  const cleanups = new Cleanups(pino({ base: null }, { write: (line) => void logged.push(line) }))
  cleanups.add('first', async () => void done.push('first'))
  cleanups.add('broken', () => Promise.reject(new Error('it is stuck')))
  cleanups.add('last', async () => void done.push('last'))
  await Promise.all([cleanups.run(), cleanups.run()])
  await cleanups.run()
  expect(done).toEqual(['last', 'first'])
  expect(logged.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { step: 'broken', reason: 'it is stuck', msg: 'a clean-up failed' },
  ])
})

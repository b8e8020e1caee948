import { expect, test } from 'vitest'
import { rawErrorOf, withoutSecrets } from '../../bot/raw-error.ts'
import { Failure } from '../../engine/failure.ts'

/** What stands behind a failed check, without anything that opens a door. */

test('is the cause, with its code, and the cause of the cause', () => {
  const socket = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:22'), { code: 'ECONNREFUSED' })
  const thrown = new Failure('ssh_unreachable', 'The SSH server …', {
    cause: new Error('lost', { cause: socket }),
  })
  expect(rawErrorOf(thrown)).toBe('lost ← ECONNREFUSED: connect ECONNREFUSED 10.0.0.1:22')
  expect(rawErrorOf(new Error('nothing behind it'))).toBeNull()
  expect(rawErrorOf('no error at all')).toBeNull()
})

test('holds no password, no key and no hash', () => {
  const key = 'f4b2a1c09d8e7f6a5b4c3d2e1f0a9b8c'
  const words = `at postgresql://satmachine:hunter2@db:5432/books with X-Api-Key: ${key}, password=hunter2`
  const shown = withoutSecrets(words)
  expect(shown).not.toContain('hunter2')
  expect(shown).not.toContain(key)
  expect(shown).toContain('db:5432/books')
})

test('never goes on for ever', () => {
  const circle = new Error('round')
  circle.cause = circle
  expect(rawErrorOf(circle)?.split('←')).toHaveLength(3)
  expect(rawErrorOf(new Error('x', { cause: new Error('a b '.repeat(1000)) }))?.length).toBeLessThanOrEqual(
    500,
  )
})

import { describe, expect, test } from 'vitest'
import { createBackOff } from '../../../engine/lamassu/back-off.ts'
import { Failure } from '../../../engine/failure.ts'
import { handClock } from '../../support/lamassu.ts'

const failure = new Failure('ssh_unreachable', 'It is away.')

describe('back-off', () => {
  test('the refusal repeats the sentence, keeps the code and says when', () => {
    const clock = handClock()
    const backOff = createBackOff({ clock, random: () => 1 })
    expect(backOff.refusal()).toBeNull()
    backOff.failed(failure)
    const refusal = backOff.refusal()
    expect(refusal).toMatchObject({ code: 'ssh_unreachable', cause: failure })
    expect(refusal?.message).toBe('It is away. The next try is due in 1 s.')
    clock.advance(1)
    expect(backOff.refusal()).toBeNull()
  })

  test.each([
    [0, 30],
    [0.5, 45],
    [1, 60],
  ])('with the chance %d the longest wait is %d s', (chance, seconds) => {
    const clock = handClock()
    const backOff = createBackOff({ clock, random: () => chance })
    for (let count = 0; count < 2000; count += 1) backOff.failed(failure)
    expect(backOff.refusal()?.message).toContain(`in ${seconds} s.`)
    clock.advance(seconds - 0.001)
    expect(backOff.refusal()).not.toBeNull()
    clock.advance(0.001)
    expect(backOff.refusal()).toBeNull()
  })

  test('success begins anew', () => {
    const backOff = createBackOff({ clock: handClock(), random: () => 1 })
    for (let count = 0; count < 5; count += 1) backOff.failed(failure)
    backOff.succeeded()
    expect(backOff.refusal()).toBeNull()
    backOff.failed(failure)
    expect(backOff.refusal()?.message).toContain('in 1 s.')
  })

  test('a clock that was set back does not make it wait for hours', () => {
    const clock = handClock()
    const backOff = createBackOff({ clock, random: () => 1 })
    backOff.failed(failure)
    clock.advance(-3600)
    expect(backOff.refusal()).toBeNull()
  })
})

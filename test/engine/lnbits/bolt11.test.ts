import { createHash, randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeBolt11, readBolt11 } from '../../../bot/sandbox/lnbits/bolt11.ts'
import { decodeBolt11, fittingDescription } from '../../../engine/lnbits/bolt11.ts'

const PAYMENT_HASH = createHash('sha256').update('a preimage').digest('hex')

function invoice(amountMsat: bigint, description = 'a memo', expirySeconds = 3600): string {
  const paymentSecret = randomBytes(32)
  const createdSeconds = 1_795_359_175
  return encodeBolt11({
    amountMsat,
    paymentHash: PAYMENT_HASH,
    paymentSecret,
    description,
    createdSeconds,
    expirySeconds,
  })
}

describe('an invoice', () => {
  test('made by a real LNbits 1.6.2 is read to its hash and amount', () => {
    const bolt11 =
      'lnbc10u1p4sxqvhdq2drp6jmrvduxq9z0rgqsp5nzy7nkxhlhpumyah26d9fl20vq24aau464knzaw93lqnjry4f7vqpp55gqjkpu2vawpdrtlr' +
      'd8wnkhrplczsvqzydsu7056lzpc4wd206us0usgfrvu66sczrwv5lvlgp4dl4rmgvf4a3aa9lgd858rxd9p45p32xp5r9xe3vgp9q8dqekl6udk' +
      '5kulrehtggquqrfx9ua44g8wegsq5ppl8r'
    expect(decodeBolt11(bolt11)).toEqual({
      paymentHash: 'a2012b078a675c168d7f1b4ee9dae30ff02830022361cf3e9af8838ab9aa7eb9',
      amountMsat: 1_000_000n,
    })
  })

  test('keeps every amount, memo and expiry through encoding and decoding', () => {
    const amounts = fc.bigInt({ min: 1n, max: 2_100_000_000_000_000_000n })
    const expiries = fc.integer({ min: 1, max: 99_999_999 })
    fc.assert(
      fc.property(
        amounts,
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        expiries,
        (amountMsat, memo, expiry) => {
          const bolt11 = invoice(amountMsat, memo, expiry)
          expect(decodeBolt11(bolt11)).toEqual({ paymentHash: PAYMENT_HASH, amountMsat })
          expect(readBolt11(bolt11)).toMatchObject({
            description: memo,
            expiresSeconds: 1_795_359_175 + expiry,
          })
        },
      ),
    )
  })

  test('with one letter changed is not read', () => {
    const bolt11 = invoice(1000n)
    const changed = `${bolt11.slice(0, 40)}${bolt11[40] === 'q' ? 'p' : 'q'}${bolt11.slice(41)}`
    expect(decodeBolt11(changed)).toBeNull()
    expect(readBolt11(changed)).toBeNull()
  })

  test.each(['', 'lnbc', 'lnbc1xxx', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'LNURL1XYZ', '🙂'])(
    'is not what %j is',
    (text) => {
      expect(decodeBolt11(text)).toBeNull()
    },
  )
})

describe('a memo', () => {
  test('that fits is left alone, up to the last byte', () => {
    for (const memo of ['', 'short', 'x'.repeat(639), `${'é'.repeat(319)}x`])
      expect(fittingDescription(memo)).toBe(memo)
  })

  test('that does not fit is cut between characters', () => {
    expect(fittingDescription('x'.repeat(640))).toBe('x'.repeat(639))
    expect(fittingDescription('é'.repeat(640))).toBe('é'.repeat(319))
    expect(fittingDescription('🙂'.repeat(200))).toBe('🙂'.repeat(159))
  })
})

import { expect, test } from 'vitest'
import { composeAlert } from '../../alerts/compose.ts'
import { htmlText } from '../../alerts/html.ts'
import type { AlertMessage } from '../../alerts/message.ts'
import { clipText, plainText, shortText } from '../../alerts/plain.ts'
import { loadLanguages } from '../../bot/languages/catalogue.ts'
import type { AlertReading } from '../../engine/alerting.ts'
import { ENGLISH } from '../../engine/phrase.ts'
import { NOW, ruleOf, sampleAlert } from './samples.ts'

const told = async (changes: Partial<AlertReading> = {}): Promise<AlertMessage> =>
  composeAlert(await sampleAlert('PAYMENT_STUCK', changes), await ruleOf('PAYMENT_STUCK'), {
    kind: 'first',
    now: NOW,
    quiet: false,
  })

test('other people’s words steer nothing and look like nothing of ours', async () => {
  const { finding } = await sampleAlert('PAYMENT_STUCK')
  const message = await told({
    finding: {
      ...finding,
      what: 'a\u001b[31m\u202eb\r\nRunbook: none',
      fired: 'x\nWho has it: nobody <script>',
    },
  })
  const text = plainText(message, ENGLISH)
  // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
  expect(text).not.toMatch(/[\u001b\u202e\r]/)
  expect(text.split('\n')[0]).toContain('Runbook: none · 184,220 sats')
  expect(text).toContain('\n  Who has it: nobody')
  expect(htmlText(message, ENGLISH)).toContain('nobody &lt;script&gt;')
  expect(htmlText(message, ENGLISH)).not.toContain('<script')
})

test('in Spanish, in the shop’s zone', async () => {
  const voice = (await loadLanguages()).voiceFor('es', { timeZone: 'America/Guatemala', names: 'initials' })
  const text = plainText(await told(), voice)
  expect(text.split('\n')[0]).toMatch(/^🔴 CRÍTICA · /)
  expect(text).toContain('Las horas son de America/Guatemala.')
  expect(text).not.toMatch(/Who has it|Since|Commands:/)
})

test('for a telephone: at most 300 characters, no icons, and the answer to type', async () => {
  const { finding } = await sampleAlert('PAYMENT_STUCK')
  const long = await told({
    finding: { ...finding, what: 'ñ👩‍👩‍👧 '.repeat(200), now: 'do it '.repeat(200) },
  })
  for (const message of [await told(), long, await told({ testChannel: 'phone:1' })]) {
    const text = shortText(message, ENGLISH, 300)
    expect(text.length).toBeLessThanOrEqual(300)
    expect(text).not.toMatch(/\p{Extended_Pictographic}/u)
    expect(text.split('\n').at(-1)).toBe('alert ack 12')
    expect(text).toContain('CRITICAL · Payment stuck')
    expect(text).toContain('Since 21 Nov')
  }
})

test('cuts between what people call characters', () => {
  expect(clipText('aé👩‍👩‍👧z', 4)).toBe('aé…')
  expect(clipText('abcd', 4)).toBe('abcd')
})

test('mail shows the colour of the severity beside its word, and no name that is hidden', async () => {
  const html = htmlText(await told(), { ...ENGLISH, names: 'initials' })
  expect(html).toContain('border-left:8px solid #D92D20')
  expect(html).toMatch(/<h1[^>]*>🔴 CRITICAL · Payment stuck · 3 payments · #8 A\. L\./)
  expect(html).not.toMatch(/Ana|López|Pérez/)
  expect(html).toContain('<code>alert ack 12</code>')
})

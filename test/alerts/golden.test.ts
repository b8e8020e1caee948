import { beforeAll, expect, test } from 'vitest'
import { loadRules } from '../../alerts/catalogue.ts'
import { discordBody } from '../../alerts/channels/discord-webhook.ts'
import { slackBody } from '../../alerts/channels/slack.ts'
import { webhookBody } from '../../alerts/channels/webhook.ts'
import { htmlText } from '../../alerts/html.ts'
import type { AlertMessage } from '../../alerts/message.ts'
import { plainText, shortText } from '../../alerts/plain.ts'
import type { Rule } from '../../alerts/rule.ts'
import { voicesOf } from '../../bot/discord/voice.ts'
import { loadLanguages } from '../../bot/languages/catalogue.ts'
import { ENGLISH, type Voice, write } from '../../engine/phrase.ts'
import { messageOf } from './channels/trying.ts'
import { NOW, SAMPLES } from './samples.ts'

/** What every rule's alert says on every channel, as files to read; `vitest -u` writes them anew. */

const VOICE: Voice = { ...ENGLISH, timeZone: 'America/Guatemala', names: 'initials' }

const CHANNELS: Readonly<Record<string, (message: AlertMessage) => string>> = {
  email: (message) =>
    [write(message.subject ?? '', VOICE), '', plainText(message, VOICE), htmlText(message, VOICE)].join('\n'),
  slack: (message) => json(slackBody(message, VOICE)),
  'discord-webhook': (message) => json(discordBody(message, voicesOf(VOICE), true)),
  webhook: (message) => json(webhookBody(message, VOICE, NOW)),
  phone: (message) => `${shortText(message, VOICE, 300)}\n`,
  terminal: (message) => plainText(message, VOICE),
}
const json = (body: object): string => `${JSON.stringify(body, null, 2)}\n`

let rules: readonly Rule[]
let spanish: Voice
beforeAll(async () => {
  rules = await loadRules()
  spanish = (await loadLanguages()).voiceFor('es', { timeZone: 'America/Guatemala', names: 'initials' })
})

test('every rule has a sample', () => {
  expect(rules.map(({ id }) => id).filter((id) => SAMPLES[id] === undefined)).toEqual([])
})

test.each(Object.entries(CHANNELS))('%s says of every rule what its file says', async (channel, render) => {
  for (const { id } of rules)
    await expect(render(await messageOf(id))).toMatchFileSnapshot(`golden/${id}.${channel}.txt`)
})

test('every rule in Spanish', async () => {
  for (const { id } of rules)
    await expect(plainText(await messageOf(id), spanish)).toMatchFileSnapshot(`golden/${id}.terminal.es.txt`)
})

test('every alert can be read in two lines: how bad, what, since when, what to do', async () => {
  for (const rule of rules) {
    const [first = '', second = ''] = plainText(await messageOf(rule.id), VOICE).split('\n')
    expect(first).toMatch(/^(?:🔴 CRITICAL|🟠 HIGH|🟡 MEDIUM|🔵 INFO) · /u)
    expect(first).toContain(` · ${rule.title} · `)
    expect(first.length, first).toBeLessThan(240)
    expect(second, rule.id).toMatch(/^Since \d+ Nov, \d\d:\d\d \([^)]+\)\. .+[.?!]$/)
  }
})

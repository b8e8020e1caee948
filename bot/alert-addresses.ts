import type { AlertSettings } from './alert-settings.ts'

/** The channels that the settings name, as the alerts call them: 'email:ops@shop.example', 'slack:1'. */
export function addressesOf({ emails, smtp, webhooks, webhookSecret, phone }: AlertSettings): string[] {
  const usable = webhooks.filter(({ kind }) => kind !== 'generic' || webhookSecret !== null)
  const numbers = phone?.variable === 'ALERT_PHONE' ? ['1'] : (phone?.numbers ?? [])
  return [
    ...usable.map(({ kind, number }) => `${KINDS[kind]}:${number}`),
    ...(smtp === null ? [] : emails.map((email) => `email:${email}`)),
    ...numbers.map((number) => `phone:${number}`),
  ]
}

const KINDS = { slack: 'slack', discord: 'discord-webhook', generic: 'webhook' } as const

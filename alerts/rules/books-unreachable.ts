import { defineRule } from '../rule.ts'

/** Told without the books, by bot/alerts/blackout.ts: no alert can be written down while they are away. */
export const rule = defineRule({
  id: 'BOOKS_UNREACHABLE',
  title: "The bot's own database can't be reached",
  severity: 'critical',
  runbook: 'R10',
  respondMinutes: 30,
  everySeconds: 60,
  money: true,
  why: 'Without its books the bot pays nobody, takes in nothing, and can write down no alert',
  trigger: 'our own database gives no answer for a minute',
  automatic: 'waits with everything, and tells mail, webhooks and telephone directly, again every half hour',
  resolves: 'the database answers',
  limits: {},
  check: () => Promise.resolve([]),
})

import { PAGE_RULE } from '../../engine/paging.ts'
import { defineRule } from '../rule.ts'

/** Nothing is looked for: a person says it, with "oncall page". */
export const rule = defineRule({
  id: PAGE_RULE,
  title: 'Somebody is called',
  severity: 'critical',
  runbook: 'R0',
  respondMinutes: 5,
  everySeconds: 60,
  // Not about money, and a call for help is still never muted by maintenance.
  money: true,
  why: 'Somebody needs this person now, and said so',
  trigger: 'a person calls somebody with oncall page',
  automatic: null,
  resolves: 'somebody acknowledges it',
  recovery: 'acknowledged',
  limits: {},
  check: () => Promise.resolve([]),
})

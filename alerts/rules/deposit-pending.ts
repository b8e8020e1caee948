import { sats } from '../../engine/domain/money.ts'
import { clientName, formatAge, formatFiat, formatSpan } from '../../engine/format.ts'
import { type Phrase, say } from '../../engine/phrase.ts'
import type { DepositReading } from '../../engine/readings.ts'
import { hoursBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

/** More pending deposits than this are a backlog, not a list. */
const READ_AT_MOST = 500

export const rule = defineRule({
  id: 'DEPOSIT_PENDING',
  title: 'Deposit unconfirmed',
  severity: 'medium',
  runbook: 'R0',
  respondMinutes: 24 * 60,
  everySeconds: 60,
  money: true,
  why: 'A deposit that nobody confirms earns its client nothing',
  trigger: 'a deposit waits longer for its confirmation than the limit; high after the second limit',
  automatic: null,
  resolves: 'the deposit is confirmed or rejected',
  goodChecks: 1,
  limits: {
    afterHours: { default: 48, least: 1, most: 720, unit: 'hours', help: 'how long a deposit may wait' },
    highAfterHours: {
      default: 168,
      least: 2,
      most: 2160,
      unit: 'hours',
      help: 'how long a deposit may wait before the alert is high',
    },
  },
  async check({ readings, now }, { afterHours, highAfterHours }) {
    const pending = await readings.deposits({ status: 'pending', limit: READ_AT_MOST })
    return pending
      .filter((deposit) => deposit.createdAt <= hoursBefore(now, afterHours))
      .map((deposit) => ({
        entity: `deposit:${deposit.id}`,
        severity: deposit.createdAt <= hoursBefore(now, highAfterHours) ? 'high' : 'medium',
        what: say`deposit #${deposit.id} of ${amountOf(deposit)} for ${clientName({ id: deposit.clientId, username: deposit.username })}`,
        exposureSats: sats(0n),
        since: deposit.createdAt,
        fired: say`waiting for ${formatAge(deposit.createdAt, now)}, limit ${formatSpan(afterHours * 3600)}`,
        now: say`Count the cash, then confirm or reject the deposit.`,
        steps: [`deposit confirm ${deposit.id}`, `deposit show ${deposit.id}`],
      }))
  },
})

const amountOf = ({ amount, exponent, fiatCode }: DepositReading): Phrase =>
  formatFiat(amount, exponent, fiatCode)

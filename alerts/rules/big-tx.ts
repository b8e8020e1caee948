import { sats } from '../../engine/domain/money.ts'
import { formatSats } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { minutesBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'
import { sumsOf } from '../worth.ts'

const READ_AT_MOST = 200
/** A cash-out is often paid within seconds: it is seen all the same. */
const SEEN_FOR_MINUTES = 10

export const rule = defineRule({
  id: 'BIG_TX',
  title: 'Big cash-out',
  severity: 'info',
  runbook: 'R0',
  respondMinutes: 24 * 60,
  everySeconds: 60,
  money: true,
  why: 'A large amount is worth a second look, even when everything is right',
  trigger: 'a cash-out brings as many sats as the limit or more',
  automatic: null,
  resolves: 'it is paid',
  goodChecks: 1,
  limits: {
    leastSats: {
      default: 5_000_000,
      least: 1,
      most: 2_100_000_000_000,
      unit: 'sats',
      help: 'from how many sats a cash-out is big',
    },
  },
  async check({ signs, now }, { leastSats }) {
    const cashOuts = await signs.money.bigCashOuts({
      leastSats: sats(BigInt(leastSats)),
      finishedSince: minutesBefore(now, SEEN_FOR_MINUTES),
      limit: READ_AT_MOST,
    })
    return cashOuts.map(({ id, cryptoAtoms, fiat, machineName, createdAt }) => ({
      entity: `cash-out:${id}`,
      severity: 'info' as const,
      what: say`cash-out #${id} of ${formatSats(cryptoAtoms)} for ${sumsOf([fiat])} (${machineName ?? '–'})`,
      exposureSats: sats(0n),
      since: createdAt,
      fired: say`${formatSats(cryptoAtoms)}, limit ${formatSats(BigInt(leastSats))}`,
      now: say`Have a look at how it was split; nothing has to be done.`,
      steps: [`tx show ${id}`],
    }))
  },
})

import pino from 'pino'
import { Cleanups } from '../../../bot/cleanups.ts'
import { sentenceOf } from '../../../engine/failure.ts'
import { installLnbits } from '../../support/lnbits-install.ts'
import { ensureSshd } from '../../support/sshd-account.ts'
import type { ProofBudget, ProofFigure, ProofSection, SectionReport } from '../section.ts'
import { chooseSeed, type KillReport, REPLICAS, runKillLoop } from './kill-loop.ts'

/** What the run needs before and after the killing: starting it all, and coming to rest. */
const AROUND_SECONDS = 170
const LEAST_KILL_SECONDS = 60
/** From here on there is time for replicas that sleep longer than their lease of 60 seconds. */
const LONG_SLEEP_MINUTES = 6

export const killSection: ProofSection = {
  name: 'kills',
  title: 'Everything is killed, again and again',
  explanation:
    'Three bots share one database and pay out of one real LNbits, while at random moments a bot, the database, LNbits or the way to the cash machines is killed, and cash-outs keep coming in. Somebody reads the books and the wallets along all the time. In the end every wallet must hold exactly what the books say, to the thousandth of a sat.',
  run,
}

async function run(budget: ProofBudget): Promise<SectionReport> {
  const seed = budget.firstSeed ?? chooseSeed()
  const repeat = `npm run proof -- --only kills --minutes ${Math.ceil(budget.minutes)} --seed ${seed}`
  const missing = await whatIsMissing()
  if (missing !== null) return { figures: [], failures: [], repeat, leftOut: missing }
  budget.progress(`SEED=${seed}`)
  const cleanups = new Cleanups(pino({ level: 'error' }, pino.destination(2)))
  const interrupt = onInterrupt()
  try {
    const report = await runKillLoop(cleanups, {
      seed,
      killSeconds: Math.max(LEAST_KILL_SECONDS, budget.minutes * 60 - AROUND_SECONDS),
      mostOpenPayments: 500,
      longSleeps: budget.minutes >= LONG_SLEEP_MINUTES,
      say: budget.progress,
      interrupted: interrupt.signal,
    })
    for (const [reason, count] of report.failedStarts) budget.progress(`${count} failed start(s): ${reason}`)
    const failures = report.failures.map((failure) => `${failure} Repeat with: ${repeat}`)
    return { figures: figuresOf(report), failures, repeat, leftOut: null }
  } catch (thrown) {
    const failure = `The kill loop broke off: ${sentenceOf(thrown)} Repeat with: ${repeat}`
    return { figures: [], failures: [failure], repeat, leftOut: null }
  } finally {
    await cleanups.run()
    interrupt.forget()
    if (interrupt.signal.aborted) process.exit(130)
  }
}

/** Null when everything is there or could be installed. */
async function whatIsMissing(): Promise<string | null> {
  try {
    await ensureSshd()
    await installLnbits()
    return null
  } catch (thrown) {
    return `All of it: a real sshd and a real LNbits are needed and could not be had (${sentenceOf(thrown).slice(0, 300)}).`
  }
}

/** Ctrl-C brings what has begun to its end and puts everything away; a second one ends the program at once. */
function onInterrupt(): { signal: AbortSignal; forget: () => void } {
  const interrupted = new AbortController()
  const onSignal = (): void => {
    if (interrupted.signal.aborted) process.exit(130)
    interrupted.abort(new Error('it was interrupted.'))
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, onSignal)
  return {
    signal: interrupted.signal,
    forget: () => {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}

const figure = (label: string, value: string | number | bigint, meaning: string): ProofFigure => ({
  label,
  value: typeof value === 'string' ? value : value.toLocaleString('en-US'),
  meaning,
})

/** The figures of a run, the one that matters most first. */
export function figuresOf(report: KillReport): ProofFigure[] {
  const { tally, final, salesCount } = report
  return [
    figure(
      'difference at the end',
      `${final.differenceMsat} msat`,
      `Between the books and all ${final.walletsCounted} wallets, added up whichever way they point. Anything but 0 would be money lost, doubled or moved without the books' knowledge.`,
    ),
    figure('kills', report.kills, 'Of all kinds, counted only when something was there to be killed.'),
    figure(
      'kills of a bot',
      tally.botKills,
      `SIGKILL to one of ${REPLICAS} replicas, or to several at once. ${tally.leasesOfTheDead} payments that dead bots had in hand were taken up by others while the killing went on, the rest after it.`,
    ),
    figure(
      'immediate stops of PostgreSQL',
      tally.postgresStops,
      'pg_ctl stop -m immediate, as when the power goes; it recovers at its next start.',
    ),
    figure(
      'kills of LNbits',
      tally.lnbitsKills,
      `SIGKILL in the middle of payments; ${tally.lnbitsKilledHalfWay} of them between the debit and the credit of one.`,
    ),
    figure('cuts of SSH', tally.sshCuts, 'The server or its connections, on the way to the cash machines.'),
    figure(
      'sleeps past the lease',
      tally.sleptPastLease,
      `A bot was stopped (SIGSTOP) while it had payments in hand, others took its ${tally.leasesLost} payments over, and it woke up again; ${tally.sleptAMinute} times for more than the minute of its lease, else with the lease declared over.`,
    ),
    figure(
      'clean stops',
      tally.cleanStops,
      'SIGTERM to a bot, which must finish what it is doing and exit with 0.',
    ),
    figure('starts of a bot', report.replicaStarts, 'Each finds whatever the one before it left behind.'),
    figure(
      'cash-outs',
      report.sales,
      `Of every kind, sold meanwhile; ${salesCount.completed} were paid out, ${salesCount.setAside} set aside for a person as they should be, and each is in the books at most once.`,
    ),
    figure(
      'payments',
      final.completedPayments,
      `Of ${final.completedSats.toLocaleString('en-US')} sats, with ${report.invoices.toLocaleString('en-US')} invoices; each debited once and credited once.`,
    ),
    figure(
      'half-states of LNbits',
      final.halfStates,
      `LNbits took ${final.halfStateSats.toLocaleString('en-US')} sats and, killed at that moment, gave them to nobody. The bot must find each, never pay it again, and call a person.`,
    ),
    figure(
      'commands meanwhile',
      report.commands.run,
      `Deposits, confirmations, retries of payments and switches; ${report.commands.killed} were killed on the way, ${report.commands.refused} were refused or failed. ${report.confirmedDeposits} deposits are confirmed.`,
    ),
    figure(
      'looks',
      report.looks,
      'How often books and wallets were read and judged while everything was being killed.',
    ),
    figure(
      'time to rest',
      `${report.secondsToRest} s`,
      'From the last fault until nothing was open any more.',
    ),
  ]
}

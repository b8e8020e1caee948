import { sats, type Sats } from '../../engine/domain/money.ts'
import { formatSats, formatSpan } from '../../engine/format.ts'
import { walletSightOf } from '../../engine/observe-wallets.ts'
import { say } from '../../engine/phrase.ts'
import { defineRule } from '../rule.ts'
import { walletName } from '../../engine/wallet-words.ts'

/** Of how many days the average is taken. */
const DAYS_AVERAGED = 7
/** The limit may be a part of a day. */
const PARTS = 100

export const rule = defineRule({
  id: 'SOURCE_LOW',
  title: 'Wallet runs dry',
  severity: 'high',
  runbook: 'R3',
  respondMinutes: 60,
  everySeconds: 60,
  money: true,
  why: 'When the sats run out, clients wait for what their cash has bought',
  trigger: 'the wallet that the sats come from holds less than is owed next, or than so many usual days take',
  automatic: 'lets what is not covered wait; nothing fails',
  resolves: 'the wallet holds enough again',
  limits: {
    flowDays: {
      default: 1,
      least: 0,
      most: 30,
      unit: 'days',
      help: 'for how many usual days it must be enough; 0 where every cash-out brings its own sats',
    },
  },
  async check({ observations, settings, signs, now }, { flowDays }) {
    const role = settings.funding === 'treasury' ? 'treasury' : 'source'
    const seen = observations.get(`wallet:${role}`)
    const sight = walletSightOf(seen)
    if (seen === undefined || sight === null) return []
    const needs = await signs.wallets.needs({
      funding: settings.funding,
      hasCommissionWallet: walletSightOf(observations.get('wallet:commission')) !== null,
      now,
      days: DAYS_AVERAGED,
    })
    const has = sats(sight.balanceMsat / 1000n)
    const next = sats(needs.dueSats + needs.pendingSats)
    const usual = times(needs.dailySats, flowDays)
    if (has >= next && has >= usual) return []
    const why =
      has < next
        ? say`needs ${formatSats(next)} for what is owed next, has ${formatSats(has)}`
        : say`has ${formatSats(has)}; usual days take ${formatSats(needs.dailySats)}, limit ${formatSpan(flowDays * 86_400)} of them`
    const need = has < next ? next : usual
    return [
      {
        entity: `wallet:${role}`,
        what: say`${walletName(role)}: ${formatSats(sats(need - has))} short`,
        exposureSats: sats(0n),
        // It is not known since when: what is needed moves, too.
        since: sight.readAt,
        fired: why,
        did: say`What the wallet does not cover waits, with its reason; nothing fails and nothing is lost.`,
        now: say`Send sats to the ${walletName(role)} in LNbits; the bot goes on by itself.`,
        steps: ['check wallets', 'status show', 'tx list --status pending'],
      },
    ]
  },
})

const times = (amount: Sats, days: number): Sats =>
  sats((amount * BigInt(Math.round(days * PARTS))) / BigInt(PARTS))

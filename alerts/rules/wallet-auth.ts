import { sats } from '../../engine/domain/money.ts'
import { WALLET_ROLES } from '../../engine/observe-wallets.ts'
import { formatCount } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { defineRule } from '../rule.ts'
import { walletName } from '../../engine/wallet-words.ts'

export const rule = defineRule({
  id: 'WALLET_AUTH',
  title: 'Wallet key refused',
  severity: 'high',
  runbook: 'R6',
  respondMinutes: 60,
  everySeconds: 30,
  money: true,
  why: 'Without its key a wallet can neither pay the clients nor take the commission',
  trigger: 'LNbits refuses the key of one of our wallets on so many looks in a row (401, 403, 404)',
  automatic: 'pauses payouts; cash-outs are taken in as before',
  resolves: 'LNbits takes the key on three looks',
  goodChecks: 3,
  inhibitedBy: ['WALLET_UNREACHABLE'],
  limits: {
    looks: { default: 2, least: 1, most: 20, unit: 'count', help: 'how many refusals in a row' },
  },
  async check({ observations, settings }, { looks }) {
    const roles = WALLET_ROLES.filter((role) => role !== 'treasury' || settings.funding === 'treasury')
    return roles.flatMap((role) => {
      const seen = observations.get(`wallet:${role}`)
      if (seen?.outcome !== 'auth' || seen.inARow < looks) return []
      return [
        {
          entity: `wallet:${role}`,
          what: say`${walletName(role)}: LNbits refuses its key`,
          exposureSats: sats(0n),
          since: seen.since,
          fired: say`refused ${formatCount(seen.inARow, 'time')} in a row, limit ${looks}: ${seen.detail ?? '–'}`,
          did: say`What is owed waits in the queue; cash-outs are still taken in.`,
          now: say`Open the wallet in LNbits and compare its key with the one in use ("config show"). Enter the right one with "config rotate ${role}"; no restart is needed. Then resume the payouts.`,
          steps: ['check wallets', 'config show', `config rotate ${role}`],
          remedies: [{ kind: 'pause_payouts' as const }],
        },
      ]
    })
  },
})

import { checkPart } from '../check-view.ts'

export const command = checkPart({
  verb: 'wallets',
  help: 'Try LNbits and every wallet of the operator, and look for stuck payments',
  names: ['lnbits', 'source wallet', 'commission wallet', 'treasury wallet', 'stuck payments'],
  next: ['check all', 'payment list'],
})

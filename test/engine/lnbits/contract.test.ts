import { lnbitsContract } from '../../contracts/lnbits.ts'
import { simulatedLnbits } from '../../support/lnbits-simulated.ts'

lnbitsContract(
  'the simulated LNbits',
  async () => {
    const lnbits = simulatedLnbits({ settings: { fundingAnswer: 'failed' } })
    const { control } = lnbits
    return {
      baseUrl: await lnbits.start(),
      createWallet: async (name) => control.createWallet(name),
      topUp: async (walletId, amountSats) => control.topUp(walletId, amountSats),
      deleteWallet: async (walletId) => control.deleteWallet(walletId),
      resetKeys: async (walletId) => control.resetKeys(walletId),
      deactivateAccount: async (walletId) => control.setAccountActive(walletId, false),
      stop: () => lnbits.stop(),
    }
  },
  10,
)

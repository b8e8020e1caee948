import { lnbitsContract } from '../contracts/lnbits.ts'
import { startRealLnbits } from '../support/lnbits-real.ts'

lnbitsContract(
  'the real LNbits',
  async () => {
    const { url, ...lnbits } = await startRealLnbits()
    return { baseUrl: url, ...lnbits }
  },
  900,
)

import { randomBytes } from 'node:crypto'
import { createSimulatedLnbits, type SimulatedLnbitsOptions } from '../../bot/sandbox/lnbits/simulated.ts'

/** A simulated LNbits with real randomness and the real time. */
export function simulatedLnbits(options: Partial<SimulatedLnbitsOptions> = {}) {
  return createSimulatedLnbits({ random: (bytes) => randomBytes(bytes), nowMs: () => Date.now(), ...options })
}

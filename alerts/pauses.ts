import { say } from '../engine/phrase.ts'

/** What a finding's remedies come to, in words; whether they were carried out is told by the alert's events. */
export const PAUSES_PAYOUTS = say`The bot pauses payouts.`
export const LEAVES_CLIENT_OUT = say`The bot leaves this client out of new cash-outs.`

import type { SimulatedBooks } from '../simulation/books.ts'
import { count, type Counts, emptySats, type SatsCount } from './counts.ts'
import { live } from './days.ts'
import { reckon } from './reckoning.ts'
import { runOurs } from './run-ours.ts'
import { runPredecessor } from './run-predecessor.ts'
import { rollWorkload, type Weather } from './workload.ts'

/** Who lives through the days, in the order of the columns. */
export const PROGRAMS = ['satmachine', 'repaired', 'published'] as const
export type ProgramName = (typeof PROGRAMS)[number]

/** One workload, and what became of it in each program's hands. */
export interface ContrastRun {
  readonly seed: number
  readonly weather: Weather
  readonly days: number
  readonly counts: Readonly<Record<ProgramName, Counts>>
  /** What our own program threw or left under way; always empty, or the run has failed. */
  readonly complaints: readonly string[]
  /** The same of the models: a mistake of this proof. */
  readonly modelComplaints: readonly string[]
}

/** The same days three times: once for each program, each in a shop of its own. */
export async function contrastOne(
  books: SimulatedBooks,
  { seed, weather, days }: { seed: number; weather: Weather; days: number },
): Promise<ContrastRun> {
  const workload = rollWorkload(seed, weather, days)
  const reckoning = reckon(workload)
  const ours = await live(workload, (shop, setTime) => runOurs(shop, books, setTime))
  const ourReport = await ours.program.report()
  const models = { repaired: emptyCounts(), published: emptyCounts() }
  const modelComplaints: string[] = []
  for (const edition of ['repaired', 'published'] as const) {
    const { shop, program } = await live(workload, async (opened) => runPredecessor(opened, edition))
    const report = await program.report()
    models[edition] = count(shop, reckoning, report)
    modelComplaints.push(...report.complaints)
  }
  const counts = { satmachine: count(ours.shop, reckoning, ourReport), ...models }
  return { seed, weather, days, counts, complaints: ourReport.complaints, modelComplaints }
}

export const emptyCounts = (): Counts => ({
  clients: emptySats(),
  commission: emptySats(),
  cashOuts: 0,
  neverTakenIn: 0,
  takenInTwice: 0,
  forPersons: 0,
  setAside: 0,
  brokenOff: 0n,
  clientsShort: 0n,
  driftMinor: 0n,
  creditedAgain: 0n,
})

export function addCounts(all: readonly Counts[]): Counts {
  return all.reduce(
    (sum, next) => ({
      clients: addSats(sum.clients, next.clients),
      commission: addSats(sum.commission, next.commission),
      cashOuts: sum.cashOuts + next.cashOuts,
      neverTakenIn: sum.neverTakenIn + next.neverTakenIn,
      takenInTwice: sum.takenInTwice + next.takenInTwice,
      forPersons: sum.forPersons + next.forPersons,
      setAside: sum.setAside + next.setAside,
      brokenOff: sum.brokenOff + next.brokenOff,
      clientsShort: sum.clientsShort + next.clientsShort,
      driftMinor: sum.driftMinor + next.driftMinor,
      creditedAgain: sum.creditedAgain + next.creditedAgain,
    }),
    emptyCounts(),
  )
}

const addSats = (a: SatsCount, b: SatsCount): SatsCount => ({
  owed: a.owed + b.owed,
  received: a.received + b.received,
  lost: a.lost + b.lost,
  shown: a.shown + b.shown,
  duplicated: a.duplicated + b.duplicated,
  notOwed: a.notOwed + b.notOwed,
  overpaid: a.overpaid + b.overpaid,
})

/** What must not be in our own counts; one sentence each, the same seed's figures in it. */
export function faultsOfOurs(run: ContrastRun): string[] {
  const { clients, commission, ...rest } = run.counts.satmachine
  const wrong: [string, bigint | number][] = [
    ['sats lost to clients', clients.lost],
    ['sats paid to clients twice', clients.duplicated],
    ['sats paid to clients that nobody is owed', clients.notOwed + clients.overpaid],
    ['sats of commission lost', commission.lost],
    ['sats of commission paid twice', commission.duplicated],
    ['sats of commission that nobody is owed', commission.notOwed + commission.overpaid],
    ['cash-outs never taken in', rest.neverTakenIn],
    ['cash-outs taken in twice', rest.takenInTwice],
    ['cash-outs that need a person and were not set aside', rest.forPersons - rest.setAside],
    ['minor units between the balances and what they should be', rest.driftMinor],
    ['sats made out of nothing', rest.creditedAgain],
  ]
  // A person is bothered only with what LNbits itself broke off, and with all of that.
  const forNothing = clients.shown + commission.shown - rest.brokenOff
  wrong.push(['sats more or less shown to the operator than LNbits broke off half-way', forNothing])
  const sentences = wrong
    .filter(([, number]) => BigInt(number) !== 0n)
    .map(([what, number]) => `${number} ${what}`)
  if (rest.clientsShort > clients.shown) sentences.push(`clients are short of ${rest.clientsShort} sats`)
  return [...sentences, ...run.complaints, ...run.modelComplaints]
}

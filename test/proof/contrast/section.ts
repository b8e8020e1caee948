import { openBooks } from '../simulation/books.ts'
import type { ProofBudget, ProofFigure, ProofSection, SectionReport } from '../section.ts'
import { openTestServer } from '../../support/test-server.ts'
import { addCounts, contrastOne, type ContrastRun, faultsOfOurs, type ProgramName } from './contrast-run.ts'
import type { Counts } from './counts.ts'
import { type Weather, WEATHERS } from './workload.ts'

export const DAYS = 3

export const contrastSection: ProofSection = {
  name: 'contrast',
  title: 'The same days, with the predecessor',
  explanation:
    'Days of a shop are played twice: once with this program, and once with a model of the program that it replaces, written from its description. ' +
    'Every client is owed an exact number of sats, which is reckoned up separately; what arrives in the wallets is set against it. ' +
    'This program may lose nothing, pay nothing twice and pay nothing that is not owed; the predecessor shows what happens otherwise.',
  run: runContrast,
}

async function runContrast(budget: ProofBudget): Promise<SectionReport> {
  const untilMs = performance.now() + budget.minutes * 60_000
  const first = budget.firstSeed ?? 1
  const wanted = budget.seeds ?? Infinity
  const runs: ContrastRun[] = []
  let seeds = 0
  const server = await openTestServer()
  try {
    const books = await openBooks(server.maintenanceUrl, 'contrast')
    try {
      for (; seeds < wanted && performance.now() < untilMs; seeds += 1)
        for (const weather of WEATHERS) {
          runs.push(await contrastOne(books, { seed: first + seeds, weather, days: DAYS }))
          budget.progress(`${seeds + 1} seeds, ${runs.flatMap(faultsOfOurs).length} fault(s) of ours`)
        }
    } finally {
      await books.close()
    }
  } finally {
    await server.stop()
  }
  return reportOf(runs, { first, seeds, wanted })
}

function reportOf(
  runs: readonly ContrastRun[],
  { first, seeds, wanted }: { first: number; seeds: number; wanted: number },
): SectionReport {
  return {
    figures: figuresOf(runs),
    failures: runs.flatMap((run) =>
      faultsOfOurs(run).map(
        (fault) => `${fault} (seed ${run.seed}, ${run.weather}). Repeat it: ${replay(run)}`,
      ),
    ),
    repeat: `npm run proof -- --only contrast --seed ${first} --seeds ${seeds} --minutes 600`,
    leftOut:
      Number.isFinite(wanted) && seeds < wanted
        ? `${wanted - seeds} of ${wanted} seeds, for lack of time`
        : null,
  }
}

const replay = ({ seed, weather, days }: ContrastRun): string =>
  `npx tsx test/proof/contrast/replay.ts ${seed} ${weather} ${days}`

/** What all runs in one weather came to, for each program. */
export type ContrastTotals = Readonly<Record<Weather, Readonly<Record<ProgramName, Counts>>>>

export function totalsOf(runs: readonly ContrastRun[]): ContrastTotals {
  const of = (weather: Weather, program: ProgramName): Counts =>
    addCounts(runs.filter((run) => run.weather === weather).map(({ counts }) => counts[program]))
  const row = (weather: Weather): Record<ProgramName, Counts> => ({
    satmachine: of(weather, 'satmachine'),
    repaired: of(weather, 'repaired'),
    published: of(weather, 'published'),
  })
  return { calm: row('calm'), common: row('common'), heavy: row('heavy') }
}

const WEATHER_WORDS: Record<Weather, string> = {
  calm: 'nothing goes wrong',
  common: 'the common troubles',
  heavy: 'everything goes wrong',
}

/** One figure for each measure and weather: ours first, then the predecessor's, repaired and as published. */
export function figuresOf(runs: readonly ContrastRun[]): ProofFigure[] {
  const totals = totalsOf(runs)
  const days = runs.filter(({ weather }) => weather === 'calm').reduce((sum, run) => sum + run.days, 0)
  const figures: ProofFigure[] = [
    {
      label: 'days',
      value: `${days} in each of three weathers`,
      meaning:
        'Each value below is ours | the predecessor with the three mistakes mended because of which it pays nothing at all | the predecessor as published. Common troubles: a crash and a timeout a day, LNbits restarted once, the line to the machines down once for up to two hours.',
    },
  ]
  for (const weather of WEATHERS)
    for (const { label, meaning, of } of MEASURES) {
      const { satmachine, repaired, published } = totals[weather]
      const value = [satmachine, repaired, published]
        .map((counts) => of(counts).toLocaleString('en-US'))
        .join(' | ')
      figures.push({ label: `${WEATHER_WORDS[weather]}: ${label}`, value, meaning })
    }
  return figures
}

interface Measure {
  readonly label: string
  readonly meaning: string
  readonly of: (counts: Counts) => bigint | number
}

const MEASURES: readonly Measure[] = [
  { label: 'sats owed to clients', meaning: 'the same for all three', of: ({ clients }) => clients.owed },
  {
    label: 'lost sats',
    meaning:
      'owed to a client, and not paid or paid short of his exact share, and shown to nobody; ours must be 0',
    of: ({ clients }) => clients.lost,
  },
  {
    label: 'duplicated sats',
    meaning: 'paid again to a client for the same cash-out; ours must be 0',
    of: ({ clients }) => clients.duplicated,
  },
  {
    label: 'invented sats, for what nobody is owed',
    meaning:
      'paid to a client for a test customer, another coin or currency, cash that did not come out, absurd figures; ours must be 0',
    of: ({ clients }) => clients.notOwed,
  },
  {
    label: 'invented sats, more than a share',
    meaning: 'paid to a client beyond his exact share of a cash-out; ours must be 0',
    of: ({ clients }) => clients.overpaid,
  },
  {
    label: 'sats not paid, and said so',
    meaning:
      'shown to the operator with a reason: LNbits itself broke the payment off half-way, or the payment failed',
    of: ({ clients }) => clients.shown,
  },
  {
    label: 'sats that clients are short of',
    meaning:
      'when all that a client ever received is set against all that he is owed: the mildest way to count',
    of: ({ clientsShort }) => clientsShort,
  },
  {
    label: 'cash-outs never taken in',
    meaning: 'dispensed, paid for, and never looked at; ours must be 0',
    of: ({ neverTakenIn }) => neverTakenIn,
  },
  {
    label: 'cash-outs taken in twice',
    meaning: 'the source wallet was credited again for the same cash-out; ours must be 0',
    of: ({ takenInTwice }) => takenInTwice,
  },
  {
    label: 'cash-outs that a person must decide about, and was not told of',
    meaning: 'test customers, other coins, errors, absurd figures; ours must be 0',
    of: ({ forPersons, setAside }) => forPersons - setAside,
  },
  {
    label: 'balances off, in minor units of fiat',
    meaning:
      'between what the program says that clients may still spend, and what that should be; ours must be 0',
    of: ({ driftMinor }) => driftMinor,
  },
  {
    label: 'commission lost to the operator, in sats',
    meaning: 'owed, not paid, and shown to nobody; ours must be 0',
    of: ({ commission }) => commission.lost,
  },
]

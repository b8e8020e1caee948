/** A change of the code that no test notices. */
export interface Survivor {
  readonly file: string
  readonly line: number
  readonly code: string
  readonly becomes: string
}

/** Changes of one file that can't matter, all for the same reason. */
export interface Explanation {
  readonly file: string
  /** Each as the text in the code and the text in its place. */
  readonly changes: readonly (readonly [code: string, becomes: string])[]
  /** In how many places of the file each of them stands; one unless said otherwise. */
  readonly places?: number
  readonly why: string
}

const allocation = 'engine/domain/allocation.ts'
const cashOut = 'engine/domain/cash-out.ts'
const commission = 'engine/domain/commission.ts'

const neverFires =
  'An assertion about our own arithmetic: no input makes it false, so nobody can see it go. It stays, for the day on which somebody changes the arithmetic.'
const sameWhenEqual = 'The two differ only where both sides are equal, and then either branch gives the same.'
const typeOnly =
  'Only the type checker needs it: without it the next condition comes to the same answer, and the code does not compile.'

/** Every survivor that was looked at, and why it may live. docs/mutation.md shows the same as a table. */
export const explained: readonly Explanation[] = [
  {
    file: allocation,
    changes: [
      ['a < b', 'a <= b'],
      ['least > 0n', 'least >= 0n'],
      ['cashOut.fiat <= weightSum', 'cashOut.fiat < weightSum'],
    ],
    why: sameWhenEqual,
  },
  {
    file: allocation,
    changes: [
      ['leftOver >= 0n && leftOver < BigInt(weights.length)', 'true'],
      [
        'leftOver >= 0n && leftOver < BigInt(weights.length)',
        'leftOver >= 0n || leftOver < BigInt(weights.length)',
      ],
      ['leftOver >= 0n', 'true'],
      ['leftOver < BigInt(weights.length)', 'true'],
      ['leftOver < BigInt(weights.length)', 'leftOver <= BigInt(weights.length)'],
      ["'fewer units are left over than there are parts'", '""'],
      ['fiat <= taker.weightMinor', 'true'],
      ["'no client spends more than he has'", '""'],
      ['unallocatedFiat >= 0n && unallocatedSats >= 0n', 'true'],
      ['unallocatedFiat >= 0n && unallocatedSats >= 0n', 'unallocatedFiat >= 0n || unallocatedSats >= 0n'],
      ['unallocatedFiat >= 0n', 'true'],
      ['unallocatedSats >= 0n', 'true'],
      ["'an allocation never hands out more than there is'", '""'],
      ['s.amount > 0n', 'true'],
      ['s.amount > 0n', 's.amount >= 0n'],
      ["'nobody pays for nothing'", '""'],
    ],
    why: neverFires,
  },
  {
    file: allocation,
    changes: [
      ['a.remainder === b.remainder', 'false'],
      ['a.index - b.index', 'a.index + b.index'],
      ['a.remainder > b.remainder', 'a.remainder >= b.remainder'],
    ],
    why: 'The remainders are already in the order of their index, and the sort leaves equals where they are, so that a tie goes to the lowest index anyhow; the third is reached only where the two differ. Said in full all the same: the tie is a rule, not an accident of the sort.',
  },
  {
    file: allocation,
    changes: [['w.weightMinor > 0n', 'w.weightMinor >= 0n']],
    why: 'A weight of zero has a quota and a remainder of zero: it gets nothing, and changes no other share.',
  },
  {
    file: allocation,
    changes: [['a.clientId < b.clientId', 'a.clientId <= b.clientId']],
    why: 'Two weights never have the same client: the ids are the primary key.',
  },
  {
    file: allocation,
    changes: [
      ['round++', 'round--'],
      ["'unreachable: every round leaves out at least one client'", '""'],
    ],
    why: 'The bound of a loop that ends by itself, since every round leaves out at least one client.',
  },
  {
    file: cashOut,
    changes: [
      ['split !== null', 'true'],
      ["'readRates found what either rule needs'", '""'],
      ["verdict.kind === 'quarantine'", 'true'],
      ["'a settled row is payable or set aside'", '""'],
    ],
    why: neverFires,
  },
  {
    file: cashOut,
    changes: [
      ['cryptoAtoms === null || fiat === null', 'false'],
      ['cryptoAtoms === null || fiat === null', 'cryptoAtoms === null && fiat === null'],
      ['cryptoAtoms === null', 'false'],
      ['fiat === null', 'false'],
      ['row.rawTickerPrice === null', 'false'],
      ['tickerPriceE5 === null', 'false'],
    ],
    why: `${typeOnly} (null <= 0n is true in JavaScript, and null is no decimal.)`,
  },
  {
    file: commission,
    changes: [
      ['base >= 0n && commission >= 0n', 'true'],
      ['base >= 0n && commission >= 0n', 'base >= 0n || commission >= 0n'],
      ['base >= 0n', 'true'],
      ['commission >= 0n', 'true'],
      ["'a split never hands out more than came in'", '""'],
    ],
    why: neverFires,
  },
  {
    file: commission,
    changes: [['worth < terms.cryptoAtomsSats', 'worth <= terms.cryptoAtomsSats']],
    why: sameWhenEqual,
  },
  {
    file: 'engine/domain/money.ts',
    changes: [["''", '"Stryker was here!"']],
    why: 'The whole part of a decimal is always there when the pattern matches; the default is for the type checker.',
  },
  {
    file: 'engine/domain/money.ts',
    changes: [['scaled < 0n', 'scaled <= 0n']],
    why: 'Zero with its sign turned is zero.',
  },
  {
    file: 'engine/allocate.ts',
    changes: [['!(thrown instanceof Failure)', 'false']],
    why: `${typeOnly} (What is no Failure has no such code.)`,
  },
  {
    file: 'engine/allocate.ts',
    changes: [["'refused'", '""']],
    why: 'It only has to differ from the two other kinds, and the empty text does.',
  },
  {
    file: 'engine/pay.ts',
    changes: [["'payer'", '""']],
    places: 2,
    why: 'It only has to differ from "receiver", and the empty text does.',
  },
  {
    file: 'engine/pay.ts',
    changes: [["answer.kind === 'unknown'", 'true']],
    why: `${typeOnly} (An answer of the kind "ok" has neither of the two fields that are read.)`,
  },
  {
    file: 'engine/reference.ts',
    changes: [["''", '"Stryker was here!"']],
    places: 3,
    why: 'What is missing is refused by the number of parts; the defaults are for the type checker.',
  },
  {
    file: 'engine/settle.ts',
    changes: [["payeeRows.kind === 'not_executed'", 'true']],
    why: `${typeOnly} (No other kind of answer has a reason.)`,
  },
  {
    file: 'engine/take-in.ts',
    changes: [['a.transactionId < b.transactionId', 'a.transactionId <= b.transactionId']],
    why: 'No two rows have the same id: it is the primary key in Lamassu.',
  },
  {
    file: 'engine/take-in.ts',
    changes: [["verdict.kind === 'quarantine'", 'true']],
    why: 'In judgeSafely: the detail is read only where the verdict is a quarantine.',
  },
  {
    file: 'engine/take-in.ts',
    changes: [["verdict.kind === 'quarantine'", 'true']],
    why: `${typeOnly} (In decideKnown: no other verdict has the reason of a quarantine.)`,
  },
  {
    file: 'engine/take-in.ts',
    changes: [['text === null', 'false']],
    why: 'The type checker needs it: the word null is no decimal either, and comes to the same answer.',
  },
]

const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

/** The survivors that nobody has explained; one reason covers one place, and not all that reads the same. */
export function unexplained(survivors: readonly Survivor[]): Survivor[] {
  const keyOf = (file: string, code: string, becomes: string): string =>
    [file, inOneLine(code), inOneLine(becomes)].join('\n')
  const left = new Map<string, number>()
  for (const { file, changes, places } of explained)
    for (const [code, becomes] of changes) {
      const key = keyOf(file, code, becomes)
      left.set(key, (left.get(key) ?? 0) + (places ?? 1))
    }
  return survivors.filter(({ file, code, becomes }) => {
    const key = keyOf(file, code, becomes)
    const places = left.get(key) ?? 0
    left.set(key, places - 1)
    return places <= 0
  })
}

/** The table of docs/mutation.md. */
export function explainedTable(): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|')
  const rows = explained.flatMap(({ file, changes, why }) =>
    changes.map(
      ([code, becomes], i) =>
        `| ${file.replace('engine/', '')} | \`${cell(code)}\` | \`${cell(becomes)}\` | ${i === 0 ? cell(why) : '″'} |`,
    ),
  )
  return ['| file in engine/ | code | becomes | why it can not matter |', '|---|---|---|---|', ...rows].join(
    '\n',
  )
}

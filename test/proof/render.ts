import type { ProofRecord, ProofRun } from './record.ts'

/** docs/proof.md: for a reader who wants to trust figures and not us. */
export function renderProof({ sections }: ProofRecord): string {
  const parts = Object.values(sections).map((part) => renderPart(part))
  return `${INTRODUCTION}\n${summary(sections)}\n${parts.join('\n')}`
}

const INTRODUCTION = `# Proof

satmachine moves other people's money, so nobody should have to trust its makers. \`npm run proof\` tries to make the
money core lose, double or invent a single sat in every way that we could think of, and writes this page. The same
figures are in proof.json.

    npm run proof                                    a selection of ten minutes
    npm run proof -- --seeds 10000 --minutes 90      longer, with as many seeds of the simulation
    npx tsx test/proof/simulation/replay.ts 29       one story again, step by step the same
    npm run proof -- --only kills --minutes 12       one part of it

Of each part the longest run is shown, and the latest when it is another one. A finding is always shown. A shorter
selection runs with every change (\`.ci/run\`).

The rules that every part checks, as far as it can see them:

| rule | what must hold at every moment |
|---|---|
| I1 | every entry of the journal adds up to nothing, unit by unit |
| I2 | a client's balance is what was deposited, less what was paid, with every correction; what is on hold is what is under way |
| I3 | a hold is never negative and never more than the balance |
| I4 | a cash-out is split to the last sat and the last minor unit: shares, commission and what belongs to nobody |
| I5 | nobody gets more than his deposit allows, and everybody gets sats at the same rate |
| I6 | a payment leaves the wallet at most once over all its invoices, and is completed only when it did |
| I7 | the wallets hold exactly what the books say, to the millisat |
| I8 | every cash-out of Lamassu is in the books exactly once, or set aside with a reason |
| I9 | when the faults stop, everything comes to its end, or to a person with a reason, in a bounded number of steps |
| I10 | the order and the number of workers change nothing in the totals |
| I11 | the same cash-out is always split the same way |
| I13 | a poll that failed moves nothing on |
| I14 | a client with a daily limit never gets more than it |

(I12, the chain of the action log, is broken in every way by test/engine/store/action-log-chain.test.ts.)
`

function summary(sections: ProofRecord['sections']): string {
  const rows = Object.values(sections).map(({ title, longest, latest }) => {
    const failures = latest.failures.length === 0 ? 'nothing' : `**${latest.failures.length}**`
    const [first] = longest.figures
    return `| ${title} | ${first === undefined ? '' : `${first.value} ${first.label}`} | ${failures} |`
  })
  return ['| what was tried | how much | found |', '|---|---|---|', ...rows, ''].join('\n')
}

function renderPart({ title, explanation, latest, longest }: ProofRecord['sections'][string]): string {
  const same =
    latest.date === longest.date && latest.minutes === longest.minutes && latest.commit === longest.commit
  return [
    `## ${title}`,
    '',
    explanation,
    '',
    renderRun(longest),
    ...(same ? [] : [`The latest run: ${headline(latest)}.`, '', ...findings(latest)]),
  ].join('\n')
}

const headline = (run: ProofRun): string =>
  `${run.date}, commit ${run.commit}, ${run.minutes} minutes on ${run.machine}; ` +
  (run.failures.length === 0 ? 'nothing was found' : `${run.failures.length} finding(s)`)

/** A bar or a line break would end the cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function renderRun(run: ProofRun): string {
  const rows = run.figures.map(
    ({ label, value, meaning }) =>
      `| ${label} | ${value.length > 200 ? 'in proof.json' : cell(value)} | ${cell(meaning)} |`,
  )
  return [
    '| figure | value | what it means |',
    '|---|---|---|',
    ...rows,
    '',
    `Run: ${headline(run)}. Again: \`${run.repeat}\`.`,
    ...(run.leftOut === null ? [] : [`Left out: ${run.leftOut}.`]),
    '',
    ...findings(run),
  ].join('\n')
}

const findings = (run: ProofRun): string[] =>
  run.failures.length === 0 ? [] : ['Found:', '', ...run.failures.map((failure) => `- ${failure}`), '']

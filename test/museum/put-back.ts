import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import type { ProofBudget, ProofSection, SectionReport } from '../proof/section.ts'
import startServer, { type TestServer } from '../support/global-setup.ts'
import { applyPatch, type Bug } from './bugs/bug.ts'
import { bugs, everythingToCatch } from './bugs/catalogue.ts'
import { copyTree, currentCommit } from './copy.ts'
import { runTests } from './test-run.ts'
import { type Caught, judgeRun, titlePattern, type Verdict } from './verdict.ts'

/** The report with the list for the documents: which test caught what, and with which words. */
export interface MuseumReport extends SectionReport {
  readonly caught: readonly Caught[]
}

export const museumSection: ProofSection & { run(budget: ProofBudget): Promise<MuseumReport> } = {
  name: 'museum',
  title: 'The bug museum',
  explanation:
    'The system that this one replaces had 48 ways of losing, inventing or hiding money. Each is put back into a copy of this program, one at a time, and the test that is named after it must fail at the line that is about it. Then our own safety nets are taken away one by one, and that must be noticed too.',
  run: (budget) => putBack(everythingToCatch, budget),
}

/** So many are first run with nothing put back, and then with it: a short time shows something, too. */
const BUGS_PER_BATCH = 9

/** Puts the given bugs back, one at a time, until the time is over. */
export async function putBack(chosen: readonly Bug[], budget: ProofBudget): Promise<MuseumReport> {
  const endMs = performance.now() + budget.minutes * 60_000
  const server = await ownServer()
  const tree = await copyTree()
  const verdicts: [Bug, Verdict][] = []
  const timeIsOver = (): boolean => verdicts.length > 0 && performance.now() > endMs
  try {
    const place = { root: tree.root, databaseUrl: server.maintenanceUrl }
    const order = await inTurn(chosen)
    for (let at = 0; at < order.length && !timeIsOver(); at += BUGS_PER_BATCH) {
      const batch = order.slice(at, at + BUGS_PER_BATCH)
      budget.progress(`the tests of ${batch[0]?.name} to ${batch.at(-1)?.name}, with nothing put back`)
      const sound = await passingUnpatched(batch, place)
      for (const bug of batch) {
        if (timeIsOver()) break
        budget.progress(`${verdicts.length + 1} of ${order.length}: ${bug.name} is put back`)
        verdicts.push([bug, sound.has(bug.name) ? await tryOne(bug, place) : UNSOUND])
      }
    }
    return reportOf(order, verdicts)
  } finally {
    await tree.remove()
    await server.stop()
  }
}

/** A test that fails before anything was put back would seem to catch everything. */
const UNSOUND: Verdict = { kind: 'missed', why: 'its test does not pass even with nothing put back' }

interface RunPlace {
  readonly root: string
  readonly databaseUrl: string
}

async function tryOne(bug: Bug, { root, databaseUrl }: RunPlace): Promise<Verdict> {
  let takeOut: () => Promise<void>
  try {
    takeOut = await applyPatch(root, bug)
  } catch (thrown) {
    return { kind: 'missed', why: String(thrown) }
  }
  try {
    const { file } = bug.caughtBy
    const run = await runTests({ root, databaseUrl, files: [file], titles: titlePattern(bug) })
    return judgeRun(bug, run, await readFile(path.join(root, file), 'utf8'))
  } finally {
    await takeOut()
  }
}

/** The names of those whose tests pass in the tree as it is. */
async function passingUnpatched(batch: readonly Bug[], place: RunPlace): Promise<Set<string>> {
  const files = [...new Set(batch.map((bug) => bug.caughtBy.file))]
  const titles = `^(?:${batch.map((bug) => bug.name).join('|')}) `
  const { results } = await runTests({ ...place, files, titles })
  const passed = results.filter(({ status }) => status === 'passed').map(({ title }) => title.split(' ')[0])
  return new Set(batch.map((bug) => bug.name).filter((name) => passed.includes(name)))
}

/** Where the time is too short for all, each commit begins at another one: after some commits all had their turn. */
async function inTurn(chosen: readonly Bug[]): Promise<Bug[]> {
  const start = Number.parseInt((await currentCommit()).slice(0, 8), 16) % Math.max(1, chosen.length)
  return [...chosen.slice(start), ...chosen.slice(0, start)]
}

const repeatOf = (names: readonly string[]): string =>
  `npx tsx test/museum/put-back-now.ts ${names.join(' ')}`.trim()

function reportOf(order: readonly Bug[], verdicts: readonly [Bug, Verdict][]): MuseumReport {
  const caught = verdicts.flatMap(([, verdict]) => (verdict.kind === 'caught' ? [verdict.caught] : []))
  const missed = verdicts.flatMap(([{ name, harm }, verdict]) =>
    verdict.kind === 'missed'
      ? [`${name} could come back unnoticed: ${verdict.why}. (${harm}) Again: ${repeatOf([name])}`]
      : [],
  )
  const left = order.slice(verdicts.length).map(({ name }) => name)
  const isBug = (name: string): boolean => bugs.some((bug) => bug.name === name)
  const score = (among: (name: string) => boolean): string =>
    `${caught.filter(({ name }) => among(name)).length} of ${verdicts.filter(([{ name }]) => among(name)).length}`
  return {
    figures: [
      {
        label: 'bugs of the predecessor caught',
        value: score(isBug),
        meaning:
          'Each was put back by itself, and the test that is named after it failed, by an assertion, at the line that is about it. One less would be a money bug that could come back unseen.',
      },
      {
        label: 'safety nets whose lack was noticed',
        value: score((name) => !isBug(name)),
        meaning:
          'The unique keys on cash-outs and on payments, the invoice that is stored before it is paid, the lease, and the two looks at the switch. One less would be a net that could be gone without anybody knowing.',
      },
    ],
    failures: missed,
    repeat: repeatOf([]),
    leftOut: left.length === 0 ? null : `Not put back for lack of time: ${left.join(', ')}.`,
    caught: caught.sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

/** One PostgreSQL for all runs: the test suite's own, which also goes away when this program is killed. */
async function ownServer(): Promise<{ maintenanceUrl: string; stop: () => Promise<void> }> {
  let server: TestServer | null = null
  const project = {
    provide: (_key: 'testServer', value: TestServer) => {
      server = value
    },
  }
  const stop = await startServer(project as unknown as TestProject)
  if (server === null) throw new Error('the test server was not told of')
  return { maintenanceUrl: (server as TestServer).maintenanceUrl, stop }
}

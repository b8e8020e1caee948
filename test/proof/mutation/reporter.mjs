/**
 * Tells of each mutant as soon as it was tried, one line of JSON on stdout: Stryker's own report comes only at the end,
 * and a run that is stopped for lack of time has to say what it found until then.
 */
const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`)

export const strykerPlugins = [
  {
    kind: 'Reporter',
    name: 'lines',
    factory: () => ({
      onMutationTestingPlanReady: ({ mutantPlans }) => tell({ planned: mutantPlans.length }),
      onMutantTested: ({ fileName, location, mutatorName, replacement, status }) =>
        tell({ mutant: { fileName, location, mutatorName, replacement, status } }),
    }),
  },
]

import { bugNamed, everythingToCatch } from './bugs/catalogue.ts'
import { putBack } from './put-back.ts'

/**
 * `npx tsx test/museum/put-back-now.ts B06 N3` puts these back, one at a time; without names all of them. Prints the
 * report as JSON, and ends with 1 when one was not noticed.
 */
const names = process.argv.slice(2)
const chosen = names.length === 0 ? everythingToCatch : names.map(bugNamed)
const report = await putBack(chosen, {
  minutes: 60,
  seeds: null,
  progress: (sentence) => console.error(sentence),
})
console.log(JSON.stringify(report, null, 2))
process.exitCode = report.failures.length === 0 ? 0 : 1

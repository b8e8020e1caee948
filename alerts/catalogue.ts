import { readdir } from 'node:fs/promises'
import type { Rule } from './rule.ts'

const SOURCE = /^(?!.*\.d\.ts$).+\.(?:ts|js)$/

/** Every rule there is: one file rules/<name>, which exports `rule`. In order of their ids. */
export async function loadRules(): Promise<readonly Rule[]> {
  const folder = new URL('rules/', import.meta.url)
  const files = (await readdir(folder)).filter((file) => SOURCE.test(file))
  const modules = await Promise.all(
    files.map((file) => import(new URL(file, folder).href) as Promise<{ rule: Rule }>),
  )
  return modules.map((module) => module.rule).sort((a, b) => (a.id < b.id ? -1 : 1))
}

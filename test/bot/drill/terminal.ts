import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { readdirSync } from 'node:fs'
import { eventually } from '../../support/lamassu.ts'
import { type Environment, PROGRAM, type Running, startCommand } from '../program.ts'

/** `satmachine drill <scenario>` with a person at it, who types lines and reads what is answered. */
export interface AtDrill {
  readonly running: Running
  /** Types a line and waits until its answer holds this; returns what was said since. */
  says(line: string, wanted: RegExp, seconds?: number): Promise<string>
  /** Types a line and waits until it is answered, whatever the answer is. */
  does(line: string): Promise<string>
  /** The JSON that this look answers with. */
  json(line: string): Promise<Record<string, unknown>>
  /** Types the line again and again until its answer holds this. */
  until(line: string, wanted: RegExp, seconds: number): Promise<void>
}

const PREPARED_SECONDS = 120

export async function sitAtDrill(
  scenario: string,
  options: { readonly cwd: string; readonly environment?: Environment },
): Promise<AtDrill> {
  const running = startCommand(process.execPath, [PROGRAM, 'drill', scenario], { ...options, stdin: 'open' })
  await running.says(new RegExp(`DRILL ${scenario}> `), PREPARED_SECONDS)
  const type = (line: string): number => {
    const before = running.said().length
    running.child.stdin?.write(`${line}\n`)
    return before
  }
  const sinceHolds = async (before: number, wanted: RegExp, seconds: number): Promise<string> => {
    await eventually(() => Promise.resolve(wanted.test(running.said().slice(before))), seconds).catch(() => {
      throw new Error(`${wanted} was not said:\n${running.said().slice(before)}\n${running.complained()}`)
    })
    return running.said().slice(before)
  }
  let marks = 0
  const at: AtDrill = {
    running,
    does(line) {
      marks += 1
      // One after the other: when this is refused, what was typed before it has been answered.
      return at.says(`${line}\nmark-${marks}`, new RegExp(`There is no command "mark-${marks}"`), 90)
    },
    says: (line, wanted, seconds = 20) => sinceHolds(type(line), wanted, seconds),
    async json(line) {
      const said = await at.says(`${line} --json`, /^.*\{.*"sandbox":true.*\}$/m)
      const [object] = /\{.*"sandbox":true.*\}$/m.exec(said) ?? ['{}']
      return JSON.parse(object) as Record<string, unknown>
    },
    async until(line, wanted, seconds) {
      await eventually(async () => wanted.test(JSON.stringify(await at.json(line))), seconds)
    },
  }
  return at
}

interface Shown {
  readonly gate: {
    readonly open: boolean
    readonly conditions: readonly { readonly ok: boolean; readonly line: string | null }[]
  }
  readonly checklist: readonly {
    readonly parts: readonly { readonly key: string; readonly state: string }[]
  }[]
  readonly status: string
}

const shown = async (drill: AtDrill): Promise<Shown> =>
  (await drill.json('incident show --id 1')) as unknown as Shown

const GATE_SECONDS = 120
const WATCH_SECONDS = 180

/** Through the gate, by the line that each red condition names; then everything that is left, to the end. */
export async function finish(drill: AtDrill): Promise<string> {
  await eventually(async () => {
    await delay(2000)
    const { gate } = await shown(drill)
    for (const { ok, line } of gate.conditions) if (!ok && line !== null) await drill.does(`${line} --yes`)
    return (await shown(drill)).gate.open
  }, GATE_SECONDS)
  await drill.does('poll resume --yes')
  await drill.does(
    'incident resolve --id 1 --root-cause "somebody was careless" --fix "it is put right" --yes',
  )
  await drill.does('incident followup add --id 1 --what "have it watched" --owner 1 --due 2030-01-01 --yes')
  for (const { parts } of (await shown(drill)).checklist)
    for (const { key, state } of parts)
      if (state === 'open')
        await drill.does(`incident skip ${key} --id 1 --reason "not needed in this rehearsal"`)
  let refused = ''
  await eventually(async () => {
    refused = await drill.does('incident close --id 1 --yes')
    await delay(5000)
    return (await shown(drill)).status === 'closed'
  }, WATCH_SECONDS).catch(() => {
    throw new Error(`The incident was not closed: ${refused}`)
  })
  return drill.says('drill stop', /The drill is over/, 60)
}

/** The folders of worlds below a data folder: none is left once a drill is over. */
export function worldsIn(dataFolder: string): string[] {
  try {
    return readdirSync(join(dataFolder, 'drills')).filter((name) => name.startsWith('world-'))
  } catch {
    return []
  }
}

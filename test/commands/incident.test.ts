import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Command } from '../../commands/definition.ts'
import { command as assess } from '../../commands/incident/assess.ts'
import { command as cause } from '../../commands/incident/cause.ts'
import { command as check } from '../../commands/incident/check.ts'
import { command as close } from '../../commands/incident/close.ts'
import { command as escalate } from '../../commands/incident/escalate.ts'
import { command as followup } from '../../commands/incident/followup.ts'
import { command as lead } from '../../commands/incident/lead.ts'
import { command as list } from '../../commands/incident/list.ts'
import { command as note } from '../../commands/incident/note.ts'
import { command as open } from '../../commands/incident/open.ts'
import { command as phase } from '../../commands/incident/phase.ts'
import { command as resolve } from '../../commands/incident/resolve.ts'
import { command as scenario } from '../../commands/incident/scenario.ts'
import { command as severity } from '../../commands/incident/severity.ts'
import { command as show } from '../../commands/incident/show.ts'
import { command as skip } from '../../commands/incident/skip.ts'
import { command as snapshot } from '../../commands/incident/snapshot.ts'
import { command as uncheck } from '../../commands/incident/uncheck.ts'
import { command as update } from '../../commands/incident/update.ts'
import { command as help } from '../../commands/help/show.ts'
import { command as status } from '../../commands/status/show.ts'
import type { Asker } from '../../commands/asker.ts'
import type { PersonReading } from '../../engine/people.ts'
import { clientName } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { type Desk, openDesk, type Ran, rowsOf, saidBy } from '../support/commands.ts'
import { fire } from '../support/firing.ts'
import { somebody } from './alert-people.ts'

let desk: Desk
let mara: Asker & { person: PersonReading }
let pedro: Asker & { person: PersonReading }
let viewer: Asker & { person: PersonReading }
beforeAll(async () => {
  desk = await openDesk()
  mara = await somebody(desk, 'Mara', 'operator')
  pedro = await somebody(desk, 'Pedro', 'operator')
  viewer = await somebody(desk, 'Vera', 'viewer')
})
afterAll(() => desk.close())

/** Each test has the one open incident that it opens. */
beforeEach(() =>
  desk.world.pool.query(
    "UPDATE incidents SET status = 'closed', closed_at = now(), closed_by = 'test' WHERE status <> 'closed'",
  ),
)

const opened = (written: Record<string, string> = {}): Promise<Ran> =>
  desk.run(open, { summary: 'payments to two clients fail', ...written }, mara)
const text = async (command: Command, written: Record<string, string> = {}, who: Asker = mara) =>
  saidBy((await desk.run(command, written, who)).answer)
const textIn = ({ answer }: Ran, name: string): string => {
  const value = answer.json[name]
  if (typeof value !== 'string') throw new Error(`${name} is no text`)
  return value
}
const onward = ({ said }: Ran): readonly string[] => {
  const block = said.blocks.at(-1)
  return block?.kind === 'next' ? block.commands : []
}

describe('opening', () => {
  test('answers with the card, and asks the first question by two buttons', async () => {
    const ran = await opened({ scenario: 'R3', severity: 'high' })
    const id = textIn(ran, 'incidentId')
    expect(saidBy(ran.answer)).toContain(`🟠 HIGH · Incident #${id} · R3 Payments fail or are stuck`)
    expect(onward(ran)).toContain(`incident assess --id ${id} --money yes`)
    expect(ran.answer.json['files']).toHaveLength(1)
  })

  test('from an alert it is as bad as that, of its page, and opened once', async () => {
    const alertId = await fire(desk.world.pool, {
      rule: 'PAYMENT_STUCK',
      severity: 'critical',
      finding: { what: say`payments of ${clientName({ id: 8n, username: 'Ana López' })}` },
    })
    const ran = await desk.run(open, { fromAlert: String(alertId) }, mara)
    expect(ran.answer.json).toMatchObject({ severity: 'critical', scenario: 'R3', alertId: String(alertId) })
    const said = saidBy(ran.answer)
    expect(said).toContain('#8 A. L.')
    expect(said).not.toContain('López')
    const again = await desk.run(open, { fromAlert: String(alertId) }, pedro)
    expect(again.answer.heading).toContain('is open for this already')
    expect(again.answer.json['incidentId']).toBe(ran.answer.json['incidentId'])
  })

  test('needs a sentence, or an alert that is there', async () => {
    expect(await desk.refusal(open)).toContain('Say in one sentence what is wrong')
    expect(await desk.refusal(open, { fromAlert: '99999' })).toContain('There is no alert 99999')
  })
})

describe('which one is meant', () => {
  test('the only open one; with none it is said how to open one', async () => {
    expect(await desk.refusal(show)).toContain('No incident is open')
    await opened()
    expect(await text(show)).toContain('payments to two clients fail')
  })

  test('with two the answer asks which', async () => {
    const one = textIn(await opened(), 'incidentId')
    await opened({ summary: 'Lamassu is away', severity: 'critical' })
    const refusal = await desk.refusal(note, { words: 'x' })
    expect(refusal).toContain('2 incidents are open')
    expect(refusal).toContain('🔴 CRITICAL Lamassu is away')
    expect(await text(note, { words: 'x', id: one })).toContain(`Noted on incident #${one}`)
    expect(await desk.refusal(show, { id: '99999' })).toContain('There is no incident 99999')
  })

  test('the list has the worst first, and what was before', async () => {
    await opened({ severity: 'medium', summary: 'the lesser' })
    await opened({ severity: 'critical', summary: 'the worse' })
    const rows = rowsOf((await desk.run(list, {}, viewer)).answer)
    expect(rows[0]?.join(' ')).toContain('the worse')
    expect(rows[1]?.join(' ')).toContain('the lesser')
    expect(rows[2]?.[3]).toBe('closed')
  })
})

describe('the three questions', () => {
  test('are three presses, one after the other', async () => {
    let ran = await opened({ severity: 'medium' })
    const asked: string[] = []
    for (let press = 0; press < 3; press += 1) {
      const line = onward(ran).find((one) => one.startsWith('incident assess')) ?? ''
      const [, question = ''] = /--(money|clients|blocked) yes/.exec(line) ?? []
      asked.push(question)
      ran = await desk.run(assess, { [question]: question === 'clients' ? 'yes' : 'no' }, mara)
    }
    expect(asked).toEqual(['money', 'clients', 'blocked'])
    expect(ran.answer.json).toMatchObject({
      severity: 'high',
      moneyAtRisk: false,
      clientsAffected: true,
      operationsBlocked: false,
    })
    expect(onward(ran).some((line) => line.startsWith('incident assess'))).toBe(false)
  })

  test('without an answer the card is shown', async () => {
    await opened()
    expect(await text(assess)).toContain('The three questions')
  })
})

describe('how bad it is', () => {
  test('is raised at once, and lowered after a question', async () => {
    await opened({ severity: 'high' })
    expect((await desk.preview(severity, { level: 'critical', why: 'money' }, mara)).confirm).toBeUndefined()
    expect((await desk.preview(severity, { level: 'medium', why: 'less' }, mara)).confirm).toBe('C1')
    expect(await text(severity, { level: 'critical', why: 'money' })).toContain('🔴 CRITICAL')
  })

  test('and which page', async () => {
    await opened()
    expect(await text(scenario, { scenario: 'r6' })).toContain('R6 A wallet key is refused or changed')
  })
})

describe('leading', () => {
  test('gives instructions to whoever leads, alone', async () => {
    await opened()
    const ran = await desk.run(lead, {}, mara)
    expect(ran.said.private).toBe(true)
    expect(saidBy(ran.answer)).toContain('You decide; others do')
    expect(ran.answer.json['leadId']).toBe(String(mara.person.id))
    expect(await text(lead, { person: 'Pedro' })).toContain('Tell Pedro what follows.')
  })

  test('is for those who may act, and who are known', async () => {
    await opened()
    expect(await desk.refusal(lead, { person: 'Vera' }, mara)).toContain('Vera is')
    expect(await desk.refusal(lead)).toMatch(
      /linked to nobody.*"user invite Mara --role operator", then "user pair"/,
    )
  })

  test('whoever leads says when it is resolved; an owner may as well', async () => {
    await opened()
    await desk.run(lead, {}, mara)
    expect(await desk.refusal(resolve, { fix: 'f', rootCause: 'r' }, pedro)).toContain('Mara leads incident')
    expect(await desk.refusal(resolve, { fix: 'f' }, mara)).toContain('incident cause system')
    await desk.run(cause, { kind: 'human', cause: 'the wallet was empty' }, mara)
    const preview = await desk.preview(resolve, { fix: 'filled' }, mara)
    expect(preview.lines).toContain('Root cause: the wallet was empty')
    expect(await text(resolve, { fix: 'filled' })).toContain('is resolved, and watched')
  })
})

describe('the checklist', () => {
  test('shows part by part with its key, and ticks with evidence and a file', async () => {
    await opened()
    expect(await text(show, { checklist: '' })).toContain('(document.screenshots)')
    const file = { name: 'screen.png', mediaType: 'image/png', bytes: new Uint8Array([1, 2, 3]) }
    const evidence = 'the terminal of the machine'
    const ran = await desk.run(check, { part: 'fix.steps', evidence }, mara, file)
    expect(ran.answer.json['files']).toMatchObject([{}, { name: 'screen.png', size: 3 }])
    const stateOf = (answer: Ran['answer']): unknown =>
      (answer.json['checklist'] as { parts: { key: string; state: string }[] }[])
        .flatMap(({ parts }) => parts)
        .find(({ key }) => key === 'fix.steps')?.state
    expect(stateOf(ran.answer)).toBe('attested')
    expect(stateOf((await desk.run(uncheck, { part: 'fix.steps', why: 'not yet' }, mara)).answer)).toBe(
      'open',
    )
    expect(await desk.refusal(skip, { part: 'fix.steps', reason: 'no' }, mara)).toContain('three words')
    const skipped = await desk.run(skip, { part: 'fix.steps', reason: 'there are none here' }, mara)
    expect(stateOf(skipped.answer)).toBe('skipped')
  })

  test('a phase shows what of this one is open, and the gate where it begins', async () => {
    await opened()
    const preview = await desk.preview(phase, { to: '2' }, mara)
    expect(preview.lines.join('\n')).toContain('☐ Assess the severity 0/3')
    expect(await text(phase, { to: '2' })).toContain('2/5 Investigation')
    expect(await desk.refusal(phase, { to: '4' }, mara)).toContain('recovery is not done')
  })
})

describe('writing down', () => {
  test('a note of a viewer, with a file, stands in the timeline with what else happened', async () => {
    await opened()
    const bytes = new Uint8Array([7])
    await desk.run(note, { words: 'the router blinks red' }, viewer, {
      name: 'r.jpg',
      mediaType: 'image/jpeg',
      bytes,
    })
    await desk.run(snapshot, {}, mara)
    await desk.run(update, { conditions: 'two fail', actions: 'we look', needs: 'nothing' }, mara)
    const timeline = await text(show, { timeline: '' })
    for (const words of [
      'File r.jpg: the router blinks red',
      'Snapshot of the system',
      'Conditions: two fail',
    ])
      expect(timeline).toContain(words)
  })

  test('what actions answered is shown to those who may read names', async () => {
    await opened()
    const row = await desk.stores.log.begin({
      actor: mara.actor,
      surface: 'telegram',
      command: 'client pause',
      arguments: {},
    })
    await desk.stores.log.finish(row ?? 0n, 'Ana López is paused')
    expect(await text(show, { timeline: '' })).toContain('Ana López is paused')
    const seen = await text(show, { timeline: '' }, viewer)
    expect(seen).toContain('"client pause": done')
    expect(seen).not.toContain('López')
  })
})

describe('calling', () => {
  test('shows the numbers, and says to ring when no channel works', async () => {
    await desk.stores.alerts.setContact('level2', { name: 'Pedro', phone: '+50255551234' }, 'test')
    await opened()
    const ran = await desk.run(escalate, { level: '2', why: 'the wallet is empty' }, mara)
    expect(ran.said.private).toBe(true)
    const said = saidBy(ran.answer)
    expect(said).toContain('Pedro: +50255551234')
    expect(said).toContain('ring the number yourself, now')
    expect(ran.answer.json).toMatchObject({ level: 2, calledSlot: 'level2', phone: '+50255551234' })
    expect(await desk.refusal(escalate, { level: '3', why: 'x' }, mara)).toContain(
      'Nobody is entered as level 3',
    )
  })
})

describe('the end', () => {
  test('closing is refused with what is open', async () => {
    await opened()
    const refusal = await desk.refusal(close, {}, mara)
    expect(refusal).toContain("can't be closed yet")
    expect(refusal).toContain('incident resolve')
    expect(refusal).toContain('stop.polling')
  })

  test('follow-ups have an owner and a day, and are done once', async () => {
    await opened()
    expect(await desk.refusal(followup, { do: 'add', what: 'x' }, mara)).toContain(
      'needs what, who and until when',
    )
    expect(
      await desk.refusal(followup, { do: 'add', what: 'x', owner: 'Pedro', due: '2020-01-01' }, mara),
    ).toContain('is over already')
    const due = '2099-11-30'
    const ran = await desk.run(followup, { do: 'add', what: 'alert at half', owner: 'Pedro', due }, mara)
    const number = textIn(ran, 'followUpId')
    expect(await text(followup, { do: 'list' })).toContain('alert at half | Pedro | 2099-11-30')
    expect(await text(followup, { do: 'done', number })).toContain('is done')
    expect(await text(followup, { do: 'done', number })).toContain('was done before')
    expect(await text(followup)).toContain('Nothing has to be done.')
  })
})

describe('elsewhere', () => {
  test('the status does not say that all is well, and help says first what to do', async () => {
    await desk.world.takeIn()
    const by = { actor: 'test', reason: 'over', now: new Date() }
    for (const { id } of await desk.stores.alerts.firing({ members: true }))
      await desk.stores.alerts.resolve(id, by)
    expect(await text(status)).toContain('All is well')
    const id = textIn(await opened(), 'incidentId')
    const said = await text(status)
    expect(said).toContain('Open incidents: 1')
    expect(said).toContain(`Incident #${id}`)
    expect((await text(help)).split('\n')[2]).toContain(`Incident #${id} is open`)
  })
})

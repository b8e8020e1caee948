import { expect } from 'vitest'
import type { Incident, Scenario } from '../../engine/incidents/incident.ts'
import { writeMarkdown } from '../../engine/incidents/paper.ts'
import { ENGLISH, write } from '../../engine/phrase.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { addPerson, type Knowledge, type Person, robotOperator } from '../support/robot-operator.ts'
import type { World } from '../support/world.ts'
import { type Bot, startBot } from './bot.ts'
import { addClient, openOutside, type Outside } from './outside.ts'

export type Scene = Awaited<ReturnType<typeof openScene>>

/** A shop at three in the morning: two clients, a treasurer and two owners, everybody to be called is entered. */
export async function openScene(environment: Record<string, string> = {}) {
  const outside = await openOutside()
  const bot = await startBot(outside, environment)
  const { people, alerts } = bot.parts
  const person = (name: string, role: Parameters<typeof addPerson>[1]['role']): Promise<Person> =>
    addPerson(people, { name, role, room: bot.room })
  const mara = await person('Mara', 'treasurer')
  const tom = await person('Tom', 'owner')
  const olga = await person('Olga', 'owner')
  for (const [slot, { id, name }] of [
    ['level1', tom],
    ['level2', mara],
    ['level3', olga],
  ] as const)
    await alerts.setContact(
      slot,
      { name, personId: id, phone: '+50255550000', email: `${name}@shop.example`, availability: 'always' },
      'test',
    )
  const ana = await addClient(outside, bot, 'Ana', '30000.00')
  const luis = await addClient(outside, bot, 'Luis', '10000.00')
  // As after a day of work: every wallet and Lamassu were looked at, and the books compared with them.
  await bot.pass(4)
  return {
    outside,
    bot,
    mara,
    tom,
    olga,
    ana,
    luis,
    robot: (knows: Knowledge) => robotFor({ outside, bot, mara, tom, olga }, knows),
    async close(): Promise<void> {
      await bot.stop()
      await outside.close()
    },
  }
}

interface Cast {
  readonly outside: Outside
  readonly bot: Bot
  readonly mara: Person
  readonly tom: Person
  readonly olga: Person
}

/** Mara has the night; Tom approves, and answers when he is called. */
function robotFor({ outside, bot, mara, tom, olga }: Cast, knows: Knowledge) {
  return robotOperator({
    reception: bot.reception,
    room: bot.room,
    lead: mara,
    second: tom,
    owner: olga,
    pass: (minutes) => (minutes > 60 ? bot.passDay(minutes) : bot.pass(minutes)),
    now: () => outside.time.now(),
    knows: {
      ...knows,
      answers: {
        owner: 'Mara',
        due: '2027-01-15',
        what: 'have it looked at, so that it does not happen again',
        ...knows.answers,
      },
      hands: [
        ...(knows.hands ?? []),
        { when: /was called and has not answered/, act: () => answerPages(bot, tom) },
      ],
    },
  })
}

async function answerPages(bot: Bot, who: Person): Promise<void> {
  for (const alert of await bot.parts.alerts.firing())
    if (alert.rule === 'PAGE')
      await bot.reception.line(
        { sender: who.sender, deliveryId: `page:${alert.id}` },
        `/alert ack ${alert.id} I have it`,
      )
}

/** Minutes pass until it is told; how many it took. */
export async function minutesUntilTold(
  { bot }: Pick<Scene, 'bot'>,
  rule: string,
  most = 60,
): Promise<number> {
  for (let minutes = 0; minutes <= most; minutes += 1) {
    if (bot.told.some(({ message }) => message.json['rule'] === rule)) return minutes
    await bot.pass(1)
  }
  throw new Error(`${rule} was not told within ${most} minutes; told: ${toldRules(bot).join(', ')}`)
}

export const toldRules = (bot: Bot): string[] => [
  ...new Set(bot.told.map(({ message }) => JSON.stringify(message.json['rule']))),
]

/** Σ everywhere, every wallet of the simulator against the journal, and a whole reconciliation that is green. */
export async function expectAllSquare({ bot, outside }: Pick<Scene, 'bot' | 'outside'>): Promise<void> {
  await expectSoundBooks({
    pool: bot.assembly.pool,
    control: outside.control,
    wallets: outside.wallets,
  } as unknown as World)
  const run = await bot.parts.books.reconcile({ scope: { kind: 'all' }, actor: 'test' })
  expect(
    run.checks.filter(({ verdict }) => verdict !== 'ok'),
    'the reconciliation is green',
  ).toEqual([])
}

/** The postmortem as its reader has it. */
export async function postmortemOf({ bot }: Pick<Scene, 'bot'>, id: bigint): Promise<string> {
  const paper = await bot.parts.incidents.postmortem(id, { withAnswers: true })
  if (paper === null) throw new Error(`there is no incident ${id}`)
  return writeMarkdown(paper, ENGLISH)
}

/** The one that is open: opened by the bot, or by hand as its card offers it. */
export async function theIncident(
  { bot, mara, robot }: Scene,
  rule: string,
  scenario: Scenario,
): Promise<Incident> {
  const [opened] = await bot.parts.incidents.current()
  if (opened !== undefined) return opened
  const card = bot.told.findLast(({ message }) => message.json['rule'] === rule)
  const button = card?.message.buttons.find(({ line }) => line.startsWith('incident open'))
  const { phone } = robot(KNOWS_NOTHING)
  await phone.tell(mara, `/${button?.line ?? `incident open "what the alert says" --scenario ${scenario}`}`)
  const [now] = await bot.parts.incidents.current()
  if (now === undefined) throw new Error(`no incident was opened for ${rule}`)
  return now
}

const KNOWS_NOTHING: Knowledge = {
  money: false,
  clients: false,
  blocked: false,
  causeKind: 'system',
  cause: '',
  fix: '',
}

const WAY = [
  'opened',
  'assessed',
  'diagnosed',
  'impact',
  'cause',
  'resumed',
  'resolved',
  'reviewed',
  'closed',
] as const

/** At its end: closed, watched for its day, resumed through the gate, and the books square to the sat. */
export async function expectWellClosed(
  scene: Scene,
  { id }: Pick<Incident, 'id'>,
  about: { readonly scenario: Scenario; readonly says: readonly RegExp[] },
): Promise<void> {
  const { bot } = scene
  expect(await bot.parts.incidents.incident(id)).toMatchObject({
    status: 'closed',
    scenario: about.scenario,
    recurrences: 0,
  })
  expect(await bot.parts.incidents.current()).toEqual([])
  expect(await bot.assembly.readings.status()).toMatchObject({ payoutsEnabled: true, pollingEnabled: true })
  const events = await bot.parts.incidents.events(id)
  const kinds = events.map(({ kind }) => kind)
  const diagnosis = events.find(({ kind }) => kind === 'diagnosed')?.what ?? ''
  expect(write(diagnosis, ENGLISH)).toMatch(new RegExp(`^Diagnosed: ${about.scenario} `))
  for (const kind of WAY) expect(kinds).toContain(kind)
  await expectAllSquare(scene)
  const paper = await postmortemOf(scene, id)
  for (const words of about.says) expect(paper).toMatch(words)
}

import type { AlertReading, OncallContact, OncallSlot } from '../engine/alerting.ts'
import { endingText } from '../engine/alert-ending.ts'
import { formatCount, formatShortTime } from '../engine/format.ts'
import { joined, listed, say, type Text } from '../engine/phrase.ts'
import { inDoubt } from './compose-heading.ts'
import { severityLook, stateOf } from './compose-look.ts'
import { isThere } from './compose-lead.ts'
import { remedyTexts } from './compose-remedies.ts'
import type { AlertContext } from './compose.ts'
import { minutesBefore } from './moments.ts'
import type { Rule } from './rule.ts'

export type Section = readonly [title: Text, words: Text]

/** The worst of a group that are named; the others are counted. */
const MOST_NAMED = 5

/** What follows the two lines that everybody reads, the most useful first. */
export function sectionsOf(alert: AlertReading, rule: Rule | null, context: AlertContext): Section[] {
  const { finding } = alert
  const isOver = alert.state === 'resolved'
  const parts: (Section | null)[] = [
    membersSection(alert, context),
    rule === null || isOver ? null : [say`Why it matters`, listed(rule.why)],
    [say`What fired`, finding.fired],
    isOver ? null : didSection(alert, context),
    isOver ? howSection(alert, context) : ownerSection(alert, rule, context),
    isOver ? null : mutedSection(alert, context),
    isOver ? meanwhileSection(context) : null,
    isOver ? null : contactsSection(alert, context.contacts ?? []),
  ]
  return parts.filter((part): part is Section => part !== null)
}

function membersSection(
  { entity }: AlertReading,
  { members = [], memberCount }: AlertContext,
): Section | null {
  if (entity !== '*' || members.length === 0) return null
  const lines = members.slice(0, MOST_NAMED).map(({ severity, finding }) => {
    const money = inDoubt(finding, 'firing')
    const parts = [joined([severityLook(severity).icon, severityLook(severity).word], ' '), finding.what]
    return joined(money === null ? parts : [...parts, money], ' · ')
  })
  const more = (memberCount ?? members.length) - lines.length
  const rest = more > 0 ? [say`and ${formatCount(more, 'more alert')}`] : []
  return [say`The worst of them`, joined([...lines, ...rest], '\n')]
}

function didSection(alert: AlertReading, context: AlertContext): Section | null {
  const { finding } = alert
  const texts = remedyTexts(alert, context)
  const all = finding.did === undefined ? texts : [finding.did, ...texts]
  return all.length === 0 ? null : [say`What the bot did`, joined(all, '\n')]
}

function ownerSection(alert: AlertReading, rule: Rule | null, context: AlertContext): Section {
  const title = say`Who has it`
  if (stateOf(alert, context.now) === 'acked') {
    const name = nameOf(alert.ackedBy ?? '', context)
    const until =
      alert.ackUntil === null
        ? say`${name} has acknowledged it.`
        : say`${name} has acknowledged it, until ${formatShortTime(alert.ackUntil)}.`
    return [title, alert.ackNote === null ? until : joined([until, say`Note: ${alert.ackNote}`], '\n')]
  }
  const { dueAt } = alert
  const texts = [
    nobodyYet(alert, context),
    // What is due at once is not overdue when it is told first.
    ...(dueAt !== null && dueAt < minutesBefore(context.now, 1)
      ? [say`An answer was due ${formatShortTime(dueAt)}.`]
      : []),
    ...(rule?.recovery === 'acknowledged'
      ? [say`Its end can't be seen: say so with "${`alert resolve ${alert.id} --reason "…"`}".`]
      : []),
  ]
  return [title, joined(texts, ' ')]
}

function nobodyYet(alert: AlertReading, { contacts }: AlertContext): Text {
  const { level } = alert
  if (level === 0) return say`Nobody yet.`
  return isThere(alert, contacts)
    ? say`Nobody yet; level ${level} is called.`
    : say`Nobody yet, and nobody is entered as level ${level} ("oncall set").`
}

function mutedSection({ mutedBy }: AlertReading, context: AlertContext): Section | null {
  if (mutedBy === null) return null
  const [by, about = ''] = mutedBy.split(':')
  const { silence } = context
  if (silence !== undefined) {
    const who = nameOf(silence.createdBy, context)
    return [say`Silenced`, say`By ${who} until ${formatShortTime(silence.until)}: ${silence.reason}`]
  }
  const words =
    by === 'inhibited'
      ? say`It follows from ${about}, which is told instead.`
      : by === 'maintenance'
        ? say`Maintenance ${about} is under way.`
        : by === 'incident'
          ? say`Incident #${about} has it: its card and its timeline show it.`
          : say`Silence ${about} holds.`
  return [say`Silenced`, words]
}

/** That it was seen to be over needs no words. */
function howSection({ resolvedHow }: AlertReading, context: AlertContext): Section | null {
  if (resolvedHow === null || resolvedHow === 'observed') return null
  return [say`How it ended`, endingText(resolvedHow, (actor) => nameOf(actor, context))]
}

/** What happened between the beginning and the end, for whoever slept through it. */
function meanwhileSection(context: AlertContext): Section | null {
  const { events = [] } = context
  const count = (what: string): number => events.filter((event) => event.what === what).length
  const ackers = new Set(events.filter(({ what }) => what === 'acked').map(({ actor }) => actor ?? '?'))
  const times = (what: string): Text => formatCount(count(what), 'time')
  const texts = [
    ...[...ackers].map((actor) => say`acknowledged by ${nameOf(actor, context)}`),
    ...(count('worse') > 0 ? [say`worse: ${times('worse')}`] : []),
    ...(count('again') > 0 ? [say`back: ${times('again')}`] : []),
    ...(count('repeat') > 0 ? [say`told again: ${times('repeat')}`] : []),
    ...(count('escalated') > 0 ? [say`called higher up: ${times('escalated')}`] : []),
    ...(count('unacked') > 0 ? [say`the acknowledgement ended: ${times('unacked')}`] : []),
  ]
  return texts.length === 0 ? null : [say`Meanwhile`, joined(texts, '; ')]
}

const SLOT_NAMES: Readonly<Record<OncallSlot, Text>> = {
  level1: say`level 1`,
  level2: say`level 2`,
  level3: say`level 3, the owner`,
  lamassu: say`for Lamassu`,
  lnbits: say`for LNbits`,
  accountant: say`the accountant`,
}

/** 'Pedro (level 2): +502…, after 9': those who can be called. */
export const contactTexts = (contacts: readonly OncallContact[]): Text[] =>
  contacts
    .filter(({ phone }) => phone !== null)
    .map(({ slot, name, phone, availability }) =>
      joined([
        name === null ? SLOT_NAMES[slot] : joined([name, ' (', SLOT_NAMES[slot], ')']),
        ': ',
        phone ?? '',
        ...(availability === null ? [] : [', ', availability]),
      ]),
    )

/** Once others are called, those up to that level: numbers are not for every card. */
function contactsSection(
  { level, testChannel }: AlertReading,
  contacts: readonly OncallContact[],
): Section | null {
  if (level < 2 || testChannel !== null) return null
  const called = (['level1', 'level2', 'level3'] as const).slice(0, level)
  const lines = contactTexts(contacts.filter(({ slot }) => called.some((one) => one === slot)))
  return lines.length === 0 ? null : [say`Whom to call`, joined(lines, '\n')]
}

const nameOf = (actor: string, { actorName }: AlertContext): Text => actorName?.(actor) ?? actor

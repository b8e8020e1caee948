import { ONCALL_SLOTS, type OncallContact, type OncallSlot, type Severity } from '../engine/alerting.ts'
import { PAGE_RULE, pagedSlot } from '../engine/paging.ts'
import type { PersonReading } from '../engine/people.ts'
import type { BoundRoom, RoomPurpose } from '../engine/rooms.ts'
import type { Draft } from './course.ts'

/** Who and what can be told something at this moment. */
export interface Directory {
  readonly rooms: readonly BoundRoom[]
  readonly people: readonly PersonReading[]
  readonly oncall: readonly OncallContact[]
  /** Chat platforms that the settings name. */
  readonly platforms: readonly ('discord' | 'telegram')[]
  /** 'slack:1', 'email:ops@shop.example', …: what the settings name, by kind. */
  readonly addresses: readonly string[]
  /** Whether the operator's provider can call and text. */
  readonly canPhone: boolean
  readonly canMail: boolean
}

/** Prints for whoever looks at the machine; always there. */
export const TERMINAL = 'terminal:here'

/** Everybody who has to hear of an alert as it stands. */
export function routeOf(alert: Draft, directory: Directory): string[] {
  if (alert.testChannel !== null) return [alert.testChannel]
  if (alert.severity === 'info') return []
  const paged = alert.rule === PAGE_RULE ? pagedSlot(alert.entity) : null
  if (paged !== null) return unique([...reach(paged, directory), TERMINAL])
  const called = ([1, 2, 3] as const).filter((level) => level <= alert.level)
  return unique([
    ...roomsFor(alert.severity, directory),
    ...settingsFor(alert.severity, directory),
    ...called.flatMap((level) => reach(`level${level}`, directory)),
    TERMINAL,
  ])
}

const PURPOSE: Readonly<Record<Exclude<Severity, 'info'>, RoomPurpose>> = {
  critical: 'critical',
  high: 'high',
  medium: 'medium',
}

/** The rooms that are bound for it; where there are none, those in which the bot is spoken to. */
function roomsFor(severity: Severity, { rooms, platforms }: Directory): string[] {
  if (severity === 'info') return []
  const living = rooms.filter((room) => platforms.includes(room.platform))
  const bound = living.filter((room) => room.purpose === PURPOSE[severity])
  return (bound.length > 0 ? bound : living.filter((room) => room.purpose === 'ops')).map(channelOf)
}

const channelOf = ({ platform, roomId }: BoundRoom): string => `${platform}:room:${roomId}`

/** Webhooks are rooms elsewhere; mail is for what can't wait until somebody looks. */
function settingsFor(severity: Severity, { addresses }: Directory): string[] {
  return addresses.filter((address) => {
    if (address.startsWith('phone:')) return severity === 'critical'
    if (address.startsWith('email:')) return severity === 'critical' || severity === 'high'
    return address !== TERMINAL
  })
}

/** Where the daily digest is read: its own rooms, or those in which the bot is spoken to, and what the settings name. */
export function digestRoute({ rooms, platforms, addresses }: Directory): string[] {
  const living = rooms.filter((room) => platforms.includes(room.platform))
  const bound = living.filter((room) => room.purpose === 'digest')
  const read = (bound.length > 0 ? bound : living.filter((room) => room.purpose === 'ops')).map(channelOf)
  return unique([...read, ...addresses.filter((address) => !address.startsWith('phone:')), TERMINAL])
}

/** By every way that leads to them: their own chats, mail, phone. */
function reach(slot: OncallSlot, { oncall, people, platforms, canMail, canPhone }: Directory): string[] {
  const contact = oncall.find((one) => one.slot === slot)
  if (contact === undefined) return []
  const personId = contact.takenBy ?? contact.personId
  const person = people.find((one) => one.id === personId && one.active)
  const chats = (person?.identities ?? []).flatMap(({ platform, userId }) =>
    platform !== 'terminal' && platforms.includes(platform) ? [`${platform}:person:${userId}`] : [],
  )
  return [
    ...chats,
    ...(canMail && contact.email !== null ? [`email:${contact.email}`] : []),
    ...(canPhone && contact.phone !== null ? [`phone:${contact.phone}`] : []),
  ]
}

/** Everything else there is, for what one channel can't tell. */
export function fallbackOf(severity: Severity, failing: string, directory: Directory): string[] {
  const { rooms, platforms, addresses } = directory
  const [failingKind] = failing.split(':')
  const others = rooms
    .filter(
      ({ platform, purpose }) =>
        platforms.includes(platform) && platform !== failingKind && purpose !== 'digest',
    )
    .map(channelOf)
  const settings = addresses.filter((address) => !address.startsWith('phone:') || severity === 'critical')
  return unique([
    ...others,
    ...settings,
    ...(severity === 'medium' ? [] : reach('level1', directory)),
    TERMINAL,
  ]).filter((channel) => channel !== failing)
}

/** Every channel that may be told anything now: what else there is in the books belongs to rooms and people of before. */
export function knownChannels(directory: Directory): string[] {
  const { rooms, addresses, platforms } = directory
  const living = rooms.filter((room) => platforms.includes(room.platform))
  return unique([
    ...living.map(channelOf),
    ...addresses,
    ...ONCALL_SLOTS.flatMap((slot) => reach(slot, directory)),
    TERMINAL,
  ])
}

const unique = (channels: readonly string[]): string[] => [...new Set(channels)]

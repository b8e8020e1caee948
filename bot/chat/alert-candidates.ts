import { titleOf } from '../../alerts/compose-heading.ts'
import { testChannels } from '../../commands/alert-channel.ts'
import { channelText, subjectOf } from '../../commands/alert-view.ts'
import { maintainable } from '../../commands/maintenance-view.ts'
import { silencedText } from '../../commands/silence-view.ts'
import { joined, type Text } from '../../engine/phrase.ts'
import type { ChatParts } from './parts.ts'

export interface Candidate {
  readonly label: Text
  readonly value: string
}

/** What commands about alerts complete from; nothing for what is none of it. */
export async function alertCandidates(parts: ChatParts, kind: string): Promise<readonly Candidate[]> {
  const { alerts, rules } = parts
  switch (kind) {
    case 'alert':
      return firing(parts)
    case 'rule':
      return ruleNames(parts)
    case 'alert or rule':
      return [...(await firing(parts)), ...ruleNames(parts)]
    case 'channel':
      return (await testChannels(parts)).map((channel) => ({ value: channel, label: channelText(channel) }))
    case 'silence':
      return (await alerts.silences()).map((silence) => ({
        value: silence.id.toString(),
        label: joined([`#${silence.id}`, silencedText(silence, rules)], ' '),
      }))
    case 'maintenance':
      return (await alerts.maintenance()).map((window) => ({
        value: window.id.toString(),
        label: `#${window.id} ${window.reason}`,
      }))
    case 'maintainable':
      return maintainable(rules).map((word) => ({ value: word, label: word }))
    default:
      return incidentCandidates(parts, kind)
  }
}

async function incidentCandidates({ incidents }: ChatParts, kind: string): Promise<readonly Candidate[]> {
  const open = kind === 'incident' || kind === 'incident part' ? await incidents.current() : []
  if (kind === 'incident')
    return open.map(({ id, summary }) => ({ value: id.toString(), label: `#${id} ${summary}` }))
  const views = await Promise.all(open.map(({ id }) => incidents.view(id)))
  return views
    .flatMap((view) => view?.items ?? [])
    .flatMap(({ parts }) => parts)
    .filter(({ state }) => state === 'open')
    .map(({ key, title }) => ({ value: key, label: joined([key, title], ' · ') }))
}

async function firing({ alerts, rules }: ChatParts): Promise<Candidate[]> {
  return (await alerts.firing()).map((alert) => ({
    value: alert.id.toString(),
    label: joined([`#${alert.id}`, subjectOf(alert, rules)], ' '),
  }))
}

const ruleNames = ({ rules }: ChatParts): Candidate[] =>
  rules.map((rule) => ({ value: rule.id, label: joined([rule.id, titleOf(rule, rule.id)], ' · ') }))

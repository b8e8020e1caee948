import type { Asker } from '../../commands/asker.ts'
import { mayAct } from '../../commands/asker.ts'
import type { ArgumentSpec } from '../../commands/arguments.ts'
import { formatFiat, formatSats, shortId } from '../../engine/format.ts'
import { STATUS_WORDS } from '../../commands/status-words.ts'
import { joined, Phrase, write } from '../../engine/phrase.ts'
import { characters } from '../terminal/characters.ts'
import { alertCandidates, type Candidate } from './alert-candidates.ts'
import type { Choice } from './conversation.ts'
import type { ChatParts } from './parts.ts'

const MOST = 25
const LONGEST_LABEL = 100
const FRESH_SECONDS = 10
const CANDIDATES = 500

export type Completion = (
  asker: Asker,
  kind: ArgumentSpec<unknown>['completes'],
  typed: string,
) => Promise<readonly Choice[]>

/** Values from the books that begin with, or contain, what was typed. Asked again every ten seconds at most. */
export function createCompletion(parts: ChatParts): Completion {
  const kept = new Map<string, { at: number; candidates: Promise<readonly Candidate[]> }>()
  const candidatesOf = (kind: string): Promise<readonly Candidate[]> => {
    const now = parts.clock.now().getTime()
    const found = kept.get(kind)
    if (found !== undefined && now - found.at < FRESH_SECONDS * 1000) return found.candidates
    const candidates = read(parts, kind)
    kept.set(kind, { at: now, candidates })
    candidates.catch(() => kept.delete(kind))
    return candidates
  }
  return async (asker, kind, typed) => {
    if (kind === undefined) return []
    const { settings } = await parts.settings()
    const voice = parts.voiceFor(asker.person?.language ?? parts.language, {
      timeZone: settings['operator-timezone'],
      names: mayAct(asker.role, 'operator') ? 'full' : 'initials',
    })
    const wanted = typed.trim().toLowerCase()
    return (await candidatesOf(kind))
      .map(({ label, value }) => ({ label: clipped(write(label, voice)), value }))
      .filter(({ label, value }) => label.toLowerCase().includes(wanted) || value.startsWith(wanted))
      .slice(0, MOST)
  }
}

const clipped = (label: string): string =>
  label.length <= LONGEST_LABEL
    ? label
    : `${characters(label.slice(0, LONGEST_LABEL - 1))
        .slice(0, -1)
        .join('')}…`

async function read(parts: ChatParts, kind: string): Promise<readonly Candidate[]> {
  const { readings } = parts
  switch (kind) {
    case 'client':
      return (await readings.clients({ limit: CANDIDATES })).map((client) => ({
        value: client.id.toString(),
        label: new Phrase({ kind: 'client', id: client.id, name: client.username }),
      }))
    case 'deposit':
      return (await readings.deposits({ status: 'pending', limit: CANDIDATES })).map((deposit) => ({
        value: deposit.id.toString(),
        label: joined(
          [
            `#${deposit.id}`,
            formatFiat(deposit.amount, deposit.exponent, deposit.fiatCode),
            new Phrase({ kind: 'client', id: deposit.clientId, name: deposit.username }),
          ],
          ' · ',
        ),
      }))
    case 'payment':
      return (await readings.transfers({ status: 'unfinished', limit: CANDIDATES })).map((payment) => ({
        value: payment.id.toString(),
        label: joined(
          [`#${payment.id}`, formatSats(payment.amountSats), STATUS_WORDS[payment.status]],
          ' · ',
        ),
      }))
    case 'transaction':
      return (await readings.transactions({ limit: CANDIDATES })).map((cashOut) => ({
        value: cashOut.id.toString(),
        label: joined(
          [`#${cashOut.id}`, cashOut.machineName ?? cashOut.deviceId, shortId(cashOut.transactionId)],
          ' · ',
        ),
      }))
    case 'setting':
      return (await parts.settings()).list.map(({ name }) => ({ value: name, label: name }))
    case 'person':
      return (await parts.people.people()).map((person) => ({
        value: person.id.toString(),
        label: `#${person.id} ${person.name}`,
      }))
    case 'request':
      return (await parts.requests.pending()).map((request) => ({
        value: request.id.toString(),
        label: `#${request.id} ${request.what}`,
      }))
    default:
      return alertCandidates(parts, kind)
  }
}

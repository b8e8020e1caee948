import type { Language } from '../engine/people.ts'
import { type Voice, write } from '../engine/phrase.ts'
import type { ClientReading } from '../engine/readings.ts'
import { formatFiat, formatSats } from '../engine/format.ts'

/** What clients are told; in their own language, since it is they who read it. */
export const NOTICE_TEMPLATES = ['delay', 'corrected', 'incident'] as const
export type NoticeTemplate = (typeof NOTICE_TEMPLATES)[number]

/** What a notice says about the client himself. */
export interface NoticeFacts {
  readonly client: Pick<ClientReading, 'username' | 'remaining' | 'exponent' | 'fiatCode'>
  /** On their way to him and not arrived. */
  readonly pendingSats: bigint
  readonly timeZone: string
}

type Words = (facts: { name: string; balance: string; pending: string; isPending: boolean }) => string

const TEMPLATES: Readonly<Record<Language, Readonly<Record<NoticeTemplate, Words>>>> = {
  en: {
    delay: ({ name, pending, isPending, balance }) =>
      `Hello ${name}, your bitcoin purchases take longer than usual at the moment.${isPending ? ` ${pending} are on their way to you and have not arrived yet.` : ''} Your balance of ${balance} is safe, and nothing is lost. We will tell you when it is done.`,
    corrected: ({ name, balance }) =>
      `Hello ${name}, we have corrected an entry in your account. Your balance is now ${balance}. If that does not agree with your own notes, please tell us.`,
    incident: ({ name, balance }) =>
      `Hello ${name}, we have stopped all purchases because of a technical problem that we are looking into. Your balance of ${balance} is safe. We will tell you as soon as we go on.`,
  },
  es: {
    delay: ({ name, pending, isPending, balance }) =>
      `Hola ${name}, sus compras de bitcoin tardan más de lo normal en este momento.${isPending ? ` ${pending} van en camino y todavía no le han llegado.` : ''} Su saldo de ${balance} está seguro y no se ha perdido nada. Le avisaremos cuando esté listo.`,
    corrected: ({ name, balance }) =>
      `Hola ${name}, corregimos un movimiento en su cuenta. Su saldo es ahora de ${balance}. Si no coincide con sus propias notas, por favor avísenos.`,
    incident: ({ name, balance }) =>
      `Hola ${name}, detuvimos todas las compras por un problema técnico que estamos revisando. Su saldo de ${balance} está seguro. Le avisaremos en cuanto sigamos.`,
  },
}

/** The words, ready to be copied and sent. */
export function noticeWords(template: NoticeTemplate, language: Language, facts: NoticeFacts): string {
  const voice: Voice = {
    locale: language === 'es' ? 'es-GT' : 'en-GB',
    timeZone: facts.timeZone,
    names: 'full',
    translate: () => undefined,
  }
  const { client, pendingSats } = facts
  return TEMPLATES[language][template]({
    name: client.username,
    balance: write(formatFiat(client.remaining, client.exponent, client.fiatCode), voice),
    pending: write(formatSats(pendingSats), voice),
    isPending: pendingSats > 0n,
  })
}

import type { OncallContact } from '../../engine/alerting.ts'
import { say, type Voice } from '../../engine/phrase.ts'
import type { Channel, Sent } from '../channel.ts'
import { contactTexts } from '../compose-sections.ts'
import type { AlertMessage } from '../message.ts'
import { plainLine, plainText } from '../plain.ts'
import { asSent } from '../verdict.ts'

export interface TerminalOptions {
  /** Shows one line to whoever sits at the machine, or reads its journal. */
  readonly print: (line: string) => void
  readonly voice: () => Voice | Promise<Voice>
  /** Who is on call, with numbers. Null when the books can't be read. */
  readonly contacts: () => Promise<readonly OncallContact[] | null>
}

export interface TerminalChannel extends Channel {
  /** Prints the message with the numbers of those who can be called: nothing else got through. */
  whenAllElseFails(message: AlertMessage): Promise<Sent>
}

/** The screen of the program itself: the one way that needs no network. */
export function createTerminalChannel(options: TerminalOptions): TerminalChannel {
  const { print } = options
  const show = async (message: AlertMessage, voice: Voice): Promise<void> => {
    for (const line of plainText(message, voice).trimEnd().split('\n')) print(line)
  }
  return {
    kind: 'terminal',
    isChat: false,
    addresses: ['here'],
    send: (_address, message) =>
      asSent(async (): Promise<Sent> => {
        await show(message, await options.voice())
        return { kind: 'sent', posted: null }
      }),
    whenAllElseFails: (message) =>
      asSent(async (): Promise<Sent> => {
        const voice = await options.voice()
        await show(message, voice)
        // Nobody has to be called for what is over.
        if (message.state === 'resolved') return { kind: 'sent', posted: null }
        const contacts = contactTexts((await options.contacts().catch(() => null)) ?? [])
        print(plainLine(say`No message got through on any channel. Call these people:`, voice))
        for (const contact of contacts) print(`  ${plainLine(contact, voice)}`)
        if (contacts.length === 0)
          print(plainLine(say`No telephone numbers are filled in: "oncall set" takes them.`, voice))
        return { kind: 'sent', posted: null }
      }),
  }
}

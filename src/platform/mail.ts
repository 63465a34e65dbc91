import { createTransport } from 'nodemailer'
import type { Letter } from './deps.ts'

const NAMES = {
  'not-configured': 'MailNotConfigured',
  later: 'LetterLater',
  refused: 'LetterRefused',
  'sender-refused': 'SenderRefused',
} as const

/**
 * A letter didn't go out. `kind` says what to do: `not-configured` and `later` are tried again; `refused` means that the
 * other side refused this letter for good (RFC 5321, 4.2.1: a reply that begins with 5), so that a person has to give
 * another address; `sender-refused` means that it refuses us, whatever the letter: it is tried again, because the operator
 * can mend it.
 */
export class LetterError extends Error {
  readonly kind: keyof typeof NAMES
  /** Trying again can't help. */
  readonly final: boolean

  constructor(kind: LetterError['kind'], message: string) {
    super(message)
    this.name = NAMES[kind]
    this.kind = kind
    this.final = kind === 'refused'
  }
}

/** A way to send letters. */
export interface Mail {
  readonly configured: boolean
  /** Sends one letter, or throws `LetterError`. */
  send(letter: Letter): Promise<void>
  close(): void
}

/** Opens the mail server of `SMTP_URL`; without one every letter stays where it is, in the outbox. */
export function openMail(smtpUrl: string | undefined, from: string): Mail {
  if (smtpUrl === undefined) {
    const send = async () => {
      throw new LetterError('not-configured', 'No mail server is configured: the letter is kept.')
    }
    return { configured: false, send, close: () => {} }
  }
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 3,
    connectionTimeout: 10_000,
    socketTimeout: 30_000,
  })
  return {
    configured: true,
    send: async ({ to, subject, text }) => {
      try {
        // A line break in an address or a subject would let a letter carry headers of its own.
        await transport.sendMail({ from, to: { name: '', address: oneLine(to) }, subject: oneLine(subject), text })
      } catch (error) {
        const { responseCode } = error as Answered
        throw new LetterError(kindOf(error as Answered), `The mail server answered ${responseCode ?? 'nothing'}.`)
      }
    },
    close: () => transport.close(),
  }
}

/** What is known of a failed sending: the reply, and the command that it answered; `API` where nothing was sent. */
interface Answered extends Error {
  readonly responseCode?: number
  readonly command?: string
}

/** A final reply to the recipient or to the text concerns this letter; one to anything before them concerns us. */
function kindOf({ responseCode = 0, command = '', message }: Answered): LetterError['kind'] {
  if (command === 'API' && /recipient/i.test(message)) return 'refused' // no address that a letter could be sent to
  if (responseCode < 500 || responseCode > 599) return 'later'
  return command === 'RCPT TO' || command === 'DATA' ? 'refused' : 'sender-refused'
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ')
}

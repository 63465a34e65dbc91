import { createTransport } from 'nodemailer'
import type { Letter } from './deps.ts'

/**
 * A letter didn't go out. `kind` says what to do: `not-configured` and `later` are tried again, `refused` means that the
 * other side refused this address for good (it bounced), so that a person has to give another.
 */
export class LetterError extends Error {
  readonly kind: 'not-configured' | 'later' | 'refused'

  constructor(kind: LetterError['kind'], message: string) {
    super(message)
    this.name = kind === 'refused' ? 'LetterRefused' : kind === 'later' ? 'LetterLater' : 'MailNotConfigured'
    this.kind = kind
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
        const code = (error as { responseCode?: number }).responseCode ?? 0
        const refused = code >= 550 && code <= 559
        throw new LetterError(
          refused ? 'refused' : 'later',
          `The mail server answered ${code === 0 ? 'nothing' : code}.`,
        )
      }
    },
    close: () => transport.close(),
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ')
}

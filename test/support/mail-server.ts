import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A letter as a mail server took it: whom it was for, and its lines with their headers. */
export interface TakenLetter {
  readonly to: readonly string[]
  readonly text: string
}

/** A real mail server on this machine. */
export interface MailServer {
  readonly url: string
  readonly received: readonly TakenLetter[]
  /** How many times somebody asked to send to this address. */
  asked(address: string): number
  stop(): Promise<void>
}

/** What the server says to some addresses instead of taking their letters. */
export interface MailAnswers {
  /** Reply code to the recipient, by the part before the `@`. A number of times, or always where none is said. */
  readonly recipient?: Readonly<Record<string, { readonly code: number; readonly times?: number }>>
  /** Reply code to the text of a letter that is for this part before the `@`. */
  readonly text?: Readonly<Record<string, number>>
  /** Reply code to every sender, as from a server that doesn't know us. */
  readonly sender?: () => number | null
}

const refusal = (responseCode: number) => Object.assign(new Error('refused'), { responseCode })

/** Starts a mail server that takes every letter but those it was told to refuse. */
export async function startMailServer(answers: MailAnswers = {}): Promise<MailServer> {
  const received: TakenLetter[] = []
  const asked: string[] = []
  const said = new Map<string, number>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onMailFrom: (_address, _session, answer) => {
      const code = answers.sender?.() ?? null
      answer(code === null ? null : refusal(code))
    },
    onRcptTo: ({ address }, _session, answer) => {
      asked.push(address)
      const name = address.split('@')[0] ?? ''
      const rule = answers.recipient?.[name]
      const before = said.get(name) ?? 0
      if (rule === undefined || before >= (rule.times ?? Number.POSITIVE_INFINITY)) return answer()
      said.set(name, before + 1)
      answer(refusal(rule.code))
    },
    onData: (stream, session, answer) => {
      let text = ''
      stream.on('data', (chunk: Buffer) => {
        text += String(chunk)
      })
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        const code = answers.text?.[to[0]?.split('@')[0] ?? '']
        if (code !== undefined) return answer(refusal(code))
        received.push({ to, text })
        answer()
      })
    },
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    asked: (address) => asked.filter((one) => one === address).length,
    stop: () => new Promise<void>((done) => server.close(() => done())),
  }
}

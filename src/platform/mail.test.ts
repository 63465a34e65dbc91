import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { LetterError, openMail } from './mail.ts'

/** A real mail server on this machine: one address doesn't exist, one is asked to come back later, the others work. */
const received: { to: string[]; text: string }[] = []
let busy = 1
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo: ({ address }, _session, answer) => {
    if (address.startsWith('nobody@')) return answer(Object.assign(new Error('no such user'), { responseCode: 550 }))
    if (address.startsWith('later@') && busy-- > 0)
      return answer(Object.assign(new Error('greylisted'), { responseCode: 451 }))
    answer()
  },
  onData: (stream, session, answer) => {
    let text = ''
    stream.on('data', (chunk: Buffer) => {
      text += String(chunk)
    })
    stream.on('end', () => {
      received.push({ to: session.envelope.rcptTo.map(({ address }) => address), text })
      answer()
    })
  },
})
let url = ''
before(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`
})
after(() => new Promise<void>((done) => server.close(() => done())))

const kindOf = (kind: LetterError['kind']) => (error: unknown) =>
  error instanceof LetterError && error.kind === kind && !/@/.test(error.message)

test('a letter arrives, in UTF-8, and a line break in its subject adds no header', async () => {
  const mail = openMail(url, 'Lumbung <lumbung@example.id>')
  await mail.send({
    to: 'suharti@example.id',
    subject: 'Kredensial Anda\r\nBcc: everybody@example.id',
    text: 'Selamat, Suharti ✓',
  })
  mail.close()
  assert.deepEqual(received[0]?.to, ['suharti@example.id'])
  assert.doesNotMatch(received[0]?.text ?? '', /^Bcc:/m)
})

test('an address that does not exist is refused for good; a busy server is asked again', async () => {
  const mail = openMail(url, 'Lumbung <lumbung@example.id>')
  await assert.rejects(mail.send({ to: 'nobody@example.id', subject: 'a', text: 'b' }), kindOf('refused'))
  const letter = { to: 'later@example.id', subject: 'a', text: 'b' }
  await assert.rejects(mail.send(letter), kindOf('later'))
  await mail.send(letter)
  assert.deepEqual(received.at(-1)?.to, ['later@example.id'])
  mail.close()
})

test('without a mail server letters are kept, and a server that is away is tried again', async () => {
  const none = openMail(undefined, 'lumbung@example.id')
  assert.equal(none.configured, false)
  await assert.rejects(none.send({ to: 'a@example.id', subject: 'a', text: 'b' }), kindOf('not-configured'))
  const away = openMail('smtp://127.0.0.1:1', 'lumbung@example.id')
  await assert.rejects(away.send({ to: 'a@example.id', subject: 'a', text: 'b' }), kindOf('later'))
  away.close()
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type MailServer, startMailServer } from '../../test/support/mail-server.ts'
import { LetterError, openMail } from './mail.ts'

let server: MailServer
let url = ''
before(async () => {
  server = await startMailServer({
    recipient: { nobody: { code: 550 }, later: { code: 451, times: 1 }, stranger: { code: 521 } },
    text: { suspicious: 554 },
  })
  url = server.url
})
after(() => server.stop())

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
  assert.deepEqual(server.received[0]?.to, ['suharti@example.id'])
  assert.doesNotMatch(server.received[0]?.text ?? '', /^Bcc:/m)
})

test('an address that does not exist is refused for good; a busy server is asked again', async () => {
  const mail = openMail(url, 'Lumbung <lumbung@example.id>')
  for (const to of ['nobody@example.id', 'stranger@example.id', 'suspicious@example.id', 'x'.repeat(400)])
    await assert.rejects(mail.send({ to, subject: 'a', text: 'b' }), kindOf('refused'), to)
  const letter = { to: 'later@example.id', subject: 'a', text: 'b' }
  await assert.rejects(mail.send(letter), kindOf('later'))
  await mail.send(letter)
  assert.deepEqual(server.received.at(-1)?.to, ['later@example.id'])
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

test('a server that refuses us refuses no address: the letters wait for the operator', async () => {
  let known = false
  const strict = await startMailServer({ sender: () => (known ? null : 553) })
  const mail = openMail(strict.url, 'Lumbung <lumbung@example.id>')
  const letter = { to: 'suharti@example.id', subject: 'a', text: 'b' }
  await assert.rejects(mail.send(letter), kindOf('sender-refused'))
  known = true
  await mail.send(letter)
  mail.close()
  const [scheme, place] = strict.url.split('//')
  const stranger = openMail(`${scheme}//lumbung:salah@${place}`, 'Lumbung <lumbung@example.id>')
  await assert.rejects(stranger.send(letter), kindOf('sender-refused'))
  stranger.close()
  await strict.stop()
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPublicAddress, readWebhookUrl } from './address.ts'
import { messageHolds, secretOf, signatureOf, signaturesOf } from './rules.ts'

const codeOf = (text: string, allowed: readonly string[] = []) => {
  const read = readWebhookUrl(text, allowed)
  return read.ok ? 'ok' : read.refusals[0].code.replace('tenants.url-', '')
}

test('no address inside: private, local, mapped and odd spellings are refused', () => {
  for (const address of [
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'ff02::1',
    'not-an-address',
  ])
    assert.equal(isPublicAddress(address), false, address)
  for (const address of ['8.8.8.8', '36.91.10.2', '2404:8000::1']) assert.equal(isPublicAddress(address), true, address)
})

test('addresses of webhooks: https, public, and nothing that a parser reads otherwise', () => {
  assert.equal(codeOf('https://siakad.kampus.ac.id/lumbung'), 'ok')
  assert.equal(codeOf('http://siakad.kampus.ac.id/'), 'not-https')
  for (const url of [
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://localhost/',
    'https://x.localhost/',
    'https://feeder.internal/',
    'https://intranet/',
  ])
    assert.equal(codeOf(url), 'private', url)
  for (const url of ['https://user:word@kampus.ac.id/', 'javascript:alert(1)', 'ftp://kampus.ac.id/', 'kampus', ''])
    assert.ok(['malformed', 'not-https', 'private'].includes(codeOf(url)), url)
  assert.equal(codeOf('http://10.0.0.5:8080/x', ['10.0.0.5:8080']), 'ok')
  assert.equal(codeOf('http://10.0.0.5:8081/x', ['10.0.0.5:8080']), 'not-https')
})

test('signatures are those of Standard Webhooks', () => {
  // The example of the specification's own libraries.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const signature = signatureOf(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}')
  assert.equal(signature, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('1,000 forged or replayed messages are refused', () => {
  const key = Buffer.alloc(32, 7)
  const now = new Date('2026-11-26T03:00:00Z')
  const webhook = { id: 'w', secretVersion: 1, secretChangedAt: null }
  const secret = secretOf(key, 'w', 1)
  const body = '{"type":"test"}'
  const signature = signaturesOf(key, webhook, { id: 'm', body }, now, 24)
  const timestamp = String(now.getTime() / 1000)
  const holds = (id: string, time: string, sign: string, text: string, at = now) =>
    messageHolds(secret, { id, timestamp: time, signature: sign }, text, at)
  assert.equal(holds('m', timestamp, signature, body), true)
  let taken = 0
  for (let place = 0; place < 250; place++) {
    const bytes = Buffer.from(signature.slice(3), 'base64')
    bytes[place % bytes.length] = (bytes[place % bytes.length] ?? 0) ^ (1 << (place % 8))
    if (holds('m', timestamp, `v1,${bytes.toString('base64')}`, body)) taken++
    if (holds(`m${place}`, timestamp, signature, body)) taken++
    if (holds('m', String(Number(timestamp) + place + 1), signature, body)) taken++
    if (holds('m', timestamp, signature, body, new Date(now.getTime() + (301 + place) * 1000))) taken++
  }
  assert.equal(taken, 0)
})

test('after a change both secrets sign for some hours, then the new one alone', () => {
  const key = Buffer.alloc(32, 7)
  const changed = new Date('2026-11-26T03:00:00Z')
  const webhook = { id: 'w', secretVersion: 2, secretChangedAt: changed }
  const at = (hours: number) => new Date(changed.getTime() + hours * 3_600_000)
  const count = (hours: number) => signaturesOf(key, webhook, { id: 'm', body: '' }, at(hours), 24).split(' ').length
  assert.deepEqual([count(1), count(23), count(25)], [2, 2, 1])
})

import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { fromBase64, toBase64 } from '../src/log/base64.ts'
import { formatCheckpoint, parseCheckpoint, parseCheckpointNote, readCount } from '../src/log/checkpoint.ts'
import { cosign, cosignatureMessage, cosignatureOf } from '../src/log/cosignature.ts'
import {
  COSIGNATURE,
  ED25519,
  formatNote,
  formatVkey,
  type Note,
  type NoteKey,
  noteHolds,
  noteKey,
  parseNote,
  parseVkey,
  type SignatureType,
  signatureLine,
  signNote,
} from '../src/log/note.ts'

/** The example of C2SP signed-note. */
const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const NOTE =
  'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n'

/** The checkpoint of C2SP tlog-checkpoint, with two signatures of which we don't have the keys. */
const BODY = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'

function keyOf(name: string, type: SignatureType) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const bytes = Uint8Array.from(Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url'))
  return { key: noteKey(name, type, bytes), sign: (message: Uint8Array) => sign(null, message, privateKey) }
}

const log = keyOf('log.lumbung.example', ED25519)
const witness = keyOf('witness.ministry.example', COSIGNATURE)
const read = (text: string): Note => parseNote(text) as Note

test('the example of the specification holds under its key, and any change of it is refused', async () => {
  const key = parseVkey(VKEY) as NoteKey
  assert.equal(formatVkey(key), VKEY)
  assert.equal(await noteHolds(read(NOTE), key), 'holds')
  assert.equal(await noteHolds(read(NOTE.replace('example message', 'exemple message')), key), 'wrong')
  assert.equal(await noteHolds(read(NOTE), log.key), 'not-signed')
  assert.equal(await noteHolds(read(NOTE), { ...key, type: COSIGNATURE }), 'not-signed')
})

test('a note is written, signed and read back', async () => {
  const note = await signNote(BODY, log.key, log.sign)
  assert.equal(await noteHolds(read(note), log.key), 'holds')
  assert.deepEqual(parseCheckpointNote(note)?.checkpoint, {
    origin: 'example.com/behind-the-sofa',
    size: 20_852_163,
    root: fromBase64('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='),
    extensions: [],
  })
  const spoilt = `${note}${signatureLine(log.key, new Uint8Array(64))}\n`
  assert.equal(await noteHolds(read(spoilt), log.key), 'wrong', 'one line of a known key that does not hold spoils all')
  assert.equal(
    formatNote(
      read(note).body,
      read(note).signatures.map(({ line }) => line),
    ),
    note,
  )
})

test('what is no note is not signed, and a signature of another length is a fault', async () => {
  for (const body of ['', '\n', 'no end', 'tab\there\n', 'half \ud800\n', 'nul\0\n', 'return\r\n'])
    await assert.rejects(signNote(body, log.key, log.sign), RangeError)
  await assert.rejects(
    signNote(BODY, log.key, () => new Uint8Array(63)),
    RangeError,
  )
})

test('text that is no note is not read', async () => {
  const line = signatureLine(log.key, new Uint8Array(64))
  const good = formatNote(BODY, [line])
  assert.ok(parseNote(good))
  assert.ok(parseNote(formatNote('two\n\nparts\n', [line]))?.body === 'two\n\nparts\n')
  assert.ok(parseNote(formatNote(BODY, Array(64).fill(line))))
  for (const [text, why] of [
    ['', 'empty'],
    [good.slice(0, -1), 'no newline at the end'],
    [`${good}\n`, 'an empty line at the end'],
    [`${good}x`, 'more behind'],
    [BODY, 'no signature'],
    [`${BODY}\n`, 'no line'],
    [`\n\n${line}\n`, 'no text'],
    [`\n${line}\n`, 'no text at all'],
    [good.replace('—', '-'), 'a hyphen'],
    [good.replace('— ', '—'), 'no space'],
    [good.replace('— ', '—  '), 'two spaces'],
    [good.replace(line, `${line} `), 'a space behind'],
    [good.replace(log.key.name, 'a+b'), 'a plus in the name'],
    [good.replace(log.key.name, 'a\u00a0b'), 'a wide space in the name'],
    [good.replace(log.key.name, 'a\u0085b'), 'a next line in the name'],
    [good.replace('\n', '\r\n'), 'a return'],
    [good.replace('example', 'exam\tple'), 'a tab'],
    [good.replace('example', 'exam\udfffple'), 'half a pair'],
    [good.replace(/=?=\n$/, '\n'), 'no padding'],
    [formatNote(BODY, [`— ${log.key.name} ${toBase64(new Uint8Array(4))}`]), 'an ID and nothing behind'],
    [formatNote(BODY, Array(65).fill(line)), 'too many signatures'],
    [formatNote(`${'x'.repeat(65_536)}\n`, [line]), 'too long'],
  ] as const)
    assert.equal(parseNote(text), undefined, why)
})

test('a verifier key is read in one spelling, under its own ID', () => {
  const vkey = formatVkey(witness.key)
  assert.deepEqual(parseVkey(vkey), witness.key)
  const [name, id, typed = ''] = vkey.split('+') as [string, string, string]
  const raw = fromBase64(vkey.slice(name.length + 10)) as Uint8Array
  const typedAs = (bytes: Uint8Array) => `${name}+${id}+${toBase64(bytes)}`
  for (const [text, why] of [
    ['', 'empty'],
    [`${name}+${id}`, 'no key'],
    [`+${id}+${typed}`, 'no name'],
    [vkey.replace(id, id.toUpperCase().replace(/\d/g, 'A')), 'an ID in capitals'],
    [vkey.replace(id, id === '00000000' ? '00000001' : '00000000'), 'another ID'],
    [vkey.replace(name, 'another.example'), 'another name'],
    [vkey.replace(name, 'a name'), 'a space in the name'],
    [typedAs(raw.map((byte, at) => (at === 0 ? 2 : byte))), 'another type'],
    [typedAs(raw.slice(1)), 'too short'],
    [typedAs(Uint8Array.from([4, ...new Uint8Array(32)])), 'a key of small order'],
    [`${vkey}\n`, 'a newline'],
    [`${vkey.slice(0, -1)}=`, 'padding where there is none'],
  ] as const)
    assert.equal(parseVkey(text), undefined, why)
  for (const bad of ['', 'a b', 'a+b', 'a\u2003b'])
    assert.throws(() => noteKey(bad, ED25519, witness.key.key.bytes), RangeError)
  assert.throws(() => noteKey('a', ED25519, new Uint8Array(32)), RangeError)
})

test('the body of a checkpoint is read in one spelling', () => {
  const checkpoint = parseCheckpoint(BODY)
  assert.equal(checkpoint === undefined ? '' : formatCheckpoint(checkpoint), BODY)
  assert.deepEqual(parseCheckpoint(`${BODY}one\ntwo\n`)?.extensions, ['one', 'two'])
  const [origin = '', size = '', root = ''] = BODY.split('\n')
  for (const lines of [
    [],
    [origin],
    [origin, size],
    ['', size, root],
    [origin, `0${size}`, root],
    [origin, `+${size}`, root],
    [origin, '', root],
    [origin, '9007199254740992', root],
    [origin, '99999999999999999999', root],
    [origin, '1e3', root],
    [origin, size, root.slice(0, -1)],
    [origin, size, 'AAAA'],
    [origin, size, `${root}=`],
    [origin, size, root, ''],
    [origin, size, root, 'one', '', 'two'],
  ])
    assert.equal(parseCheckpoint(`${lines.join('\n')}\n`), undefined, lines.join('|'))
  assert.equal(parseCheckpoint(BODY.slice(0, -1)), undefined)
  assert.equal(parseCheckpointNote('no note'), undefined)
  assert.equal(parseCheckpointNote(NOTE), undefined)
  assert.deepEqual([readCount('0'), readCount('9007199254740991')], [0, Number.MAX_SAFE_INTEGER])
})

test('base64 has one text for the same bytes', () => {
  for (let length = 0; length < 9; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => 251 - at)
    assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'))
    assert.deepEqual(Buffer.from(fromBase64(toBase64(bytes)) as Uint8Array), Buffer.from(bytes))
  }
  for (const text of ['A', 'AA', 'AAA', 'AA=', 'AB==', 'AAB=', 'A===', '====', 'AA==\n', ' AA=', 'AA-_', 'AA=A'])
    assert.equal(fromBase64(text), undefined, text)
})

test('a witness says when it saw a checkpoint, and what it did not say is refused', async () => {
  const seconds = 1_679_315_147
  assert.equal(
    Buffer.from(cosignatureMessage(BODY, seconds)).toString(),
    `cosignature/v1\ntime 1679315147\n${BODY}`,
    'as in the specification',
  )
  const line = await cosign(BODY, witness.key, seconds, witness.sign)
  const noted = (...lines: string[]) => read(formatNote(BODY, lines))
  assert.deepEqual(await cosignatureOf(noted(line), witness.key), { seconds })
  assert.equal(await cosignatureOf(noted(signatureLine(log.key, new Uint8Array(64))), witness.key), 'not-signed')
  assert.equal(await cosignatureOf(noted(line), { ...witness.key, type: ED25519 }), 'not-signed')
  assert.equal(await cosignatureOf(noted(line, line), witness.key), 'wrong', 'twice')
  assert.equal(await cosignatureOf(read(formatNote(`${BODY}more\n`, [line])), witness.key), 'wrong', 'another body')
  const [own] = noted(line).signatures
  const raw = own?.bytes as Uint8Array
  const changed = (at: number, to: number) =>
    signatureLine(
      witness.key,
      raw.map((byte, place) => (place === at ? to : byte)),
    )
  assert.equal(await cosignatureOf(noted(changed(7, (raw[7] as number) ^ 1)), witness.key), 'wrong', 'another time')
  assert.equal(await cosignatureOf(noted(changed(0, 255)), witness.key), 'wrong', 'a time that no date can hold')
  assert.equal(await cosignatureOf(noted(signatureLine(witness.key, raw.slice(1))), witness.key), 'wrong', 'short')
  const never = signatureLine(witness.key, Uint8Array.from([...new Uint8Array(8), ...raw.slice(8)]))
  assert.equal(await cosignatureOf(noted(never), witness.key), 'wrong', 'no time')
  for (const second of [0, -1, 0.5, Number.NaN, 8_640_000_000_001])
    await assert.rejects(cosign(BODY, witness.key, second, witness.sign), RangeError)
  await assert.rejects(cosign(BODY, log.key, seconds, log.sign), RangeError)
  await assert.rejects(
    cosign(BODY, witness.key, seconds, () => new Uint8Array(65)),
    RangeError,
  )
})

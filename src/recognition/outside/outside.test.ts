import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { achievementCredential, generateKey, issueCredential } from '@lumbung/credential'
import { openCampus } from '../../../test/support/campus.ts'
import { statement, usesOf } from '../../bank/index.ts'
import { sql } from '../../platform/database.ts'
import { requestsOf } from '../index.ts'
import { certificatesOf } from './store.ts'

let campus: Awaited<ReturnType<typeof openCampus>>
let tamara = ''
let wartini = ''
let kasdi = ''
const pdf = (content: string) => new File([`%PDF-1.7\n${content}`], 'sertifikat.pdf')

before(async () => {
  campus = await openCampus()
  tamara = campus.tamara
  wartini = await campus.person('Wartini')
  kasdi = await campus.person('Kasdi')
  await campus.student(wartini)
  await campus.student(kasdi)
})
after(() => campus.close())

type Fields = Readonly<Record<string, string>>
const FIELDS: Fields = {
  title: 'Machine Learning',
  issuer: 'Contoh Learning',
  issuedOn: '2026-09-01',
  hours: '95',
  mode: 'online',
  link: 'https://learning.example/verify/ABC',
}
let second = 0
/** Each a second later, so that the newest is known. */
const handIn = (who: string, file: File | null, fields: Fields = FIELDS) => {
  second += 1
  campus.setClock(`2026-11-23T07:05:${String(second).padStart(2, '0')}Z`)
  return campus.post(who, '/credit/outside', [
    ...Object.entries(fields),
    ...(file === null ? [] : [['file', file] as const]),
  ])
}
const newest = async (who: string) => {
  const [one] = await certificatesOf(campus.deps.db, who)
  assert.ok(one)
  return one
}
async function asked(who: string, id: string, sks: string): Promise<string> {
  const sent = await campus.post(who, '/credit/requests', [
    ['credential', `outside:${id}`],
    ['sks', sks],
  ])
  assert.equal(sent.status, 303, sent.text)
  return sent.location.split('/').at(-1) ?? ''
}
const decideOn = (id: string, sks: string, more: Fields = {}) =>
  campus.post(
    tamara,
    `/registrar/requests/${id}/decision`,
    Object.entries({
      act: 'decide',
      outcome: 'elective-block',
      grantedSks: sks,
      reason: 'Capaian sesuai dengan mata kuliah pilihan.',
      ...more,
    }),
  )

/** A badge of an issuer that this installation doesn't know, whose key is in its name. */
async function badge(id: string, holderName: string): Promise<{ text: string }> {
  const key = await generateKey()
  const did = `did:key:${key.publicKeyMultibase}`
  const party = { id: did, name: 'Badge Academy' }
  const code = { framework: 'Contoh', code: 'x', name: 'Contoh' }
  const credential = achievementCredential({
    id: `https://badges.example/${id}`,
    issuer: party,
    creator: party,
    onBehalfOf: party,
    subjectId: 'urn:uuid:6a0e8f0e-8f52-4f0f-9e28-2d1e7d3f9b11',
    holderName,
    definitionUrl: 'https://badges.example/definitions/ml',
    definitionVersion: '1',
    title: { id: 'Pembelajaran Mesin', en: 'Machine Learning' },
    description: { id: 'Contoh.', en: 'Example.' },
    criteria: 'Lulus.',
    field: 'computing',
    language: 'id',
    sks: 2,
    hours: 90,
    kkniLevel: 5,
    skills: [],
    outcomes: ['Menjelaskan'],
    assessment: code,
    identityAssurance: code,
    qualityStatus: code,
    evidenceSource: code,
    mode: code,
    validFrom: new Date('2026-08-01T00:00:00Z'),
    status: [],
  })
  const method = `${did}#${key.publicKeyMultibase}`
  return {
    text: await issueCredential(credential, {
      verificationMethod: method,
      created: new Date('2026-08-01T00:00:00Z'),
      sign: key.sign,
    }),
  }
}

test('a file is known by its bytes, kept sealed, and what is stated of it is checked with every fault', async () => {
  assert.equal((await campus.get(null, '/credit/outside')).status, 401)
  const bad = await handIn(wartini, pdf('a'), {
    ...FIELDS,
    hours: '1.5',
    mode: '',
    link: 'http://x.example',
    issuedOn: '2027-01-01',
  })
  assert.equal(bad.status, 422)
  for (const part of [
    'Jam belajar harus angka bulat',
    'Cara belajar belum dipilih',
    'Tautan ini tidak bisa dibuka',
    'Hari terbit belum benar',
  ])
    assert.ok(bad.text.includes(part), part)
  const empty = await handIn(wartini, null, { hours: '', mode: '', link: '' })
  assert.equal(empty.status, 422)
  for (const part of ['Berkas belum dipilih', 'Jam belajar harus angka bulat', 'Cara belajar belum dipilih'])
    assert.ok(empty.text.includes(part), part)
  assert.ok(!empty.text.includes('Penerbit belum ditulis'), 'a badge would say it itself')
  const script = await handIn(wartini, new File(['<html><script>1</script>'], 'sertifikat.pdf'))
  assert.ok(script.status === 422 && script.text.includes('bukan PDF, PNG, JPEG'))
  const large = await handIn(wartini, pdf('x'.repeat(5_000_001)))
  assert.ok(large.status === 422 && large.text.includes('lebih dari 5 MB'))
  const good = await handIn(wartini, pdf('Machine Learning, Wartini'))
  assert.equal(good.status, 303, good.text)
  const one = await newest(wartini)
  assert.deepEqual([one.carrier, one.signed, one.hours, one.mediaType], ['file', false, 95, 'application/pdf'])
  const { rows } = await sql<{ content: Buffer }>`select content from outside_certificate where id = ${one.id}`.execute(
    campus.deps.db,
  )
  assert.ok(!rows[0]?.content.includes('Machine Learning'), 'the file lies sealed')
  const own = await campus.get(wartini, `/credit/outside/${one.id}/file`)
  assert.ok(own.status === 200 && own.text.includes('Machine Learning, Wartini'))
  assert.equal((await campus.get(kasdi, `/credit/outside/${one.id}/file`)).status, 404)
})

test('the same certificate is handed in once, by whomever, also at the same moment', async () => {
  for (const who of [wartini, kasdi]) {
    const again = await handIn(who, pdf('Machine Learning, Wartini'))
    assert.ok(again.status === 422 && again.text.includes('sudah pernah diserahkan'))
  }
  const both = await Promise.all([wartini, kasdi].map((who) => handIn(who, pdf('race'))))
  assert.deepEqual(both.map(({ status }) => status).sort(), [303, 422])
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from outside_certificate`.execute(
    campus.deps.db,
  )
  assert.equal(rows[0]?.count, 2, 'the loser left nothing behind')
})

test('a picture counts only with a written reason; then the bank gets its source with the decision, once', async () => {
  const one = (await certificatesOf(campus.deps.db, wartini)).at(-1)
  assert.ok(one)
  const credentialId = `outside:${one.id}`
  assert.ok((await campus.get(wartini, '/credit/requests/new')).text.includes('Machine Learning'))
  const id = await asked(wartini, one.id, '2')
  const page = await campus.get(tamara, `/en/registrar/requests/${id}`)
  for (const part of ['Only a picture', 'learning.example', 'Write why it counts all the same'])
    assert.ok(page.text.includes(part), part)
  assert.ok(!page.text.includes('Genuine and in force'), 'a picture proves nothing')
  const file = await campus.get(tamara, `/registrar/requests/${id}/evidence`)
  assert.ok(file.text.includes('Machine Learning, Wartini'))
  assert.equal((await campus.get(campus.rahmadi, `/registrar/requests/${id}/evidence`)).status, 404)
  const bare = await decideOn(id, '2')
  assert.ok(bare.status === 422 && bare.text.includes('Baru ada gambar sertifikat ini'))
  assert.deepEqual(await statement(campus.deps.db, wartini), [], 'a refused decision leaves no deposit')
  const waiverReason = 'Mahasiswa menunjukkan akun kursusnya kepada kami.'
  assert.equal((await decideOn(id, '2', { waiverReason })).status, 303)
  assert.deepEqual(
    (await statement(campus.deps.db, wartini)).map((one) => [one.kind, one.credentialId, one.sks]),
    [
      ['deposit', credentialId, 2],
      ['apply', credentialId, -2],
    ],
  )
  const [use] = await usesOf(campus.deps.db, [credentialId])
  assert.deepEqual([use?.online, use?.outside], [true, true], 'both limits are used up')
  assert.equal((await campus.post(tamara, `/registrar/requests/${id}/decision/reversal`, [])).status, 303)
  assert.equal((await decideOn(id, '1', { waiverReason })).status, 303)
  const kinds = (await statement(campus.deps.db, wartini)).map(({ kind }) => kind)
  assert.equal(kinds.filter((kind) => kind === 'deposit').length, 1)
  assert.equal((await campus.get(wartini, '/credit')).status, 200)
})

test('a registrar compares the link: the same raises the proof, another one makes it invalid', async () => {
  assert.equal((await handIn(kasdi, pdf('Kasdi one'))).status, 303)
  const same = await newest(kasdi)
  const id = await asked(kasdi, same.id, '1')
  const compare = (result: string) =>
    campus.post(tamara, `/registrar/requests/${id}/evidence`, [
      ['result', result],
      ['note', 'Nama dan nomor sama.'],
    ])
  assert.equal(
    (await campus.post(campus.rahmadi, `/registrar/requests/${id}/evidence`, [['result', 'confirmed']])).status,
    404,
  )
  assert.equal((await compare('maybe')).status, 404)
  assert.equal((await compare('not-confirmed')).status, 303)
  assert.equal((await decideOn(id, '1', { waiverReason: 'Tetap dihitung saja.' })).status, 422)
  assert.equal((await compare('confirmed')).status, 303)
  const page = await campus.get(tamara, `/registrar/requests/${id}`)
  for (const part of ['Tautan dibandingkan oleh registrar', 'Tamara membandingkan tautannya: sama'])
    assert.ok(page.text.includes(part), part)
  assert.equal((await decideOn(id, '1')).status, 303)
})

test('a foreign badge is opened and its signature checked; what it says is not asked, and its number marks it', async () => {
  const { text } = await badge('1', 'Wartini')
  const send = (who: string, content: string) =>
    handIn(who, new File([content], 'badge.json'), { hours: '90', mode: 'online', title: 'Dokter', issuer: 'Harvard' })
  const taken = await send(wartini, text)
  assert.equal(taken.status, 303, taken.text)
  const one = await newest(wartini)
  assert.deepEqual(
    [one.carrier, one.signed, one.namedHolder, one.title, one.issuerName, one.issuedOn],
    ['badge', true, true, 'Pembelajaran Mesin', 'Badge Academy', '2026-08-01'],
  )
  const spaced = await send(kasdi, JSON.stringify(JSON.parse(text), null, 2))
  assert.ok(spaced.status === 422 && spaced.text.includes('sudah pernah diserahkan'), 'saved another way')
  const changed = await send(kasdi, text.replace('Pembelajaran Mesin', 'Pembelajaran Besi'))
  assert.ok(changed.status === 422 && changed.text.includes('Lencana ini tidak berlaku'))
  const id = await asked(wartini, one.id, '2')
  assert.ok((await campus.get(tamara, `/registrar/requests/${id}`)).text.includes('Tanda tangan cocok'))
  assert.equal((await decideOn(id, '2')).status, 303)
  const [request] = (await requestsOf(campus.deps.db, wartini)).filter(({ credentialId }) =>
    credentialId.includes(one.id),
  )
  assert.equal(request?.facts.kkniLevel, null)
})

test('a badge in another name is no proof by its signature alone', async () => {
  const { text } = await badge('2', 'Orang Lain')
  assert.equal((await handIn(kasdi, new File([text], 'badge.json'), { hours: '90', mode: 'online' })).status, 303)
  const one = await newest(kasdi)
  assert.equal(one.namedHolder, false)
  const id = await asked(kasdi, one.id, '2')
  assert.ok((await campus.get(tamara, `/registrar/requests/${id}`)).text.includes('Atas nama orang lain'))
  assert.equal((await decideOn(id, '2')).status, 422)
})

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { commandOf } from '../conformance/command.ts'
import { INSTANCES } from '../conformance/instances.ts'
import { conformanceKey } from '../conformance/keys.ts'
import manifest from '../conformance/manifest.json' with { type: 'json' }
import { ENDPOINTS, startConformance } from '../conformance/server.ts'
import { tableCommand } from '../conformance/table.ts'
import { CREDENTIALS_V2 } from '../src/contexts/bundled.ts'
import { CREDENTIALS_V1 } from '../src/contexts/sequences.ts'
import { signedJws, unsignedJws } from '../src/envelope/jose-issue.ts'
import { generateKey, type JsonObject, signPresentation, verify } from '../src/index.ts'

const NOW = new Date('2026-11-23T10:00:00Z')
const adapter = await startConformance(0, () => NOW)
after(() => adapter.close())

interface Answer {
  readonly status: number
  readonly body: JsonObject
}

/** Asks the adapter as the suites do; its certificate is its own. */
function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  return new Promise((done, failed) => {
    const asked = request(`${adapter.url}${path}`, { method, rejectUnauthorized: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        done({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(parts).toString()) as JsonObject }),
      )
    })
    asked.on('error', failed)
    asked.end(text)
  })
}

const issue = (instance: string, credential: unknown, options: JsonObject = {}): Promise<Answer> =>
  ask('POST', `/issuers/${instance}/credentials/issue`, { credential, options })
const check = async (verifiableCredential: unknown): Promise<number> =>
  (await ask('POST', '/credentials/verify', { verifiableCredential })).status
const present = (verifiablePresentation: unknown, options: JsonObject = {}): Promise<Answer> =>
  ask('POST', '/presentations/verify', { verifiablePresentation, options })
const issued = async (instance: string, credential: unknown, options: JsonObject = {}): Promise<JsonObject> => {
  const { status, body } = await issue(instance, credential, options)
  assert.equal(status, 201, JSON.stringify(body))
  return body.verifiableCredential as JsonObject
}
const codeOf = ({ body }: Answer): unknown => ((body.errors as JsonObject[])[0] as JsonObject).code

const didOf = async (instance: string): Promise<string> =>
  (await conformanceKey(INSTANCES.find(({ name }) => name === instance)?.kind ?? 'Ed25519')).did

async function credentialFor(instance: string, changes: JsonObject = {}): Promise<JsonObject> {
  return {
    '@context': [CREDENTIALS_V2],
    id: 'urn:uuid:7f0b6a3e-5e0e-4a53-a1f5-0d2b8b7f1c11',
    type: ['VerifiableCredential'],
    issuer: await didOf(instance),
    name: 'Lulus pelatihan',
    credentialSubject: { id: 'did:example:wartini' },
    ...changes,
  }
}

for (const { name } of INSTANCES) {
  test(`${name}: issues a credential, verifies it, and refuses it with a letter changed`, async () => {
    const credential = await issued(name, await credentialFor(name), { mandatoryPointers: ['/credentialSubject/id'] })
    const shown = name === 'ecdsa-sd-2023' ? await shownOf(credential, ['/name']) : credential
    assert.equal(await check(shown), 200)
    const text = JSON.stringify(shown)
    const changed = name === 'vc-jose' ? text.replace(/.{9}(?=","type")/, 'AAAAAAAAA') : text.replace('Lulus', 'Gagal')
    assert.notEqual(changed, text)
    assert.equal(await check(JSON.parse(changed)), 400)
  })
}

async function shownOf(credential: JsonObject, selectivePointers: string[]): Promise<JsonObject> {
  const { status, body } = await ask('POST', '/credentials/derive', {
    verifiableCredential: credential,
    options: { selectivePointers },
  })
  assert.equal(status, 201, JSON.stringify(body))
  return body.verifiableCredential as JsonObject
}

test('what is not as the Data Model asks is refused with its place', async () => {
  const good = await credentialFor('eddsa-rdfc-2022')
  const digest = `sha256-${'A'.repeat(43)}=`
  const refused: readonly (readonly [JsonObject | number, string, string])[] = [
    [4, 'value-missing', '/credential'],
    [{ ...good, '@context': 4 }, 'format-context-not-allowed', '/@context'],
    [{ ...good, '@context': [CREDENTIALS_V2, 4] }, 'format-context-not-allowed', '/@context'],
    [{ ...good, proof: {} }, 'value-repeated', '/proof'],
    [{ ...good, credentialSubject: [] }, 'value-missing', '/credentialSubject'],
    [{ ...good, honours: 'x' }, 'undefined-term', '/honours'],
    [{ ...good, relatedResource: { id: CREDENTIALS_V2, digestSRI: digest } }, 'digest-wrong', '/relatedResource/0'],
    [
      { ...good, relatedResource: { id: 'https://x.example/', digestSRI: digest } },
      'digest-wrong',
      '/relatedResource/0',
    ],
  ]
  for (const [credential, code, at] of refused) {
    const answer = await issue('eddsa-rdfc-2022', credential)
    assert.deepEqual([answer.status, answer.body.errors], [400, [{ code, at }]])
  }
  assert.equal((await issue('no-such-instance', good)).status, 404)
  const known = [
    { id: CREDENTIALS_V2, digestSRI: 'sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU' },
    { id: CREDENTIALS_V2, digestMultibase: 'uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ' },
  ]
  for (const relatedResource of known) {
    const credential = await issued('eddsa-rdfc-2022', { ...good, relatedResource })
    assert.equal(await check(credential), 200)
  }
})

test('contexts and texts that only this profile reads are never valid to the product', async () => {
  const own = { Pelatihan: 'https://x.example/Pelatihan', tingkat: 'https://x.example/tingkat' }
  const foreign = await credentialFor('eddsa-rdfc-2022', {
    '@context': [CREDENTIALS_V2, own],
    type: ['VerifiableCredential', 'Pelatihan'],
    credentialSubject: { id: 'did:example:wartini', tingkat: 'dua' },
  })
  const directed = await credentialFor('eddsa-rdfc-2022', {
    name: { '@value': 'Lulus', '@language': 'id', '@direction': 'ltr' },
  })
  const older = await credentialFor('eddsa-rdfc-2022', {
    '@context': [CREDENTIALS_V1, { name: 'https://schema.org/name' }],
    issuanceDate: '2026-11-01T00:00:00Z',
  })
  const context = { now: NOW, trust: null, statusList: async () => null }
  for (const unsigned of [foreign, directed, older]) {
    for (const instance of ['eddsa-rdfc-2022', 'eddsa-jcs-2022', 'ecdsa-rdfc-2019-p384']) {
      const credential = await issued(instance, { ...unsigned, issuer: await didOf(instance) })
      assert.equal(await check(credential), 200, instance)
      assert.notEqual((await verify(JSON.stringify(credential), context)).verdict, 'valid')
      assert.equal(await check({ ...credential, id: 'urn:uuid:2' }), 400, instance)
    }
  }
  const [outside, inside] = [
    { '@context': [CREDENTIALS_V2, { x: 'https ://x' }] },
    { '@context': [CREDENTIALS_V2, own] },
  ]
  assert.equal((await issue('eddsa-rdfc-2022', { ...foreign, ...outside })).status, 400)
  assert.equal((await issue('eddsa-rdfc-2022', { ...foreign, ...inside, honours: 'x' })).status, 400)
  const selective = await issued('ecdsa-sd-2023', { ...foreign, issuer: await didOf('ecdsa-sd-2023') })
  const shown = await shownOf(selective, ['/credentialSubject/tingkat'])
  assert.equal(await check(shown), 200)
  assert.equal(await check({ ...shown, type: ['VerifiableCredential'] }), 400)
  const lost = await ask('POST', '/credentials/derive', {
    verifiableCredential: selective,
    options: { selectivePointers: ['/nowhere'] },
  })
  assert.deepEqual([lost.status, codeOf(lost)], [400, 'value-missing'])
  for (const verifiableCredential of [4, foreign])
    assert.equal((await ask('POST', '/credentials/derive', { verifiableCredential })).status, 400)
})

test('the same proof twice counts once, and a proof that binds another holds only with it', async () => {
  const credential = await issued('eddsa-rdfc-2022', await credentialFor('eddsa-rdfc-2022'))
  const proof = credential.proof as JsonObject
  assert.equal(await check({ ...credential, proof: [proof, proof] }), 200)
  assert.equal(await check({ ...credential, proof: [proof, { ...proof, previousProof: 'urn:uuid:3' }] }), 400)
  const stranger = { ...proof, verificationMethod: 'https://x.example/key#1' }
  assert.equal(await check({ ...credential, proof: [stranger, stranger] }), 400)
})

test('presentations: signed for this request, unsigned where none is asked, and whatever is in them holds', async () => {
  const key = await generateKey()
  const holder = `did:key:${key.publicKeyMultibase}`
  const credential = JSON.stringify(await issued('eddsa-rdfc-2022', await credentialFor('eddsa-rdfc-2022')))
  const text = await signPresentation({
    credentials: [credential],
    holder,
    challenge: 'tantangan',
    domain: 'periksa.example',
    verificationMethod: `${holder}#${key.publicKeyMultibase}`,
    created: NOW,
    suite: 'eddsa-rdfc-2022',
    sign: key.sign,
  })
  const presentation = JSON.parse(text) as JsonObject
  const request = { challenge: 'tantangan', domain: 'periksa.example' }
  assert.equal((await present(presentation, request)).status, 200)
  assert.equal(codeOf(await present(presentation, { ...request, challenge: 'lain' })), 'presentation-challenge-wrong')
  assert.equal(codeOf(await present(presentation, { ...request, domain: 'lain.example' })), 'presentation-domain-wrong')
  assert.equal(codeOf(await present(JSON.parse(text.replace('Lulus', 'Gagal')), request)), 'proof-does-not-fit')
  const { proof: _proof, ...unsigned } = presentation
  assert.equal((await present(unsigned)).status, 200)
  assert.equal(codeOf(await present(unsigned, request)), 'proof-missing')
  const faults: readonly (readonly [unknown, string])[] = [
    [4, 'not-an-object'],
    [{ ...unsigned, type: 'Presentation' }, 'type-missing'],
    [{ ...unsigned, id: 'x' }, 'id-not-absolute'],
    [{ ...unsigned, holder: { id: 'x' } }, 'id-not-absolute'],
    [{ ...unsigned, verifiableCredential: ['x'] }, 'value-of-wrong-type'],
    [{ ...unsigned, '@context': [] }, 'format-context-not-allowed'],
  ]
  for (const [document, code] of faults) assert.equal(codeOf(await present(document)), code)
})

test('envelopes: a credential and a presentation in a JWT', async () => {
  const key = await generateKey('P-256')
  const holder = `did:key:${key.publicKeyMultibase}`
  const kid = `${holder}#${key.publicKeyMultibase}`
  const credential = await issued('vc-jose', await credentialFor('vc-jose'))
  const envelope = async (payload: JsonObject, header: JsonObject = {}): Promise<JsonObject> => ({
    '@context': CREDENTIALS_V2,
    type: 'EnvelopedVerifiablePresentation',
    id: `data:application/vp+jwt,${await signedJws(unsignedJws({ alg: 'ES256', kid, ...header }, payload), 'P-256', key.sign)}`,
  })
  const vp = { '@context': [CREDENTIALS_V2], type: 'VerifiablePresentation', holder, verifiableCredential: credential }
  const request = { challenge: 'n', domain: 'd' }
  assert.equal((await present(await envelope({ ...vp, nonce: 'n', aud: 'd' }), request)).status, 200)
  assert.equal((await present(await envelope({ vp, nonce: 'n', aud: 'd' }), request)).status, 200)
  const faults: readonly (readonly [JsonObject, string])[] = [
    [await envelope({ ...vp, nonce: 'm', aud: 'd' }), 'presentation-challenge-wrong'],
    [await envelope({ ...vp, nonce: 'n', aud: 'e' }), 'presentation-domain-wrong'],
    [await envelope({ ...vp, type: 'x', nonce: 'n' }), 'type-missing'],
    [
      await envelope({ ...vp, verifiableCredential: [{ ...credential, id: 'x' }], nonce: 'n', aud: 'd' }),
      'id-not-data-url',
    ],
    [await envelope({ ...vp }, { kid: 'x' }), 'proof-key-not-known'],
    [await envelope({ ...vp }, { kid: await didOf('vc-jose') }), 'proof-does-not-fit'],
    [{ ...(await envelope(vp)), id: 'data:application/vp+jwt,x' }, 'format-not-readable'],
    [{ ...(await envelope(vp)), id: 'x' }, 'id-not-data-url'],
    [{ ...(await envelope(vp)), '@context': [] }, 'format-context-not-allowed'],
  ]
  for (const [document, code] of faults) assert.equal(codeOf(await present(document, request)), code)
  assert.equal(await check({ ...credential, '@context': 'https://www.w3.org/ns/credentials/examples/v2' }), 400)
})

test('status: the list is signed and long enough, and a revoked credential is refused until it is good again', async () => {
  const credential = await issued('bitstring-status-list', await credentialFor('bitstring-status-list'))
  const { statusListCredential } = credential.credentialStatus as JsonObject
  assert.equal(statusListCredential, `${adapter.url}/status-lists/1`)
  const list = await ask('GET', '/status-lists/1')
  assert.deepEqual([list.status, await check(list.body)], [200, 200])
  const set = (status: boolean): Promise<Answer> =>
    ask('POST', '/credentials/status', { credentialId: credential.id, status })
  assert.equal((await set(true)).status, 200)
  assert.equal(codeOf(await ask('POST', '/credentials/verify', { verifiableCredential: credential })), 'status-revoked')
  assert.equal((await set(false)).status, 200)
  assert.equal(await check(credential), 200)
  assert.equal((await ask('POST', '/credentials/status', { credentialId: 'urn:uuid:9' })).status, 404)
  assert.equal((await ask('GET', '/status-lists/2')).status, 404)
  const { id: _id, ...nameless } = await credentialFor('bitstring-status-list')
  assert.equal(await check(await issued('bitstring-status-list', nameless)), 200)
})

test('did:key: a document, or its standard error with the status that goes with it', async () => {
  const did = await didOf('eddsa-rdfc-2022')
  const resolve = (name: string, query = ''): Promise<Answer> =>
    ask('GET', `/identifiers/${encodeURIComponent(name)}${query}`)
  const good = await resolve(did)
  assert.deepEqual([good.status, (good.body.didDocument as JsonObject).id], [200, did])
  assert.equal((await resolve('did:web:x.example')).status, 501)
  const bad = await resolve('did:key:@')
  assert.deepEqual(
    [bad.status, bad.body.didDocument, bad.body.didResolutionMetadata],
    [400, {}, { error: 'invalidDid' }],
  )
  assert.equal((await resolve(`${did}#z6Mk`)).status, 404)
  const query = '?publicKeyFormat=Ed25519VerificationKey2018&enableExperimentalPublicKeyTypes=true'
  assert.deepEqual((await resolve(did, query)).body.didResolutionMetadata, { error: 'unsupportedPublicKeyType' })
})

test('what can not be read, is too large or leads nowhere is refused', async () => {
  assert.equal(codeOf(await ask('POST', '/credentials/verify', '{"a":1,"a":2}')), 'json-duplicate-key')
  assert.equal(codeOf(await ask('POST', '/credentials/verify', '[]')), 'not-an-object')
  assert.equal(codeOf(await ask('POST', '/credentials/verify', ' '.repeat(2_100_000))), 'json-too-large')
  assert.equal(codeOf(await ask('POST', '/credentials/verify', '{}')), 'not-an-object')
  assert.equal((await ask('GET', '/credentials/verify')).status, 404)
  assert.equal((await ask('GET', '/identifiers/%')).status, 404)
})

test('the manifest names issuers that are, under paths that answer', async () => {
  for (const { id, endpoint, tags } of manifest.issuers) {
    const { pathname } = new URL(endpoint)
    const name = pathname.split('/')[2] ?? ''
    assert.equal(id, await didOf(name), name)
    const { status } = await ask('POST', pathname, { credential: await credentialFor(name) })
    assert.equal(status, 201, `${name} ${tags.join(' ')}`)
  }
  const others = [manifest.verifiers, manifest.vpVerifiers, manifest.vcHolders].flat()
  for (const { endpoint } of others) assert.equal((await ask('POST', new URL(endpoint).pathname, {})).status, 400)
  const [resolver] = manifest.didResolvers
  assert.equal((await ask('GET', `${new URL(resolver?.endpoint ?? '').pathname}/did:key:x`)).status, 400)
})

test('the command issues and verifies each feature, with keys of every curve', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lumbung-conformance-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = (name: string): string => join(folder, name)
  const write = (name: string, value: unknown): void =>
    writeFileSync(file(name), typeof value === 'string' ? value : JSON.stringify(value))
  const run = async (verb: string, input: string, key: string, feature: string, sd?: string): Promise<JsonObject> => {
    const words = [verb, '--input', file(input), '--key', file(key), '--feature', feature, '--output', file('out')]
    assert.equal(await commandOf([...words, ...(sd === undefined ? [] : ['--sd', sd])], NOW), 0)
    return JSON.parse(readFileSync(file('out'), 'utf8')) as JsonObject
  }
  const controller = 'https://x.example/issuer'
  for (const crv of ['Ed25519', 'P-256', 'P-384', 'P-521'] as const) {
    const { privateKey } =
      crv === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: crv })
    const secretKeyJwk = privateKey.export({ format: 'jwk' })
    const { d: _d, ...publicKeyJwk } = secretKeyJwk
    write(crv, { id: `${controller}#key`, controller, publicKeyJwk, secretKeyJwk })
  }
  const subject = { id: 'did:example:wartini', name: 'Wartini', phone: [{ name: '1' }, { name: '2' }] }
  const credential = await credentialFor('vc-jose', { issuer: controller, credentialSubject: subject })
  write('credential', { ...credential, validFrom: '2026-01-01T00:00:00Z' })
  const envelope = await issued('vc-jose', await credentialFor('vc-jose'))
  write('presentation', {
    '@context': [CREDENTIALS_V2],
    type: ['VerifiablePresentation'],
    holder: controller,
    verifiableCredential: [envelope],
  })
  const features = [
    ['credential_jose', 'credential', undefined],
    ['credential_sdjwt', 'credential', '["credentialSubject.name","credentialSubject.phone[0]"]'],
    ['presentation_jose', 'presentation', undefined],
    ['presentation_sdjwt', 'presentation', '["holder","verifiableCredential[0]"]'],
  ] as const
  for (const key of ['Ed25519', 'P-256', 'P-384', 'P-521']) {
    for (const [feature, input, sd] of features) {
      const made = await run('issue', input, key, feature, sd)
      assert.equal(made.result, 'success', `${feature} ${key} ${JSON.stringify(made)}`)
      write('signed', String(made.data))
      assert.deepEqual(await run('verify', 'signed', key, feature), { result: 'success' }, `${feature} ${key}`)
      const [head = '', body = '', rest = ''] = String(made.data).split('.')
      const place = Math.floor(rest.indexOf('~') / 2)
      const at = place > 0 ? place : 20
      write('changed', `${head}.${body}.${rest.slice(0, at)}${rest[at] === 'A' ? 'B' : 'A'}${rest.slice(at + 1)}`)
      assert.equal((await run('verify', 'changed', key, feature)).result, 'failure')
      const other = key === 'P-521' ? 'P-256' : 'P-521'
      assert.equal((await run('verify', 'signed', other, feature)).data, 'proof-algorithm-not-allowed')
      const mistaken = feature === 'credential_jose' ? 'presentation_jose' : 'credential_jose'
      assert.equal((await run('verify', 'signed', key, mistaken)).result, 'failure')
    }
  }
  write('extended', { ...credential, unheard: { of: 'it' } })
  assert.equal((await run('issue', 'extended', 'P-256', 'credential_jose')).data, 'undefined-term /unheard')
  assert.equal((await run('issue', 'credential', 'P-256', 'credential_sdjwt', '["nowhere"]')).result, 'failure')
  assert.equal((await run('issue', 'credential', 'P-256', 'credential_sdjwt', '["issuer[0]"]')).result, 'failure')
  write('stranger', { ...credential, issuer: 'https://y.example/' })
  write('signed', String((await run('issue', 'stranger', 'P-256', 'credential_jose')).data))
  assert.equal((await run('verify', 'signed', 'P-256', 'credential_jose')).data, 'issuer-key-of-another')
  const { holder: _holder, ...nobody } = JSON.parse(readFileSync(file('presentation'), 'utf8')) as JsonObject
  write('nobody', nobody)
  write('signed', String((await run('issue', 'nobody', 'P-256', 'presentation_jose')).data))
  assert.deepEqual(await run('verify', 'signed', 'P-256', 'presentation_jose'), { result: 'success' })
  write('bare', { ...nobody, verifiableCredential: [credential] })
  assert.equal(
    (await run('issue', 'bare', 'P-256', 'presentation_jose')).data,
    'id-not-data-url /verifiableCredential/0',
  )
  for (const input of ['not JSON', 'a.b.c', '4']) {
    write('garbage', input)
    for (const key of ['P-256', 'P-521'])
      for (const [feature] of features) {
        assert.equal((await run('verify', 'garbage', key, feature)).result, 'failure')
        assert.equal((await run('issue', 'garbage', key, feature)).result, 'failure')
      }
  }
  assert.deepEqual(await run('verify', 'garbage', 'P-256', 'credential_cose'), { result: 'indeterminate' })
  write('no-key', { id: 'x', controller, publicKeyJwk: { kty: 'oct' } })
  assert.deepEqual(await run('issue', 'credential', 'no-key', 'credential_jose'), { result: 'indeterminate' })
  assert.equal(await commandOf(['issue'], NOW), 64)
})

test('a report of mocha becomes a table, and nothing else does', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lumbung-table-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const [report, output] = [join(folder, 'report.json'), join(folder, 'table.md')]
  const titles = ['a passes', 'b | fails', 'c waits', 'd fails'].map((fullTitle) => ({ fullTitle }))
  const failures = [
    { fullTitle: 'b | fails', err: { message: 'Expected\n400' } },
    { fullTitle: 'd fails', err: 'x' },
  ]
  const stats = { start: '2026-11-23T10:00:00Z', tests: 4, passes: 1, failures: 2, pending: 1 }
  writeFileSync(report, JSON.stringify({ stats, tests: titles, pending: [titles[2]], failures }))
  const words = ['table', '--report', report, '--suite', 'w3c/x', '--commit', 'abc', '--output', output]
  assert.equal(tableCommand([...words, '--note', 'A note.']), 0)
  const table = readFileSync(output, 'utf8')
  assert.match(table, /Commit abc .* 2026-11-23: \*\*1 of 4 pass, 2 fail, 1 are skipped\*\*\.\n\nA note\.\n/)
  assert.match(table, /- b \\\| fails: Expected 400\n- d fails: \n/)
  assert.match(table, /\| pass \| a passes \|\n\| \*\*fail\*\* \| b \\\| fails \|\n\| skip \| c waits \|\n/)
  writeFileSync(report, JSON.stringify({ stats: { ...stats, failures: 0 } }))
  assert.equal(tableCommand(words), 0)
  assert.doesNotMatch(readFileSync(output, 'utf8'), /What failed/)
  assert.equal(tableCommand(['table', '--report', report]), 64)
  for (const text of ['', '[]', '{}']) {
    writeFileSync(report, text)
    assert.throws(() => tableCommand(words), TypeError)
  }
})

test('the help names every endpoint and every instance', () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--conditions=source', 'bin/conformance.ts', '--help'],
    // Not counted: where branches are, a transpiler tells otherwise than the source does.
    { encoding: 'utf8', env: { ...process.env, NODE_V8_COVERAGE: undefined } },
  )
  assert.equal(status, 0)
  for (const { path } of ENDPOINTS) assert.ok(stdout.includes(path), path)
  for (const { name } of INSTANCES) assert.ok(stdout.includes(name), name)
})

import {
  type AchievementInput,
  achievementCredential,
  attachProof,
  type JsonObject,
  signingInput,
} from '@lumbung/credential'
import { leaveRows } from '../log/index.ts'
import { addOrganisation, organisationBySlug } from '../organisations/index.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { loadTexts } from '../platform/text.ts'
import { issuerOf, listIssuer, platformIssuer } from '../trust/index.ts'
import { sandboxUrl } from './service.ts'
import {
  FREE_PLACE,
  makeSandboxList,
  SANDBOX_LISTS,
  SET_PLACE,
  sandboxListUrl,
  UNLISTED_KEY,
} from './service-sandbox-lists.ts'
import { keepSandboxCredential } from './store.ts'
import { EXAMPLE, logReaders, signatureIn } from './store-log.ts'
import type { SandboxCredential } from './types.ts'

const FIELD = 'education'
const OTHER_FIELD = 'health'
const YEAR_MILLISECONDS = 365 * 86_400_000

interface Signer {
  readonly did: string
  readonly verificationMethod: string
  readonly signerName: string
}

/** Everything that the examples of the sandbox are made of. */
export interface World {
  readonly deps: Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>
  readonly issuer: Signer
  readonly other: Signer
  readonly unlisted: Signer
  readonly now: Date
}

/** How an example differs from the valid one: before it is signed, in who signs, and after it was signed. */
interface Example {
  readonly name: string
  readonly verdict: SandboxCredential['verdict']
  readonly failingCheck: string | null
  readonly input?: (input: AchievementInput, world: World) => AchievementInput
  readonly unsigned?: (credential: JsonObject) => JsonObject
  readonly signer?: (world: World) => Signer
  readonly issuer?: (world: World) => Signer
  readonly text?: (text: string) => string
}

/**
 * Makes the sandbox of the demo: two issuers of its own in the register, one that isn't, the lists, and an example for
 * each way in which a credential can be good, bad or uncertain. A repeat writes the same examples anew.
 */
export async function makeSandbox(deps: Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>): Promise<void> {
  const world = await worldOf(deps)
  for (const name of SANDBOX_LISTS) await makeSandboxList(deps, name)
  const made: SandboxCredential[] = []
  for (const example of EXAMPLES) made.push(await makeExample(world, example))
  // What was spoilt after signing proves nothing by a leaf.
  const logged = made.filter((_, at) => EXAMPLES[at]?.text === undefined)
  await inTransaction(deps.db, (tx) => keepExamples(tx, world.now, made, 0, logged))
}

/** Keeps examples at their places from `first` on, those of `logged` with a leaf in the public log, as awards leave one. */
export async function keepExamples(
  tx: Db,
  at: Date,
  examples: readonly SandboxCredential[],
  first: number,
  logged: readonly SandboxCredential[],
): Promise<void> {
  for (const [offset, one] of examples.entries()) await keepSandboxCredential(tx, one, first + offset)
  const deeds = logged.map(({ name, document }) => ({
    kind: 'award' as const,
    subject: EXAMPLE,
    subjectId: name,
    signed: signatureIn(document),
  }))
  await leaveRows(tx, at, logReaders[EXAMPLE], deeds)
}

export async function worldOf(deps: Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>): Promise<World> {
  const now = deps.clock()
  const platform = await platformIssuer(deps)
  const publicKey = await deps.signer.createKey(UNLISTED_KEY)
  const did = `${platform.did}:issuers:${UNLISTED_KEY}`
  return {
    deps,
    now,
    issuer: await listed(deps, 'sandbox', 'Sanggar Uji Lumbung', now),
    other: await listed(deps, 'sandbox-other', 'Sanggar Uji Tetangga', now),
    unlisted: { did, verificationMethod: `${did}#${publicKey}`, signerName: UNLISTED_KEY },
  }
}

async function listed(
  deps: Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>,
  slug: string,
  name: string,
  now: Date,
): Promise<Signer> {
  const from = new Date(now.getTime() - YEAR_MILLISECONDS)
  const place = { city: null, province: null }
  await addOrganisation(deps.db, {
    id: newId(),
    slug,
    name,
    kind: 'training-provider',
    ...place,
    createdAt: from,
    invented: true,
  })
  const organisation = await organisationBySlug(deps.db, slug)
  if (organisation === null) throw new Error(`the organisation ${slug} of the sandbox could not be stored`)
  const authorisations = [{ kinds: ['micro-credential'], fields: [FIELD], levelMin: 3, levelMax: 6 }]
  // Whoever is listed already is refused here and stays as they are.
  await listIssuer(deps, organisation.id, authorisations, { from, reason: loadTexts().both('verifier.sandbox.reason') })
  const issuer = await issuerOf(deps.db, organisation.id, now)
  if (issuer === null) throw new Error(`the issuer ${slug} of the sandbox has no key`)
  return issuer
}

export async function makeExample(world: World, example: Example): Promise<SandboxCredential> {
  const { name, verdict, failingCheck } = example
  const issuer = (example.issuer ?? ((one: World) => one.issuer))(world)
  const base = inputOf(world, name, issuer)
  const plain = achievementCredential(example.input === undefined ? base : example.input(base, world))
  const unsigned = example.unsigned === undefined ? plain : example.unsigned(plain)
  const text = await (example.signer === undefined
    ? signed(world, unsigned, issuer)
    : signedByAnother(world, unsigned, issuer, example.signer(world)))
  return { name, verdict, failingCheck, document: example.text === undefined ? text : example.text(text) }
}

async function signed(world: World, unsigned: JsonObject, by: Signer): Promise<string> {
  const options = { verificationMethod: by.verificationMethod, created: world.now }
  return attachProof(unsigned, options, await signature(world, by, await signingInput(unsigned, options)))
}

async function signature(world: World, by: Signer, message: Uint8Array): Promise<Uint8Array> {
  const [made] = await world.deps.signer.sign(by.signerName, [message])
  if (made === undefined) throw new Error('the signer answered no signature')
  return made
}

/**
 * A document that names one issuer, rightly signed with the key of another. The library refuses to make it, so the two
 * halves of what is signed (options, document) are taken from two documents that it does make.
 */
async function signedByAnother(world: World, unsigned: JsonObject, issuer: Signer, other: Signer): Promise<string> {
  const own = { verificationMethod: issuer.verificationMethod, created: world.now }
  const theirs = { verificationMethod: other.verificationMethod, created: world.now }
  const half = (await signingInput(unsigned, own)).subarray(32)
  const otherHalf = (
    await signingInput({ ...unsigned, issuer: { ...(unsigned.issuer as JsonObject), id: other.did } }, theirs)
  ).subarray(0, 32)
  const made = await signature(world, other, Uint8Array.from([...otherHalf, ...half]))
  return attachProof(unsigned, own, made).replaceAll(issuer.verificationMethod, other.verificationMethod)
}

const coded = (code: string, name: string) => ({ framework: 'Lumbung', code, name })

function inputOf(world: World, name: string, issuer: Signer): AchievementInput {
  const { publicUrl } = world.deps
  const party = { id: issuer.did, name: issuer === world.issuer ? 'Sanggar Uji Lumbung' : 'Sanggar Tak Terdaftar' }
  return {
    id: sandboxUrl(publicUrl, name),
    issuer: party,
    creator: party,
    onBehalfOf: party,
    subjectId: 'urn:uuid:5e1f1a40-0000-4000-8000-00000000c0de',
    holderName: 'Wartini',
    definitionUrl: `${publicUrl}/definitions/sandbox`,
    definitionVersion: '1',
    title: { id: 'Membaca Sertifikat dengan Teliti', en: 'Reading Certificates with Care' },
    description: { id: 'Contoh untuk menguji pemeriksa.', en: 'An example to test a verifier with.' },
    criteria: 'Menemukan satu huruf yang diubah.',
    field: FIELD,
    language: 'id',
    sks: 1,
    hours: 45,
    kkniLevel: 5,
    skills: [coded('sandbox-skill', 'Ketelitian')],
    outcomes: ['Menemukan satu huruf yang diubah'],
    assessment: coded('practical', 'Ujian praktik'),
    identityAssurance: coded('in-person', 'Bertatap muka'),
    qualityStatus: coded('two-sign-offs', 'Ditandatangani dosen dan industri'),
    evidenceSource: coded('study', 'Belajar'),
    mode: coded('online', 'Daring'),
    validFrom: new Date(world.now.getTime() - 30 * 86_400_000),
    status: [
      { purpose: 'revocation', listUrl: sandboxListUrl(publicUrl, 'good'), index: FREE_PLACE },
      { purpose: 'suspension', listUrl: sandboxListUrl(publicUrl, 'suspension'), index: FREE_PLACE },
    ],
  }
}

/** The status entry of an example: a list of the sandbox, a place, and the purpose that the credential states. */
const status =
  (list: string, index = FREE_PLACE, purpose: 'revocation' | 'suspension' = 'revocation') =>
  (input: AchievementInput, world: World): AchievementInput => ({
    ...input,
    status: [{ purpose, listUrl: sandboxListUrl(world.deps.publicUrl, list), index }],
  })

const good = (name: string, more: Partial<Example> = {}): Example => ({
  name,
  verdict: 'valid',
  failingCheck: null,
  ...more,
})
const bad = (name: string, failingCheck: string, more: Partial<Example>): Example => ({
  name,
  verdict: 'invalid',
  failingCheck,
  ...more,
})
const unsure = (name: string, failingCheck: string, more: Partial<Example>): Example => ({
  name,
  verdict: 'unconfirmed',
  failingCheck,
  ...more,
})

/** Turns one letter in the middle of the signature into its neighbour in the alphabet. */
function turnLetter(text: string): string {
  return text.replace(
    /("proofValue":"z.{20})(.)/,
    (_, start: string, letter: string) => `${start}${letter === 'a' ? 'b' : 'a'}`,
  )
}

function twoProofs(text: string): string {
  const credential = JSON.parse(text) as JsonObject
  return JSON.stringify({ ...credential, proof: [credential.proof, credential.proof] })
}

function withoutProof(text: string): string {
  const { proof: _proof, ...rest } = JSON.parse(text) as JsonObject
  return JSON.stringify(rest)
}

function withoutStatus(credential: JsonObject): JsonObject {
  const { credentialStatus: _status, ...rest } = credential
  return rest
}

export const EXAMPLES: readonly Example[] = [
  good('valid'),
  good('no-status-claim', { unsigned: withoutStatus }),
  bad('changed-title', 'proof', { text: (text) => text.replaceAll('dengan Teliti', 'dengan Mahir') }),
  bad('changed-name', 'proof', { text: (text) => text.replace('Wartini', 'Wartono') }),
  bad('changed-hours', 'proof', { text: (text) => text.replace('"targetCode":"45"', '"targetCode":"450"') }),
  bad('changed-signature', 'proof', { text: turnLetter }),
  bad('no-proof', 'proof', { text: withoutProof }),
  bad('two-proofs', 'proof', { text: twoProofs }),
  bad('wrong-key', 'issuer', { signer: (world) => ({ ...world.other }) }),
  bad('without-authority-field', 'authority', { input: (input) => ({ ...input, field: OTHER_FIELD }) }),
  bad('without-authority-level', 'authority', { input: (input) => ({ ...input, kkniLevel: 8 }) }),
  bad('revoked', 'status', { input: status('good', SET_PLACE) }),
  bad('suspended', 'status', { input: status('suspension', SET_PLACE, 'suspension') }),
  bad('replaced', 'status', { input: status('good', SET_PLACE) }),
  bad('expired', 'validity', {
    input: (input, { now }) => ({ ...input, validUntil: new Date(now.getTime() - 86_400_000) }),
  }),
  bad('not-yet-valid', 'validity', {
    input: (input, { now }) => ({ ...input, validFrom: new Date(now.getTime() + 10 * YEAR_MILLISECONDS) }),
  }),
  unsure('unknown-context', 'format', {
    text: (text) =>
      text.replace(
        '"https://www.w3.org/ns/credentials/v2",',
        '"https://www.w3.org/ns/credentials/v2","https://example.org/kosakata/v1",',
      ),
  }),
  bad('duplicate-key', 'format', { text: (text) => text.replace('{', '{"validFrom":"2020-01-01T00:00:00Z",') }),
  bad('no-credential', 'format', { text: () => '{"halo":"dunia"}' }),
  unsure('unlisted-issuer', 'issuer', { issuer: (world) => world.unlisted }),
  unsure('list-not-available', 'status', { input: status('missing') }),
  unsure('list-stale', 'status', { input: status('stale') }),
  unsure('list-short', 'status', { input: status('short') }),
  unsure('list-wrong-purpose', 'status', { input: status('good', FREE_PLACE, 'suspension') }),
  unsure('list-wrong-issuer', 'status', { input: status('foreign') }),
]

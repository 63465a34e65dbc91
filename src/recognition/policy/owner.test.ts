import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { idleDeps } from '../../../test/support/deps.ts'
import { addInstitution } from '../../../test/support/institutions.ts'
import { visitor } from '../../../test/support/room.ts'
import { sendLetters } from '../../letters.ts'
import { addMembership, rolesOf } from '../../organisations/index.ts'
import { registerPerson } from '../../people/index.ts'
import { sql } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import type { CredentialSource } from '../index.ts'
import { routes } from '../index.ts'
import { valuesOf } from './rules-entry.ts'
import { partAt } from './rules-part.ts'
import { editPart, ownDraft, startDraft } from './service.ts'

// Who keeps the policy of an organisation is given and ended by two people, and whoever may publish a draft hears of it.

const PAGE = '/rules/owners'
const REASON = 'Rapat pimpinan tanggal 20 November.'
const source: CredentialSource = {
  credentialFacts: async () => null,
  verdictOf: async () => ({ verdict: 'valid', kind: 'valid' }),
}
let world: TestDatabase
let deps: Deps
const now = new Date('2026-11-26T03:00:00Z')
const ids = new Map<string, string>()
const letters: { to: string; subject: string; text: string }[] = []

before(async () => {
  world = await testDatabase()
  deps = { ...idleDeps(world.db, () => now), sendLetter: async (letter) => void letters.push(letter) }
  for (const [id, kind] of [
    ['lumbung', 'operator'],
    ['samara', 'university'],
  ] as const)
    await addInstitution(world.db, id, kind, now)
  for (const [name, role] of [
    ['rahmadi', 'operator'],
    ['nurhayati', 'operator'],
    ['siti', null],
    ['budi', null],
    ['tari', null],
  ] as const) {
    const made = await registerPerson(deps, { name, email: `${name}@contoh.example`, language: 'id', invented: true })
    assert.ok(made.ok)
    ids.set(name, made.value.id)
    if (role !== null) await give(name, 'lumbung', role)
  }
  await give('tari', 'samara', 'owner')
})
after(() => world.close())

async function give(name: string, organisationId: string, role: 'owner' | 'operator') {
  const validFrom = new Date('2026-01-01')
  const personId = ids.get(name) ?? ''
  await addMembership(world.db, { id: `${name}-${role}`, organisationId, personId, role, grantedBy: null, validFrom })
}

/** The pages as somebody sees them with the roles that they hold now. */
async function as(name: string) {
  const personId = ids.get(name) ?? ''
  return visitor(deps, routes(deps, source), { personId, name, roles: await rolesOf(world.db, personId, now) })
}
const propose = async (name: string, fields: Record<string, string>) =>
  (await as(name)).post(PAGE, { organisation: 'lumbung', act: 'grant', reason: REASON, ...fields })
const decide = async (name: string, id: string, act: 'confirm' | 'decline') =>
  (await as(name)).post(`${PAGE}/${id}`, { act })
const waiting = async (): Promise<string> =>
  (await sql<{ id: string }>`select id from policy_owner_change where outcome is null`.execute(world.db)).rows[0]?.id ??
  ''
const isOwner = async (name: string) =>
  (await rolesOf(world.db, ids.get(name) ?? '', now)).some(({ role }) => role === 'policy-owner')

test('the page is for those who run the organisation', async () => {
  assert.equal((await (await as('siti')).get(PAGE)).status, 403)
  const page = await (await as('rahmadi')).get(PAGE)
  assert.equal(page.status, 200)
  assert.match(page.text, /Belum ada pemilik kebijakan/)
  assert.match((await (await as('rahmadi')).get('/rules')).text, /href="\/rules\/owners"/)
})

test('one proposes, another confirms, never the person concerned; every fault is said', async () => {
  const bad = await propose('rahmadi', { email: 'nobody@contoh.example', reason: 'x' })
  assert.equal(bad.status, 422)
  assert.match(bad.text, /Tidak ada satu akun/)
  assert.match(bad.text, /Alasan harus/)
  assert.equal((await propose('tari', { email: 'siti@contoh.example' })).status, 422, 'another organisation’s')
  assert.equal((await propose('rahmadi', { email: 'Siti@contoh.example ' })).status, 303)
  const id = await waiting()
  assert.equal((await propose('nurhayati', { email: 'siti@contoh.example' })).status, 422, 'one at a time')
  const alone = await decide('rahmadi', id, 'confirm')
  assert.equal(alone.status, 422)
  assert.match(alone.text, /Yang mengusulkan tidak boleh mengesahkan/)
  assert.equal((await decide('tari', id, 'confirm')).status, 422)
  assert.equal(await isOwner('siti'), false)
  assert.match((await (await as('nurhayati')).get(`/en${PAGE}`)).text, /Proposed as a policy owner: siti/)
  assert.equal((await decide('nurhayati', id, 'confirm')).status, 303)
  assert.equal(await isOwner('siti'), true)
  assert.equal((await decide('nurhayati', id, 'confirm')).status, 422, 'once')
  assert.equal((await propose('rahmadi', { email: 'budi@contoh.example' })).status, 303)
  assert.equal((await decide('siti', await waiting(), 'confirm')).status, 303, 'a policy owner can be the second')
  const self = await propose('rahmadi', { act: 'end', person: ids.get('siti') ?? '' })
  assert.equal(self.status, 303)
  assert.match((await decide('siti', await waiting(), 'confirm')).text, /tentang diri sendiri/)
  assert.equal((await decide('rahmadi', await waiting(), 'decline')).status, 303)
  assert.equal(await isOwner('siti'), true)
})

test('a draft that waits is told to every other policy owner, and one that comes back to its proposer', async () => {
  const siti = await as('siti')
  const drafts = await siti.post('/rules/drafts', { organisation: 'lumbung', base: 'brief' })
  const id = drafts.location.split('/').at(-1) ?? ''
  const actor = {
    personId: ids.get('siti') ?? '',
    name: 'siti',
    roles: await rolesOf(world.db, ids.get('siti') ?? '', now),
  }
  const draft = (await ownDraft(world.db, actor, id)) ?? assert.fail('no draft')
  const head = partAt(draft.content, 'head') ?? assert.fail('no head')
  const values = { ...valuesOf(head), 'name.id': ['Bacaan baru'], 'name.en': ['A new reading'] }
  assert.ok((await editPart(deps, actor, { id, revision: draft.revision, place: 'head' }, values)).ok)
  const { rows } = await sql<{ revision: number }>`select revision from rule_set_draft where id = ${id}`.execute(
    world.db,
  )
  const proposal = { revision: String(rows[0]?.revision), reason: REASON }
  const proposed = await siti.post(`/rules/drafts/${id}/proposal`, proposal)
  assert.equal(proposed.status, 303)
  letters.length = 0
  await sendLetters(deps)
  const told = letters.filter(({ subject }) => subject === 'Draf aturan menunggu orang kedua')
  assert.deepEqual(
    told.map(({ to }) => to),
    ['budi@contoh.example'],
  )
  assert.match(told[0]?.text ?? '', new RegExp(`/rules/drafts/${id}`))
  assert.doesNotMatch(told[0]?.text ?? '', /siti/i)
  const back = { act: 'return', revision: String((rows[0]?.revision ?? 0) + 1), reason: REASON }
  assert.equal((await (await as('budi')).post(`/rules/drafts/${id}/publication`, back)).status, 303)
  letters.length = 0
  await sendLetters(deps)
  assert.deepEqual(
    letters.map(({ to, subject }) => [to, subject]),
    [['siti@contoh.example', 'Draf aturan Anda dikembalikan']],
  )
})

test('the role ends by two people, and what was promised and written down names nobody', async () => {
  assert.equal((await propose('nurhayati', { act: 'end', person: ids.get('budi') ?? '' })).status, 303)
  assert.equal((await decide('rahmadi', await waiting(), 'confirm')).status, 303)
  assert.equal(await isOwner('budi'), false)
  const budi = {
    personId: ids.get('budi') ?? '',
    name: 'budi',
    roles: await rolesOf(world.db, ids.get('budi') ?? '', now),
  }
  const refused = await startDraft(deps, budi, 'lumbung', 'brief')
  assert.ok(!refused.ok)
  const { rows } = await sql<{ text: string }>`
    select coalesce(string_agg(payload::text, ' '), '') || coalesce((select string_agg(a::text, ' ') from audit a), '') as text
    from outbox`.execute(world.db)
  assert.doesNotMatch(rows[0]?.text ?? '', /contoh\.example|siti|budi|rahmadi/i)
  assert.match(rows[0]?.text ?? '', /membership\.end/)
})

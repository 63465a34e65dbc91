import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { balance, creditAwards, followStatuses } from '../bank/index.ts'
import { type Award, findCredential, standingsOf } from '../credentials/index.ts'
import { addOrganisation } from '../organisations/index.ts'
import { sql } from '../platform/database.ts'
import { credentialSource } from './service-source.ts'

let world: TestDatabase
const at = new Date('2026-11-20T07:05:00Z')
const source = () => credentialSource(world.db, async () => ({ verdict: 'valid', kind: 'valid' }))

before(async () => {
  world = await testDatabase()
  const { db } = world
  await addOrganisation(db, {
    id: 'arung',
    slug: 'arung',
    name: 'Politeknik Arung Timur',
    kind: 'polytechnic',
    city: null,
    province: null,
    createdAt: at,
    invented: true,
  })
  await sql`insert into definition (id, organisation_id, slug, created_at) values ('solar', 'arung', 'solar', ${at})`.execute(
    db,
  )
  const text = JSON.stringify({ id: 'Perawatan Panel Surya', en: 'Solar Panel Maintenance' })
  await sql`insert into definition_version (id, definition_id, number, title, description, micro_competency, field, hours, sks, kkni_level, mode,
      assessment_kind, identity_assurance, standard, evidence_source, created_at, published_at)
    values ('solar-1', 'solar', 1, ${text}::jsonb, ${text}::jsonb, ${text}::jsonb, 'energy', 96, 2, 4, 'in-person', 'practical', 'in-person',
      ${text}::jsonb, 'study', ${at}, ${at})`.execute(db)
  await award('first', 1, null)
})
after(() => world.close())

async function award(credentialId: string, edition: number, replaces: string | null): Promise<void> {
  const { db } = world
  await sql`insert into award (person_id, id, definition_version_id, attempt, edition, organisation_id, credential_id, subject_id, status_list_id,
      status_index, decided_by, decided_at, replaces_credential_id)
    values ('kasdi', ${`award-${edition}`}, 'solar-1', 1, ${edition}, 'arung', ${credentialId}, ${`urn:uuid:${edition}`}, 'list', ${edition}, 'dewi', ${at}, ${replaces})`.execute(
    db,
  )
  await sql`insert into credential_index (credential_id, person_id) values (${credentialId}, 'kasdi')`.execute(db)
  await sql`insert into credential (person_id, id, award_id, document, signed_at) values ('kasdi', ${credentialId}, ${`award-${edition}`}, '{}', ${at})`.execute(
    db,
  )
}

async function change(credentialId: string, kind: 'replace' | 'revoke', replacedBy: string | null) {
  const id = `change-${credentialId}-${kind}`
  await sql`insert into status_change (person_id, id, credential_id, number, change, reason_code, replaced_by, changed_by, changed_at)
    values ('kasdi', ${id}, ${credentialId}, 1, ${kind}, 'correction', ${replacedBy}, 'dewi', ${at})`.execute(world.db)
  return {
    id,
    credentialId,
    personId: 'kasdi',
    number: 1,
    change: kind,
    reasonCode: 'correction',
    note: null,
    replacedBy,
    byOrganisationId: null,
    changedBy: 'dewi',
    changedAt: at,
  }
}

async function awardOf(credentialId: string): Promise<Award> {
  const found = await findCredential(world.db, credentialId)
  assert.ok(found !== null, 'the credential exists')
  return found.award
}

test('an award reaches the account once, with the figures of its definition version', async () => {
  await creditAwards(world.db, [await awardOf('first')])
  await creditAwards(world.db, [await awardOf('first')])
  assert.deepEqual(await balance(world.db, 'kasdi'), {
    sks: 2,
    minutes: 5760,
    reservedSks: 0,
    usedSks: 0,
    depositedSks: 2,
  })
})

test('the facts of a credential come from its definition version and its issuer', async () => {
  const facts = await source().credentialFacts('first')
  assert.deepEqual(
    [facts?.personId, facts?.accountId, facts?.hours, facts?.mode, facts?.issuerName, facts?.issuedOn],
    ['kasdi', 'first', 96, 'in-person', 'Politeknik Arung Timur', '2026-11-20'],
  )
  assert.equal(await source().credentialFacts('nothing'), null)
})

test('a replaced credential answers as its replacement and stays on the account of the first', async () => {
  await award('second', 2, 'first')
  await followStatuses(world.db, [await change('first', 'replace', 'second')], await standingsOf(world.db, ['first']))
  for (const id of ['first', 'second']) {
    const facts = await source().credentialFacts(id)
    assert.deepEqual([facts?.credentialId, facts?.accountId], ['second', 'first'])
  }
  await creditAwards(world.db, [await awardOf('second')])
  assert.equal((await balance(world.db, 'kasdi')).sks, 2, 'a replacement brings no second credit')
})

test('a revoked credential leaves the account', async () => {
  await followStatuses(world.db, [await change('second', 'revoke', null)], await standingsOf(world.db, ['second']))
  assert.equal((await balance(world.db, 'kasdi')).sks, 0)
})

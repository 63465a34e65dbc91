import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { addDomain, addOrganisation, recordEvent } from '../../organisations/index.ts'
import { checkAgainst, checkDomain, checkName, nameIndex, skeleton } from './index.ts'
import cases from './names.cases.json' with { type: 'json' }

const index = nameIndex(cases.listed.map((name) => ({ organisationId: name, name, domain: null })))
let database: TestDatabase
before(async () => {
  database = await testDatabase()
})
after(() => database.close())

for (const { name, outcome, codes, why } of cases.cases) {
  test(`${JSON.stringify(name)} is ${outcome}: ${why}`, () => {
    const verdict = checkAgainst(index, name)
    assert.deepEqual([verdict.outcome, verdict.findings.map(({ code }) => code)], [outcome, codes])
  })
}

for (const { listed, domain, codes } of cases.domains) {
  test(`domain ${JSON.stringify(domain)} beside ${listed}: ${codes.join(', ') || 'clear'}`, () => {
    const known = [{ organisationId: 'o', name: 'O', domain: listed }]
    assert.deepEqual(
      checkDomain(known, domain, null).map(({ code }) => code),
      codes,
    )
    assert.ok(
      !checkDomain(known, domain, 'o').some(({ resembles }) => resembles !== null),
      'its own domain is no spoof',
    )
  })
}

test('skeletons are those of UTS 39', () => {
  assert.equal(skeleton('m'), 'rn')
  assert.equal(skeleton('раураl'), skeleton('paypal'))
})

test('any text gets an answer, and its own copy is never clear', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      const own = nameIndex([{ organisationId: 'o', name, domain: null }])
      assert.notEqual(checkAgainst(own, name).outcome, 'clear')
      checkDomain([{ organisationId: 'o', name: 'o', domain: name }], name, null)
    }),
    { numRuns: 500 },
  )
})

test('the door looks at the organisations of the database, and a party does not resemble itself', async () => {
  const { db } = database
  const createdAt = new Date('2026-11-20T02:00:00Z')
  const place = { kind: 'university', city: null, province: null, createdAt, invented: true } as const
  await addOrganisation(db, { id: 'samara', slug: 'samara', name: 'Universitas Bukit Samara', ...place })
  assert.equal((await checkName(db, 'Universitas Bukit Samara')).outcome, 'duplicate')
  assert.equal((await checkName(db, 'Universitas Bukit Samara', null, 'samara')).outcome, 'clear')
  const held = await checkName(db, 'Universitas Bukit Samira')
  assert.deepEqual([held.outcome, held.findings[0]?.resembles?.organisationId], ['held', 'samara'])
  assert.equal((await checkName(db, 'Akademi Laut Teduh', 'no domain')).outcome, 'held')
  await addOrganisation(db, { id: 'teduh', slug: 'teduh', name: 'Akademi Laut Teduh', ...place })
  assert.equal((await checkName(db, 'Akademi Laut Teduh')).outcome, 'duplicate', 'a name that is new counts at once')
})

test('a domain is compared with those that parties stated, and a name with those they bore before', async () => {
  const { db } = database
  const createdAt = new Date('2026-11-20T02:00:00Z')
  const place = { kind: 'university', city: null, province: null, createdAt, invented: true } as const
  await addOrganisation(db, { id: 'lama', slug: 'lama', name: 'Institut Rawa Kelabu', ...place })
  await addDomain(db, 'lama', 'rawakelabu.example', createdAt)
  const codes = async (domain: string, except: string | null = null) =>
    (await checkName(db, 'Akademi Kapas Merah', domain, except)).findings.map(({ code }) => code)
  assert.deepEqual(await codes('RawaKelabu.example'), ['domain-taken'])
  assert.deepEqual(await codes('rawake1abu.example'), ['domain-looks-alike'])
  assert.deepEqual(await codes('rawakelabu.example', 'lama'), [])
  assert.deepEqual(await codes('kapasmerah.example'), [])
  const event = {
    organisationId: 'lama',
    kind: 'rename',
    onDay: '2026-11-20',
    newName: 'Institut Samudra Jingga',
  } as const
  const source = { id: 'Keputusan rekaan.', en: 'An invented decision.' }
  const deps = { db, clock: () => createdAt }
  assert.ok((await recordEvent(deps, { ...event, successorId: null, source }, null)).ok)
  assert.equal((await checkName(db, 'Institut Rawa Kelabo')).outcome, 'held', 'a former name is still worth borrowing')
})

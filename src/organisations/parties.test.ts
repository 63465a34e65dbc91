import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { awardDeps } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { visitor } from '../../test/support/room.ts'
import { NO_WITNESSES, proofFor } from '../log/index.ts'
import {
  addOrganisation,
  endingSoon,
  findOrganisation,
  logReaders,
  ministries,
  ministryNameOn,
  ministryOfName,
  nameOf,
  nameOn,
  type PartyEvent,
  partyEvents,
  partyRolesOf,
  recordAgreement,
  recordEvent,
  recordRole,
  routes,
  successorOf,
  successorOn,
} from './index.ts'
import { checkEvent } from './rules-parties.ts'

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
const source = { id: 'Keputusan rekaan.', en: 'An invented decision.' }
const base = { formerName: null, newName: null, successorId: null, source }

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-26T05:00:00Z')
  for (const [id, name] of [
    ['samara', 'Universitas Bukit Samara'],
    ['lembah', 'Akademi Lembah Lama'],
    ['angin', 'Politeknik Lembah Angin'],
    ['layar', 'LayarBelajar'],
  ] as const)
    await addOrganisation(database.db, {
      ...{ id, slug: id, name, kind: 'university', city: null, province: null, invented: true },
      createdAt: new Date('2020-01-06T02:00:00Z'),
    })
})
after(() => database.close())

const codesOf = (outcome: { ok: boolean; refusals?: readonly { code: string }[] }) =>
  (outcome.refusals ?? []).map(({ code }) => code.replace('organisations.', ''))

test('a renamed and merged party keeps the name of each day, and its successor stands for it since then', async () => {
  const { db } = database
  const rename = {
    ...base,
    organisationId: 'lembah',
    kind: 'rename',
    onDay: '2022-03-01',
    newName: 'Akademi Lembah Baru',
  } as const
  assert.ok((await recordEvent(world.deps, rename, null)).ok)
  assert.ok(
    (
      await recordEvent(
        world.deps,
        { ...base, organisationId: 'lembah', kind: 'merge', onDay: '2025-07-01', successorId: 'angin' },
        null,
      )
    ).ok,
  )
  assert.equal(await nameOf(db, 'lembah', '2022-02-28'), 'Akademi Lembah Lama')
  assert.equal(await nameOf(db, 'lembah', '2022-03-01'), 'Akademi Lembah Baru')
  assert.equal((await findOrganisation(db, 'lembah'))?.name, 'Akademi Lembah Baru')
  assert.equal(await successorOf(db, 'lembah', '2025-06-30'), 'lembah')
  assert.equal(await successorOf(db, 'lembah', '2025-07-01'), 'angin')
  assert.equal(await nameOf(db, 'nobody', '2025-07-01'), null)
  for (const { id } of await partyEvents(db))
    assert.equal(await proofFor(db, NO_WITNESSES, 'party-event', id), 'pending')
})

test('an event that does not fit is refused with every reason, and writes nothing', async () => {
  const before = await partyEvents(database.db)
  const tries = [
    [
      { ...base, organisationId: 'angin', kind: 'merge', onDay: '2026-01-05', successorId: 'lembah' },
      ['successor-loop', 'successor-ended'],
    ],
    [
      { ...base, organisationId: 'angin', kind: 'merge', onDay: '2026-11-27' },
      ['event-in-future', 'successor-missing'],
    ],
    [
      { ...base, organisationId: 'lembah', kind: 'rename', onDay: '2021-01-01', newName: ' ' },
      ['ended-already', 'name-missing', 'rename-not-last'],
    ],
    [{ ...base, organisationId: 'nobody', kind: 'close', onDay: '2026-01-05' }, ['party-unknown']],
    [
      { ...base, organisationId: 'samara', kind: 'rename', onDay: '2026-01-05', newName: 'Universitas Bukit Samara' },
      ['name-unchanged'],
    ],
  ] as const
  for (const [given, codes] of tries) assert.deepEqual(codesOf(await recordEvent(world.deps, given, null)), codes)
  assert.deepEqual(await partyEvents(database.db), before)
})

test('two mergers at once that would make a loop: one is refused', async () => {
  const place = { kind: 'university', city: null, province: null, invented: true, createdAt: new Date() } as const
  for (const id of ['satu', 'dua']) await addOrganisation(database.db, { id, slug: id, name: id, ...place })
  const merge = (organisationId: string, successorId: string) =>
    recordEvent(world.deps, { ...base, organisationId, successorId, kind: 'merge', onDay: '2026-05-01' }, null)
  const answers = await Promise.all([merge('satu', 'dua'), merge('dua', 'satu')])
  assert.equal(answers.filter(({ ok }) => ok).length, 1)
})

test('whatever is recorded, a succession never loops and every day has one name', () => {
  const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-01-${String(n).padStart(2, '0')}`)
  const party = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const given = fc.record({
    organisationId: party,
    successorId: party,
    onDay: day,
    kind: fc.constantFrom('merge', 'close', 'rename'),
  })
  fc.assert(
    fc.property(fc.array(given, { maxLength: 20 }), (all) => {
      const events: PartyEvent[] = []
      const names: Record<string, string> = {}
      const told: Record<string, string[]> = {}
      for (const [at, one] of all.entries()) {
        if (one.kind !== 'rename' && one.successorId === one.organisationId) continue
        const isName = one.kind === 'rename'
        const event = {
          ...one,
          kind: one.kind as PartyEvent['kind'],
          successorId: isName ? null : one.successorId,
          newName: isName ? `n${at}` : null,
          source,
        }
        const present = names[one.organisationId] ?? one.organisationId
        if (!checkEvent(event, present, events, '2026-02-01').ok) continue
        events.push({ ...event, id: String(at), formerName: isName ? present : null })
        if (isName) names[one.organisationId] = `n${at}`
        if (isName) told[one.organisationId] = [...(told[one.organisationId] ?? []), `${one.onDay} n${at}`]
      }
      for (const id of ['a', 'b', 'c', 'd', 'e']) {
        const last = successorOn(events, id, '2026-02-01')
        assert.equal(successorOn(events, last, '2026-02-01'), last, 'the end of a chain stands for itself')
        const own = events.filter(({ organisationId }) => organisationId === id)
        for (let n = 1; n <= 28; n++) {
          const on = `2026-01-${String(n).padStart(2, '0')}`
          const model =
            (told[id] ?? [])
              .filter((line) => line.slice(0, 10) <= on)
              .at(-1)
              ?.slice(11) ?? id
          assert.equal(nameOn(names[id] ?? id, own, on), model)
        }
      }
    }),
  )
})

test('old names of ministries resolve, and an old day keeps its name', () => {
  const [ministry] = ministries
  assert.ok(ministry)
  for (const name of ['MOECRT', 'Kemendikbudristek', 'mohest', 'Kementerian Pendidikan Tinggi, Sains, dan Teknologi'])
    assert.equal(ministryOfName(ministries, name)?.id, 'higher-education', name)
  assert.equal(ministryOfName(ministries, 'Kementerian Angin'), null)
  assert.equal(ministryNameOn(ministry, '2023-08-18')?.short, 'Kemendikbudristek')
  assert.equal(ministryNameOn(ministry, '2025-08-28')?.short, 'Kemendiktisaintek')
  for (const { names } of ministries)
    for (const [at, one] of names.slice(1).entries()) assert.equal(names[at]?.until, one.from, 'no gap and no overlap')
})

test('a foreign platform has a role with a scope, and only chosen courses of it count', async () => {
  const role = {
    organisationId: 'layar',
    role: 'platform',
    validFrom: '2026-01-05',
    validUntil: null,
    scope: source,
    curatedOnly: true,
    source,
  }
  assert.ok((await recordRole(world.deps, role, null)).ok)
  assert.ok((await recordRole(world.deps, { ...role, role: 'provider' }, null)).ok, 'one party holds several')
  assert.deepEqual(
    (await partyRolesOf(database.db, 'layar')).map((one) => [one.role, one.curatedOnly]),
    [
      ['platform', true],
      ['provider', true],
    ],
  )
  const wrong = { ...role, role: 'king', organisationId: 'nobody', validUntil: '2025-01-01' }
  assert.deepEqual(codesOf(await recordRole(world.deps, wrong, null)), [
    'role-unknown',
    'party-unknown',
    'ends-before-start',
  ])
})

test('agreements that end within 90 days are reported, with the name of then and who stands for it now', async () => {
  const party = (organisationId: string) => ({ organisationId, signatoryOffice: 'Rektor', signedOn: '2024-02-01' })
  const given = {
    ...{
      kind: 'recognition',
      title: { id: 'Pengakuan Angin', en: 'Recognition Wind' },
      fields: [],
      levelMin: 4,
      levelMax: 6,
    },
    ...{ definitionIds: [], validFrom: '2024-02-01', validUntil: '2027-01-25', documentSha256: 'ab'.repeat(32) },
    parties: [party('samara'), party('lembah')],
  }
  const made = await recordAgreement(world.deps, given, null)
  assert.ok(made.ok)
  assert.ok(
    (
      await recordAgreement(
        world.deps,
        { ...given, title: { id: 'Masih lama', en: 'Long yet' }, validUntil: '2030-01-01' },
        null,
      )
    ).ok,
  )
  assert.deepEqual(
    codesOf(
      await recordAgreement(
        world.deps,
        {
          ...given,
          kind: 'x',
          parties: [party('samara'), party('samara')],
          validUntil: '2020-01-01',
          documentSha256: 'AB',
        },
        null,
      ),
    ),
    ['agreement-kind-unknown', 'agreement-parties', 'ends-before-start', 'hash-malformed'],
  )
  const site = visitor(world.deps, routes(world.deps), null)
  const page = await site.get('/en/register/agreements')
  assert.match(page.text, /1 agreement ends within 90 days/)
  assert.match(page.text, /Akademi Lembah Baru/)
  assert.match(page.text, /now Politeknik Lembah Angin/)
  assert.match((await site.get('/register/agreements')).text, /1 perjanjian berakhir dalam 90 hari/)
  const json = JSON.parse((await site.get('/register/agreements.json')).text) as {
    ending: string[]
    agreements: unknown[]
  }
  assert.deepEqual([json.ending, json.agreements.length], [[made.value.agreementId], 2])
  // It left a leaf in the public log, which is to be placed yet.
  assert.equal(await proofFor(database.db, NO_WITNESSES, 'agreement-record', made.value.agreementId), 'pending')
  const read = await logReaders.agreement?.(database.db, [made.value.agreementId])
  assert.equal(read?.get(made.value.agreementId)?.validUntil, '2027-01-25')
})

test('the report counts from the day after the beginning to the ninetieth day', () => {
  const one = {
    id: 'x',
    kind: 'memorandum',
    title: source,
    fields: [],
    levelMin: null,
    levelMax: null,
    definitionIds: [],
    documentSha256: '',
    parties: [],
  }
  const ends = (validUntil: string) =>
    endingSoon([{ ...one, validFrom: '2026-01-01', validUntil }], '2026-11-26', 90).length
  assert.deepEqual([ends('2026-11-26'), ends('2026-11-27'), ends('2027-02-24'), ends('2027-02-25')], [0, 1, 1, 0])
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { awardDeps } from '../../test/support/award-world.ts'
import { testDatabase } from '../../test/support/database.ts'
import { addOrganisation } from '../organisations/index.ts'
import { inTransaction, sql } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import type { Actor } from '../platform/page.ts'
import { listIssuer } from '../trust/index.ts'
import { deposit, statement } from './service.ts'
import { ownMovement, scoreboard, showMovement, shownMovement, whyEmpty } from './service-statement.ts'
import { publicCodes } from './store-public.ts'

let world: Awaited<ReturnType<typeof testDatabase>>
const now = new Date('2026-11-23T07:05:00Z')
const deps = () => ({ db: world.db, clock: () => now }) as unknown as Deps
const actor = (personId: string): Actor => ({ personId, name: personId, roles: [] })

before(async () => {
  world = await testDatabase()
  for (const id of ['busy', 'small', 'idle', 'never']) {
    const about = { city: null, province: null, createdAt: now, invented: true }
    await addOrganisation(world.db, { id, slug: id, name: `Universitas ${id}`, kind: 'university', ...about })
  }
  // It may issue, and has posted nothing yet.
  assert.ok((await listIssuer(awardDeps(world.db, '2026-01-01T00:00:00Z').deps, 'idle', [])).ok)
  for (const [id, people] of [
    ['busy', 6],
    ['small', 2],
  ] as const)
    for (let n = 0; n < people; n++) await post(`${id}-${n}`, id, n)
})
after(() => world.close())

/** A posting on the day `daysBefore`, whose credential was signed two days after. */
async function post(personId: string, organisationId: string, daysBefore: number): Promise<void> {
  const postedAt = new Date(now.getTime() - (daysBefore + 3) * 86_400_000)
  const about = { title: { id: 'Kursus', en: 'Course' }, definitionVersionId: 'v', attempt: 1, hours: 90, sks: 2 }
  await inTransaction(world.db, (tx) =>
    deposit(tx, {
      personId,
      credentialId: `c-${personId}`,
      ...about,
      issuerOrganisationId: organisationId,
      postedBy: 'x',
      postedAt,
    }),
  )
  await sql`insert into credential (person_id, id, award_id, document, signed_at)
    values (${personId}, ${`c-${personId}`}, 'a', '{}', ${new Date(postedAt.getTime() + 2 * 86_400_000)})`.execute(
    world.db,
  )
}

test('the scoreboard says who posts and how fast, hides what concerns few, and leaves nobody out', async () => {
  const scores = await scoreboard(deps())
  const of = (id: string) => scores.find(({ organisationId }) => organisationId === id)
  const { last, few, postings, medianDays } = of('busy') ?? assert.fail()
  assert.deepEqual({ last, few, postings, medianDays }, { last: '2026-11-20', few: false, postings: 6, medianDays: 2 })
  const small = of('small') ?? assert.fail()
  assert.deepEqual([small.last, small.few, small.postings, small.medianDays], ['2026-11', true, null, null])
  const idle = of('idle') ?? assert.fail()
  assert.deepEqual([idle.last, idle.few], [null, false])
  // An employer that issues nothing isn't blamed for posting nothing.
  assert.deepEqual(
    scores.map(({ organisationId }) => organisationId),
    ['busy', 'small', 'idle'],
  )
})

test('postings of more than a year ago are not counted', async () => {
  await post('old-1', 'idle', 400)
  const idle = (await scoreboard(deps())).find(({ organisationId }) => organisationId === 'idle')
  assert.deepEqual([idle?.few, idle?.postings], [true, null])
  assert.equal(idle?.last, '2025-10')
})

test('an empty account names whom its owner learns with, and when they last posted', async () => {
  for (const organisationId of ['busy', 'idle'])
    await sql`insert into enrolment (person_id, id, batch_id, definition_version_id, organisation_id, origin, enrolled_at)
      values ('empty', ${organisationId}, ${organisationId}, 'v', ${organisationId}, 'self', ${now})`.execute(world.db)
  assert.deepEqual((await whyEmpty(world.db, 'empty')).map(({ name, lastOn }) => [name, lastOn]).toSorted(), [
    ['Universitas busy', '2026-11-20'],
    ['Universitas idle', '2025-10-16'],
  ])
})

test('a movement is shown to nobody by default, to whoever has its code, and never again under an old code', async () => {
  const [own] = await statement(world.db, 'busy-0')
  const id = own?.id ?? ''
  assert.equal((await publicCodes(world.db, 'busy-0')).size, 0)
  const others = await showMovement(deps(), actor('busy-1'), id, true)
  assert.ok(!others.ok && others.refusals[0].code === 'bank.transaction-unknown')
  const show = (shown: boolean) => showMovement(deps(), actor('busy-0'), id, shown)
  assert.ok((await show(true)).ok)
  assert.ok((await show(true)).ok)
  const first = (await publicCodes(world.db, 'busy-0')).get(id) ?? ''
  const shown = await shownMovement(world.db, first)
  assert.deepEqual([shown?.movement.sks, shown?.settled], [2, null])
  await show(false)
  assert.equal(await shownMovement(world.db, first), null)
  await show(true)
  const second = await ownMovement(world.db, 'busy-0', id)
  assert.ok(second.ok && second.value.code !== null && second.value.code !== first)
  assert.equal(await shownMovement(world.db, first), null)
})

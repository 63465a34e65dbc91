import { mustBe } from '../../db/demo/country.ts'
import { nameFrom } from '../../db/demo/names.ts'
import { chanceFrom } from '../../db/demo/random.ts'
import { offeringOfVersion } from '../../src/catalogue/index.ts'
import { credentialsOf, runIssueJobs, signPending, startIssueJob } from '../../src/credentials/index.ts'
import { batchesOf, participantsOf } from '../../src/enrolment/index.ts'
import { awardHooks, ownCredentials } from '../../src/hooks.ts'
import { coursesOf, currentStudyOf } from '../../src/organisations/index.ts'
import { registerPerson } from '../../src/people/index.ts'
import type { Deps } from '../../src/platform/deps.ts'
import type { Actor } from '../../src/platform/page.ts'
import { ask, decide } from '../../src/recognition/index.ts'
import { confirmedStudy, demoWorld, learn, openBatch, shareOf, type World } from '../world.ts'

/** What the pictures show, by the codes in the addresses. */
export interface PictureWorld {
  readonly offeringId: string
  readonly shareCode: string
  /** A case that waits for the registrar of Universitas Bukit Samara. */
  readonly requestId: string
  /** A bulk award under way. */
  readonly jobId: string
}

const LEARNERS = 240
const SIGNED = 150
const DAY_MILLISECONDS = 86_400_000

/** The demo, one morning: a credential counted and one asked for, a case on the registrar's desk, a batch being signed. */
export async function pictureWorld(deps: Deps): Promise<PictureWorld> {
  const world = await demoWorld(deps)
  const wartini = world.actor('wartini')
  const [version] = world.versions
  const held = await credentialsOf(deps.db, wartini.personId)
  const first = held.find(({ award }) => award.definitionVersionId === version.id)
  const other = held.find(({ award }) => award.definitionVersionId !== version.id)
  if (first === undefined || other === undefined) throw new Error('the demo gives Wartini two credentials')
  await counted(world, wartini, other.id, 12)
  await queue(world)
  const requestId = await asked(world, wartini, first.id, 2)
  const offering = await offeringOfVersion(deps.db, version.id)
  const { code } = await shareOf(world, wartini, first.id)
  return { offeringId: offering?.id ?? '', shareCode: code, requestId, jobId: await halfSigned(world) }
}

const past = (deps: Deps, days: number): Deps => ({
  ...deps,
  clock: () => new Date(deps.clock().getTime() - days * DAY_MILLISECONDS),
})

async function asked(world: World, learner: Actor, credentialId: string, daysAgo: number): Promise<string> {
  const { deps } = world
  const asking = { credentialId, sks: 2, asPackage: false, courseId: null, note: '' }
  return mustBe(await ask(past(deps, daysAgo), ownCredentials(deps), learner, asking)).requestId
}

async function counted(world: World, learner: Actor, credentialId: string, daysAgo: number): Promise<void> {
  const { deps } = world
  const requestId = await asked(world, learner, credentialId, daysAgo)
  const study = await currentStudyOf(deps.db, learner.personId)
  const courses = await coursesOf(deps.db, study?.programmeId ?? '')
  const form = {
    outcome: 'course-equivalence',
    grantedSks: '2',
    courseId: courses.find(({ code }) => code === 'DAT 318')?.id ?? '',
    reason: 'Capaian setara dengan Analisis Data.',
    waiverReason: '',
  }
  const then = past(deps, daysAgo - 4)
  const campus = world.organisation('universitas-bukit-samara')
  mustBe(await decide(then, ownCredentials(deps), world.actor('tamara'), campus, requestId, form))
}

/** Others of the first cohort ask as well: some near their limits, one too early in the programme. */
async function queue(world: World): Promise<void> {
  const { deps, versions } = world
  const batches = await batchesOf(deps.db, { versionId: versions[0].id })
  const people = (await Promise.all(batches.map(({ id }) => participantsOf(deps.db, id)))).flat()
  for (const [at, { personId, name }] of people.entries()) {
    const [credential] = await credentialsOf(deps.db, personId)
    if (credential === undefined || name === 'Wartini') continue
    const learner = { personId, name, roles: [] }
    if (name !== 'Kasdi')
      await confirmedStudy(world, learner, {
        nim: `04210550${20 + at}`,
        semester: String(5 + (at % 3)),
        sksTaken: String(80 + at * 4),
        onlineSks: at % 4 === 1 ? '69' : '10',
        outsideSks: at % 3 === 1 ? '56' : '8',
      })
    await asked(world, learner, credential.id, at % 7)
  }
}

async function halfSigned(world: World): Promise<string> {
  const { deps, versions } = world
  const chance = chanceFrom('pictures')
  const batch = await openBatch(world, versions[0], 'Angkatan Melati', LEARNERS)
  for (let at = 0; at < LEARNERS; at++) {
    const person = mustBe(await registerPerson(deps, { name: nameFrom(chance), language: 'id', invented: true }))
    await learn(world, batch, { personId: person.id, name: person.name, roles: [] }, at % 60 !== 7)
  }
  // Begun six seconds ago, so that the page can say how fast it goes.
  const begun = { ...deps, clock: () => new Date(deps.clock().getTime() - 6_000) }
  const job = mustBe(await startIssueJob(begun, world.actor('bagus'), { batchId: batch.id }))
  await runIssueJobs(deps)
  const { signed } = await signPending(deps, awardHooks(deps), SIGNED)
  if (signed !== SIGNED) throw new Error(`signed ${signed} instead of ${SIGNED}`)
  return job.id
}

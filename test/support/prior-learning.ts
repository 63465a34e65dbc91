import { mustBe } from '../../db/demo/country.ts'
import { findVersion } from '../../src/design/index.ts'
import type { Deps } from '../../src/platform/deps.ts'
import type { Actor } from '../../src/platform/page.ts'
import { priorLearning } from '../../src/recognition/index.ts'
import { findOwn } from '../../src/recognition/prior-learning/store.ts'
import { wholeOf } from '../../src/recognition/prior-learning/store-case.ts'
import { FLAGS, type PriorDecision, type Whole } from '../../src/recognition/prior-learning/types.ts'

/** A portfolio for a micro-credential, sent, with a claim for each of its outcomes. Answers the application's id. */
export async function applyForDefinition(deps: Deps, learner: Actor, versionId: string): Promise<string> {
  const aiming = { route: 'acquisition', aim: 'definition', id: versionId, kkniLevel: null } as const
  const { applicationId: id } = mustBe(await priorLearning.begin(deps, learner, aiming))
  const stated = { education: 'D3', former: 'none', formerOrganisationId: null, formerName: '' } as const
  mustBe(await priorLearning.saveDraft(deps, learner, id, { ...stated, workYears: 6, story: 'Enam tahun bekerja.' }))
  const work = { source: 'work', title: 'Surat kerja', about: '', datedOn: '2026-01-31', file: null }
  const form = { ...work, link: 'https://contoh.example/a' }
  const { evidenceId } = mustBe(await priorLearning.addEvidence(deps, learner, id, form))
  for (const outcome of (await findVersion(deps.db, versionId))?.outcomes ?? []) {
    const claim = { targetId: outcome.id, self: 'well', reason: '', evidenceIds: [evidenceId] }
    mustBe(await priorLearning.addClaim(deps, learner, id, claim))
  }
  mustBe(await priorLearning.submit(deps, learner, id))
  return id
}

/** Everything of an application that its state follows from. */
export async function caseOf(deps: Deps, learner: Actor, id: string): Promise<Whole> {
  const application = await findOwn(deps.db, learner.personId, id)
  if (application === null) throw new Error('there is no such application')
  return wholeOf(deps.db, application)
}

/** How a case is assessed: which claims are recommended (all, unless said otherwise), by which method (an interview). */
export interface Assessing {
  readonly method?: string
  readonly grants?: (mandatory: boolean) => boolean
}

/** Somebody who was appointed declares no conflict and reports on every claim. */
export async function report(deps: Deps, learner: Actor, id: string, by: Actor, how: Assessing = {}): Promise<void> {
  const { method = 'interview', grants = () => true } = how
  const { claims, evidence } = await caseOf(deps, learner, id)
  mustBe(await priorLearning.declare(deps, by, id, 'none', ''))
  mustBe(
    await priorLearning.giveReport(deps, by, id, {
      found: evidence.map((one) => ({ evidenceId: one.id, flags: [...FLAGS], note: '' })),
      opinions: claims.map((claim) => ({
        claimId: claim.id,
        recommended: grants(claim.mandatory),
        method,
        reason: 'Terlihat dari berkas dan wawancara.',
      })),
    }),
  )
}

/** Who runs a case and who assesses it. */
export interface Deciding extends Assessing {
  readonly by: Actor
  readonly assessors: readonly [academic: Actor, practitioner: Actor]
}

/** Two are appointed and assess, and somebody decides what they recommend. */
export async function decided(deps: Deps, learner: Actor, id: string, how: Deciding): Promise<PriorDecision> {
  const { by, assessors, grants = () => true } = how
  const [academic, practitioner] = assessors
  for (const [part, assessor] of [
    ['academic', academic],
    ['practitioner', practitioner],
  ] as const) {
    mustBe(await priorLearning.appoint(deps, by, id, part, assessor.personId))
    await report(deps, learner, id, assessor, how)
  }
  const { claims } = await caseOf(deps, learner, id)
  return mustBe(
    await priorLearning.decidePrior(deps, by, id, {
      claimIds: claims.filter(({ mandatory }) => grants(mandatory)).map((claim) => claim.id),
      earlierSks: '0',
      reason: 'Kedua penilai sepakat.',
      minutes: 'Rapat penilai, semua hadir.',
      decreeNumber: '271/RPL/2026',
      decreeOn: '2026-01-31',
    }),
  )
}

import { publishedVersions } from '../../src/design/index.ts'
import { coursesOf, programmesOf } from '../../src/organisations/index.ts'
import { dayOf } from '../../src/platform/clock.ts'
import type { Deps } from '../../src/platform/deps.ts'
import type { Actor } from '../../src/platform/page.ts'
import { priorLearning } from '../../src/recognition/index.ts'
import { type Country, mustBe, past } from './country.ts'
import { strangers } from './learners.ts'
import { chanceFrom } from './random.ts'
import { TOPICS } from './topics.ts'

// Recognition of prior learning in the demo: two programmes that take it, one portfolio that waits at an assessor, one
// decided by decree; and a micro-credential that waits for its issuer. All invented.

const ISSUER = 'politeknik-lembah-angin'
const CAMPUS = 'universitas-bukit-samara'
const OPENED_DAYS_AGO = 200
const DECIDED_DAYS_AGO = 30
const WAITING_DAYS_AGO = 12
const REQUESTED_DAYS_AGO = 4
const CERTIFICATE = new TextEncoder().encode('%PDF-1.4\n% Contoh: surat keterangan kerja dari data rekaan.\n')

/** Opens programmes, and leaves one case at an assessor and one decided. */
export async function leavePriorLearning(deps: Deps, country: Country): Promise<void> {
  const campus = country.organisations.get(CAMPUS) ?? ''
  const registrar = country.people.get('tamara')!
  const programmes = (await programmesOf(deps.db, campus)).filter(({ code }) => code === '55201' || code === '54201')
  for (const { id } of programmes)
    mustBe(
      await priorLearning.stateHost(past(deps, OPENED_DAYS_AGO), registrar, campus, {
        programmeId: id,
        accreditation: 'unggul',
        number: '1147/SK/CONTOH/2025',
        validUntil: dayOf(new Date(deps.clock().getTime() + 1_500 * 86_400_000)),
        shownAs: 'pass',
        open: true,
      }),
    )
  const programmeId = programmes.find(({ code }) => code === '55201')?.id ?? ''
  const [first, second] = await strangers(deps, chanceFrom('prior learning'), 2)
  if (first === undefined || second === undefined) return
  const courses = (await coursesOf(deps.db, programmeId)).filter(({ code }) => code === 'DAT 318' || code === 'STA 210')
  const courseIds = courses.map(({ id }) => id)
  const aiming = { route: 'acquisition', aim: 'programme', id: programmeId, kkniLevel: null } as const
  const decided = await apply(past(deps, DECIDED_DAYS_AGO + 20), first, aiming, courseIds)
  const academic = country.people.get('sekar')!
  const practitioner = country.people.get('fransiska')!
  for (const [part, assessor] of [
    ['academic', academic],
    ['practitioner', practitioner],
  ] as const)
    await assess(past(deps, DECIDED_DAYS_AGO + 10), registrar, decided, part, assessor)
  const then = past(deps, DECIDED_DAYS_AGO)
  mustBe(
    await priorLearning.decidePrior(then, registrar, decided.applicationId, {
      claimIds: decided.claimIds,
      earlierSks: '0',
      reason: 'Kedua penilai melihat pekerjaan yang nyata dan masih dilakukan sekarang.',
      minutes: 'Rekap dibahas dalam satu rapat penilai; kedua laporan sejalan.',
      decreeNumber: '0271/UBS/RPL/2026',
      decreeOn: dayOf(then.clock()),
    }),
  )
  const waiting = await apply(past(deps, WAITING_DAYS_AGO), second, aiming, courseIds)
  const lately = past(deps, WAITING_DAYS_AGO - 3)
  await assess(lately, registrar, waiting, 'practitioner', practitioner)
  mustBe(await priorLearning.appoint(lately, registrar, waiting.applicationId, 'academic', academic.personId))
}

/** One more, about a micro-credential: decided, and waiting until somebody at its issuer approves it. */
export async function leaveAwardRequest(deps: Deps, country: Country): Promise<void> {
  const issuer = country.people.get('bagus')!
  const issuerId = country.organisations.get(ISSUER) ?? ''
  const version = (await publishedVersions(deps.db, issuerId)).find(({ title }) => title.id === TOPICS[0]?.id)
  const [person] = await strangers(deps, chanceFrom('prior learning of a micro-credential'), 1)
  if (version === undefined || person === undefined) return
  const aiming = { route: 'acquisition', aim: 'definition', id: version.id, kkniLevel: null } as const
  const sent = await apply(
    past(deps, REQUESTED_DAYS_AGO + 20),
    person,
    aiming,
    version.outcomes.map(({ id }) => id),
  )
  const assessing = past(deps, REQUESTED_DAYS_AGO + 5)
  await assess(assessing, issuer, sent, 'academic', country.people.get('marlina')!)
  await assess(assessing, issuer, sent, 'practitioner', country.people.get('fransiska')!)
  const then = past(deps, REQUESTED_DAYS_AGO)
  mustBe(
    await priorLearning.decidePrior(then, issuer, sent.applicationId, {
      claimIds: sent.claimIds,
      earlierSks: '0',
      reason: 'Semua capaian ditunjukkan dalam wawancara dan contoh pekerjaan.',
      minutes: 'Rekap dibahas dalam satu rapat penilai; kedua laporan sejalan.',
      decreeNumber: '0042/PLA/RPL/2026',
      decreeOn: dayOf(then.clock()),
    }),
  )
}

type Aiming = Parameters<typeof priorLearning.begin>[2]

interface Sent {
  readonly applicationId: string
  readonly claimIds: readonly string[]
  readonly evidenceIds: readonly string[]
}

async function apply(deps: Deps, person: Actor, aiming: Aiming, targetIds: readonly string[]): Promise<Sent> {
  const { applicationId } = mustBe(await priorLearning.begin(deps, person, aiming))
  mustBe(
    await priorLearning.saveDraft(deps, person, applicationId, {
      education: 'D3',
      former: 'graduated',
      formerOrganisationId: null,
      formerName: 'Akademi Komputer Lereng',
      workYears: 7,
      story:
        'Tujuh tahun mengelola data panen di koperasi: mengumpulkan, membersihkan, lalu menjelaskannya kepada petani.',
    }),
  )
  const evidence = { about: 'Uraian tugas tujuh tahun terakhir.', datedOn: dayOf(past(deps, 60).clock()) }
  const file = { name: 'surat-keterangan-kerja.pdf', bytes: CERTIFICATE }
  const work = { ...evidence, source: 'work', title: 'Surat keterangan kerja', link: '', file }
  const course = {
    ...evidence,
    source: 'non-formal',
    title: 'Pelatihan analisis data 80 jam',
    link: 'https://contoh.example/pelatihan',
    file: null,
  }
  const evidenceIds: string[] = []
  for (const form of [work, course])
    evidenceIds.push(mustBe(await priorLearning.addEvidence(deps, person, applicationId, form)).evidenceId)
  const claimIds: string[] = []
  for (const targetId of targetIds) {
    const claim = { targetId, self: 'well', reason: 'Dikerjakan setiap musim panen.', evidenceIds }
    claimIds.push(mustBe(await priorLearning.addClaim(deps, person, applicationId, claim)).claimId)
  }
  mustBe(await priorLearning.submit(deps, person, applicationId))
  return { applicationId, claimIds, evidenceIds }
}

async function assess(deps: Deps, registrar: Actor, sent: Sent, part: string, assessor: Actor): Promise<void> {
  const { applicationId, claimIds, evidenceIds } = sent
  mustBe(await priorLearning.appoint(deps, registrar, applicationId, part, assessor.personId))
  mustBe(await priorLearning.declare(deps, assessor, applicationId, 'none', ''))
  mustBe(
    await priorLearning.giveReport(deps, assessor, applicationId, {
      found: evidenceIds.map((evidenceId) => ({
        evidenceId,
        flags: ['valid', 'authentic', 'current', 'sufficient'] as const,
        note: '',
      })),
      opinions: claimIds.map((claimId) => ({
        claimId,
        recommended: true,
        method: 'interview',
        reason: 'Menjelaskan pekerjaannya langkah demi langkah, dengan contoh data sendiri.',
      })),
    }),
  )
}

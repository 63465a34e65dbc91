import { changeStatus } from '../../src/credentials/index.ts'
import { awardHooks, ownCredentials } from '../../src/hooks.ts'
import { coursesOf, currentStudyOf, programmesOf } from '../../src/organisations/index.ts'
import { dayOf } from '../../src/platform/clock.ts'
import type { Deps } from '../../src/platform/deps.ts'
import type { Actor } from '../../src/platform/page.ts'
import {
  answerAppeal,
  appeal,
  ask,
  type CredentialSource,
  confirmEquivalence,
  type DecisionForm,
  decide,
  outside,
  policy,
  proposeEquivalence,
  takeBatch,
  withdraw,
} from '../../src/recognition/index.ts'
import { type Country, mustBe, past } from './country.ts'
import { strangers, study, teach } from './learners.ts'
import type { Published } from './offerings.ts'
import { chanceFrom } from './random.ts'

// Credit that is asked for, decided, appealed against and taken away, in the last four weeks: a quarter whose figures are
// due never holds a part of it. All invented.

const CAMPUS = 'universitas-bukit-samara'
const TAUGHT_DAYS_AGO = 34
/** Three days before what is reserved since then expires. */
const LONG_AGO = 27
/** The definitions that are asked for: the first by everybody, the others by the learner who can sign in. */
const COURSES = [5, 4, 2, 8] as const
const REFERRED = 6
const CERTIFICATE = new TextEncoder().encode('%PDF-1.4\n% Contoh: sertifikat kursus luar dari data rekaan.\n')

/** A learner with a credential that nobody has counted yet. */
interface Holder {
  readonly actor: Actor
  readonly credentialId: string
}

/** What the stories share: the registrars, the source of facts, and the campus. */
interface Desk {
  readonly deps: Deps
  readonly campus: string
  readonly registrar: Actor
  readonly second: Actor
  sourceOn(deps: Deps): CredentialSource
}

/** Fills the registrars' desk of a university: decisions, an appeal, a flag, a batch, agreements, evidence from elsewhere. */
export async function leaveRecognition(deps: Deps, country: Country, published: readonly Published[]): Promise<void> {
  const desk = deskOf(deps, country)
  const { holders, own } = await learnersOf(deps, country, published)
  await agree(desk, published)
  await bookOf(desk, own)
  await stories(desk, country, published, holders)
  await handInOutside(desk, holders[0]!.actor)
  const waiting = holders.slice(6, 8).map(({ credentialId }) => credentialId)
  const lately = past(deps, 2)
  const list = { text: [...waiting, 'lembar-tanpa-kredensial'].join('\n') }
  mustBe(await takeBatch(lately, desk.sourceOn(lately), desk.registrar, desk.campus, list))
  await draftRules(past(deps, 6), country)
}

function deskOf(deps: Deps, country: Country): Desk {
  return {
    deps,
    campus: country.organisations.get(CAMPUS) ?? '',
    registrar: country.people.get('tamara')!,
    second: country.people.get('galuh')!,
    sourceOn: (then) => outside.withOutside(then, ownCredentials(then)),
  }
}

/** Students of the campus, each with a credential; and the credentials of the one who can sign in. */
async function learnersOf(
  deps: Deps,
  country: Country,
  published: readonly Published[],
): Promise<{ holders: readonly Holder[]; own: readonly Holder[] }> {
  const chance = chanceFrom('recognition')
  const pratiwi = country.people.get('pratiwi')!
  const learners = [pratiwi, ...(await strangers(deps, chance, 10))]
  for (const [at, learner] of learners.entries())
    await study(deps, country, learner, {
      nim: `04210552${String(at + 1).padStart(2, '0')}`,
      semester: '6',
      sksTaken: '98',
      onlineSks: '6',
      outsideSks: '2',
    })
  const source = ownCredentials(deps)
  const holders: Holder[] = []
  const own: Holder[] = []
  for (const [at, topic] of COURSES.entries()) {
    const who = at === 0 ? learners : [pratiwi]
    for (const credentialId of await teach(deps, country, chance, published[topic]!, who, TAUGHT_DAYS_AGO + at)) {
      const facts = await source.credentialFacts(credentialId)
      const actor = learners.find(({ personId }) => personId === facts?.personId)!
      const list = actor === pratiwi ? own : holders
      list.push({ actor, credentialId })
    }
  }
  // In the order of the learners, so that the demo is the same whatever the order of its ids.
  return { holders: holders.toSorted((a, b) => learners.indexOf(a.actor) - learners.indexOf(b.actor)), own }
}

function formOf(outcome: string, sks: number, reason: string, courseId = ''): DecisionForm {
  return { outcome, grantedSks: String(sks), courseId, reason, waiverReason: '', seen: true }
}

async function asked(desk: Desk, { actor, credentialId }: Holder, daysAgo: number): Promise<string> {
  const then = past(desk.deps, daysAgo)
  const wish = { credentialId, sks: 2, asPackage: false, courseId: null, note: '' }
  return mustBe(await ask(then, desk.sourceOn(then), actor, wish)).requestId
}

async function decided(desk: Desk, requestId: string, daysAgo: number, form: DecisionForm): Promise<void> {
  const then = past(desk.deps, daysAgo)
  mustBe(await decide(then, desk.sourceOn(then), desk.registrar, desk.campus, requestId, form))
}

/** The account of the learner who can sign in: counted, counted in part, taken back by herself, reserved and about to expire. */
async function bookOf(desk: Desk, [whole, part, expiring, withdrawn]: readonly Holder[]): Promise<void> {
  if (whole === undefined || part === undefined || expiring === undefined || withdrawn === undefined)
    throw new Error('the demo has no credentials to ask for')
  await asked(desk, expiring, LONG_AGO)
  const course = await courseOf(desk, whole.actor, 'DAT 318')
  const first = await asked(desk, whole, 26)
  const reason = 'Capaian pembelajaran sesuai dengan mata kuliah.'
  await decided(desk, first, 21, formOf('course-equivalence', 2, reason, course))
  const second = await asked(desk, part, 24)
  await decided(desk, second, 20, formOf('elective-block', 1, 'Hanya satu dari dua capaian diajarkan program studi.'))
  const third = await asked(desk, withdrawn, 18)
  mustBe(await withdraw(past(desk.deps, 16), withdrawn.actor, third))
}

async function courseOf(desk: Desk, learner: Actor, code: string): Promise<string> {
  const current = await currentStudyOf(desk.deps.db, learner.personId)
  return (await coursesOf(desk.deps.db, current?.programmeId ?? '')).find((one) => one.code === code)?.id ?? ''
}

/** Refused and appealed against, once answered and once waiting; noted in the supplement; counted and then revoked. */
async function stories(
  desk: Desk,
  country: Country,
  published: readonly Published[],
  holders: readonly Holder[],
): Promise<void> {
  const [waiting, answered, noted, revoked, refused, queued] = holders
  if (!waiting || !answered || !noted || !revoked || !refused || !queued)
    throw new Error('the demo has too few learners')
  const none = formOf('none', 0, 'Isi program tidak ditemukan dalam kurikulum program studi.')
  const first = await asked(desk, waiting, 22)
  await decided(desk, first, 15, none)
  mustBe(await appeal(past(desk.deps, 9), waiting.actor, first, 'Kedua capaian ada di mata kuliah pilihan semester 7.'))
  const second = await asked(desk, answered, 23)
  await decided(desk, second, 19, none)
  mustBe(
    await appeal(past(desk.deps, 17), answered.actor, second, 'Silabus baru memuat pemetaan lahan sejak tahun ini.'),
  )
  const then = past(desk.deps, 12)
  const form = formOf('elective-block', 2, 'Silabus semester ini memang memuat kedua capaian.')
  const upheld = { uphold: false, form } as const
  mustBe(await answerAppeal(then, desk.sourceOn(then), desk.second, desk.campus, second, upheld))
  await decided(desk, await asked(desk, noted, 20), 14, formOf('supplement', 0, 'Dicatat di SKPI, tidak dihitung SKS.'))
  await decided(desk, await asked(desk, revoked, 21), 13, formOf('elective-block', 2, 'Setara dua SKS pilihan.'))
  await decided(desk, await asked(desk, refused, 13), 8, none)
  await asked(desk, queued, 5)
  const issuer = country.issuers.get(published[COURSES[0]]!.organisationId)!
  const later = past(desk.deps, 4)
  const change = { change: 'revoke', reason: 'assessment-error' } as const
  mustBe(await changeStatus(later, issuer, revoked.credentialId, change, awardHooks(later)))
}

/** A line of an agreement that two registrars made, and one that waits for the second. */
async function agree(desk: Desk, published: readonly Published[]): Promise<void> {
  const then = past(desk.deps, 28)
  const programme = (await programmesOf(then.db, desk.campus)).find(({ code }) => code === '55201')
  const courses = await coursesOf(then.db, programme?.id ?? '')
  const line = (topic: number, code: string, basis: string) => ({
    definitionVersionId: published[topic]!.versionId,
    courseId: courses.find((course) => course.code === code)?.id ?? '',
    asVersionId: null,
    sks: 2,
    validFrom: dayOf(then.clock()),
    validUntil: null,
    basis,
  })
  const agreed = line(COURSES[0], 'PIL 401', 'Nota kesepahaman contoh 014/UBS/2026')
  const { equivalence } = mustBe(await proposeEquivalence(then, desk.registrar, desk.campus, agreed))
  mustBe(await confirmEquivalence(then, desk.second, desk.campus, equivalence.id))
  const waiting = line(REFERRED, 'KWU 301', 'Usul program studi, rapat kurikulum bulan ini')
  mustBe(await proposeEquivalence(past(desk.deps, 3), desk.registrar, desk.campus, waiting))
}

/** A certificate of a platform elsewhere, which only a picture proves, waits for a registrar. */
async function handInOutside(desk: Desk, actor: Actor): Promise<void> {
  const then = past(desk.deps, 3)
  const form = {
    title: 'Dasar Pembelajaran Mesin',
    issuer: 'Kelas Terbuka Cermat',
    issuedOn: dayOf(past(desk.deps, 90).clock()),
    expiresOn: '',
    hours: '96',
    mode: 'online',
    link: 'https://kelas-terbuka-cermat.example/sertifikat/10442',
  }
  const { id } = mustBe(await outside.handIn(then, actor, form, CERTIFICATE, CERTIFICATE.length))
  await asked(desk, { actor, credentialId: outside.credentialIdOf(id) }, 3)
}

/** A draft that lets credit from outside begin a semester later, with the cases of its base beside it: some now answer otherwise. */
async function draftRules(deps: Deps, country: Country): Promise<void> {
  const owner = country.people.get('rahmadi')!
  const { id } = mustBe(await policy.startDraft(deps, owner, country.organisations.get('lumbung') ?? '', 'brief'))
  const draft = await policy.ownDraft(deps.db, owner, id)
  const place = 'limits/1'
  const part = draft === null ? null : policy.partAt(draft.content, place)
  if (draft === null || part === null) throw new Error('the demo has lost its draft')
  const later = Object.fromEntries(['D3', 'D4', 'S1'].map((level) => [`minSemester.${level}`, ['6']]))
  const values = { ...policy.valuesOf(part), ...later }
  mustBe(await policy.editPart(deps, owner, { id, revision: draft.revision, place }, values))
}

/** Tries the draft on all decisions there are; the site's worker does it. */
export async function tryDraft(deps: Deps, country: Country): Promise<void> {
  const owner = country.people.get('rahmadi')!
  const [draft] = await policy.draftsOf(deps.db, [country.organisations.get('lumbung') ?? ''])
  if (draft !== undefined) mustBe(await policy.startSimulation(deps, owner, draft.id, 'all'))
}

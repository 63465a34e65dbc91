import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { chanceFrom } from '../../db/demo/random.ts'
import { awardDeps } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import {
  type Asked,
  type Day,
  type Deed,
  historyFrom,
  modelAnswer,
  questionFrom,
  recordedFrom,
} from '../../test/support/histories.ts'
import { addOrganisation } from '../organisations/index.ts'
import {
  type AttestationGiven,
  attest,
  authorise,
  correctFact,
  effectiveAuthorisations,
  endAuthorisation,
  endListing,
  entryAsKnown,
  knownEntry,
  listIssuer,
  mayIssue,
  type RegisterEntry,
  reasonsAgainst,
  registerAs,
  resumeIssuer,
  suspendIssuer,
} from './index.ts'
import type { FactKind } from './types.ts'

// "Was X authorised to issue Y on day D, as the register knew it on day K?" over random histories, against a model that paints
// every day of a calendar anew for each deed and knows nothing of rows, periods or supersession.

const DAYS = 40
const HISTORIES = 10_000
const QUESTIONS = 8
const STORED = 150

const at = (day: Day): Date => new Date(Date.UTC(2025, 0, 1 + day))

test(`${HISTORIES} random histories: the register answers as the model does, for any day and any knowledge`, () => {
  const chance = chanceFrom('histories')
  let asked = 0
  let yes = 0
  let corrected = 0
  for (let turn = 0; turn < HISTORIES; turn++) {
    const history = historyFrom(chance, DAYS)
    const recorded = recordedFrom(history, at)
    corrected += history.filter(({ does }) => does === 'correct' || does === 'withdraw').length
    for (let ask = 0; ask < QUESTIONS; ask++) {
      const question = questionFrom(chance, history, DAYS)
      const entry = entryAsKnown(recorded, at(question.known))
      const answer = reasonsAgainst(entry, question, at(question.day)).length === 0
      const expected = modelAnswer(history, DAYS, question)
      assert.equal(answer, expected, `history ${turn}: ${JSON.stringify({ question, history })}`)
      assert.equal(
        asVerifier(entry, question, at(question.day)),
        expected,
        `history ${turn}, as a verifier reads the list`,
      )
      asked++
      if (expected) yes++
    }
  }
  assert.equal(asked, HISTORIES * QUESTIONS)
  // Neither answer may be so rare that the comparison says nothing.
  assert.ok(yes > asked * 0.1 && yes < asked * 0.6, `${yes} of ${asked} were answered with yes`)
  assert.ok(corrected > HISTORIES / 4, `${corrected} corrections`)
})

/** What a verifier finds in the list: a listing and an effective authorisation on that day, and nothing else. */
function asVerifier(entry: RegisterEntry, question: Asked, instant: Date): boolean {
  const covers = ({ from, until }: { from: Date; until: Date | null }) =>
    from <= instant && (until === null || instant < until)
  return (
    entry.listings.some(covers) &&
    effectiveAuthorisations(entry).some(
      (one) =>
        covers(one) &&
        one.kinds.includes(question.kind) &&
        (one.fields.length === 0 || one.fields.includes(question.field)) &&
        one.levelMin <= question.level &&
        question.level <= one.levelMax,
    )
  )
}

let database: TestDatabase
before(async () => {
  database = await testDatabase()
})
after(() => database.close())

test(`${STORED} random histories through the services and the database`, async () => {
  const { deps, time } = awardDeps(database.db, at(0).toISOString())
  const organisation = (id: string) =>
    addOrganisation(database.db, {
      id,
      slug: id,
      name: id,
      kind: 'training-provider',
      city: null,
      province: null,
      createdAt: at(0),
      invented: true,
    })
  const why = { id: 'Keputusan.', en: 'A decision.' }
  const chance = chanceFrom('stored histories')
  for (let turn = 0; turn < STORED; turn++) {
    const history = historyFrom(chance, DAYS)
    const [id, body] = [`x${turn}`, `body${turn}`]
    await organisation(id)
    await organisation(body)
    const facts = new Map<number, string>()
    for (const [index, deed] of history.entries()) {
      time.now = at(deed.recorded)
      const known = await knownEntry(database.db, id, { unlisted: true })
      if (deed.implied) {
        const ended = known?.authorisations.find(({ supersedes }) => supersedes === facts.get(deed.fact))
        if (ended !== undefined) facts.set(deed.fact, ended.id)
        continue
      }
      const done = await carryOut(deed)
      assert.ok(done.ok, `history ${turn}, deed ${index}: ${JSON.stringify({ deed, done, history })}`)
      const now = await knownEntry(database.db, id, { unlisted: true })
      const fresh = idsOf(now, deed.kind).find((one) => !idsOf(known, deed.kind).includes(one))
      if (fresh !== undefined) facts.set(deed.fact, fresh)
    }
    for (let ask = 0; ask < QUESTIONS; ask++) {
      const question = questionFrom(chance, history, DAYS)
      const answer = await mayIssue(database.db, id, question, at(question.day), at(question.known))
      assert.equal(
        answer.ok,
        modelAnswer(history, DAYS, question),
        `history ${turn}: ${JSON.stringify({ question, history })}`,
      )
    }

    function carryOut(deed: Deed): Promise<{ ok: boolean }> {
      const [from, until] = [at(deed.from), deed.until === null ? null : at(deed.until)]
      const fact = facts.get(deed.fact) ?? ''
      if (deed.does === 'register-body') return registerAs(deps, body, 'accreditation-body', { from, reason: why })
      if (deed.does === 'end-body') return endListing(deps, body, why, null, { at: from, class: 'accreditation-body' })
      if (deed.does === 'list') return listIssuer(deps, id, [], { from, reason: why, restsOn: deed.restsOn })
      if (deed.does === 'end-listing') return endListing(deps, id, why, null, { at: from })
      if (deed.does === 'suspend') return suspendIssuer(deps, id, why, null)
      if (deed.does === 'resume') return resumeIssuer(deps, id, why, null)
      if (deed.does === 'attest') {
        const number = `${turn}-${deed.fact}`
        const given = { organisationId: id, bodyId: body, scheme: 'Skema', level: 'Baik', number, from, until }
        return attest(deps, given as AttestationGiven, null)
      }
      if (deed.does === 'authorise') return authorise(deps, id, { ...deed.scope, until, source: why }, null, from)
      if (deed.does === 'end-authorisation') return endAuthorisation(deps, id, fact, from, why, null)
      const period = deed.does === 'withdraw' ? { from, until: from } : { from, until }
      return correctFact(deps, id, { kind: deed.kind as FactKind, factId: fact, ...period }, why, null)
    }
  }
})

/** The ids of an entry's standing facts of one kind. */
function idsOf(entry: RegisterEntry | null, kind: Deed['kind']): readonly string[] {
  const facts = {
    listing: entry?.listings,
    authorisation: entry?.authorisations,
    attestation: entry?.attestations,
    suspension: entry?.suspensions,
    body: [],
  }
  return (facts[kind] ?? []).map((one) => one.id)
}

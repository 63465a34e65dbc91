import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createApp } from '../../src/app.ts'
import { importResults } from '../../src/assessment/index.ts'
import { changeStatus, decideAwards, placeOrder, runStatusOrders, signPending } from '../../src/credentials/index.ts'
import { createBatch, enrolRoster, participantsOf } from '../../src/enrolment/index.ts'
import { detect } from '../../src/governance/index.ts'
import { awardHooks } from '../../src/hooks.ts'
import { cosign, logBegan, sequence } from '../../src/log/index.ts'
import { addOrganisation, recordAgreement } from '../../src/organisations/index.ts'
import { sql } from '../../src/platform/database.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { signerProgram } from '../../src/platform/installation.ts'
import { openLog } from '../../src/platform/log.ts'
import type { Actor } from '../../src/platform/page.ts'
import type { Outcome } from '../../src/platform/refusal.ts'
import { openSecrets } from '../../src/platform/secrets.ts'
import { openSigner } from '../../src/platform/signer/child.ts'
import { addDocument, saveApplication, startApplication, submitApplication } from '../../src/trust/index.ts'
import { awardWorld } from '../support/award-world.ts'
import type { Campaign } from '../support/campaign.ts'
import { testDatabase } from '../support/database.ts'
import { temporaryFolder } from '../support/folder.ts'
import { startWitness } from '../support/witness-process.ts'
import { lookEverywhere, type Spoken, signUp } from './canaries-rooms.ts'
import { type Canary, canaryFinder, canaryOf, VALUES } from './canaries-values.ts'

/** People of one batch. */
const BATCH = 500
const NOW = new Date('2026-11-26T16:30:00Z') // in the night, where detectors look twice

function mustBe<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return outcome.value
}

/** Files of a folder, as text in which every byte is a letter. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => `${path}\n${readFileSync(path, 'latin1')}`)
}

/** A whole installation whose processes are listened to: the site's log, the signer's folder, the witnesses' words and folders. */
async function place() {
  const folder = await temporaryFolder()
  const database = await testDatabase()
  const signer = await openSigner({ dataFolder: folder.path, program: signerProgram() })
  const logged: string[] = []
  const deps: Deps = {
    db: database.db,
    clock: () => NOW,
    publicUrl: 'http://localhost:3000',
    signer: signer.client,
    secrets: openSecrets({ dataFolder: folder.path, keys: {} }),
    sendLetter: async () => {},
    demo: false,
    log: openLog('debug', { write: (line) => void logged.push(line) }),
  }
  await sequence(deps)
  const vkey = (await logBegan(deps.db))?.vkey ?? ''
  const heard: string[] = []
  const witnesses = await Promise.all(
    ['kementerian.example', 'kampus.example'].map((name) =>
      startWitness({ WITNESS_NAME: name, WITNESS_DIR: join(folder.path, 'witnesses', name), WITNESS_LOGS: vkey }),
    ),
  )
  for (const { child } of witnesses) child.stderr?.on('data', (chunk) => heard.push(String(chunk)))
  const named = witnesses.map(({ vkey: own, url }) => ({ name: own.split('+')[0] ?? '', vkey: own, url }))
  return {
    deps: { ...deps, logWitnesses: { witnesses: named, quorum: 2 } },
    /** What the processes wrote, and what lies in their folders. */
    written: () => [
      ...logged,
      ...heard,
      ...filesIn(join(folder.path, 'witnesses')),
      ...filesIn(join(folder.path, 'signer')),
    ],
    stop: async () => {
      await Promise.all(witnesses.map((one) => one.end()))
      await signer.stop()
      await database.close()
      await folder.remove()
    },
  }
}

/** Everybody of a batch is enrolled, passes, is awarded and signed; one in ten is suspended, one in ten revoked by an order. */
async function teach(
  deps: Deps,
  world: { organisationId: string; versionId: string },
  people: readonly Canary[],
  number: number,
) {
  const roles = ['owner', 'issuer', 'assessor'].map((role) => ({ organisationId: world.organisationId, role }))
  const actor: Actor = { personId: `the-issuer-${number}`, name: '', roles }
  const form = { name: `Kelas ${number}`, startsOn: '2026-11-25', endsOn: '2026-11-26', capacity: String(BATCH) }
  const { id: batchId } = mustBe(await createBatch(deps, actor, world.versionId, form))
  const roster = people.map(({ name, nik, email, phone }, at) => [name, at, email, phone, nik].join(';'))
  const lines = ['Nama;NIM;Surel;No. HP;NIK', ...roster].join('\n')
  const { report } = mustBe(await enrolRoster(deps, actor, batchId, Buffer.from(lines)))
  const results = ['NIM;O1;O2;O3', ...people.map((_, at) => `${at};90;90;90`)].join('\n')
  mustBe(await importResults(deps, actor, batchId, Buffer.from(results)))
  const enrolmentIds = (await participantsOf(deps.db, batchId, true)).map(({ id }) => id)
  assert.equal(enrolmentIds.length, people.length, JSON.stringify(report).slice(0, 500))
  mustBe(await decideAwards(deps, actor, { versionId: world.versionId, enrolmentIds }))
  while ((await signPending(deps, awardHooks(deps))).signed > 0) {}
  const { rows } = await sql<{
    id: string
  }>`select c.id from credential c join award a on a.person_id = c.person_id and a.credential_id = c.id
    where a.enrolment_id = any(${enrolmentIds}::text[]) order by c.id`.execute(deps.db)
  const tenth = Math.max(1, Math.floor(people.length / 10))
  // Whoever decides writes what they like into a note: it is kept and goes nowhere else.
  const noteOf = (at: number) => Object.values(people[at] ?? {}).join(', ')
  for (const [at, { id }] of rows.slice(0, tenth).entries())
    mustBe(await changeStatus(deps, actor, id, { change: 'suspend', reason: 'investigation', note: noteOf(at) }))
  const ordered = rows.slice(tenth, 2 * tenth).map(({ id }) => id)
  const asked = { change: 'revoke', reason: 'issued-in-error', note: noteOf(0) } as const
  if (ordered.length > 0) mustBe(await placeOrder(deps, actor, world.organisationId, ordered, asked))
  return { awards: rows.length, changes: tenth, ordered: ordered.length }
}

/** Applications with personal words in their free text, and papers that are called after people. */
async function apply(deps: Deps, people: readonly Canary[], number: number): Promise<void> {
  const id = `lpk-${number}`
  const row = { id, slug: id, name: `LPK ${id}`, kind: 'training-provider', city: null, province: null } as const
  await addOrganisation(deps.db, { ...row, createdAt: NOW, invented: true })
  const owner: Actor = { personId: `owner-${id}`, name: '', roles: [{ organisationId: id, role: 'owner' }] }
  const { applicationId } = mustBe(await startApplication(deps, owner, id, 'issuer'))
  const statement = people.map((one) => Object.values(one).join(' ')).join('; ')
  const content = { legalName: `LPK ${id}`, legalForm: 'Yayasan', legalNumber: 'AHU-77/2015', legalSince: '2015-02-03' }
  const scope = { kinds: ['micro-credential'], fields: ['energy'], levelMin: '3', levelMax: '5' }
  mustBe(await saveApplication(deps, owner, applicationId, 1, { ...content, ...scope, statement }))
  for (const [at, item] of ['legal-deed', 'authority-to-sign', 'quality-assurance', 'data-protection'].entries()) {
    const { name = '', nik = '' } = people[at % people.length] ?? {}
    const bytes = new TextEncoder().encode(`%PDF-1.4 ${name} ${nik}`)
    mustBe(await addDocument(deps, owner, applicationId, item, { name: `${name} ${nik}.pdf`, bytes }))
  }
  mustBe(await submitApplication(deps, owner, applicationId))
}

async function agree(deps: Deps, one: string, other: string): Promise<void> {
  const party = { signatoryOffice: 'Direktur', signedOn: '2025-12-01' }
  const title = { id: 'Perjanjian penerbitan bersama', en: 'Agreement to issue together' }
  const scope = { fields: [], levelMin: null, levelMax: null, definitionIds: [] }
  const period = { validFrom: '2026-01-01', validUntil: '2027-12-31', documentSha256: 'ab'.repeat(32) }
  const parties = [one, other].map((organisationId) => ({ organisationId, ...party }))
  mustBe(await recordAgreement(deps, { kind: 'memorandum', title, ...scope, ...period, parties }, 'steward'))
}

export const campaign: Campaign = {
  name: 'canaries',
  claim:
    "Canary values of personal data (name, NIK, e-mail, phone) go through enrolment, awards, changes and orders of status, accounts, applications and fraud detection, and none is found, neither plain nor in hexadecimal, base64 or as a bare SHA-256, in the public log, its tiles and notes, status lists, the register in any tongue, the processes' logs and folders, addresses, metrics, outbox, audit, or the tables of the log, the register's facts, the ledger and the fraud cases.",
  full: 10_000,
  stride: 10_000,
  run: async ({ from, count, report }) => {
    const people = Array.from({ length: Math.ceil(count / VALUES) }, (_, at) => canaryOf(from + at))
    const installation = await place()
    const { deps } = installation
    const spoken: Spoken[] = []
    const seen = { canaries: people.length * VALUES, awards: 0, changes: 0, ordered: 0, accounts: 0, applications: 0 }
    try {
      const world = await awardWorld(deps, 'timur', 1)
      const app = createApp(deps)
      for (let at = 0; at < people.length; at += BATCH) {
        const own = people.slice(at, at + BATCH)
        const taught = await teach(deps, world, own, at)
        for (const name of ['awards', 'changes', 'ordered'] as const) seen[name] += taught[name]
        await apply(deps, own.slice(0, 40), at)
        seen.applications += 1
        // Accounts of people whom no roster named, so that their sign-up is the first that is heard of them.
        for (let one = 0; one < 4; one++) {
          spoken.push(...(await signUp(app, deps.publicUrl, canaryOf(1_000_000 + from + at + one))))
          seen.accounts += 1
        }
        report(Math.min(count, (at + own.length) * VALUES))
      }
      const late = new Date(NOW.getTime() + 3_600_000)
      await runStatusOrders({ db: deps.db, clock: () => late }, awardHooks(deps))
      await agree(deps, world.organisationId, 'lpk-0')
      const { alarms } = await detect(deps)
      await sequence(deps)
      for (const witness of deps.logWitnesses.witnesses) assert.ok(await cosign(deps, witness))
      const accounts = Array.from({ length: seen.accounts }, (_, at) =>
        canaryOf(1_000_000 + from + Math.floor(at / 4) * BATCH + (at % 4)),
      )
      const find = canaryFinder([...people, ...accounts])
      const looked = await lookEverywhere(
        app,
        deps,
        [...installation.written().map((text) => ({ where: 'a process or its folder', text })), ...spoken],
        find,
      )
      return { ...seen, alarms, ...looked }
    } finally {
      await installation.stop()
    }
  },
}

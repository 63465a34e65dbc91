import assert from 'node:assert/strict'
import { tilePath, tilesBetween } from '@lumbung/credential/log'
import type { createApp } from '../../src/app.ts'
import { NO_WITNESSES, servedCheckpoint } from '../../src/log/index.ts'
import { type Db, sql } from '../../src/platform/database.ts'
import type { Deps } from '../../src/platform/deps.ts'
import type { Canary } from './canaries-values.ts'

/** Something that was said where no personal value may stand. */
export interface Spoken {
  readonly where: string
  readonly text: string
}

type App = ReturnType<typeof createApp>

/** Tables in which personal values are at home: a person's own record, what was handed in about them, notes by hand. */
const AT_HOME = new Set([
  'person',
  'person_nik',
  'auth_user',
  'auth_session',
  'auth_account',
  'auth_verification',
  'enrolment',
  'upload',
  'credential',
  'award_name',
  'status_change',
  'status_order',
  'register_application',
  'register_document',
])

/** Everything public that has one address, in every tongue. */
const ROOMS = [
  '/',
  '/en/',
  '/catalogue',
  '/log',
  '/en/log?leaf=0',
  '/log/checkpoint',
  '/log/vkey',
  '/register',
  '/en/register',
  '/register/timur',
  '/register/changes',
  '/register/changes.json',
  '/trust/list',
  '/trust/dcc/registry.json',
  '/.well-known/openid-federation',
  '/.well-known/did.json',
  '/federation/list',
  '/issuers/timur/did.json',
  '/issuers/timur/did.jsonl',
  '/metrics',
  '/readyz',
  '/healthz',
]

/** Addresses in a page or an answer, where logs of proxies and browsers keep them. */
function addressesIn(text: string, headers: Headers): Spoken[] {
  const links = [...text.matchAll(/(?:href|action|src)="([^"]*)"/g)].map(([, link = '']) => link)
  return [...links, headers.get('location') ?? '', headers.get('link') ?? ''].map((link) => ({
    where: 'an address',
    text: decoded(link),
  }))
}

function decoded(link: string): string {
  try {
    return decodeURIComponent(link)
  } catch {
    return link
  }
}

/** Somebody opens an account with all four values, looks at their pages and is refused what is wrong; answers every address met. */
export async function signUp(app: App, origin: string, canary: Canary): Promise<Spoken[]> {
  const cookies = new Map<string, string>()
  const spoken: Spoken[] = []
  let token = ''
  const send = async (path: string, fields?: Readonly<Record<string, string>>) => {
    const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), origin }
    const body = fields === undefined ? null : new URLSearchParams({ ...fields, 'form-token': token })
    const answer = await app.request(
      `${origin}${path}`,
      body === null ? { headers } : { method: 'POST', headers, body },
    )
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const text = await answer.text()
    token = /name="form-token" value="([^"]+)"/.exec(text)?.[1] ?? token
    spoken.push(...addressesIn(text, answer.headers))
    return answer.status
  }
  const { name, email, phone, nik } = canary
  const given = { name, email, phone, password: 'padi menguning di sawah', nik }
  await send('/sign-up')
  assert.equal(await send('/sign-up', { ...given, nik: `${nik}9` }), 422)
  assert.equal(await send('/sign-up', given), 303)
  for (const page of ['/account', '/wallet', '/en/account', '/catalogue']) await send(page)
  await send('/sign-out', {})
  await send('/sign-in')
  await send('/sign-in', { email, password: nik })
  await send('/password-reset', { email })
  return spoken
}

/** The text of every row of every table in which no personal value is at home. */
async function rowsOf(db: Db): Promise<Spoken[]> {
  const { rows: tables } = await sql<{ name: string }>`select tablename as name from pg_tables
    where schemaname = 'public' order by 1`.execute(db)
  const spoken: Spoken[] = []
  for (const { name } of tables) {
    if (AT_HOME.has(name)) continue
    const { rows } = await sql<{ text: string }>`select to_jsonb(t)::text as text from ${sql.table(name)} t`.execute(db)
    spoken.push(...rows.map(({ text }) => ({ where: `the table ${name}`, text })))
  }
  return spoken
}

/** What anyone can read: the rooms, every tile and bundle, every status list in every form. */
async function publicTexts(app: App, deps: Deps): Promise<Spoken[]> {
  const size = (await servedCheckpoint(deps.db, deps.logWitnesses ?? NO_WITNESSES))?.size ?? 0
  const { rows: lists } = await sql<{ id: string }>`select id from status_list`.execute(deps.db)
  const forms = ['revocation', 'suspension', 'token']
  const paths = [
    ...ROOMS,
    ...[...tilesBetween(0, size)].map((tile) => `/log/${tilePath(tile)}`),
    ...lists.flatMap(({ id }) => [
      `/status/lists/${id}`,
      ...forms.map((form) => `/status/lists/${id}?purpose=${form}`),
    ]),
  ]
  const spoken: Spoken[] = []
  let missing = 0
  for (const path of paths) {
    const answer = await app.request(path)
    if (answer.status !== 200) missing += 1
    const text = Buffer.from(await answer.arrayBuffer()).toString('latin1')
    spoken.push({ where: path, text: `${JSON.stringify([...answer.headers])}\n${text}` })
    spoken.push(...addressesIn(text, answer.headers))
  }
  assert.ok(missing < paths.length / 4, `${missing} of ${paths.length} rooms did not open`)
  return spoken
}

/** Looks for canaries in everything; throws at the first that is found and says where. Answers how much was looked at. */
export async function lookEverywhere(
  app: App,
  deps: Deps,
  heard: readonly Spoken[],
  find: (text: string) => string | null,
): Promise<{ looked: number; letters: number }> {
  const rooms = await publicTexts(app, deps)
  const all = [...heard, ...rooms, ...(await rowsOf(deps.db))]
  const { rows } = await sql<{ text: string }>`select to_jsonb(p)::text as text from person p limit 50`.execute(deps.db)
  assert.ok(
    rows.some(({ text }) => find(text) !== null),
    'the finder finds no canary where there are some',
  )
  for (const { where, text } of all) {
    const found = find(text)
    assert.equal(found, null, `${found} was found in ${where}: ${text.slice(0, 300)}`)
  }
  return { looked: all.length, letters: all.reduce((sum, { text }) => sum + text.length, 0) }
}

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { loadDemoCore } from '../db/demo/index.ts'
import { sequence } from '../src/log/index.ts'
import { makeLogExamples } from '../src/verifier/index.ts'
import { environmentOf, lumbung } from './support/command.ts'
import { startSite, type TestSite } from './support/site.ts'

// Every credential of the sandbox through the real program `lumbung verify`: the verdict is the one that the site lists,
// and its page and API give (src/verifier/verifier.test.ts).

const EXITS = { valid: 0, invalid: 1, unconfirmed: 2 } as const
/** Programs side by side: the machine has two cores. */
const LANES = 2

interface Listed {
  readonly name: string
  readonly url: string
  readonly verdict: keyof typeof EXITS
  readonly failingCheck: string | null
}

let site: TestSite

before(async () => {
  site = await startSite({ demo: true, workers: false })
  await loadDemoCore(site.deps)
  await sequence(site.deps)
  while (!(await makeLogExamples(site.deps))) await pause(100)
})
after(async () => {
  await site?.stop()
})

async function check({ name, url, verdict, failingCheck }: Listed): Promise<void> {
  const text = await (await fetch(url)).text()
  const said = await lumbung(['verify', '-', '--json'], environmentOf(site), text)
  assert.equal(said.code, EXITS[verdict], `${name}: ${said.err}`)
  const answer = JSON.parse(said.out) as { verdict: string; checks: { id: string; outcome: string; code: string }[] }
  assert.equal(answer.verdict, verdict, name)
  const api = (await (
    await fetch(`${site.url}/api/v1/verifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ credential: text }),
    })
  ).json()) as { checks: { code: string }[] }
  assert.deepEqual(
    answer.checks.map(({ code }) => code),
    api.checks.map(({ code }) => code),
    name,
  )
  if (failingCheck === null) return
  const named = answer.checks.find(({ id }) => id === failingCheck)
  assert.equal(named?.outcome, verdict === 'invalid' ? 'fail' : 'unknown', name)
}

test('every credential of the sandbox gets its verdict from the command', { timeout: 240_000 }, async () => {
  const waiting = (await (await fetch(`${site.url}/api/v1/sandbox`)).json()) as Listed[]
  assert.ok(waiting.length >= 20)
  const ofLog = waiting.flatMap(({ name, verdict }) => (name.startsWith('log-') ? [`${name} ${verdict}`] : []))
  assert.deepEqual(ofLog, ['log-included valid', 'log-missing invalid', 'log-of-another invalid'])
  const lanes = Array.from({ length: LANES }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await check(next)
  })
  await Promise.all(lanes)
})

/**
 * The library on what browsers have, from its sources: here `#crypto` and its like lead to the browser's twins, as a bundler
 * leads them, and one rare part can't be loaded, as without a connection.
 */
import assert from 'node:assert/strict'
import { register } from 'node:module'
import { test } from 'node:test'

const TWINS = ['base64', 'crypto', 'digests', 'inflate']
const runtime = new URL('../src/runtime/', import.meta.url).href
const hooks = `
  const twins = ${JSON.stringify(TWINS)}
  export function resolve(name, context, next) {
    if (name.endsWith('/slow.ts')) throw new Error('no connection')
    const twin = name.startsWith('#') && twins.includes(name.slice(1))
    return next(twin ? '${runtime}' + name.slice(1) + '-browser.ts' : name, context)
  }`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)
const { verify } = await import('../src/verify.ts')
const { CREDENTIALS_V1, DATA_INTEGRITY_V2 } = await import('../src/contexts/sequences.ts')
const { issuedByUs, suiteContext, ROWS } = await import('./suites.ts')

test('every suite: what we sign on a browser’s means holds there, and what was changed does not', async () => {
  for (const [suite, kind] of ROWS) {
    const credential = await issuedByUs(suite, kind)
    assert.equal((await verify(JSON.stringify(credential), suiteContext())).verdict, 'valid', `${suite} ${kind}`)
    const changed = { ...credential, name: 'X' }
    assert.equal((await verify(JSON.stringify(changed), suiteContext())).kind, 'changed', `${suite} ${kind}`)
  }
})

test('what needs a part that can’t be loaded is unconfirmed, never valid or invalid', async () => {
  const credential = await issuedByUs('eddsa-rdfc-2022', 'Ed25519')
  const other = { ...credential, '@context': [CREDENTIALS_V1, DATA_INTEGRITY_V2] }
  const { verdict, kind, facts, checks } = await verify(JSON.stringify(other), suiteContext())
  assert.deepEqual([verdict, kind, facts], ['unconfirmed', 'unconfirmed', null])
  assert.deepEqual([checks[0]?.code, checks[0]?.data], ['format-not-checked', { reason: 'part-not-loaded' }])
})

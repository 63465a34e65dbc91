/** SHA-384 is loaded when the first key of P-384 comes; so this is a file of its own, in which nothing asked for it before. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verify } from '../src/index.ts'
import { issuedByUs, suiteContext } from './suites.ts'

test('the first signature under P-384 over canonical JSON fits, and so does the second', async () => {
  for (let round = 0; round < 2; round++) {
    const credential = await issuedByUs('ecdsa-jcs-2019', 'P-384')
    assert.equal((await verify(JSON.stringify(credential), suiteContext())).verdict, 'valid')
    const { verdict, kind } = await verify(JSON.stringify({ ...credential, name: 'X' }), suiteContext())
    assert.deepEqual([verdict, kind], ['invalid', 'changed'])
  }
})

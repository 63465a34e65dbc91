import assert from 'node:assert/strict'
import { deflateSync, gzipSync } from 'node:zlib'
import { verify } from '@lumbung/credential'
import { changeText } from '../../credential/test/mutate-text.ts'
import { drawSeed, type Seed } from '../../credential/test/seeds.ts'
import { type Chance, chanceFrom } from '../../db/demo/random.ts'
import type { Campaign } from '../support/campaign.ts'

/** Longest that one input may take, in milliseconds, and most that the resident size may grow, in megabytes. */
const LIMIT_MILLISECONDS = 1_000
const LIMIT_MEGABYTES = 200
/** Inputs made of one seed. */
const PER_SEED = 2_000

const LETTERS = '{}[]",:\\ \n0123456789.eE+-truefalsnd@_~=<>/!%PNGIDATq\u0000\ufeff\ud800é'

function junkText(chance: Chance, most: number): string {
  return Array.from({ length: chance.whole(most) }, () => LETTERS[chance.whole(LETTERS.length)]).join('')
}

function junkBytes(chance: Chance, most: number): Uint8Array {
  return Uint8Array.from({ length: chance.whole(most) }, () => chance.whole(256))
}

function junkValue(chance: Chance, depth: number): unknown {
  const kind = chance.whole(depth > 0 ? 9 : 6)
  if (kind === 0) return junkText(chance, 12)
  if (kind === 1) return chance.whole(2 ** 31) - 2 ** 30
  if (kind === 2) return chance.percent(50)
  if (kind === 3) return null
  if (kind === 4) return chance.whole(1e6) / 1e3
  if (kind === 5)
    return chance.one(['VerifiableCredential', 'https://www.w3.org/ns/credentials/v2', 'did:key:z6Mk', 'urn:x:y'])
  const items = Array.from({ length: chance.whole(5) }, () => junkValue(chance, depth - 1))
  if (kind === 6) return items
  return Object.fromEntries(items.map((item) => [chance.one(KNOWN_KEYS), item]))
}

const KNOWN_KEYS = [
  '@context',
  'id',
  'type',
  '@type',
  'proof',
  'issuer',
  'credentialSubject',
  'credentialStatus',
  'validFrom',
  'proofValue',
  'cryptosuite',
  'verification',
  'badge',
  'signature',
  'data',
  'vc',
  'status',
  '__proto__',
  'constructor',
  'x',
]

/** A graph of things without names that all look alike: slow to canonicalise where nobody counts the work (bug B19). */
function poison(chance: Chance, { claims }: Seed): string {
  const things = Array.from({ length: 2 + chance.whole(30) }, () => ({ type: ['Evidence'] }))
  const nested = (levels: number): object =>
    levels === 0 ? { type: ['Evidence'] } : { type: ['Evidence'], evidence: [nested(levels - 1), nested(levels - 1)] }
  return JSON.stringify({ ...claims, evidence: chance.percent(50) ? things : [nested(3)] })
}

function compactText(chance: Chance, { claims }: Seed): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const algorithm = chance.one(['EdDSA', 'ES256', 'none', 'HS256', 'RS256', '', 'eddsa'])
  const header = {
    alg: algorithm,
    typ: chance.one(['vc+jwt', 'JWT', 'dc+sd-jwt', 'vc+sd-jwt', 'x']),
    kid: 'did:key:z6Mk#z6Mk',
  }
  const payload = chance.percent(50) ? claims : junkValue(chance, 3)
  const signature = Buffer.from(junkBytes(chance, 80)).toString('base64url')
  const disclosures = Array.from({ length: chance.whole(3) }, () => `~${part(junkValue(chance, 2))}`).join('')
  return `${part(header)}.${part(payload)}.${signature}${disclosures}${chance.one(['', '~', '.', ' '])}`
}

/** A picture or PDF of the right beginning and the wrong rest. */
function picture(chance: Chance, good: string): Uint8Array {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  const chunk = Buffer.from(`\0\0\0\u0020iTXtopenbadgecredential\0\0\0\0\0${good}`)
  const pdf = Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Type /EmbeddedFile /Filter /FlateDecode /Length 9 >>\nstream\n`)
  const svg = Buffer.from(`<svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"><openbadges:credential>${good}`)
  const [head, body] = chance.one([
    [png, chunk],
    [pdf, deflateSync(good)],
    [svg, Buffer.from('</openbadges:credential></svg>')],
    [gzipSync(good), Buffer.alloc(0)],
  ] as const)
  const cut = chance.percent(50) ? body : body.subarray(0, chance.whole(body.length + 1))
  return Buffer.concat([head, cut, junkBytes(chance, 40)])
}

/** One input of the fuzz, and the kind it is of. */
function drawInput(chance: Chance, seed: Seed): readonly [string, string | Uint8Array] {
  const good = seed.text
  const kind = chance.whole(100)
  if (kind < 15) return ['junk-text', junkText(chance, 200)]
  if (kind < 30) return ['junk-bytes', junkBytes(chance, 300)]
  if (kind < 45) return ['junk-json', JSON.stringify(junkValue(chance, 5)) ?? '']
  if (kind < 60) return ['compact', compactText(chance, seed)]
  if (kind < 70) return ['picture', picture(chance, good)]
  if (kind < 72) return ['poison', poison(chance, seed)]
  if (kind < 74) return ['deep', '['.repeat(chance.whole(5_000)) + junkText(chance, 20)]
  if (kind < 85) return ['cut', good.slice(chance.whole(50), chance.whole(good.length))]
  return ['changed', changeText(good, chance).text ?? junkText(chance, 50)]
}

export const campaign: Campaign = {
  name: 'fuzz',
  claim: `Whatever is handed to verify, it answers all eight checks: no crash, nothing over ${LIMIT_MILLISECONDS} ms, growth under ${LIMIT_MEGABYTES} MB, no change of Object.prototype.`,
  full: 1_000_000,
  stride: 100_000,
  run: async ({ seed, from, count, report }) => {
    const seen: Record<string, number> = { 'most-milliseconds': 0, 'most-megabytes-grown': 0 }
    const before = process.memoryUsage.rss()
    const prototype = Object.getOwnPropertyNames(Object.prototype).join()
    let good: Seed | undefined
    for (let at = from; at < from + count; at++) {
      if (good === undefined || at % PER_SEED === 0)
        good = await drawSeed(chanceFrom(`${seed} seed ${Math.floor(at / PER_SEED)}`))
      const [kind, input] = drawInput(chanceFrom(`${seed} fuzz ${at}`), good)
      const started = performance.now()
      const verdict = await verify(input, good.context)
      const took = performance.now() - started
      assert.equal(verdict.checks.length, 8, `input ${at} of seed ${seed}`)
      assert.ok(took < LIMIT_MILLISECONDS, `input ${at} of seed ${seed} (${kind}) took ${Math.round(took)} ms`)
      seen['most-milliseconds'] = Math.max(seen['most-milliseconds'] ?? 0, Math.ceil(took))
      seen[`${kind}.${verdict.verdict}`] = (seen[`${kind}.${verdict.verdict}`] ?? 0) + 1
      if (at % 5_000 === 0) {
        const grown = Math.ceil((process.memoryUsage.rss() - before) / 2 ** 20)
        assert.ok(grown < LIMIT_MEGABYTES, `grew by ${grown} MB until input ${at} of seed ${seed}`)
        seen['most-megabytes-grown'] = Math.max(seen['most-megabytes-grown'] ?? 0, grown)
      }
      report(at - from + 1)
    }
    assert.equal(Object.getOwnPropertyNames(Object.prototype).join(), prototype, 'Object.prototype was changed')
    return seen
  },
}

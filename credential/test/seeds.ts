import type { SigningSuite } from '../src/envelope/suites/index.ts'
import {
  type AchievementInput,
  achievementCredential,
  compactForm,
  issueCredential,
  issueJwt,
  issueSdJwt,
  type JsonObject,
  type VerifyContext,
} from '../src/index.ts'
import { ec, wideTrust } from './jose-people.ts'
import type { Chance } from './mutate.ts'
import { context, ISSUER, input, keys, OTHER } from './people.ts'

// Good credentials of many shapes, each by another draw: the ground from which mutants and fuzz are made.

/** A good credential with the circumstances in which it is valid. */
export interface Seed {
  /** The format: one of `SEED_NAMES`. */
  readonly name: string
  readonly text: string
  /** What was signed. */
  readonly claims: JsonObject
  readonly context: VerifyContext
}

const WORDS = [
  'Panen',
  'Kopi',
  'Keselamatan',
  'Tenun',
  'Données',
  'Ikan',
  'Ñandú',
  'Jaringan',
  'Surya',
  '数据',
  '"kutip"',
  'a\\b',
]

function words(chance: Chance, most: number): string {
  return Array.from({ length: 1 + chance.whole(most) }, () => WORDS[chance.whole(WORDS.length)]).join(' ')
}

/** What one credential says, drawn by chance. */
export function drawnInput(chance: Chance): AchievementInput {
  const coded = (at: number) => ({ framework: 'Lumbung', code: `X-${at}`, name: words(chance, 3) })
  const many = (most: number) => Array.from({ length: chance.whole(most) + 1 }, (_, at) => at)
  const sks = 1 + chance.whole(20)
  return input({
    id: `https://lumbung.example/credentials/${chance.whole(1e9)}`,
    holderName: words(chance, 2),
    title: { id: words(chance, 4), en: words(chance, 4) },
    description: { id: words(chance, 9), en: words(chance, 9) },
    sks,
    hours: sks * 45,
    kkniLevel: 4 + chance.whole(3),
    skills: many(6).map(coded),
    outcomes: many(5).map(() => words(chance, 6)),
    ...(chance.percent(40) ? { standard: coded(90) } : {}),
    ...(chance.percent(40) ? { onBehalfOf: { id: OTHER, name: words(chance, 2) } } : {}),
    ...(chance.percent(50) ? { validUntil: new Date('2029-01-01T00:00:00Z') } : {}),
    ...(chance.percent(30) ? { status: [] } : {}),
  })
}

const CREATED = new Date('2026-10-12T00:00:00Z')
const KEYS = {
  Ed25519: { name: 'key-1', ...keys.issuer },
  'P-256': { name: 'p256', ...ec.p256 },
  'P-384': { name: 'p384', ...ec.p384 },
}
type Kind = keyof typeof KEYS
type Draw = (credential: JsonObject, chance: Chance) => Promise<string>

const signedBy = (kind: Kind) => ({ verificationMethod: `${ISSUER}#${KEYS[kind].name}`, sign: KEYS[kind].sign })

const embedded =
  (suite: SigningSuite, kind: Kind): Draw =>
  (credential) =>
    issueCredential(credential, { ...signedBy(kind), keyKind: kind, created: CREATED, suite })

const jwt =
  (kind: Kind): Draw =>
  (credential, chance) =>
    issueJwt(credential, {
      ...signedBy(kind),
      kind,
      issuedAt: CREATED,
      profile: chance.percent(50) ? 'vc-jose' : 'open-badges',
    })

/** Places that a holder may withhold; each stands in every drawn credential. */
const DISCLOSABLE = [
  ['credentialSubject', 'identifier'],
  ['credentialSubject', 'achievement', 'criteria'],
  ['credentialSubject', 'achievement', 'alignment', 0],
  ['description'],
]

const sdJwt =
  (kind: Kind): Draw =>
  (credential) =>
    issueSdJwt(
      { ...credential, iss: ISSUER, vct: 'https://lumbung.example/types/micro-credential' },
      { ...signedBy(kind), kind, issuedAt: CREATED, disclosable: DISCLOSABLE, decoys: 1 },
    )

const compact: Draw = async (credential) => {
  const form = await compactForm(credential, { ...signedBy('Ed25519'), created: CREATED })
  // What is too large for a symbol is said shortly.
  const short = form.ok
    ? form
    : await compactForm(achievementCredential(input()), { ...signedBy('Ed25519'), created: CREATED })
  return short.ok ? short.text : ''
}

/** Every format that we issue, by the name of its seeds. */
const FORMS: Readonly<Record<string, Draw>> = {
  'eddsa-rdfc-2022': embedded('eddsa-rdfc-2022', 'Ed25519'),
  'eddsa-jcs-2022': embedded('eddsa-jcs-2022', 'Ed25519'),
  'ecdsa-rdfc-2019 P-256': embedded('ecdsa-rdfc-2019', 'P-256'),
  'ecdsa-rdfc-2019 P-384': embedded('ecdsa-rdfc-2019', 'P-384'),
  'ecdsa-jcs-2019 P-256': embedded('ecdsa-jcs-2019', 'P-256'),
  'ecdsa-jcs-2019 P-384': embedded('ecdsa-jcs-2019', 'P-384'),
  'vc-jwt EdDSA': jwt('Ed25519'),
  'vc-jwt ES256': jwt('P-256'),
  'sd-jwt-vc EdDSA': sdJwt('Ed25519'),
  'sd-jwt-vc ES256': sdJwt('P-256'),
  'lumbung-compact': compact,
}

/** Names of the seeds' formats. */
export const SEED_NAMES = Object.keys(FORMS)

/** One seed, of a format by its name, or of any. */
export async function drawSeed(
  chance: Chance,
  name = SEED_NAMES[chance.whole(SEED_NAMES.length)] as string,
): Promise<Seed> {
  const claims = achievementCredential(drawnInput(chance))
  const text = await (FORMS[name] as Draw)(claims, chance)
  return { name, claims, text, context: context({ trust: register }) }
}

/** The register with the issuer's keys of every kind. */
const register = wideTrust()

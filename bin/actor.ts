import { holdersOf, mayAct, type Role, rolesOf } from '../src/organisations/index.ts'
import { findPerson, findPersonByEmail } from '../src/people/index.ts'
import type { Db } from '../src/platform/database.ts'
import { OperationError } from '../src/platform/failure.ts'
import type { Actor } from '../src/platform/page.ts'
import type { Refusal } from '../src/platform/refusal.ts'
import { loadTexts, refusalTextKey } from '../src/platform/text.ts'

/**
 * In whose name a verb acts: the person of `--as` (an e-mail address or an id), or the issuer who has been one for
 * longest. The command line has the database in its hand; the name is what stands in the audit trail.
 */
export async function issuerActor(db: Db, organisationId: string, given: string | true | undefined): Promise<Actor> {
  const personId =
    typeof given === 'string' ? await personOf(db, given) : (await holdersOf(db, organisationId, 'issuer'))[0]
  if (personId === undefined)
    throw new OperationError(
      'Nobody may issue for this organisation.',
      'Give somebody the role of an issuer first, or name a person with --as.',
    )
  return { personId, name: '', roles: await rolesOf(db, personId) }
}

/**
 * The person of `--as`, who must hold one of `roles` in the organisation; else who has held the first of these roles for
 * longest.
 */
export async function actorWithRole(
  db: Db,
  organisationId: string,
  given: string | true | undefined,
  roles: readonly [Role, ...Role[]],
): Promise<Actor> {
  const holders = async () => (await Promise.all(roles.map((role) => holdersOf(db, organisationId, role)))).flat()
  const personId = typeof given === 'string' ? await personOf(db, given) : (await holders())[0]
  const actor = personId === undefined ? null : { personId, name: '', roles: await rolesOf(db, personId) }
  if (actor === null || !mayAct(actor, organisationId, ...roles))
    throw new OperationError(
      actor === null
        ? `Nobody is ${roles.join(' or ')} in the organisation of this batch.`
        : `The person of --as is not ${roles.join(' or ')} in the organisation of this batch.`,
      'Give the role to somebody first, or name a person who has it with --as.',
    )
  return actor
}

async function personOf(db: Db, given: string): Promise<string> {
  const person = given.includes('@') ? await findPersonByEmail(db, given) : await findPerson(db, given)
  if (person === null)
    throw new OperationError('The person of --as is unknown.', 'Give the e-mail address or the id of an issuer.')
  return person.id
}

/** A refusal in words, with what to do. */
export function sentenceOf(refusal: Refusal): string {
  const { t } = loadTexts()
  const key = refusalTextKey(refusal)
  const message = t('en', key, refusal.values)
  return `${message}${/[.!?]$/.test(message) ? '' : '.'} ${t('en', `${key}.next`, refusal.values)}`
}

/** Tells a person that a file was refused whole; beside the answer, so that a program can still read that. */
export function sayRefused(path: string, refusal: Refusal): void {
  process.stderr.write(`${path}: ${sentenceOf(refusal)}\n`)
}

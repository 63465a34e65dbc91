import { EIGHT_CHECKS, VERDICT_KINDS } from '@lumbung/credential'
import { ASSESSMENT_METHODS, IDENTITY_ASSURANCES } from '../design/index.ts'
import type { Page } from '../platform/page.ts'
import { ADVICE } from './rules.ts'

/** Kinds of assessment as credentials name them: one method, several, or prior learning. */
const ASSESSMENTS: readonly string[] = [...ASSESSMENT_METHODS, 'mixed', 'RPL']
/** How holders were identified; `met`: by assessors of prior learning. */
const IDENTITIES: readonly string[] = [...IDENTITY_ASSURANCES, 'met']

/** The words that the script on the verify page shows, in the page's language, under short names. */
export function scriptWords(page: Page): Readonly<Record<string, string>> {
  const { t } = page
  const own = [
    'result',
    'checks',
    'bearer',
    'pdf',
    'pdf-saved-again',
    'kind',
    'kind-record',
    'holder',
    'issuer',
    'together',
    'on-behalf-of',
    'issued',
    'load',
    'assessment',
    'identity',
    'can',
    'what',
    'file',
    'nothing-shown',
    'nothing-shown.why',
    'nothing-shown.unsure',
    'nothing-shown.unread',
    'advice',
    'batch',
    'working',
    'stays-here',
    'link-in-picture',
    'lists-missing',
    'as-the-file-says',
  ]
  const words: Record<string, string> = {}
  for (const name of own) words[name] = t(`verifier.${name}`)
  for (const id of EIGHT_CHECKS) words[`check.${id}`] = t(`platform.check.${id}`)
  for (const outcome of ['pass', 'fail', 'unknown', 'none'])
    words[`outcome.${outcome}`] = t(`platform.outcome.${outcome}`)
  for (const kind of VERDICT_KINDS)
    for (let at = 1; at <= ADVICE[kind]; at++) words[`advice.${kind}.${at}`] = t(`verifier.advice.${kind}.${at}`)
  for (let passed = 0; passed <= EIGHT_CHECKS.length; passed++)
    words[`passed.${passed}`] = t('verifier.passed', { passed, all: EIGHT_CHECKS.length })
  for (const code of ASSESSMENTS) words[`assessment.${code}`] = t(`credentials.assessment.${code}`)
  for (const code of IDENTITIES) words[`identity.${code}`] = t(`credentials.identity.${code}`)
  // Sentences with places keep their braces; the script fills them.
  words['checked-at'] = t('verifier.checked-at', { at: '{at}' })
  words['listed-since'] = t('verifier.listed-since', { year: '{year}' })
  words.code = t('verifier.code', { code: '{code}' })
  words['issued.no-end'] = t('verifier.issued.no-end', { from: '{from}' })
  words['issued.until'] = t('verifier.issued.until', { from: '{from}', until: '{until}' })
  return words
}

import { EIGHT_CHECKS, VERDICT_KINDS } from '@lumbung/credential'
import type { Page } from '../platform/page.ts'
import { ADVICE } from './rules.ts'

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
    'holder',
    'issuer',
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
  // Sentences with places keep their braces; the script fills them.
  words['checked-at'] = t('verifier.checked-at', { at: '{at}' })
  words['listed-since'] = t('verifier.listed-since', { year: '{year}' })
  words['code'] = t('verifier.code', { code: '{code}' })
  words['issued.no-end'] = t('verifier.issued.no-end', { from: '{from}' })
  words['issued.until'] = t('verifier.issued.until', { from: '{from}', until: '{until}' })
  return words
}

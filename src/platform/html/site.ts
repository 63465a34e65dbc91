import { readFileSync } from 'node:fs'
import type { Bilingual } from '../page.ts'

/** What belongs to whoever runs an installation, and not to the software. */
export interface Site {
  /** The line on top of every page that tells how to recognise this site; none unless the operator writes one. */
  readonly banner: { readonly line: Bilingual; readonly detail: Bilingual } | null
  /** How people reach the operator; none hides the line. */
  readonly contact: { readonly email: string; readonly phone: string } | null
  readonly sourceCodeUrl: string | null
}

let loaded: Site | undefined

/** The settings of `data/site.json`, read once. */
export function loadSite(): Site {
  loaded ??= JSON.parse(readFileSync(new URL('../../../data/site.json', import.meta.url), 'utf8')) as Site
  return loaded
}

/** What somebody means who types a word, a code or an address into a box that looks for things to name. Pure. */

import type { Findable } from './rules-outline-act.ts'

/**
 * Those whose titles and names hold every word that was typed, by title; or the one that is named by it exactly, be it as the last part of an
 * address, as an id or as a code.
 */
export function matching<T extends Findable>(findable: readonly T[], typed: string): readonly T[] {
  const named = (typed.split(/[?#]/)[0] ?? '').replace(/\/+$/, '').split('/').at(-1) ?? ''
  const lower = named.toLowerCase()
  const exact = findable.filter(({ value }) => value === named || value.toLowerCase().split(':').at(-1) === lower)
  if (exact.length > 0) return exact
  const words = typed.toLowerCase().split(/\s+/)
  return findable
    .filter(({ title, value }) => {
      const text = `${title.id} ${title.en} ${value}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .toSorted((a, b) => (a.title.id < b.title.id ? -1 : 1))
}

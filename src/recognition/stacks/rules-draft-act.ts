/** What the buttons of the form do to a draft: rows and groups come and go, credentials are looked for. Pure. */

import type { Refusal } from '../../platform/refusal.ts'
import { EMPTY_GROUP, GROUP_PARTS_MOST, GROUPS_MOST, type GroupDraft, type StackDraft } from './rules-draft.ts'

/** A definition that may be added to a group. */
export interface Findable {
  readonly slug: string
  readonly title: { readonly id: string; readonly en: string }
}

export interface Acted<T extends Findable> {
  readonly draft: StackDraft
  /** What was found for a group, by its number from 1, for one of them to be chosen. */
  readonly found: ReadonlyMap<number, readonly T[]>
  readonly faults: readonly Refusal[]
}

/** Found definitions that are shown at once. */
export const FOUND_MOST = 8

/**
 * Does what a button says: `add-group`, `remove-group-2`, `remove-part-2-1`, `take-2-<definition>`; any other looks for what is typed in the
 * boxes of the groups, and adds what is found alone. Refusals: `stacks.find-nothing`, `stacks.group-full`.
 */
export function acted<T extends Findable>(draft: StackDraft, deed: string, findable: readonly T[]): Acted<T> {
  const { groups } = draft
  const answer = (changed: readonly GroupDraft[]): Acted<T> => ({
    draft: { ...draft, groups: changed },
    found: new Map(),
    faults: [],
  })
  if (deed === 'add-group')
    return answer(groups.length < GROUPS_MOST ? [...groups, { ...EMPTY_GROUP, kind: 'any' }] : groups)
  const [, verb = '', number = '', rest = ''] = /^(remove-group|remove-part|take)-(\d+)(?:-(.+))?$/.exec(deed) ?? []
  const at = Number(number) - 1
  const change = (edit: (group: GroupDraft) => GroupDraft) =>
    answer(groups.map((group, index) => (index === at ? edit(group) : group)))
  if (verb === 'remove-group') return answer(groups.filter((_group, index) => index !== at))
  if (verb === 'remove-part')
    return change((group) => ({ ...group, parts: group.parts.filter((_part, index) => index !== Number(rest) - 1) }))
  if (verb === 'take') return change((group) => withPart(group, rest))
  return searched(draft, findable)
}

function withPart(group: GroupDraft, slug: string): GroupDraft {
  const known = group.parts.some((part) => part.slug === slug)
  const full = group.parts.length >= GROUP_PARTS_MOST
  return { ...group, find: '', parts: known || full ? group.parts : [...group.parts, { slug, level: '', months: '' }] }
}

function searched<T extends Findable>(draft: StackDraft, findable: readonly T[]): Acted<T> {
  const found = new Map<number, readonly T[]>()
  const faults: Refusal[] = []
  const groups = draft.groups.map((group, index) => {
    if (group.find === '') return group
    const at = `g${index + 1}-find`
    if (group.parts.length >= GROUP_PARTS_MOST) {
      faults.push({ code: 'stacks.group-full', at, values: { most: GROUP_PARTS_MOST } })
      return group
    }
    const held = new Set([draft.definition, ...group.parts.map(({ slug }) => slug)])
    const all = matching(findable, group.find).filter(({ slug }) => !held.has(slug))
    const [only] = all
    if (only === undefined) {
      faults.push({ code: 'stacks.find-nothing', at, values: { text: group.find } })
      return group
    }
    if (all.length === 1) return withPart(group, only.slug)
    found.set(index + 1, all)
    return group
  })
  return { draft: { ...draft, groups }, found, faults }
}

/** The definitions whose titles hold every word that was typed, by title; or the one whose address it is. */
function matching<T extends Findable>(findable: readonly T[], typed: string): readonly T[] {
  const named = typed.split('/').at(-1) ?? ''
  const exact = findable.filter(({ slug }) => slug === named)
  if (exact.length > 0) return exact
  const words = typed.toLowerCase().split(/\s+/)
  return findable
    .filter(({ title, slug }) => {
      const text = `${title.id} ${title.en} ${slug}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .toSorted((a, b) => (a.title.id < b.title.id ? -1 : 1))
}

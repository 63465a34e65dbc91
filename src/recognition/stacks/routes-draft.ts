import { Hono } from 'hono'
import { organisationsWhere } from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { type Form, readForm } from '../../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { DRAFT_PATH, DraftPage } from './pages-draft.tsx'
import { type Composed, composed, draftOf, EMPTY_STACK, inOrder, type StackDraft, TEXTS } from './rules-draft.ts'
import { boxOf, rowsOf } from './rules-outline.ts'
import { type Acted, acted, type Findable } from './rules-outline-act.ts'
import { readOutline } from './rules-outline-form.ts'
import { giversOf, type Nameables, nameables } from './service-find.ts'
import { ownEditions, proposeStack } from './service-publish.ts'

/** No box of the form holds more, in characters. */
const BOX_MOST = 1_000

/** `/stacks/manage/new`: a stack filled in by a form, which keeps nothing until it is proposed. `?from=` begins from an edition. */
export function draftRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get(DRAFT_PATH, async (c) => {
    const from = c.req.query('from')
    const day = dayOf(deps.clock())
    if (from === undefined) return draw(deps, c, { draft: { ...EMPTY_STACK, validFrom: day } })
    const edition = (await ownEditions(deps.db, requireActor(c))).find(({ id }) => id === from)
    const draft = edition === undefined ? null : draftOf(edition.content)
    if (draft === null) return notFound()
    // What another proposal begins with is told to begin no earlier than today; all else stands as it was proposed.
    if (draft.validFrom >= day) return draw(deps, c, { draft })
    return draw(deps, c, { draft: { ...draft, validFrom: day }, began: draft.validFrom })
  })
  app.post(DRAFT_PATH, async (c) => {
    const actor = requireActor(c)
    const form = await readForm(c)
    const typed = readDraft(form)
    const deed = form.text('do')
    const known = await nameables(deps.db, typed.outline, deed)
    const number = /^move-(\d{1,4})$/.exec(deed)?.[1]
    const to = number === undefined ? '' : form.text(boxOf(Number(number), 'to'))
    const done = acted(typed.outline, { deed, to }, known.find, typed.definition)
    const draft = { ...typed, outline: done.outline }
    const made = composed(draft)
    const refusals = deed === 'propose' ? inTheWay(done, made) : done.faults
    if (refusals.length > 0 || deed !== 'propose' || 'faults' in made)
      return draw(deps, c, { draft, done, refusals, known })
    const proposed = await proposeStack(deps, actor, made.content)
    if (proposed.ok) return c.redirect(c.var.page.href('/stacks/manage'), 303)
    const faults = proposed.refusals.map((one) => ({ ...one, at: made.boxAt(one.at ?? '') }))
    return draw(deps, c, { draft, done, refusals: faults, known })
  })
  return app
}

/** Everything for which a draft can't be proposed yet, one at each box: nobody proposes what was still being looked for and isn't seen yet. */
function inTheWay({ faults, looked }: Acted<Findable>, made: Composed): readonly Refusal[] {
  const all = [
    ...faults,
    ...looked.map((at) => ({ code: 'stacks.find-open', at })),
    ...('faults' in made ? made.faults : []),
  ]
  const isFirst = ({ at }: Refusal, index: number) => all.findIndex((one) => one.at === at) === index
  return inOrder(all.filter((one, index) => isFirst(one, index)))
}

function readDraft(form: Form): StackDraft {
  const text = (name: string) => form.text(name).slice(0, BOX_MOST)
  const texts = Object.fromEntries(TEXTS.map((name) => [name, text(name)])) as Omit<StackDraft, 'outline'>
  return { ...texts, outline: readOutline(text) }
}

async function draw(
  deps: Deps,
  c: AppContext,
  given: {
    readonly draft: StackDraft
    readonly done?: Acted<Findable>
    readonly refusals?: readonly Refusal[]
    readonly known?: Nameables
    readonly began?: string
  },
) {
  const own = organisationsWhere(requireActor(c), 'designer', 'owner')
  if (own.length === 0) return forbidden()
  const { draft, done, refusals = [], began = null } = given
  const { page } = c.var
  const known = given.known ?? (await nameables(deps.db, draft.outline, ''))
  const { facts, titleOf } = known
  const found = done?.found ?? new Map()
  const givers = await giversOf(deps.db, facts, [
    ...[...found.values()].flat().map(({ value }: Findable) => value),
    ...rowsOf(draft.outline).flatMap(({ line }) => ('of' in line ? [] : [line.definition])),
  ])
  if (refusals.length > 0) c.status(422)
  return c.html(
    DraftPage({
      page,
      draft,
      found,
      added: done?.added ?? [],
      goOn: done?.goOn ?? null,
      refusals,
      made: composed(draft),
      began,
      larger: [...facts.values()]
        .filter(({ organisationId, retired }) => own.includes(organisationId) && !retired)
        .map(({ slug, title }) => ({ value: slug, label: page.say(title) }))
        .toSorted((a, b) => a.label.localeCompare(b.label, page.language)),
      giverOf: (what, value) => (what === 'definition' ? (givers.get(value) ?? '') : ''),
      naming: {
        definition: (slug) => titleOf('definition', slug),
        offering: (id) => titleOf('offering', id),
        skill: (name) => titleOf('skill', name),
      },
    }),
  )
}

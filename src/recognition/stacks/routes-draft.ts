import { Hono } from 'hono'
import { newestFacts } from '../../design/index.ts'
import { findSkill } from '../../frameworks/index.ts'
import { findOrganisations, organisationsWhere } from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { type Form, readForm } from '../../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { DraftPage } from './pages-draft.tsx'
import {
  composed,
  draftOf,
  EMPTY_STACK,
  GROUP_KINDS,
  GROUP_PARTS_MOST,
  GROUPS_MOST,
  type GroupDraft,
  type PartDraft,
  type StackDraft,
  TEXTS,
} from './rules-draft.ts'
import { acted } from './rules-draft-act.ts'
import { ownEditions, proposeStack } from './service-publish.ts'

/** No box of the form holds more, in characters. */
const BOX_MOST = 1_000
const PATH = '/stacks/manage/new'

/** `/stacks/manage/new`: a stack filled in by a form, which keeps nothing until it is proposed. `?from=` begins from an edition. */
export function draftRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get(PATH, async (c) => {
    const from = c.req.query('from')
    const day = dayOf(deps.clock())
    if (from === undefined) return draw(deps, c, { draft: { ...EMPTY_STACK, validFrom: day } })
    const edition = (await ownEditions(deps.db, requireActor(c))).find(({ id }) => id === from)
    const draft = edition === undefined ? null : draftOf(edition.content)
    return draft === null ? notFound() : draw(deps, c, { draft: { ...draft, validFrom: day } })
  })
  app.post(PATH, async (c) => {
    const actor = requireActor(c)
    const form = await readForm(c)
    const typed = readDraft(form)
    const findable = [...(await newestFacts(deps.db)).values()]
    const isProposed = form.text('do') === 'propose'
    const { draft, found, faults } = acted(typed, form.text('do'), findable)
    // Nobody proposes what they haven't seen: a credential that was still being looked for is shown first.
    const open = typed.groups.flatMap(({ find }, index): Refusal[] =>
      find !== '' && isProposed ? [{ code: 'stacks.find-open', at: `g${index + 1}-find` }] : [],
    )
    const refusals = faults.length > 0 ? faults : open
    if (refusals.length > 0 || !isProposed) return draw(deps, c, { draft, found, refusals })
    const made = composed(draft)
    if ('faults' in made) return draw(deps, c, { draft, found, refusals: made.faults })
    const proposed = await proposeStack(deps, actor, made.content)
    if (proposed.ok) return c.redirect(c.var.page.href('/stacks/manage'), 303)
    return draw(deps, c, {
      draft,
      found,
      refusals: proposed.refusals.map((one) => ({ ...one, at: made.boxAt(one.at ?? '') })),
    })
  })
  return app
}

function readDraft(form: Form): StackDraft {
  const text = (name: string) => form.text(name).slice(0, BOX_MOST)
  const numbers = (most: number) => Array.from({ length: most }, (_none, index) => index + 1)
  const groups = numbers(GROUPS_MOST).flatMap((group): GroupDraft[] => {
    const name = `g${group}`
    if (form.all(`${name}-kind`).length === 0) return []
    const parts = numbers(GROUP_PARTS_MOST).flatMap((part): PartDraft[] => {
      const slug = text(`${name}-p${part}`)
      const more = { level: text(`${name}-p${part}-level`), months: text(`${name}-p${part}-months`) }
      return slug === '' ? [] : [{ slug, ...more }]
    })
    const kind = GROUP_KINDS.find((one) => one === text(`${name}-kind`)) ?? 'all'
    return [{ kind, count: text(`${name}-count`), parts, find: text(`${name}-find`) }]
  })
  const texts = Object.fromEntries(TEXTS.map((name) => [name, text(name)])) as Omit<StackDraft, 'groups'>
  return { ...texts, groups }
}

type Facts = Awaited<ReturnType<typeof newestFacts>> extends ReadonlyMap<string, infer One> ? One : never

async function draw(
  deps: Deps,
  c: AppContext,
  given: {
    readonly draft: StackDraft
    readonly found?: ReadonlyMap<number, readonly Facts[]>
    readonly refusals?: readonly Refusal[]
  },
) {
  const own = organisationsWhere(requireActor(c), 'designer', 'owner')
  if (own.length === 0) return forbidden()
  const { draft, found = new Map(), refusals = [] } = given
  const { page } = c.var
  const facts = await newestFacts(deps.db)
  const shown = [
    ...[...found.values()].flat(),
    ...draft.groups.flatMap(({ parts }) => parts.flatMap(({ slug }) => facts.get(slug) ?? [])),
  ]
  const issuers = await findOrganisations(deps.db, [...new Set(shown.map(({ organisationId }) => organisationId))])
  const names = new Map(issuers.map(({ id, name }) => [id, name]))
  const plain = (text: string) => ({ id: text, en: text })
  if (refusals.length > 0) c.status(422)
  return c.html(
    DraftPage({
      page,
      draft,
      found,
      refusals,
      rule: composed(draft),
      larger: [...facts.values()]
        .filter(({ organisationId, retired }) => own.includes(organisationId) && !retired)
        .map(({ slug, title }) => ({ value: slug, label: page.say(title) }))
        .toSorted((a, b) => a.label.localeCompare(b.label, page.language)),
      issuerOf: (slug) => names.get(facts.get(slug)?.organisationId ?? '') ?? '',
      naming: {
        definition: (slug) => facts.get(slug)?.title ?? plain(slug),
        offering: plain,
        skill: (name) => findSkill(name.split(':').at(-1) ?? '')?.name ?? plain(name),
      },
    }),
  )
}

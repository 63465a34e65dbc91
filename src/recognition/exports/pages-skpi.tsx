import type { Organisation } from '../../organisations/index.ts'
import { formatNumber } from '../../platform/format.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Day,
  EmptyState,
  Finding,
  FlowTable,
  type Html,
  Note,
  Pager,
  Paper,
  Tag,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import { entryCounted, entryFacts } from './skpi-text.ts'
import type { Skpi, SkpiBasis } from './types-skpi.ts'

const crumbs = (page: Page) => [
  { href: '/registrar', label: page.t('recognition.queue.title') },
  { href: '/registrar/exports', label: page.t('exports.title') },
]

/** Students who have entries for the supplement, from one line of the list on. */
export function SkpiListPage(props: {
  page: Page
  organisation: Organisation
  people: readonly { readonly personId: string; readonly name: string; readonly entries: number }[]
  total: number
  from: number
  limit: number
}): Html {
  const { page, organisation, people, total } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('exports.skpi.title')}
      section="registrar"
      room
      noindex
      narrow
      breadcrumb={crumbs(page)}
    >
      <h1>
        {t('exports.skpi.title')} <span class="soft num">{formatNumber(page.language, total)}</span>
      </h1>
      <p class="small soft">{organisation.name}</p>
      <p>{t('exports.skpi.lead')}</p>
      {total === 0 ? (
        <EmptyState title={t('exports.skpi.empty')}>
          <p>{t('exports.skpi.empty-text')}</p>
        </EmptyState>
      ) : (
        <FlowTable
          page={page}
          caption={t('exports.skpi.title')}
          captionHidden
          columns={[
            { label: t('recognition.column.owner'), header: true },
            { label: t('exports.skpi.entries'), numeric: true },
          ]}
          rows={people.map((one) => ({
            cells: [
              <a href={page.href(`/registrar/exports/skpi/${one.personId}?organisation=${organisation.id}`)}>
                {one.name}
              </a>,
              String(one.entries),
            ],
          }))}
        />
      )}
      <Pager {...props} href={(from) => `/registrar/exports/skpi?organisation=${organisation.id}&from=${from}`} />
    </Layout>
  )
}

/** A student's entries in both languages, ready to be taken over into the supplement. */
export function SkpiPage(props: { page: Page; organisation: Organisation; skpi: Skpi; basis: SkpiBasis }): Html {
  const { page, organisation, skpi } = props
  const t = page.t
  const file = (end: string) =>
    page.href(`/registrar/exports/skpi/${skpi.personId}.${end}?organisation=${organisation.id}`)
  return (
    <Layout
      page={page}
      title={t('exports.skpi.title')}
      section="registrar"
      room
      noindex
      narrow
      breadcrumb={[...crumbs(page), { href: '/registrar/exports/skpi', label: t('exports.skpi.title') }]}
    >
      <h1>{skpi.name}</h1>
      <p class="small soft">
        {skpi.nim} · {skpi.programme.level} {page.say(skpi.programme.name)} · {organisation.name}
      </p>
      <p class="row">
        {['pdf', 'json'].map((end) => (
          <Button kind="quiet" href={file(end)}>
            {t('exports.save', { format: end.toUpperCase() })}
          </Button>
        ))}
      </p>
      {skpi.entries.map((entry) => (
        <Paper label={page.say(entry.title)}>
          <h2 class="h3">
            {entry.title.id} {entry.sks === 0 && <Tag tone="outline">{t('exports.skpi.without-credit')}</Tag>}
          </h2>
          <p class="soft" lang="en">
            {entry.title.en}
          </p>
          {[entryFacts(entry), entryCounted(entry)].map((text) => (
            <p class="small">
              <span lang="id">{text.id}</span>
              <br />
              <span class="soft" lang="en">
                {text.en}
              </span>
            </p>
          ))}
        </Paper>
      ))}
      {skpi.leftOut.length > 0 && (
        <>
          <h2>{t('exports.skpi.left-out')}</h2>
          <ul>
            {skpi.leftOut.map(({ entry, verdict, kind }) => (
              <li>
                {page.say(entry.title)}{' '}
                <Finding tone={verdict === 'invalid' ? 'fail' : 'unknown'}>
                  {t(`exports.skpi.${kind === 'credit-withdrawn' ? kind : verdict}`)}
                </Finding>
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="small soft">
        {t('exports.skpi.as-of-plain')} <Day page={page} day={skpi.day} />. {t('exports.skpi.no-supplement')}
      </p>
      <Basis {...props} />
    </Layout>
  )
}

function Basis({ page, basis }: { page: Page; basis: SkpiBasis }): Html {
  const t = page.t
  return (
    <Note title={t('exports.skpi.basis')}>
      <ul class="small">
        {basis.basis.map(({ source, clause, text, provisional }) => (
          <li>
            {clause === null ? source : `${source} ${clause}`}: {page.say(text)}{' '}
            {provisional && <Tag tone="outline">{t('exports.skpi.unverified')}</Tag>}
          </li>
        ))}
      </ul>
    </Note>
  )
}

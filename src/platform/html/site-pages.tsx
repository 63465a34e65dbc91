import { formatInstant, formatNumber, formatRupiah } from '../format.ts'
import type { Page } from '../page.ts'
import type { Html } from './element.ts'
import { Layout } from './layout.tsx'
import { Button, Facts, Field, Item, Note, Search, Shelf, Steps, Tag } from './pieces.tsx'
import { loadSite } from './site.ts'

/** A row of the start page. */
export interface HomeItem {
  /** The definition's id, for the rosette. */
  readonly id: string
  /** Path without language prefix. */
  readonly href: string
  readonly title: string
  readonly provider: string
  /** `2 SKS`, `90 jam`, `KKNI 5`, ready to read. */
  readonly facts: readonly string[]
  /** How many universities counted it; none hides the line. */
  readonly recognisedBy?: number | undefined
  /** What it costs the learner; 0 is free, none hides the line. */
  readonly priceRupiah?: number | null | undefined
}

/** What the start page shows; the application gathers it from the rooms. */
export interface HomeProps {
  readonly page: Page
  /** Four or five offerings that opened lately. */
  readonly recent: readonly HomeItem[]
  /** Ids of definitions for the shelf; the first twelve are drawn. */
  readonly shelf: readonly string[]
  /** How many offerings the catalogue holds. */
  readonly offerings: number
  readonly figures: {
    readonly issuers: number
    readonly credentials: number
    readonly sksCounted: number
    readonly at: Date
  } | null
  /** Said on top, as that the demo's history is still being loaded. */
  readonly notice?: string | null
  /** Words people often search for. */
  readonly popular: readonly string[]
}

/** The start page: search, check, what opened lately, how it works, figures. */
export function homePage(props: HomeProps): Html {
  const { page, recent, figures } = props
  const t = page.t
  return (
    <Layout page={page} title={t('platform.home.title')} description={t('platform.description')}>
      {props.notice != null && (
        <Note small>
          <p role="status">{props.notice}</p>
        </Note>
      )}
      <div class="cols broad">
        <div>
          <h1 class="hero">
            {t('platform.home.headline')}
            <br />
            {t('platform.home.headline.then')}
          </h1>
          <p class="lead">{t('platform.home.lead')}</p>
          <Search
            page={page}
            action="/catalogue"
            label={t('platform.home.search')}
            placeholder={t('platform.home.search-example')}
            button={t('platform.search')}
          />
          {props.popular.length > 0 && (
            <p class="row small">
              <span>{t('platform.home.popular')}</span>
              {props.popular.map((word) => (
                <a href={`${page.href('/catalogue')}?q=${encodeURIComponent(word)}`}>{word}</a>
              ))}
            </p>
          )}
        </div>
        <CheckBox page={page} />
      </div>
      {props.shelf.length > 0 && <Shelf ids={props.shelf.slice(0, 12)} />}
      <div class="cols broad">
        <section>
          <h2>{t('platform.home.recent')}</h2>
          <ul class="plain">
            {recent.map((item) => (
              <Item page={page} {...item} side={<Terms page={page} item={item} />} />
            ))}
          </ul>
          <p>
            <a href={page.href('/catalogue')}>{t('platform.home.all', { count: props.offerings })}</a>
          </p>
        </section>
        <section>
          <h2>{t('platform.home.how')}</h2>
          <Steps
            page={page}
            steps={(['follow', 'prove', 'stack', 'ask'] as const).map((step) => ({
              state: 'plain' as const,
              title: t(`platform.home.${step}`),
              detail: t(`platform.home.${step}.detail`),
            }))}
          />
          <h2 class="h3">{t('platform.home.further')}</h2>
          <ul>
            {FURTHER.map((path) => (
              <li>
                <a href={page.href(`/${path}`)}>{t(`platform.home.further.${path.replace('/', '-')}`)}</a>
              </li>
            ))}
          </ul>
          {figures !== null && (
            <>
              <h2 class="h3">{t('platform.home.today')}</h2>
              <Facts
                facts={[
                  { label: t('platform.home.issuers'), value: formatNumber(page.language, figures.issuers) },
                  { label: t('platform.home.credentials'), value: formatNumber(page.language, figures.credentials) },
                  { label: t('platform.home.sks'), value: formatNumber(page.language, figures.sksCounted) },
                ]}
              />
              <p class="small soft">{t('platform.home.source', { at: formatInstant(page.language, figures.at) })}</p>
            </>
          )}
        </section>
      </div>
    </Layout>
  )
}

/** What no entry of the navigation leads a newcomer to. */
const FURTHER = ['stacks', 'rules', 'rpl', 'frameworks', 'credit/scoreboard', 'log'] as const

/** For those who were handed a credential: the code, or a file. */
function CheckBox({ page }: { page: Page }): Html {
  return (
    <section class="paper" aria-labelledby="check-title">
      <h2 class="h3" id="check-title">
        {page.t('platform.home.check')}
      </h2>
      <p class="small">{page.t('platform.home.check.lead')}</p>
      <form action={page.href('/verify')} method="get" class="with-button">
        <Field
          page={page}
          name="code"
          label={page.t('platform.home.code')}
          hint={page.t('platform.home.code.hint')}
          width="medium"
          autocomplete="off"
          spellcheck={false}
        />
        <Button kind="quiet">{page.t('platform.check')}</Button>
      </form>
      <p class="small">
        <a href={page.href('/verify')}>{page.t('platform.home.check.file')}</a>
      </p>
    </section>
  )
}

function Terms({ page, item }: { page: Page; item: HomeItem }): Html {
  const { recognisedBy = 0, priceRupiah } = item
  return (
    <>
      {recognisedBy > 0 && <div>{page.t('platform.home.recognised', { count: recognisedBy })}</div>}
      {priceRupiah === 0 && <Tag tone="padi">{page.t('platform.home.free')}</Tag>}
      {priceRupiah !== undefined && priceRupiah !== null && priceRupiah > 0 && (
        <span class="nowrap">{formatRupiah(page.language, priceRupiah)}</span>
      )}
    </>
  )
}

const HELP = ['claim', 'share', 'check', 'count', 'wrong', 'no-email', 'nik', 'words'] as const
const PRIVACY = ['what', 'why', 'who', 'check', 'keep', 'rights'] as const
const ACCESSIBILITY = ['aim', 'how', 'tested', 'limits'] as const

/** Questions and answers for people without a manual. */
export function helpPage(page: Page): Html {
  return <TextPage page={page} name="help" sections={HELP} />
}

/** What is kept about people, why, and what they may ask. */
export function privacyPage(page: Page): Html {
  return <TextPage page={page} name="privacy" sections={PRIVACY} />
}

/** How far everybody can use the site, and what is known to be missing. */
export function accessibilityPage(page: Page): Html {
  return <TextPage page={page} name="accessibility" sections={ACCESSIBILITY} />
}

function TextPage({
  page,
  name,
  sections,
}: {
  page: Page
  name: 'help' | 'privacy' | 'accessibility'
  sections: readonly string[]
}): Html {
  const { contact } = loadSite()
  return (
    <Layout
      page={page}
      title={page.t(`platform.nav.${name}`)}
      description={page.t(`platform.${name}.lead`)}
      narrow
      breadcrumb={[]}
    >
      <h1>{page.t(`platform.nav.${name}`)}</h1>
      <p class="lead">{page.t(`platform.${name}.lead`)}</p>
      {sections.map((section) => (
        <section>
          <h2 class="h3" id={section}>
            {page.t(`platform.${name}.${section}`)}
          </h2>
          <p>{page.t(`platform.${name}.${section}.text`)}</p>
        </section>
      ))}
      <Note>
        <p>
          {contact === null
            ? page.t('platform.contact.none')
            : page.t('platform.contact', { email: contact.email, phone: contact.phone })}
        </p>
      </Note>
    </Layout>
  )
}

/** The statuses that have a page of their own. */
export type ErrorStatus = 403 | 404 | 410 | 413 | 429 | 500 | 503 | 507

/**
 * What happened, what it means, what to do: without blame and without a stack. `reference` is a number that the person can
 * tell the operator (an error of ours); it says nothing by itself.
 */
export function errorPage({
  page,
  status,
  reference,
}: {
  page: Page
  status: ErrorStatus
  reference?: string | undefined
}): Html {
  const t = page.t
  return (
    <Layout page={page} title={t(`platform.error.${status}`)} noindex narrow switchPath="/">
      <h1>{t(`platform.error.${status}`)}</h1>
      <p class="lead">{t(`platform.error.${status}.meaning`)}</p>
      <p>{t(`platform.error.${status}.next`)}</p>
      {reference !== undefined && (
        <p class="small soft">
          {t('platform.error.reference')} <code>{reference}</code>
        </p>
      )}
      <div class="row">
        <Button href={page.href('/')}>{t('platform.error.home')}</Button>
        <a href={page.href('/catalogue')}>{t('platform.nav.catalogue')}</a>
        <a href={page.href('/verify')}>{t('platform.home.check.file')}</a>
        <a href={page.href('/help')}>{t('platform.nav.help')}</a>
      </div>
    </Layout>
  )
}

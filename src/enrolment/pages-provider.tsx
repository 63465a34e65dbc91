import type { DefinitionVersion } from '../design/index.ts'
import { formatNumber } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Bar,
  Button,
  Ceplok,
  EmptyState,
  ErrorSummary,
  Field,
  FlowTable,
  FormToken,
  type Html,
  Note,
  Paper,
  Select,
  Sums,
  Tag,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { Run } from './pages.tsx'
import { UploadForm } from './pages-upload.tsx'
import type { Batch, BatchForm, Participant } from './types.ts'

const crumbs = (page: Page) => [{ href: '/provider', label: page.t('enrolment.provider') }]

/** Seats of a batch as a bar with its words. */
export function Seats({ page, batch }: { page: Page; batch: Batch }): Html {
  const label = page.t('enrolment.seats', { taken: batch.seatsTaken, capacity: batch.capacity })
  return (
    <>
      <span class="small num">{label}</span>
      <Bar parts={[{ kind: 'counted', amount: batch.seatsTaken }]} total={batch.capacity} label={label} />
    </>
  )
}

export interface ProviderProps {
  readonly page: Page
  readonly organisations: readonly { readonly id: string; readonly name: string }[]
  readonly versions: readonly DefinitionVersion[]
  readonly batches: readonly {
    readonly batch: Batch
    readonly version: DefinitionVersion | undefined
    readonly state: 'coming' | 'running' | 'over'
  }[]
  readonly mayDesign: boolean
}

/** `/provider`: the batches of one's organisations, and what may be begun. */
export function ProviderPage({ page, organisations, versions, batches, mayDesign }: ProviderProps): Html {
  const learners = batches.reduce((sum, { batch }) => sum + batch.seatsTaken, 0)
  return (
    <Layout page={page} title={page.t('enrolment.provider')} section="provider" room>
      <div class="row">
        <h1>{page.t('enrolment.provider')}</h1>
        {versions.length > 0 && (
          <span class="end">
            <Button href={page.href('/provider/batches/new')}>{page.t('enrolment.batch.new')}</Button>
          </span>
        )}
      </div>
      <p class="soft">{organisations.map((one) => one.name).join(' · ')}</p>
      <Ways page={page} />
      {versions.length === 0 && batches.length === 0 ? (
        <EmptyState
          title={page.t('enrolment.provider.empty')}
          actions={mayDesign && <Button href={page.href('/design/new')}>{page.t('enrolment.provider.design')}</Button>}
        >
          <p>{page.t('enrolment.provider.empty-text')}</p>
        </EmptyState>
      ) : (
        <>
          <Sums
            sums={[
              {
                label: page.t('enrolment.sum.running'),
                value: formatNumber(page.language, batches.filter((one) => one.state === 'running').length),
              },
              {
                label: page.t('enrolment.sum.coming'),
                value: formatNumber(page.language, batches.filter((one) => one.state === 'coming').length),
              },
              { label: page.t('enrolment.sum.learners'), value: formatNumber(page.language, learners) },
              { label: page.t('enrolment.sum.published'), value: formatNumber(page.language, versions.length) },
            ]}
          />
          <FlowTable
            page={page}
            caption={page.t('enrolment.batches')}
            columns={[
              { label: page.t('enrolment.column.batch'), header: true, full: true },
              { label: page.t('enrolment.column.definition'), full: true },
              { label: page.t('enrolment.column.run'), full: true },
              { label: page.t('enrolment.column.state') },
              { label: page.t('enrolment.column.seats'), full: true },
            ]}
            rows={batches.map(({ batch, version, state }) => ({
              cells: [
                <a href={page.href(`/provider/batches/${batch.id}`)}>{batch.name}</a>,
                version === undefined ? '' : page.say(version.title),
                <Run page={page} batch={batch} />,
                <Tag tone={state === 'running' ? 'padi' : 'outline'}>{page.t(`enrolment.state.${state}`)}</Tag>,
                <Seats page={page} batch={batch} />,
              ],
            }))}
          />
        </>
      )}
    </Layout>
  )
}

/** The rooms behind this one, by the roles that open them. */
function Ways({ page }: { page: Page }): Html {
  const waiting = page.waiting.provider ?? 0
  const ways = [
    { href: '/provider/issue', key: 'issue', roles: ['issuer'] },
    { href: '/provider/claims', key: 'claims', roles: ['issuer', 'owner'] },
    { href: '/registrar', key: 'campus', roles: ['owner'] },
  ].filter(({ roles }) => page.actor?.roles.some(({ role }) => roles.includes(role)))
  return (
    <nav aria-label={page.t('enrolment.provider.ways')}>
      <ul class="plain row">
        {ways.map(({ href, key }) => (
          <li>
            <a href={page.href(href)}>
              {page.t(`enrolment.provider.${key}`)}
              {key === 'issue' && waiting > 0 && ` (${waiting})`}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Fields that may be wrong in the same way, and their names. */
const DAYS: Readonly<Record<string, string>> = {
  startsOn: 'enrolment.batch.starts',
  endsOn: 'enrolment.batch.ends',
}

/** `/provider/batches/new`. */
export function NewBatchPage(props: {
  page: Page
  versions: readonly DefinitionVersion[]
  values: BatchForm & { versionId: string }
  errors: readonly Refusal[]
}): Html {
  const { page, versions, values, errors } = props
  return (
    <Layout
      page={page}
      title={page.t('enrolment.batch.new')}
      section="provider"
      room
      narrow
      failed={errors.length > 0}
      breadcrumb={crumbs(page)}
    >
      <ErrorSummary
        page={page}
        refusals={errors}
        labelOf={(name) => (name in DAYS ? page.t(DAYS[name] ?? '') : null)}
      />
      <h1>{page.t('enrolment.batch.new')}</h1>
      <form method="post" action={page.href('/provider/batches/new')} novalidate>
        <FormToken page={page} />
        <Select
          page={page}
          name="version"
          label={page.t('enrolment.column.definition')}
          errors={errors}
          value={values.versionId}
          options={versions.map((one) => ({
            value: one.id,
            label: page.t('enrolment.version-option', { title: page.say(one.title), number: one.number }),
          }))}
        />
        <Field
          page={page}
          name="name"
          label={page.t('enrolment.batch.name')}
          hint={page.t('enrolment.batch.name-hint')}
          errors={errors}
          value={values.name}
          width="long"
        />
        <Field
          page={page}
          name="startsOn"
          label={page.t('enrolment.batch.starts')}
          hint={page.t('enrolment.day-hint')}
          errors={errors}
          value={values.startsOn}
          width="medium"
        />
        <Field
          page={page}
          name="endsOn"
          label={page.t('enrolment.batch.ends')}
          errors={errors}
          value={values.endsOn}
          width="medium"
        />
        <Field
          page={page}
          name="capacity"
          label={page.t('enrolment.batch.capacity')}
          errors={errors}
          value={values.capacity}
          inputmode="numeric"
          width="short"
        />
        <Button>{page.t('enrolment.batch.open')}</Button>
      </form>
    </Layout>
  )
}

export interface BatchProps {
  readonly page: Page
  readonly batch: Batch
  readonly version: DefinitionVersion
  readonly participants: readonly Participant[]
  readonly errors: readonly Refusal[]
  /** What other rooms show here: the progress of assessment, the way to award. */
  readonly beside: Html | null
}

const PARTICIPANTS_SHOWN = 500

/** `/provider/batches/:id`: seats, roster upload, participants. */
export function BatchPage({ page, batch, version, participants, errors, beside }: BatchProps): Html {
  const numbered = participants.some(({ participantNumber }) => participantNumber !== null)
  return (
    <Layout
      page={page}
      title={batch.name}
      section="provider"
      room
      noindex
      failed={errors.length > 0}
      breadcrumb={crumbs(page)}
    >
      <ErrorSummary page={page} refusals={errors} />
      <div class="row top">
        <Ceplok id={version.definitionId} />
        <div>
          <p class="small soft">{page.say(version.title)}</p>
          <h1>{batch.name}</h1>
          <p>
            <Run page={page} batch={batch} />
          </p>
        </div>
      </div>
      <div class="cols gap">
        <div>
          {participants.length === 0 ? (
            <Note dashed title={page.t('enrolment.participants.none')}>
              <p>{page.t('enrolment.participants.none-text')}</p>
            </Note>
          ) : (
            <FlowTable
              page={page}
              caption={page.t('enrolment.participants', { count: participants.length })}
              columns={[
                { label: page.t('enrolment.column.name'), header: true, full: true },
                ...(numbered ? [{ label: page.t('enrolment.column.number') }] : []),
                { label: page.t('enrolment.column.origin') },
              ]}
              rows={participants.slice(0, PARTICIPANTS_SHOWN).map((one) => ({
                cells: [
                  one.name,
                  ...(numbered ? [one.participantNumber ?? ''] : []),
                  page.t(`enrolment.origin.${one.origin}`),
                ],
              }))}
            />
          )}
          {participants.length > PARTICIPANTS_SHOWN && (
            <p class="small soft">
              {page.t('enrolment.participants.more', { count: participants.length - PARTICIPANTS_SHOWN })}
            </p>
          )}
        </div>
        <aside>
          <Paper label={page.t('enrolment.column.seats')}>
            <Seats page={page} batch={batch} />
          </Paper>
          {beside}
          {participants.length > 0 && (
            <Paper label={page.t('enrolment.next')}>
              <h2>{page.t('enrolment.next')}</h2>
              <p>{page.t('enrolment.next.issue-text')}</p>
              <Button href={page.href(`/provider/issue/batches/${batch.id}`)}>{page.t('enrolment.next.issue')}</Button>
            </Paper>
          )}
          <UploadForm
            page={page}
            action={`/provider/batches/${batch.id}/roster`}
            kind="roster"
            columns={page.t('enrolment.upload.roster-columns')}
            errors={errors}
            template={`/provider/batches/${batch.id}/roster.csv`}
          />
        </aside>
      </div>
    </Layout>
  )
}

import type { Organisation } from '../../organisations/index.ts'
import { formatNumber } from '../../platform/format.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Day,
  ErrorSummary,
  Field,
  FlowTable,
  type Html,
  Note,
  PostForm,
  Textarea,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { provisionalScale } from './library.ts'
import { mapsMarks } from './rules-scale.ts'
import type { GradeBand, GradeScale, ScaleForm } from './types.ts'

/** The university's grades for PDDikti, and what a bare pass becomes: dated, with a reason, earlier ones below. */
export function ScalePage(props: {
  page: Page
  organisation: Organisation
  scales: readonly GradeScale[]
  form: ScaleForm
  refusals: readonly Refusal[]
}): Html {
  const { page, organisation, scales, form, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('exports.scale.title')}
      section="registrar"
      room
      noindex
      narrow
      failed={refusals.length > 0}
      breadcrumb={[
        { href: '/registrar', label: t('recognition.queue.title') },
        { href: '/registrar/exports', label: t('exports.title') },
      ]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('exports.scale.title')}</h1>
      <p class="small soft">{organisation.name}</p>
      <p>{t('exports.scale.lead')}</p>
      {!scales.some(mapsMarks) && (
        <Note tone="unknown" dashed small>
          <p>{t('exports.scale.provisional', { bands: bandsLine(page, provisionalScale().bands) })}</p>
        </Note>
      )}
      <PostForm page={page} action="/registrar/exports/grades">
        <input type="hidden" name="organisation" value={organisation.id} />
        <Field
          page={page}
          name="validFrom"
          type="date"
          label={t('exports.scale.from')}
          value={form.validFrom}
          width="medium"
          errors={refusals}
        />
        <Textarea
          page={page}
          name="bands"
          label={t('exports.scale.bands')}
          hint={t('exports.scale.bands-hint')}
          value={form.bands}
          rows={8}
          errors={refusals}
        />
        <Field
          page={page}
          name="passLetter"
          label={t('exports.scale.pass')}
          hint={t('exports.scale.pass-hint')}
          value={form.passLetter}
          width="short"
          maxlength={3}
          errors={refusals}
          optional
        />
        <Textarea
          page={page}
          name="reason"
          label={t('exports.scale.reason')}
          hint={t('exports.scale.reason-hint')}
          value={form.reason}
          rows={3}
          maxlength={1000}
          errors={refusals}
        />
        <Button>{t('exports.scale.send')}</Button>
      </PostForm>
      {scales.length > 0 && (
        <FlowTable
          page={page}
          caption={t('exports.scale.before')}
          columns={[
            { label: t('exports.scale.from'), header: true },
            { label: t('exports.scale.bands'), full: true },
            { label: t('exports.scale.pass') },
            { label: t('exports.scale.reason'), full: true },
          ]}
          rows={scales.map((scale) => ({
            cells: [
              <Day page={page} day={scale.validFrom} />,
              bandsLine(page, scale.bands),
              scale.passLetter ?? t('exports.scale.none'),
              scale.reason,
            ],
          }))}
        />
      )}
    </Layout>
  )
}

const TENTHS = 10

/** `A from 85, B from 70`, or the letters alone where no marks are mapped. */
function bandsLine(page: Page, bands: readonly GradeBand[]): string {
  return bands
    .map(({ letter, fromTenths }) =>
      fromTenths === undefined ? letter : `${letter} ≥ ${formatNumber(page.language, fromTenths / TENTHS)}`,
    )
    .join(', ')
}

import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  ErrorSummary,
  type FieldGiven,
  Fields,
  type Html,
  Note,
  PostButton,
  PostForm,
} from '../../platform/html/pieces.tsx'
import { IssueNote } from './pages-issue.tsx'
import { Claims, type DraftProps, Portfolio } from './pages-portfolio.tsx'
import { CRUMBS, GuidelineNote } from './pages-start.tsx'
import { CaseFacts } from './pages-words.tsx'
import { EDUCATION, FORMER } from './types.ts'

/** `/rpl/:id` of a draft: about oneself, the portfolio, what one can, and sending it. */
export function DraftPage(props: DraftProps): Html {
  const { page, application, errors } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('rpl.draft.title')}
      section="credit"
      noindex
      narrow
      failed={errors.length > 0}
      islands={['upload.js']}
      breadcrumb={CRUMBS(page)}
    >
      <ErrorSummary page={page} refusals={errors} />
      <h1>{t('rpl.draft.title')}</h1>
      {props.saved && errors.length === 0 && <Note tone="pass" title={t('rpl.saved')} />}
      <CaseFacts
        page={page}
        application={{
          ...application,
          stated: { ...application.stated, education: null, former: null, formerName: '', workYears: null },
        }}
        aim={props.aim}
        organisation={props.organisation}
      />
      <IssueNote page={page} issue={props.issue} organisation={props.organisation} />
      <StatedForm {...props} />
      <Portfolio {...props} />
      <Claims {...props} />
      <h2>4. {t('rpl.send.title')}</h2>
      <p>{t('rpl.send.lead')}</p>
      <div class="row">
        <PostButton page={page} action={`/rpl/${application.id}/submission`}>
          {t('rpl.send.button')}
        </PostButton>
        <PostButton page={page} action={`/rpl/${application.id}/withdrawal`} kind="link">
          {t('rpl.discard')}
        </PostButton>
      </div>
      <GuidelineNote page={page} guideline={props.guideline} />
    </Layout>
  )
}

function StatedForm(props: DraftProps): Html {
  const { page, application, stated, guideline, errors } = props
  const t = page.t
  return (
    <PostForm page={page} action={`/rpl/${application.id}`}>
      <h2>1. {t('rpl.about.title')}</h2>
      <Fields
        page={page}
        errors={errors}
        fields={[
          {
            as: 'list',
            name: 'education',
            label: t('rpl.field.education'),
            value: stated.education ?? '',
            empty: t('rpl.choose'),
            options: EDUCATION.map((one) => ({ value: one, label: t(`rpl.education.${one}`) })),
          },
          ...(application.aim === 'programme' ? formerFields(props) : []),
          {
            as: 'count',
            name: 'workYears',
            label: t('rpl.field.workYears'),
            hint: t('rpl.field.workYears.hint', { years: guideline.adviceWorkYears.value }),
            value: String(stated.workYears ?? ''),
            optional: true,
          },
          {
            as: 'text',
            name: 'story',
            label: t('rpl.field.story'),
            hint: t('rpl.field.story.hint'),
            value: stated.story,
            rows: 6,
            optional: true,
          },
        ]}
      />
      <Button kind="quiet">{t('rpl.save')}</Button>
    </PostForm>
  )
}

/** Where somebody studied before: only asked by a campus. */
function formerFields({ page, stated, campuses }: DraftProps): readonly FieldGiven[] {
  const t = page.t
  return [
    {
      as: 'list',
      name: 'former',
      label: t('rpl.field.former'),
      value: stated.former ?? '',
      empty: t('rpl.choose'),
      options: FORMER.map((one) => ({ value: one, label: t(`rpl.former.${one}`) })),
    },
    {
      as: 'list',
      name: 'formerOrganisation',
      label: t('rpl.field.formerOrganisation'),
      value: stated.formerOrganisationId ?? '',
      empty: t('rpl.field.formerOrganisation.empty'),
      options: campuses.map(({ id, name }) => ({ value: id, label: name })),
      optional: true,
    },
    {
      as: 'line',
      name: 'formerName',
      label: t('rpl.field.formerName'),
      hint: t('rpl.field.formerName.hint'),
      value: stated.formerName,
      optional: true,
    },
  ]
}

import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  ErrorSummary,
  Field,
  type Html,
  Note,
  PostButton,
  PostForm,
  Select,
  Textarea,
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

function StatedForm({ page, application, stated, campuses, guideline, errors }: DraftProps): Html {
  const t = page.t
  return (
    <PostForm page={page} action={`/rpl/${application.id}`}>
      <h2>1. {t('rpl.about.title')}</h2>
      <Select
        page={page}
        name="education"
        label={t('rpl.field.education')}
        value={stated.education ?? ''}
        errors={errors}
        empty={t('rpl.choose')}
        options={EDUCATION.map((one) => ({ value: one, label: t(`rpl.education.${one}`) }))}
      />
      {application.aim === 'programme' && (
        <>
          <Select
            page={page}
            name="former"
            label={t('rpl.field.former')}
            value={stated.former ?? ''}
            errors={errors}
            empty={t('rpl.choose')}
            options={FORMER.map((one) => ({ value: one, label: t(`rpl.former.${one}`) }))}
          />
          <Select
            page={page}
            name="formerOrganisation"
            label={t('rpl.field.formerOrganisation')}
            value={stated.formerOrganisationId ?? ''}
            errors={errors}
            empty={t('rpl.field.formerOrganisation.empty')}
            optional
            options={campuses.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Field
            page={page}
            name="formerName"
            label={t('rpl.field.formerName')}
            hint={t('rpl.field.formerName.hint')}
            value={stated.formerName}
            errors={errors}
            maxlength={200}
            optional
          />
        </>
      )}
      <Field
        page={page}
        name="workYears"
        label={t('rpl.field.workYears')}
        hint={t('rpl.field.workYears.hint', { years: guideline.adviceWorkYears.value })}
        value={stated.workYears ?? ''}
        errors={errors}
        width="short"
        inputmode="numeric"
        optional
      />
      <Textarea
        page={page}
        name="story"
        label={t('rpl.field.story')}
        hint={t('rpl.field.story.hint')}
        value={stated.story}
        errors={errors}
        rows={6}
        maxlength={5_000}
        optional
      />
      <Button kind="quiet">{t('rpl.save')}</Button>
    </PostForm>
  )
}

import { Layout } from '../../platform/html/layout.tsx'
import { ErrorSummary, Field, type Html, Textarea } from '../../platform/html/pieces.tsx'
import { PartyFields, type PartyProps } from './pages-party-fields.tsx'
import { ActForm } from './pages-proposal.tsx'

/** `/review/register/parties/:slug`: what can be recorded of a party; one form at a time, each only a proposal. */
export function PartyPage(props: PartyProps): Html {
  const { page, organisation, errors, act } = props
  const t = page.t
  const path = `/review/register/parties/${organisation.slug}`
  return (
    <Layout
      page={page}
      title={organisation.name}
      section="review"
      room
      noindex
      narrow
      failed={errors.length > 0}
      breadcrumb={[
        { href: '/review/register', label: t('register.review.title') },
        { href: '/review/register/parties', label: t('register.parties.title') },
      ]}
    >
      <ErrorSummary page={page} refusals={errors} />
      <h1>{organisation.name}</h1>
      <p>
        {t('register.change.lead')}{' '}
        <a href={page.href(`/register/${organisation.slug}`)}>{t('register.parties.public')}</a>
      </p>
      <ActForm page={page} path={path} waiting={props.waiting} offered={props.offered} act={act} errors={errors}>
        {act !== null && (
          <>
            <PartyFields {...props} act={act} />
            <Field
              page={page}
              name="source"
              label={t('register.field.source')}
              hint={t('register.field.source.hint')}
              value={props.form.source}
              errors={errors}
              maxlength={500}
            />
            <Textarea
              page={page}
              name="note"
              label={t('register.field.note')}
              hint={t('register.field.note.hint')}
              value={props.form.note}
              errors={errors}
              rows={2}
              maxlength={1_000}
            />
          </>
        )}
      </ActForm>
    </Layout>
  )
}

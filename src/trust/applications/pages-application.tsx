import { dayOf } from '../../platform/clock.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Day,
  ErrorSummary,
  Field,
  FormToken,
  type Html,
  Note,
  PostButton,
  PostForm,
  Textarea,
  Upload,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { Checklist } from '../library.ts'
import type { Names } from '../pages-words.tsx'
import { ApplicationStateWord } from './pages-apply.tsx'
import { DocumentLine, ScopeFields } from './pages-parts.tsx'
import type { Application, ApplicationContent, ApplicationDocument, ApplicationState, Proposal } from './types.ts'

/** Everything that the page of one application shows to who applies. */
export interface ApplicationProps {
  readonly page: Page
  readonly application: Application
  readonly organisation: string
  readonly state: ApplicationState
  readonly content: ApplicationContent
  readonly checklist: Checklist
  readonly documents: readonly ApplicationDocument[]
  readonly kinds: readonly string[]
  readonly fields: readonly string[]
  readonly names: Names
  readonly errors: readonly Refusal[]
  readonly saved: boolean
  readonly grounds: string
  readonly decisions: readonly Proposal[]
  readonly reasonName: (code: string) => string
  /** ISO day until which a refusal can be appealed. */
  readonly appealUntil: string | null
}

/** `/register/apply/:id`: the draft with its checklist, or what became of it. */
export function ApplicationPage(props: ApplicationProps): Html {
  const { page, application, errors, state } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('register.application.title', { organisation: props.organisation })}
      section="register"
      noindex
      narrow
      failed={errors.length > 0}
      islands={state === 'draft' ? ['upload.js'] : []}
      breadcrumb={[
        { href: '/register', label: t('trust.register.title') },
        { href: '/register/apply', label: t('register.apply.title') },
      ]}
    >
      <ErrorSummary page={page} refusals={errors} />
      <h1>{t('register.application.title', { organisation: props.organisation })}</h1>
      <p class="soft">
        {t(`trust.class.${application.class}`)} · <ApplicationStateWord page={page} state={state} />
      </p>
      {props.saved && errors.length === 0 && <Note tone="pass" title={t('register.application.saved')} />}
      {state === 'draft' ? <Draft {...props} /> : <Submitted {...props} />}
    </Layout>
  )
}

function Draft(props: ApplicationProps): Html {
  const { page, application, content, errors } = props
  const t = page.t
  const path = `/register/apply/${application.id}`
  const text = (name: 'legalName' | 'legalForm' | 'legalNumber') => (
    <Field
      page={page}
      name={name}
      label={t(`register.field.${name}`)}
      hint={t(`register.field.${name}.hint`)}
      value={content[name]}
      errors={errors}
      maxlength={200}
    />
  )
  return (
    <>
      <PostForm page={page} action={path}>
        <input type="hidden" name="revision" value={String(application.revision)} />
        <h2>{t('register.application.legal')}</h2>
        {text('legalName')}
        {text('legalForm')}
        {text('legalNumber')}
        <Field
          page={page}
          name="legalSince"
          type="date"
          label={t('register.field.legalSince')}
          value={content.legalSince}
          errors={errors}
          width="medium"
        />
        <Field
          page={page}
          name="domain"
          label={t('register.field.domain')}
          hint={t('register.field.domain.hint')}
          value={content.domain ?? ''}
          errors={errors}
          maxlength={200}
          spellcheck={false}
          optional
        />
        {application.class === 'issuer' && <ScopeFields {...props} />}
        <Textarea
          page={page}
          name="statement"
          label={t('register.field.statement')}
          hint={t('register.field.statement.hint')}
          value={content.statement}
          errors={errors}
          maxlength={5_000}
          optional
        />
        <Button kind="quiet">{t('register.application.save')}</Button>
      </PostForm>
      <h2>{t('register.application.documents')}</h2>
      <p>{t('register.application.documents-lead')}</p>
      {props.checklist.items.map((item) => (
        <DocumentBox {...props} item={item} />
      ))}
      <h2>{t('register.application.submit-title')}</h2>
      <p>{t('register.application.submit-lead')}</p>
      <PostButton page={page} action={`${path}/submission`}>
        {t('register.application.submit')}
      </PostButton>
    </>
  )
}

function DocumentBox({
  page,
  application,
  documents,
  errors,
  item,
}: ApplicationProps & { item: Checklist['items'][number] }): Html {
  const t = page.t
  const own = documents.filter((one) => one.item === item.code)
  const path = `/register/apply/${application.id}/documents`
  return (
    <section class="paper small" aria-label={page.say(item.name)}>
      <PostForm page={page} action={path} upload>
        <input type="hidden" name="item" value={item.code} />
        <Upload
          page={page}
          name={`document-${item.code}`}
          label={page.say(item.name)}
          hint={page.say(item.hint)}
          errors={errors}
          accept=".pdf,.png,.jpg,.jpeg"
          optional={item.document === 'optional'}
        />
        <Button kind="quiet">{t('register.application.upload')}</Button>
      </PostForm>
      {own.map((one) => (
        <div class="row">
          <DocumentLine page={page} document={one} />
          <PostButton page={page} action={`${path}/${one.id}/removal`} kind="link">
            {t('register.application.remove')}
            <span class="vh"> {one.name}</span>
          </PostButton>
        </div>
      ))}
    </section>
  )
}

function Submitted(props: ApplicationProps): Html {
  const { page, application, decisions, state } = props
  const t = page.t
  return (
    <>
      {state === 'submitted' && application.dueOn !== null && (
        <Note tone="unknown" title={t('register.application.waiting')}>
          <p>
            {t('register.application.due')} <Day page={page} day={application.dueOn} />.
          </p>
        </Note>
      )}
      {state === 'appealed' && <Note tone="unknown" title={t('register.application.appeal-waiting')} />}
      {decisions.map((one) => (
        <Note tone={one.act === 'list' ? 'pass' : 'fail'} title={t(`register.decision.${one.act}`)}>
          {one.act === 'refuse' && (
            <>
              <ul>
                {one.content.reasons.map((reason) => (
                  <li>{props.reasonName(reason)}</li>
                ))}
              </ul>
              {one.content.note !== '' && <p>{one.content.note}</p>}
            </>
          )}
          {one.decision !== null && (
            <p class="small soft">
              {t('register.decision.on')} <Day page={page} day={dayOf(one.decision.decidedAt)} />.{' '}
              {t('register.decision.two')}
            </p>
          )}
        </Note>
      ))}
      {state === 'refused' && props.appealUntil !== null && (
        <form method="post" action={page.href(`/register/apply/${application.id}/appeal`)}>
          <h2>{t('register.appeal.title')}</h2>
          <p>
            {t('register.appeal.until')} <Day page={page} day={props.appealUntil} />. {t('register.appeal.others')}
          </p>
          <FormToken page={page} />
          <Textarea
            page={page}
            name="grounds"
            label={t('register.appeal.grounds')}
            value={props.grounds}
            errors={props.errors}
            maxlength={5_000}
          />
          <Button>{t('register.appeal.send')}</Button>
        </form>
      )}
      <h2>{t('register.application.documents')}</h2>
      <ul>
        {props.documents.map((one) => (
          <li>
            <DocumentLine page={page} document={one} />
          </li>
        ))}
      </ul>
    </>
  )
}

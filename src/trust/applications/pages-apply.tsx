import type { Organisation } from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import { formatBytes } from '../../platform/format.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Choice,
  Day,
  ErrorSummary,
  Field,
  Finding,
  FlowTable,
  FormToken,
  type Html,
  Note,
  PostButton,
  Select,
  Textarea,
  type Tone,
  Upload,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { Checklist } from '../library.ts'
import type { Names } from '../pages-words.tsx'
import { CLASSES } from '../types.ts'
import type { Application, ApplicationContent, ApplicationDocument, ApplicationState, Proposal } from './types.ts'

/** An application with where it stands, for lists. */
export interface ApplicationLine {
  readonly application: Application
  readonly organisation: string
  readonly state: ApplicationState
}

const TONES: Readonly<Record<ApplicationState, Tone>> = {
  draft: 'plain',
  submitted: 'unknown',
  appealed: 'unknown',
  listed: 'pass',
  refused: 'fail',
  'refused-finally': 'fail',
}

/** Where an application stands, with its sign and colour. */
export function ApplicationStateWord({ page, state }: { page: Page; state: ApplicationState }): Html {
  return <Finding tone={TONES[state]}>{page.t(`register.state.${state}`)}</Finding>
}

/** `/register/apply`: how to be listed, one's own applications, and the start of a new one. */
export function ApplyPage(props: {
  page: Page
  organisations: readonly Organisation[]
  lines: readonly ApplicationLine[]
  values: { readonly organisation: string; readonly class: string }
  errors: readonly Refusal[]
}): Html {
  const { page, organisations, lines, values, errors } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('register.apply.title')}
      section="register"
      noindex
      narrow
      failed={errors.length > 0}
      breadcrumb={[{ href: '/register', label: t('trust.register.title') }]}
    >
      <ErrorSummary page={page} refusals={errors} />
      <h1>{t('register.apply.title')}</h1>
      <p>{t('register.apply.lead')}</p>
      {lines.length > 0 && (
        <>
          <h2>{t('register.apply.own')}</h2>
          <FlowTable
            page={page}
            caption={t('register.apply.own')}
            captionHidden
            columns={[
              { label: t('register.column.organisation'), header: true, full: true },
              { label: t('trust.column.class') },
              { label: t('register.column.state') },
              { label: t('register.column.due') },
            ]}
            rows={lines.map(({ application, organisation, state }) => ({
              cells: [
                <a href={page.href(`/register/apply/${application.id}`)}>{organisation}</a>,
                t(`trust.class.${application.class}`),
                <ApplicationStateWord page={page} state={state} />,
                application.dueOn === null ? '' : <Day page={page} day={application.dueOn} />,
              ],
            }))}
          />
        </>
      )}
      {organisations.length === 0 ? (
        <Note tone="unknown" title={t('register.apply.no-organisation')}>
          <p>{t('register.apply.no-organisation-next')}</p>
        </Note>
      ) : (
        <form method="post" action={page.href('/register/apply')}>
          <h2>{t('register.apply.new')}</h2>
          <FormToken page={page} />
          <Select
            page={page}
            name="organisation"
            label={t('register.column.organisation')}
            value={values.organisation}
            errors={errors}
            options={organisations.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Choice
            page={page}
            name="class"
            label={t('register.apply.class')}
            value={values.class || 'issuer'}
            errors={errors}
            options={CLASSES.map((one) => ({
              value: one,
              label: t(`trust.class.${one}`),
              hint: t(`register.class.${one}.hint`),
            }))}
          />
          <Button>{t('register.apply.start')}</Button>
        </form>
      )}
    </Layout>
  )
}

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
      <form method="post" action={page.href(path)}>
        <FormToken page={page} />
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
      </form>
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

/** Kinds, fields and levels, as an application and an authorisation ask for them. */
export function ScopeFields(props: {
  page: Page
  content: Pick<ApplicationContent, 'kinds' | 'fields' | 'levelMin' | 'levelMax'>
  kinds: readonly string[]
  fields: readonly string[]
  names: Names
  errors: readonly Refusal[]
}): Html {
  const { page, content, errors } = props
  const t = page.t
  const level = (name: 'levelMin' | 'levelMax') => (
    <Field
      page={page}
      name={name}
      label={t(`register.field.${name}`)}
      value={content[name]}
      errors={errors}
      width="short"
      inputmode="numeric"
    />
  )
  return (
    <>
      <h2>{t('register.application.scope')}</h2>
      <Choice
        page={page}
        name="kinds"
        type="checkbox"
        label={t('register.field.kinds')}
        values={content.kinds}
        errors={errors}
        options={props.kinds.map((kind) => ({ value: kind, label: t(`trust.kind.${kind}`) }))}
      />
      <Choice
        page={page}
        name="fields"
        type="checkbox"
        label={t('register.field.fields')}
        hint={t('register.field.fields.hint')}
        values={content.fields}
        errors={errors}
        options={props.fields.map((field) => ({ value: field, label: page.say(props.names.field(field)) }))}
      />
      <div class="row">
        {level('levelMin')}
        {level('levelMax')}
      </div>
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
      <form method="post" action={page.href(path)} enctype="multipart/form-data" data-upload>
        <FormToken page={page} />
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
      </form>
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

/** A document with its size and the beginning of its fingerprint. */
export function DocumentLine({ page, document }: { page: Page; document: ApplicationDocument }): Html {
  return (
    <span class="small">
      <a href={page.href(`/register/apply/${document.applicationId}/documents/${document.id}`)}>{document.name}</a>,{' '}
      {formatBytes(page.language, document.bytes)}, SHA-256 <code class="break">{document.sha256.slice(0, 16)}…</code>
    </span>
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

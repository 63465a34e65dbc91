import type { Organisation } from '../../organisations/index.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  ErrorSummary,
  Field,
  FlowTable,
  type Html,
  Note,
  PostForm,
  Select,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { From, Until } from '../pages-words.tsx'
import type { Attestation } from '../types.ts'

import { NoConflict, type ProposalLine, ProposalTable } from './pages-proposal.tsx'

type AttestationLine = Pick<Attestation, 'id' | 'scheme' | 'level' | 'number' | 'from' | 'until'>

/** What the form of an attestation says, as typed. */
export interface AttestForm {
  readonly organisation: string
  readonly scheme: string
  readonly level: string
  readonly number: string
  readonly from: string
  readonly lastDay: string
}

/** `/register/attest`: what a registered body says of organisations, and what waits for its second person. */
export function AttestPage(props: {
  page: Page
  body: Organisation
  organisations: readonly Organisation[]
  given: readonly { readonly attestation: AttestationLine; readonly organisation: string }[]
  waiting: readonly ProposalLine[]
  form: AttestForm
  errors: readonly Refusal[]
  sent: boolean
}): Html {
  const { page, body, form, errors } = props
  const t = page.t
  const text = (name: 'scheme' | 'level' | 'number') => (
    <Field
      page={page}
      name={name}
      label={t(`register.attest.${name}`)}
      hint={t(`register.attest.${name}.hint`)}
      value={form[name]}
      errors={errors}
      maxlength={100}
    />
  )
  const day = (name: 'from' | 'lastDay') => (
    <Field
      page={page}
      name={name}
      type="date"
      label={t(`register.attest.${name}`)}
      value={form[name]}
      errors={errors}
      width="medium"
    />
  )
  return (
    <Layout
      page={page}
      title={t('register.attest.title')}
      section="register"
      noindex
      narrow
      failed={errors.length > 0}
      breadcrumb={[{ href: '/register', label: t('trust.register.title') }]}
    >
      <ErrorSummary page={page} refusals={errors} />
      <h1>{t('register.attest.title')}</h1>
      <p>{t('register.attest.lead', { body: body.name })}</p>
      {props.sent && errors.length === 0 && (
        <Note tone="pass" title={t('register.proposal.sent')}>
          <p>{t('register.proposal.sent-means')}</p>
        </Note>
      )}
      {props.waiting.length > 0 && (
        <ProposalTable page={page} lines={props.waiting} base="/register/attest/proposals" />
      )}
      <h2>{t('register.attest.new')}</h2>
      <PostForm page={page} action="/register/attest">
        <input type="hidden" name="body" value={body.id} />
        <Select
          page={page}
          name="organisation"
          label={t('register.column.organisation')}
          value={form.organisation}
          errors={errors}
          empty={t('register.attest.choose')}
          options={props.organisations.map(({ id, name }) => ({ value: id, label: name }))}
        />
        {text('scheme')}
        {text('level')}
        {text('number')}
        <div class="row">
          {day('from')}
          {day('lastDay')}
        </div>
        <NoConflict page={page} errors={errors} />
        <Button>{t('register.proposal.propose')}</Button>
      </PostForm>
      {props.given.length > 0 && (
        <>
          <h2>{t('register.attest.given')}</h2>
          <FlowTable
            page={page}
            caption={t('register.attest.given')}
            captionHidden
            columns={[
              { label: t('register.column.organisation'), header: true, full: true },
              { label: t('trust.column.scheme') },
              { label: t('trust.column.number') },
              { label: t('trust.column.from') },
              { label: t('trust.column.until') },
            ]}
            rows={props.given.map(({ attestation, organisation }) => ({
              cells: [
                organisation,
                `${attestation.scheme}, ${attestation.level}`,
                attestation.number,
                <From page={page} period={attestation} />,
                <Until page={page} period={attestation} />,
              ],
            }))}
          />
          <h2>{t('register.attest.end')}</h2>
          <PostForm page={page} action="/register/attest/end">
            <input type="hidden" name="body" value={body.id} />
            <Select
              page={page}
              name="attestation"
              label={t('register.attest.which')}
              options={props.given.map(({ attestation, organisation }) => ({
                value: `${attestation.id}`,
                label: `${organisation}, ${attestation.number}`,
              }))}
            />
            <Field
              page={page}
              name="endDay"
              type="date"
              label={t('register.attest.end-day')}
              hint={t('register.attest.end-day.hint')}
              width="medium"
              optional
            />
            <Field
              page={page}
              name="note"
              label={t('register.field.note')}
              hint={t('register.field.note.hint')}
              maxlength={500}
            />
            <NoConflict page={page} errors={[]} id="noConflictEnd" />
            <Button kind="quiet">{t('register.proposal.propose')}</Button>
          </PostForm>
        </>
      )}
    </Layout>
  )
}

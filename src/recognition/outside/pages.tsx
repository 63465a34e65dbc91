import { capital } from '../../platform/format.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Day,
  ErrorSummary,
  Facts,
  Field,
  type FieldGiven,
  Fields,
  Finding,
  type Html,
  Instant,
  Note,
  PostForm,
  Upload,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { MODES } from '../types-rules.ts'
import { credentialIdOf, gradeOf } from './rules.ts'
import type { Grade, OutsideCertificate, OutsideForm } from './types.ts'

const TONES = { signature: 'pass', link: 'pass', picture: 'warn' } as const satisfies Record<Grade, string>

/** The certificates that somebody handed in, and the form for one more. */
export function OutsidePage(props: {
  page: Page
  certificates: readonly OutsideCertificate[]
  form: OutsideForm
  megabytes: number
  refusals: readonly Refusal[]
}): Html {
  const { page, certificates, form, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('recognition.outside.title')}
      section="credit"
      noindex
      narrow
      failed={refusals.length > 0}
      islands={['upload.js']}
      breadcrumb={[
        { href: '/credit', label: t('recognition.crumb.credit') },
        { href: '/credit/requests/new', label: t('recognition.choose.title') },
      ]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('recognition.outside.title')}</h1>
      <p>{t('recognition.outside.lead')}</p>
      {certificates.length > 0 && (
        <ul>
          {certificates.map((one) => (
            <li>
              <a href={page.href(`/credit/requests/new?credential=${credentialIdOf(one.id)}`)}>{one.title}</a>,{' '}
              {one.issuerName}. <GradeFinding page={page} certificate={one} />{' '}
              <a href={page.href(`/credit/outside/${one.id}/file`)}>{t('recognition.outside.open')}</a>
            </li>
          ))}
        </ul>
      )}
      <h2>{t('recognition.outside.add')}</h2>
      <PostForm page={page} action="/credit/outside" upload>
        <Upload
          page={page}
          name="file"
          label={t('recognition.outside.file')}
          hint={t('recognition.outside.file-hint', { megabytes: props.megabytes })}
          errors={refusals}
          accept=".pdf,.png,.jpg,.jpeg,.json,.svg,.jwt"
        />
        <Fields page={page} errors={refusals} fields={fieldsOf(page, form)} />
        <Button>{t('recognition.outside.send')}</Button>
      </PostForm>
    </Layout>
  )
}

/** What somebody states of a certificate from outside. */
function fieldsOf({ t, language }: Page, form: OutsideForm): readonly FieldGiven[] {
  return [
    {
      as: 'line',
      name: 'title',
      label: t('recognition.outside.name'),
      hint: t('recognition.outside.name-hint'),
      value: form.title,
      optional: true,
    },
    { as: 'line', name: 'issuer', label: t('recognition.outside.issuer'), value: form.issuer, optional: true },
    { as: 'day', name: 'issuedOn', label: t('recognition.outside.issued'), value: form.issuedOn, optional: true },
    { as: 'day', name: 'expiresOn', label: t('recognition.outside.expires'), value: form.expiresOn, optional: true },
    {
      as: 'count',
      name: 'hours',
      label: t('recognition.outside.hours'),
      hint: t('recognition.outside.hours-hint'),
      value: form.hours,
    },
    {
      as: 'one',
      name: 'mode',
      label: t('recognition.trial.mode'),
      value: form.mode,
      options: MODES.map((mode) => ({ value: mode, label: capital(language, t(`recognition.mode.${mode}`)) })),
    },
    {
      as: 'address',
      name: 'link',
      label: t('recognition.outside.link'),
      hint: t('recognition.outside.link-hint'),
      value: form.link,
      optional: true,
    },
  ]
}

function GradeFinding({ page, certificate }: { page: Page; certificate: OutsideCertificate }): Html {
  if (certificate.checkResult === 'not-confirmed')
    return <Finding tone="fail">{page.t('recognition.outside.not-confirmed')}</Finding>
  const grade = gradeOf(certificate)
  return <Finding tone={TONES[grade]}>{page.t(`recognition.outside.grade.${grade}`)}</Finding>
}

/** The evidence of a case: how far its proof goes, the file, the link and what a registrar found under it. */
export function OutsideEvidence({
  page,
  certificate,
  requestId,
  checkerName,
  open,
}: {
  page: Page
  certificate: OutsideCertificate
  requestId: string
  checkerName: string | null
  /** The case waits: what the link shows may still be noted. */
  open: boolean
}): Html {
  const t = page.t
  const { link } = certificate
  return (
    <Note tone={gradeOf(certificate) === 'picture' ? 'warn' : 'pass'} small title={t('recognition.outside.evidence')}>
      <p>
        <GradeFinding page={page} certificate={certificate} />{' '}
        {certificate.namedHolder === false && <Finding tone="fail">{t('recognition.outside.other-name')}</Finding>}
      </p>
      <Facts
        facts={[
          { label: t('recognition.outside.issued'), value: <Day page={page} day={certificate.issuedOn} /> },
          { label: t('recognition.outside.hours'), value: String(certificate.hours) },
          {
            label: t('recognition.outside.file-label'),
            value: <a href={page.href(`/registrar/requests/${requestId}/evidence`)}>{t('recognition.outside.open')}</a>,
          },
          {
            label: t('recognition.outside.link'),
            value:
              link === null ? null : (
                <a href={link} rel="noreferrer noopener">
                  {new URL(link).hostname}
                </a>
              ),
          },
          {
            label: t('recognition.outside.compared'),
            value:
              certificate.checkedAt === null ? null : (
                <>
                  {t(`recognition.outside.result.${certificate.checkResult ?? 'confirmed'}`, {
                    name: checkerName ?? '',
                  })}{' '}
                  <Instant page={page} at={certificate.checkedAt} /> {certificate.checkNote}
                </>
              ),
          },
        ]}
      />
      {open && link !== null && (
        <PostForm page={page} action={`/registrar/requests/${requestId}/evidence`}>
          <Field page={page} name="note" label={t('recognition.outside.note')} maxlength={500} optional />
          <p class="row">
            <Button kind="quiet" name="result" value="confirmed">
              {t('recognition.outside.confirm')}
            </Button>
            <Button kind="bad" name="result" value="not-confirmed">
              {t('recognition.outside.deny')}
            </Button>
          </p>
        </PostForm>
      )}
    </Note>
  )
}

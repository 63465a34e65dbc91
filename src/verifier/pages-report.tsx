import type { Coded, CredentialFacts } from '@lumbung/credential'
import { dayOf } from '../platform/clock.ts'
import { formatDay, formatInstant } from '../platform/format.ts'
import { verifyStyle } from '../platform/html/assets.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Checks,
  Day,
  Facts,
  FlowTable,
  type Html,
  markup,
  Note,
  RecordHead,
  Tag,
  Verdict,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { loadTexts } from '../platform/text.ts'
import { type IssuerNow, IssuerNowLine } from '../trust/index.ts'
import { ADVICE, decidingCheck, lookOf, passedChecks, whyNothing } from './rules.ts'
import type { Report } from './types.ts'

/** The rules of verify pages, and that the QR symbol stands on paper alone. */
export const styleOf = (): string =>
  `${verifyStyle()}.onlyprint{display:none}@media print{.onlyprint{display:block}.onlyprint svg{width:3cm}}`

/** What a page of a report is given besides the report. */
export interface ReportProps {
  readonly page: Page
  readonly report: Report
  /** The id of the definition's rosette, where facts may be shown. */
  readonly rosette: string | null
  /** What became of the issuer since it issued this. */
  readonly issuerNow: IssuerNow | null
  /** A shared credential: its code as people spell it, when the share ends, the QR symbol for paper. */
  readonly share?:
    | { readonly code: string; readonly expiresAt: Date; readonly qr: string; readonly url: string }
    | undefined
  /** An uploaded file. */
  readonly file?: { readonly name: string; readonly carrier: string; readonly savedAgain: boolean } | undefined
}

/** The verdict as a page of its own: the style is inside, nothing else has to be fetched, nothing needs a script. */
export function ReportPage(props: ReportProps): Html {
  const { page, report } = props
  return (
    <Layout
      page={page}
      title={page.say(report.title)}
      noindex
      narrow
      inlineStyle={styleOf()}
      section="verify"
      switchPath={props.share === undefined ? '/verify' : undefined}
    >
      <ReportBody {...props} />
    </Layout>
  )
}

function ReportBody(props: ReportProps): Html {
  const { page, report, share, file } = props
  const { t } = page
  return (
    <>
      <Verdict
        kind={lookOf(report)}
        title={page.say(report.title)}
        lead={leadOf(page, report)}
        label={t('verifier.result')}
      >
        {report.facts === null ? <NothingShown {...props} /> : <FactsShown {...props} facts={report.facts} />}
      </Verdict>
      <p class="small num">
        {t('verifier.checked-at', { at: formatInstant(page.language, report.checkedAt) })}{' '}
        {share !== undefined &&
          t('verifier.share', { code: share.code, day: formatDay(page.language, dayOf(share.expiresAt)) })}
      </p>
      <Note small>
        <p>{t('verifier.bearer')}</p>
      </Note>
      {file?.carrier === 'pdf' && (
        <Note small tone={file.savedAgain ? 'warn' : 'plain'}>
          <p>{t(file.savedAgain ? 'verifier.pdf-saved-again' : 'verifier.pdf')}</p>
        </Note>
      )}
      <Advice page={page} report={report} />
      <div class="row noprint">
        <Button href={page.href('/verify')}>{t('verifier.another')}</Button>
      </div>
      <h2>{t('verifier.checks')}</h2>
      <Checks page={page} checks={report.checks.map((check) => ({ ...check, message: messageOf(page, check) }))} />
      {share !== undefined && (
        <div class="onlyprint">
          {markup(share.qr)}
          <p class="small num">{share.url}</p>
        </div>
      )}
    </>
  )
}

function leadOf(page: Page, report: Report): string {
  const deciding = decidingCheck(report.checks)
  if (deciding !== null && awaitsLog(deciding)) return page.t('verifier.log.pending')
  if (report.kind !== 'valid') return page.say(report.explanation)
  return page.t('verifier.passed', { passed: passedChecks(report.checks), all: report.checks.length })
}

/** Whether our log holds it, or is about to, and too few witnesses have seen it there. */
const awaitsLog = (check: Report['checks'][number]): boolean => check.id === 'log' && check.data.reason === 'pending'

function messageOf(page: Page, check: Report['checks'][number]): string {
  const until = check.data.until
  const words = page.say(check.message)
  const more =
    check.id === 'validity' && typeof until === 'string'
      ? ` ${page.t('verifier.until', { day: dayText(page, until) })}`
      : awaitsLog(check)
        ? ` ${page.t('verifier.log.pending')}`
        : ''
  return check.outcome === 'pass' || check.outcome === 'none'
    ? `${words}${more}`
    : `${words}${more} ${page.t('verifier.code', { code: check.code })}`
}

const dayText = (page: Page, instant: string): string => formatDay(page.language, dayOf(new Date(instant)))

function FactsShown({ page, report, rosette, issuerNow, facts }: ReportProps & { facts: CredentialFacts }): Html {
  const { t } = page
  const issuer = report.checks.find(({ id }) => id === 'issuer')
  const listedFrom = issuer?.data.listedFrom
  const certain = issuer?.outcome === 'pass'
  const kind = report.format === 'clr-2' ? 'verifier.kind-record' : 'verifier.kind'
  return (
    <>
      {!certain && <p class="small soft">{t('verifier.as-the-file-says')}</p>}
      <RecordHead id={rosette ?? facts.id} level={2} over={t(kind)} title={page.say(facts.title)} />
      <div class="gap">
        <Facts
          facts={[
            {
              label: t('verifier.holder'),
              value: facts.holderName === null ? null : <span class="name">{facts.holderName}</span>,
            },
            {
              label: t('verifier.issuer'),
              value: (
                <>
                  {facts.issuer.name}
                  {certain && typeof listedFrom === 'string' && (
                    <>
                      <br />
                      <Tag>{t('verifier.listed-since', { year: listedFrom.slice(0, 4) })}</Tag>
                    </>
                  )}
                  {issuerNow !== null && <IssuerNowLine page={page} now={issuerNow} />}
                </>
              ),
            },
            {
              label: t('verifier.together'),
              value: facts.coIssuers?.map(({ name }) => name).join('; '),
            },
            {
              label: t('verifier.on-behalf-of'),
              value:
                facts.onBehalfOf === null || facts.onBehalfOf.id === facts.issuer.id ? null : facts.onBehalfOf.name,
            },
            { label: t('verifier.issued'), value: facts.validFrom === null ? null : issuedText(page, facts) },
            { label: t('platform.check.log'), value: loggedText(page, report) },
            { label: t('verifier.load'), value: loadText(page, facts) },
            { label: t('verifier.assessment'), value: named(page, 'assessment', facts.assessment) },
            { label: t('verifier.identity'), value: named(page, 'identity', facts.identityAssurance) },
          ]}
        />
      </div>
      {facts.outcomes.length > 0 && (
        <p class="small">
          <b>{t('verifier.can')}</b> {facts.outcomes.join('; ')}.
        </p>
      )}
    </>
  )
}

/** A code of one of our closed lists in the page's language; any other as the credential names it. */
function named(page: Page, list: 'assessment' | 'identity', coded: Coded | null): string | null {
  if (coded === null) return null
  const key = `credentials.${list}.${coded.code}`
  return coded.framework === 'Lumbung' && loadTexts().has(key) ? page.t(key) : coded.name
}

function issuedText(page: Page, facts: CredentialFacts): string {
  const from = dayText(page, facts.validFrom ?? '')
  return facts.validUntil === null
    ? page.t('verifier.issued.no-end', { from })
    : page.t('verifier.issued.until', { from, until: dayText(page, facts.validUntil) })
}

/** Since when witnesses have seen it in the public log, where it is there. */
function loggedText(page: Page, report: Report): string | null {
  const seenAt = report.checks.find(({ id, outcome }) => id === 'log' && outcome === 'pass')?.data.seenAt
  return typeof seenAt === 'string' ? page.t('verifier.log.since', { day: dayText(page, seenAt) }) : null
}

function loadText(page: Page, facts: CredentialFacts): string {
  const parts = [
    facts.sks === null ? null : page.t('verifier.sks', { sks: facts.sks }),
    facts.hours === null ? null : page.t('verifier.hours', { hours: facts.hours }),
    facts.kkniLevel === null ? null : page.t('verifier.kkni', { level: facts.kkniLevel }),
  ]
  return parts.filter((part) => part !== null).join(', ')
}

/** When the signature doesn't fit, no name stands here: the empty place is shown and explained. */
function NothingShown({ page, report, file }: ReportProps): Html {
  const { t } = page
  const unsure = report.verdict === 'unconfirmed'
  return (
    <>
      <Facts facts={[{ label: t('verifier.file'), value: file?.name }]} />
      <Note dashed tone={unsure ? 'unknown' : 'fail'}>
        <p>
          <b>{t('verifier.nothing-shown')}</b> {t(`verifier.nothing-shown.${whyNothing(report)}`)}
        </p>
      </Note>
    </>
  )
}

function Advice({ page, report }: { page: Page; report: Report }): Html | null {
  const count = ADVICE[report.kind]
  if (count === 0) return null
  return (
    <>
      <h2>{page.t('verifier.advice')}</h2>
      <ol>
        {Array.from({ length: count }, (_, at) => (
          <li>{page.t(`verifier.advice.${report.kind}.${at + 1}`)}</li>
        ))}
      </ol>
    </>
  )
}

/** One line of a table of several documents. */
export interface BatchRow {
  readonly name: string
  readonly report: Report
}

/** Several documents at once: one line each, the reasons in words. */
export function BatchPage({ page, rows }: { page: Page; rows: readonly BatchRow[] }): Html {
  const { t } = page
  return (
    <Layout page={page} title={t('verifier.batch')} noindex section="verify" switchPath="/verify">
      <h1>{t('verifier.batch')}</h1>
      <p>
        {t('verifier.batch.lead', {
          count: rows.length,
          valid: rows.filter(({ report }) => report.verdict === 'valid').length,
        })}
      </p>
      <FlowTable
        page={page}
        caption={t('verifier.batch')}
        captionHidden
        columns={[
          { label: t('verifier.file'), header: true },
          { label: t('verifier.result') },
          { label: t('verifier.holder') },
          { label: t('verifier.what') },
          { label: t('verifier.issuer') },
          { label: t('verifier.issued') },
        ]}
        rows={rows.map(({ name, report }) => ({
          cells: [
            name,
            <VerdictWord page={page} report={report} />,
            report.facts?.holderName,
            report.facts === null ? null : page.say(report.facts.title),
            report.facts?.issuer.name,
            report.facts?.validFrom == null ? null : <Day page={page} day={dayOf(new Date(report.facts.validFrom))} />,
          ],
        }))}
      />
      <Note small>
        <p>{t('verifier.bearer')}</p>
      </Note>
      <Button href={page.href('/verify')}>{t('verifier.another')}</Button>
    </Layout>
  )
}

const SIGNS = { valid: '✓', invalid: '✕', unconfirmed: '?', withdrawn: '▲' } as const
const TONES = { valid: 'pass', invalid: 'fail', unconfirmed: 'unknown', withdrawn: 'warn' } as const

function VerdictWord({ page, report }: { page: Page; report: Report }): Html {
  const look = lookOf(report)
  const check = decidingCheck(report.checks)
  return (
    <>
      <b class={`finding ${TONES[look]}`}>
        <span aria-hidden="true">{SIGNS[look]} </span>
        {page.say(report.title)}
      </b>
      {check !== null && <span class="small soft"> {page.say(check.message)}</span>}
    </>
  )
}

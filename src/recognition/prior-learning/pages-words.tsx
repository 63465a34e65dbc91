import { Day, Facts, Finding, FlowTable, type Html, Tag, type Tone } from '../../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { Application, Claim, Evidence, State } from './types.ts'

const TONES: Readonly<Record<State, Tone>> = {
  draft: 'plain',
  withdrawn: 'plain',
  appointing: 'unknown',
  assessing: 'unknown',
  conflict: 'warn',
  assessed: 'unknown',
  decided: 'plain',
  closed: 'pass',
}

/** Where a case stands, with its sign. */
export function StateWord({ page, state }: { page: Page; state: State }): Html {
  return <Finding tone={TONES[state]}>{page.t(`rpl.state.${state}`)}</Finding>
}

/** Refusals with the names of claims and of codes in the page's language. */
export function worded(page: Page, refusals: readonly Refusal[]): readonly Refusal[] {
  return refusals.map((refusal) => {
    const { values } = refusal
    if (values === undefined || !refusal.code.startsWith('rpl.')) return refusal
    const said: Record<string, string | number> = { ...values }
    if (values.claimEn !== undefined && page.language === 'en') said.claim = values.claimEn
    if (refusal.code === 'rpl.entry-too-low')
      for (const name of ['is', 'least']) said[name] = page.t(`rpl.education.${values[name]}`)
    if (refusal.code === 'rpl.host-accreditation') said.is = page.t(`rpl.accreditation.${values.is}`)
    return { ...refusal, values: said }
  })
}

/** What is asked for and by which way. */
export function CaseFacts(props: {
  page: Page
  application: Application
  aim: Bilingual
  organisation: string
  applicant?: string | undefined
  shownAs?: 'grade' | 'pass' | undefined
}): Html {
  const { page, application } = props
  const t = page.t
  const { stated } = application
  return (
    <Facts
      facts={[
        { label: t('rpl.facts.applicant'), value: props.applicant },
        { label: t('rpl.facts.aim'), value: page.say(props.aim) },
        { label: t(`rpl.facts.where.${application.aim}`), value: props.organisation },
        { label: t('rpl.facts.route'), value: t(`rpl.route.${application.route}`) },
        {
          label: t('rpl.facts.education'),
          value: stated.education === null ? null : t(`rpl.education.${stated.education}`),
        },
        { label: t('rpl.facts.former'), value: stated.former === null ? null : t(`rpl.former.${stated.former}`) },
        { label: t('rpl.facts.formerName'), value: stated.formerName },
        {
          label: t('rpl.facts.workYears'),
          value: stated.workYears === null ? null : t('rpl.facts.years', { years: stated.workYears }),
        },
        {
          label: t('rpl.facts.due'),
          value: application.dueOn === null ? null : <Day page={page} day={application.dueOn} />,
        },
        { label: t('rpl.facts.shown'), value: props.shownAs === undefined ? null : t(`rpl.shown.${props.shownAs}`) },
      ]}
    />
  )
}

/** A piece of evidence: its name, where it comes from, and its file or address where the reader may see them. */
export function EvidenceLine({
  page,
  evidence,
  filePath,
}: {
  page: Page
  evidence: Evidence
  filePath: string | null
}): Html {
  const t = page.t
  const shown = evidence.fileName ?? ''
  return (
    <div>
      <b>{evidence.title}</b> <Tag>{t(`rpl.source.${evidence.source}`)}</Tag>
      <div class="small soft">
        <Day page={page} day={evidence.datedOn} />
        {evidence.about !== '' && <> · {evidence.about}</>}
      </div>
      <div class="small">
        {evidence.link !== null &&
          (filePath === null ? (
            t('rpl.evidence.link')
          ) : (
            <a href={evidence.link} rel="noreferrer nofollow">
              {evidence.link}
            </a>
          ))}
        {evidence.sha256 !== null &&
          (evidence.erasedAt !== null ? (
            t('rpl.evidence.erased')
          ) : filePath === null ? (
            t('rpl.evidence.closed')
          ) : (
            <a href={page.href(`${filePath}/${evidence.id}`)} download="">
              {shown}
            </a>
          ))}
      </div>
    </div>
  )
}

/** Claims with their self-assessment, and a last column that the caller fills. */
export function ClaimTable(props: {
  page: Page
  claims: readonly Claim[]
  evidence: readonly Evidence[]
  last?: { readonly label: string; readonly of: (claim: Claim) => Html | string } | undefined
}): Html {
  const { page, claims, evidence, last } = props
  const t = page.t
  // Outcomes and levels have no SKS.
  const withSks = claims.some(({ sks }) => sks > 0)
  return (
    <FlowTable
      page={page}
      caption={t('rpl.claims.title')}
      captionHidden
      columns={[
        { label: t('rpl.claims.what'), header: true, full: true },
        ...(withSks ? [{ label: 'SKS', numeric: true }] : []),
        { label: t('rpl.claims.self') },
        { label: t('rpl.claims.evidence'), full: true },
        ...(last === undefined ? [] : [{ label: last.label }]),
      ]}
      rows={claims.map((claim) => ({
        cells: [
          page.say(claim.title),
          ...(withSks ? [claim.sks === 0 ? '–' : String(claim.sks)] : []),
          <>
            {t(`rpl.self.${claim.self}`)}
            {claim.reason !== '' && <div class="small soft">{claim.reason}</div>}
          </>,
          evidence
            .filter(({ id }) => claim.evidenceIds.includes(id))
            .map(({ title }) => title)
            .join(', '),
          ...(last === undefined ? [] : [last.of(claim)]),
        ],
      }))}
    />
  )
}

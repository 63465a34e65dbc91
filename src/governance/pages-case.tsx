import { Layout } from '../platform/html/layout.tsx'
import { Day, ErrorSummary, Facts, FlowTable, type Html, Instant, Note, PostButton } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { StateWord } from './pages.tsx'
import { AppealDecisionForm, AppealForm, DecisionForm, SanctionForm, type Typed } from './pages-forms.tsx'
import { stateOf } from './rules-case.ts'
import type { Detector } from './types.ts'
import type { CaseFile, SanctionList } from './types-case.ts'

/** Everything that the page of a case shows. */
export interface CaseProps {
  readonly page: Page
  readonly file: CaseFile
  readonly provider: string
  readonly detector: Detector | undefined
  readonly list: SanctionList
  /** Names of those who worked on it, by id; a provider sees none. */
  readonly names: ReadonlyMap<string, string>
  readonly personId: string
  readonly oversees: boolean
  /** ISO day. */
  readonly today: string
  readonly refusals: readonly Refusal[]
  readonly typed: Typed
}

/** How many things are listed; a case of more says how many. */
const LISTED = 60

/** One case: what was seen, on what it rests, what was decided, and what can be done next. */
export function CasePage(props: CaseProps): Html {
  const { page, file, refusals, detector } = props
  const t = page.t
  const name = detector === undefined ? file.case.detector : page.say(detector.name)
  return (
    <Layout
      page={page}
      title={t('governance.case.title')}
      section="review"
      room
      noindex
      failed={refusals.length > 0}
      breadcrumb={[
        ...(props.oversees ? [{ href: '/review', label: t('platform.nav.review') }] : []),
        { href: '/review/fraud', label: t('governance.queue.title') },
      ]}
      switchPath={`/review/fraud/${file.case.id}`}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{name}</h1>
      <p>
        <strong>{props.provider}</strong> · <StateWord page={page} line={file} today={props.today} />
      </p>
      <CaseFacts {...props} />
      {detector !== undefined && (
        <Note title={t('governance.case.about')} small>
          <p>{page.say(detector.looksFor)}</p>
          <p>
            {t('governance.case.cannot')} {page.say(detector.cannotSee)}
          </p>
          {detector.provisional && <p class="soft">{t('governance.case.provisional')}</p>}
        </Note>
      )}
      <Decided {...props} />
      <Next {...props} />
      <EvidenceTable {...props} />
    </Layout>
  )
}

function CaseFacts({ page, file, names, oversees }: CaseProps): Html {
  const t = page.t
  const { ownerId, knownAt, openedAt, dueOn, figures } = file.case
  return (
    <Facts
      facts={[
        ...Object.entries(figures).map(([name, value]) => ({
          label: t(`governance.figure.${name}`),
          value: String(value),
        })),
        { label: t('governance.case.known'), value: <Instant page={page} at={knownAt} /> },
        { label: t('governance.case.opened'), value: <Instant page={page} at={openedAt} /> },
        { label: t('governance.case.due'), value: <Day page={page} day={dueOn} /> },
        {
          label: t('governance.case.owner'),
          value: oversees ? (ownerId === null ? t('governance.case.nobody') : (names.get(ownerId) ?? ownerId)) : null,
        },
      ]}
    />
  )
}

function sanctionName(page: Page, list: SanctionList, code: string): string {
  const rule = list.sanctions.find((one) => one.code === code)
  return rule === undefined ? code : page.say(rule.name)
}

/** What was decided so far: outcome, sanctions, appeal. */
function Decided({ page, file, list, names, oversees }: CaseProps): Html {
  const t = page.t
  const { outcome, reason, decidedAt } = file.case
  const by = (id: string | null) => (oversees && id !== null ? ` · ${names.get(id) ?? id}` : '')
  return (
    <>
      {outcome !== null && decidedAt !== null && (
        <Note tone={outcome === 'fraud' ? 'fail' : 'plain'} title={t(`governance.outcome.${outcome}`)}>
          <p>{reason}</p>
          <p class="small soft">
            <Instant page={page} at={decidedAt} />
            {by(file.case.decidedBy)}
          </p>
        </Note>
      )}
      {file.sanctions
        .filter((one) => oversees || one.confirmedAt !== null)
        .map((one) => {
          return (
            <Note
              tone={one.confirmedAt === null ? 'unknown' : 'warn'}
              dashed={one.confirmedAt === null}
              title={sanctionName(page, list, one.code)}
            >
              <p>{page.say(one.reason)}</p>
              <p class="small soft">
                {t('governance.sanction.proposed')} <Instant page={page} at={one.proposedAt} />
                {by(one.proposedBy)}.{' '}
                {one.confirmedAt === null ? (
                  t('governance.sanction.waits')
                ) : (
                  <>
                    {t('governance.sanction.confirmed')} <Instant page={page} at={one.confirmedAt} />
                    {by(one.confirmedBy)}
                  </>
                )}
              </p>
            </Note>
          )
        })}
      {file.appeal !== null && (
        <Note title={t('governance.appeal.title')}>
          <p>{file.appeal.grounds}</p>
          <p class="small soft">
            <Instant page={page} at={file.appeal.filedAt} /> · {t('governance.case.due')}{' '}
            <Day page={page} day={file.appeal.dueOn} />
          </p>
          {file.appeal.upheld !== null && (
            <p>
              <strong>{t(file.appeal.upheld ? 'governance.appeal.upheld' : 'governance.appeal.dismissed')}</strong>{' '}
              {file.appeal.reason}
            </p>
          )}
        </Note>
      )}
    </>
  )
}

/** What can be done with a case as it stands. */
function Next(props: CaseProps): Html | null {
  const { page, file, personId, oversees } = props
  const t = page.t
  const path = `/review/fraud/${file.case.id}`
  const state = stateOf(file)
  if (!oversees) return file.appeal === null && state === 'decided' ? <AppealForm {...props} path={path} /> : null
  const found = file.case.outcome === 'mistake' || file.case.outcome === 'fraud'
  return (
    <>
      {file.case.outcome === null && file.case.ownerId !== personId && (
        <PostButton page={page} action={`${path}/owner`} kind={file.case.ownerId === null ? 'primary' : 'quiet'}>
          {t('governance.case.take')}
        </PostButton>
      )}
      {state === 'looked-after' && file.case.ownerId === personId && <DecisionForm {...props} path={path} />}
      {file.sanctions
        .filter((one) => one.confirmedAt === null && one.proposedBy !== personId && state !== 'overturned')
        .map((one) => (
          <PostButton page={page} action={`${path}/sanctions/${one.id}/confirmation`} kind="bad">
            {t('governance.sanction.confirm', { name: sanctionName(page, props.list, one.code) })}
          </PostButton>
        ))}
      {state === 'appealed' && <AppealDecisionForm {...props} path={path} />}
      {found && state !== 'overturned' && <SanctionForm {...props} path={path} />}
    </>
  )
}

function EvidenceTable({ page, file }: CaseProps): Html {
  const t = page.t
  const { evidence } = file
  return (
    <>
      <h2>
        {t('governance.evidence.title')} <span class="soft num">{evidence.length}</span>
      </h2>
      <p class="small soft">
        {t('governance.evidence.lead')}
        {evidence.length > LISTED && ` ${t('governance.evidence.first', { count: LISTED })}`}
      </p>
      <FlowTable
        page={page}
        caption={t('governance.evidence.title')}
        captionHidden
        columns={[
          { label: t('governance.evidence.id'), header: true },
          { label: t('governance.evidence.kind') },
          { label: t('governance.evidence.at') },
        ]}
        rows={evidence.slice(0, LISTED).map((one) => ({
          cells: [<code>{one.id}</code>, t(`governance.evidence.${one.kind}`), <Instant page={page} at={one.at} />],
        }))}
      />
    </>
  )
}

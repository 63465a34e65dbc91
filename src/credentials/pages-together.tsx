import {
  Button,
  Finding,
  FlowTable,
  FormToken,
  type Html,
  Instant,
  Note,
  Select,
  Textarea,
  type Tone,
} from '../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { IssuerDesk } from './pages-desk.tsx'
import { waitedFor } from './rules-together.ts'
import type { Together, TogetherPolicy, TogetherState } from './types.ts'

export const TOGETHER = '/provider/issue/together'
const ISSUE = '/provider/issue'
const TONES: Readonly<Record<TogetherState, Tone>> = {
  approving: 'unknown',
  signing: 'unknown',
  issued: 'pass',
  refused: 'fail',
  expired: 'warn',
  withdrawn: 'warn',
}

/** Who issues one credential together: with the names of all organisations. */
export interface PartiesShown {
  readonly together: Together
  readonly issuerId: string
  readonly names: ReadonlyMap<string, string>
}

/** An award that several issue together, with the names that lists show. */
export interface TogetherShown extends PartiesShown {
  readonly holder: string
  readonly title: Bilingual
}

/** The sentence that says who is still missing; empty where nobody is. */
export function missingSentence(page: Page, { together, names }: PartiesShown): string {
  const missing = waitedFor(together).map((id) => names.get(id) ?? '')
  if (missing.length === 0) return ''
  const list = new Intl.ListFormat(page.language).format(missing)
  return page.t(`credentials.together.waits.${together.state}`, { organisations: list })
}

function State({ page, state }: { page: Page; state: TogetherState }): Html {
  return <Finding tone={TONES[state]}>{page.t(`credentials.together.state.${state}`)}</Finding>
}

/** Who issues this credential together, and who of them has approved and signed. */
export function PartiesBox({ page, shown }: { page: Page; shown: PartiesShown }): Html {
  const { t } = page
  const { together, names } = shown
  const sentence = missingSentence(page, shown)
  return (
    <section class="gap">
      <h2>{t('credentials.together.parties')}</h2>
      {sentence !== '' && (
        <Note tone="unknown" title={t('credentials.together.not-issued')}>
          <p>{sentence}</p>
        </Note>
      )}
      <FlowTable
        page={page}
        caption={t('credentials.together.parties')}
        captionHidden
        columns={[
          { label: t('credentials.together.organisation'), header: true, full: true },
          { label: t('credentials.together.role') },
          { label: t('credentials.together.approved') },
          { label: t('credentials.together.signed') },
        ]}
        rows={together.parts.map((part) => ({
          cells: [
            names.get(part.organisationId) ?? '',
            part.role === null ? t('credentials.together.role.issuer') : t(`design.co-issuer.role.${part.role}`),
            t(part.isApproved ? 'credentials.together.yes' : 'credentials.together.not-yet'),
            t(part.proof === null ? 'credentials.together.not-yet' : 'credentials.together.yes'),
          ],
        }))}
      />
    </section>
  )
}

/** The desk: what waits for us, and what we wait for. */
export function TogetherPage(props: {
  page: Page
  organisation: string
  organisationId: string
  /** As co-issuer. */
  asked: readonly TogetherShown[]
  /** As issuer. */
  own: readonly TogetherShown[]
  policy: TogetherPolicy
  /** Designs that wait for this person's agreement. */
  drafts: number
  refusals: readonly Refusal[]
  told: { readonly decided: number; readonly left: number } | null
}): Html {
  const { page, asked, own, told } = props
  const { t } = page
  const open = asked.filter(({ together }) => together.state === 'approving')
  const waiting = open.filter((one) => !isApprovedBy(one, props.organisationId))
  const rest = asked.filter((one) => !waiting.includes(one))
  return (
    <IssuerDesk
      page={page}
      path={TOGETHER}
      title={t('credentials.together.title')}
      organisation={props.organisation}
      lead={t('credentials.together.lead', { days: props.policy.answerDays })}
      refusals={props.refusals}
      told={
        <>
          {told !== null && (
            <Note tone={told.left > 0 ? 'warn' : 'pass'}>
              <p>{t('credentials.together.told', told)}</p>
            </Note>
          )}
          {props.drafts > 0 && (
            <Note>
              <p>
                <a href={page.href('/design')}>{t('credentials.together.drafts', { count: props.drafts })}</a>
              </p>
            </Note>
          )}
        </>
      }
      empty={
        asked.length + own.length === 0
          ? { title: t('credentials.together.none'), text: t('credentials.together.none-next') }
          : null
      }
    >
      {waiting.length > 0 && <WaitingForm {...props} waiting={waiting} />}
      {rest.length > 0 && <ShownTable {...props} caption={t('credentials.together.asked')} rows={rest} takeBack />}
      {own.length > 0 && <ShownTable {...props} caption={t('credentials.together.own')} rows={own} />}
    </IssuerDesk>
  )
}

const isApprovedBy = ({ together }: TogetherShown, organisationId: string): boolean =>
  together.parts.some((part) => part.organisationId === organisationId && part.isApproved)

function WaitingForm(props: {
  page: Page
  waiting: readonly TogetherShown[]
  policy: TogetherPolicy
  refusals: readonly Refusal[]
}): Html {
  const { page, waiting, policy, refusals } = props
  const { t } = page
  return (
    <form method="post" action={page.href(TOGETHER)} class="gap" novalidate>
      <FormToken page={page} />
      <FlowTable
        page={page}
        caption={t('credentials.together.waiting', { count: waiting.length })}
        columns={[
          { label: t('credentials.column.name'), header: true, full: true },
          { label: t('credentials.column.credential'), full: true },
          { label: t('credentials.together.from'), full: true },
          { label: t('credentials.together.due') },
        ]}
        rows={waiting.map(({ together, holder, title, issuerId, names }) => ({
          cells: [
            <label class="pick">
              <input type="checkbox" name="credentialIds" value={together.credentialId} checked />
              <span class="vh">{t('credentials.column.choose')} </span>
              {holder}
            </label>,
            page.say(title),
            names.get(issuerId) ?? '',
            <Instant page={page} at={together.dueAt} />,
          ],
        }))}
      />
      <div class="paper gap" id="credentialIds">
        <p>{t('credentials.together.approve-means')}</p>
        <Button name="do" value="approve">
          {t('credentials.together.approve')}
        </Button>
      </div>
      <details class="paper gap" open={refusals.some(({ at }) => at === 'reason' || at === 'note')}>
        <summary>{t('credentials.together.refuse-instead')}</summary>
        <p>{t('credentials.together.refuse-means')}</p>
        <Select
          page={page}
          name="reason"
          label={t('credentials.column.reason')}
          errors={refusals}
          empty={t('credentials.together.choose')}
          options={policy.reasons.map(({ code, name }) => ({ value: code, label: page.say(name) }))}
        />
        <Textarea
          page={page}
          name="note"
          label={t('credentials.column.note')}
          hint={t('credentials.together.note-hint')}
          errors={refusals}
          value=""
          rows={2}
          optional
        />
        <Button name="do" value="refuse" kind="quiet">
          {t('credentials.together.refuse')}
        </Button>
      </details>
    </form>
  )
}

function ShownTable(props: {
  page: Page
  caption: string
  rows: readonly TogetherShown[]
  organisationId: string
  takeBack?: boolean
}): Html {
  const { page, rows } = props
  const { t } = page
  const canTakeBack = (one: TogetherShown) => props.takeBack === true && one.together.state === 'approving'
  return (
    <div class="gap">
      <FlowTable
        page={page}
        caption={props.caption}
        columns={[
          { label: t('credentials.column.name'), header: true, full: true },
          { label: t('credentials.column.credential'), full: true },
          { label: t('credentials.column.state'), full: true },
          { label: '' },
        ]}
        rows={rows.map((one) => ({
          cells: [
            one.holder,
            isOpenTo(one, props.organisationId) ? (
              <a href={page.href(`${ISSUE}/credentials/${one.together.credentialId}`)}>{page.say(one.title)}</a>
            ) : (
              page.say(one.title)
            ),
            <>
              <State page={page} state={one.together.state} />{' '}
              <span class="small soft">{missingSentence(page, one)}</span>
            </>,
            canTakeBack(one) && (
              <form method="post" action={page.href(TOGETHER)} class="one-button">
                <FormToken page={page} />
                <input type="hidden" name="credentialIds" value={one.together.credentialId} />
                <Button kind="link" name="do" value="take-back">
                  {t('credentials.together.take-back')}
                </Button>
              </form>
            ),
          ],
        }))}
      />
    </div>
  )
}

/** The page of one credential is open to its issuer always, and to co-issuers once it is issued. */
const isOpenTo = ({ together, issuerId }: TogetherShown, organisationId: string): boolean =>
  organisationId === issuerId || together.state === 'issued'

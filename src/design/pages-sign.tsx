import { Layout } from '../platform/html/layout.tsx'
import { Button, Ceplok, Choice, ErrorSummary, FormToken, type Html, Note, Textarea } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { CoIssuersBox, type CoIssuersShown } from './pages-co-issue.tsx'
import { DefinitionLabel, DefinitionText, Signatures } from './pages-version.tsx'
import { type OutcomeOfLearning, SIDES, type Side, type SignOff, type VersionContent } from './types.ts'

export interface SignProps {
  readonly page: Page
  readonly versionId: string
  readonly definitionId: string
  readonly number: number
  readonly title: string
  readonly organisation: string
  /** The content as it would be published; nothing while the draft isn't whole. */
  readonly whole: {
    readonly content: VersionContent
    readonly outcomes: readonly Omit<OutcomeOfLearning, 'id'>[]
  } | null
  readonly lacking: number
  readonly contentMark: string
  readonly sides: readonly Side[]
  readonly signatures: readonly SignOff[]
  readonly names: ReadonlyMap<string, string>
  readonly signedByMe: boolean
  readonly coIssuers: CoIssuersShown
  /** Co-issuers for which this person may agree. */
  readonly mayAgree: readonly string[]
  readonly errors: readonly Refusal[]
  readonly note: string
}

/** `/design/:id/sign`: what one signs for, and the signature. */
export function SignPage(props: SignProps): Html {
  const { page, whole } = props
  return (
    <Layout
      page={page}
      title={page.t('design.sign.title')}
      section="design"
      room
      failed={props.errors.length > 0}
      breadcrumb={[{ href: '/design', label: page.t('design.title') }]}
    >
      <ErrorSummary page={page} refusals={props.errors} />
      <div class="row top">
        <Ceplok id={props.definitionId} size="large" />
        <div>
          <p class="small soft">{page.t('design.draft-of', { number: props.number })}</p>
          <h1>{props.title}</h1>
          <p>{props.organisation}</p>
        </div>
      </div>
      <div class="cols gap">
        <div>
          {whole === null ? (
            <Note tone="warn" title={page.t('design.sign.not-whole')}>
              <p>{page.t('design.lacking', { count: props.lacking })}</p>
            </Note>
          ) : (
            <DefinitionText page={page} content={whole.content} outcomes={whole.outcomes} />
          )}
          {props.signatures.length > 0 && (
            <div class="gap">
              <Signatures page={page} signatures={props.signatures} names={props.names} />
            </div>
          )}
          <CoIssuersBox
            page={page}
            versionId={props.versionId}
            contentMark={props.contentMark}
            coIssuers={props.coIssuers}
            mayAgree={props.mayAgree}
            isWhole={whole !== null}
          />
          {whole !== null && !props.signedByMe && freeSides(props).length > 0 && <SignForm {...props} />}
          {props.signedByMe && (
            <Note tone="pass">
              <p>{page.t('design.sign.done')}</p>
            </Note>
          )}
        </div>
        <aside>{whole !== null && <DefinitionLabel page={page} content={whole.content} />}</aside>
      </div>
    </Layout>
  )
}

/** The sides that this person may sign and nobody has signed yet. */
function freeSides({ sides, signatures }: SignProps): readonly Side[] {
  return sides.filter((side) => !signatures.some((one) => one.side === side && one.voidedAt === null))
}

function SignForm(props: SignProps): Html {
  const { page } = props
  const free = freeSides(props)
  return (
    <form method="post" action={page.href(`/design/${props.versionId}/signatures`)} class="paper gap" novalidate>
      <h2>{page.t('design.sign.title')}</h2>
      <FormToken page={page} />
      <input type="hidden" name="mark" value={props.contentMark} />
      <p>{page.t('design.sign.lead')}</p>
      {SIDES.filter((side) => free.includes(side)).map((side) => (
        <Note title={page.t(`design.side.${side}`)}>
          <p>{page.t(`design.sign.for-${side}`)}</p>
        </Note>
      ))}
      {free.length > 1 ? (
        <Choice
          page={page}
          name="side"
          label={page.t('design.sign.side')}
          options={free.map((side) => ({ value: side, label: page.t(`design.side.${side}`) }))}
          value={free[0]}
        />
      ) : (
        <input type="hidden" name="side" value={free[0]} />
      )}
      <Textarea
        page={page}
        name="note"
        label={page.t('design.signature.note')}
        hint={page.t('design.sign.note-hint')}
        value={props.note}
        rows={2}
        optional
      />
      <Button>{page.t('design.sign')}</Button>
    </form>
  )
}

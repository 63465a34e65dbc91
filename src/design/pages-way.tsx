import { type Html, Instant, Paper, PostButton, Steps } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { agreementSteps, type CoIssuersShown } from './pages-co-issue.tsx'
import { type Draft, SIDES, type Side, type SignOff } from './types.ts'

export interface WayProps {
  readonly page: Page
  readonly draft: Draft
  /** Everything that still stands between this draft and its publication. */
  readonly open: readonly Refusal[]
  readonly standing: readonly SignOff[]
  readonly names: ReadonlyMap<string, string>
  readonly coIssuers: CoIssuersShown
}

/** The way to publication: whole, signed by both sides, published. */
export function Way({ page, draft, open, standing, names, coIssuers }: WayProps): Html {
  const lacking = open.filter((refusal) => refusal.at !== 'signatures').length
  const signature = (side: Side) => standing.find((one) => one.side === side)
  return (
    <Paper label={page.t('design.way')}>
      <h2>{page.t('design.way')}</h2>
      <Steps
        page={page}
        steps={[
          {
            state: lacking === 0 ? 'done' : 'now',
            title: page.t('design.way.whole'),
            detail: page.t('design.lacking', { count: lacking }),
          },
          ...SIDES.map((side) => {
            const given = signature(side)
            return {
              state: given === undefined ? ('todo' as const) : ('done' as const),
              title: page.t(`design.side.${side}`),
              detail:
                given === undefined ? (
                  page.t(`design.way.wait-${side}`)
                ) : (
                  <>
                    {names.get(given.personId) ?? ''}, <Instant page={page} at={given.signedAt} />
                  </>
                ),
            }
          }),
          ...agreementSteps(page, coIssuers),
          {
            state: open.length === 0 ? 'now' : 'todo',
            title: page.t('design.publish'),
            detail: page.t('design.way.publish'),
          },
        ]}
      />
      <p class="small">
        <a href={page.href(`/design/${draft.versionId}/sign`)}>{page.t('design.way.preview')}</a>
      </p>
      <PostButton
        page={page}
        action={`/design/${draft.versionId}/publish`}
        kind={open.length === 0 ? 'primary' : 'quiet'}
      >
        {page.t('design.publish')}
      </PostButton>
    </Paper>
  )
}

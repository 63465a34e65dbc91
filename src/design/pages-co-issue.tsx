import { Button, FormToken, type Html, Instant, Note, Paper, Select } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { FormProps } from './pages-form.tsx'
import { CO_ISSUER_ROLES, type CoIssuerAgreement } from './types.ts'

/** The co-issuers of a draft, the organisations that could be one, and who agreed. */
export interface CoIssuersShown {
  readonly named: readonly { readonly organisationId: string; readonly role: string }[]
  readonly listed: readonly { readonly id: string; readonly name: string }[]
  readonly agreements: readonly CoIssuerAgreement[]
}

/** Most rows of the form: one more than are named. */
const ROWS = 3

const nameIn = ({ listed }: CoIssuersShown, id: string): string => listed.find((one) => one.id === id)?.name ?? ''

/** Who issues it together: for each an organisation of the register and what it brings. */
export function CoIssuersPart({ page, content, errors, coIssuers }: FormProps & { coIssuers: CoIssuersShown }): Html {
  const named = content.coIssuers ?? []
  const shown = Math.min(ROWS, named.length + 1)
  return (
    <Paper id="coIssuers" label={page.t('design.part.co-issuers')}>
      <h2>{page.t('design.part.co-issuers')}</h2>
      <p class="soft">{page.t('design.co-issuers.lead')}</p>
      {Array.from({ length: shown }, (_, index) => (
        <div class="grid">
          <Select
            page={page}
            name={`co-issuer-${index + 1}`}
            label={page.t('design.co-issuer', { number: index + 1 })}
            errors={errors}
            value={named[index]?.organisationId ?? ''}
            empty={page.t('design.co-issuer.none')}
            options={coIssuers.listed.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Select
            page={page}
            name={`co-issuer-${index + 1}-role`}
            label={page.t('design.co-issuer.role', { number: index + 1 })}
            errors={errors}
            value={named[index]?.role ?? ''}
            empty={page.t('design.co-issuer.none')}
            options={CO_ISSUER_ROLES.map((value) => ({ value, label: page.t(`design.co-issuer.role.${value}`) }))}
          />
        </div>
      ))}
    </Paper>
  )
}

/** One step of the way for each co-issuer: whether it agreed, and when. */
export function agreementSteps(page: Page, coIssuers: CoIssuersShown) {
  return coIssuers.named.map(({ organisationId }) => {
    const given = coIssuers.agreements.find((one) => one.organisationId === organisationId)
    return {
      state: given === undefined ? ('todo' as const) : ('done' as const),
      title: page.t('design.way.agree', { organisation: nameIn(coIssuers, organisationId) }),
      detail: given === undefined ? page.t('design.way.wait-agree') : <Instant page={page} at={given.agreedAt} />,
    }
  })
}

/** Who issues it together, on the page that is read before signing; with a button for who may agree. */
export function CoIssuersBox(props: {
  page: Page
  versionId: string
  contentMark: string
  coIssuers: CoIssuersShown
  mayAgree: readonly string[]
  isWhole: boolean
}): Html | null {
  const { page, coIssuers, mayAgree, isWhole } = props
  if (coIssuers.named.length === 0) return null
  const agreed = new Set(coIssuers.agreements.map(({ organisationId }) => organisationId))
  return (
    <section class="gap">
      <h2>{page.t('design.part.co-issuers')}</h2>
      <p>{page.t('design.co-issuers.means')}</p>
      <ul>
        {coIssuers.named.map(({ organisationId, role }) => (
          <li>
            <b>{nameIn(coIssuers, organisationId)}</b>: {page.t(`design.co-issuer.role.${role}`)}
            {'. '}
            {page.t(agreed.has(organisationId) ? 'design.co-issuer.agreed' : 'design.co-issuer.not-yet')}
          </li>
        ))}
      </ul>
      {isWhole &&
        mayAgree
          .filter((id) => !agreed.has(id))
          .map((id) => (
            <form
              method="post"
              action={page.href(`/design/${props.versionId}/agreements`)}
              class="paper gap"
              novalidate
            >
              <FormToken page={page} />
              <input type="hidden" name="mark" value={props.contentMark} />
              <input type="hidden" name="organisation" value={id} />
              <Note title={page.t('design.agree.title', { organisation: nameIn(coIssuers, id) })}>
                <p>{page.t('design.agree.means')}</p>
              </Note>
              <Button>{page.t('design.agree')}</Button>
            </form>
          ))}
    </section>
  )
}

import type { Child } from 'hono/jsx'
import { Layout } from '../platform/html/layout.tsx'
import { EmptyState, ErrorSummary, type Html } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'

const ISSUE = '/provider/issue'

/** A desk of an issuer, below `/provider/issue`: whose it is, what it is for, what was done a moment ago, and what lies there. */
export function IssuerDesk(props: {
  page: Page
  path: string
  title: string
  organisation: string
  lead: string
  narrow?: boolean
  refusals: readonly Refusal[]
  told: Child
  /** What is said where nothing lies on it. */
  empty: { readonly title: string; readonly text: string } | null
  children: Child
}): Html {
  const { page, title, refusals, empty } = props
  return (
    <Layout
      page={page}
      title={title}
      section="provider"
      room
      noindex
      narrow={props.narrow}
      failed={refusals.length > 0}
      switchPath={props.path}
      breadcrumb={[{ href: ISSUE, label: page.t('credentials.issue.title') }]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{title}</h1>
      <p class="soft">{props.organisation}</p>
      <p>{props.lead}</p>
      {props.told}
      {empty !== null && (
        <EmptyState title={empty.title}>
          <p>{empty.text}</p>
        </EmptyState>
      )}
      {props.children}
    </Layout>
  )
}

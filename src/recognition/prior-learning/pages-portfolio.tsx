import type { Organisation } from '../../organisations/index.ts'
import {
  Button,
  Choice,
  Fields,
  type Html,
  PostButton,
  PostForm,
  Textarea,
  Upload,
} from '../../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { Guideline } from './library.ts'
import { ClaimTable, EvidenceLine } from './pages-words.tsx'
import { type Application, type Claim, type Evidence, type Issue, SELF, SOURCES, type Stated } from './types.ts'

/** What was typed and refused, so that nobody types it twice. */
export interface Typed {
  readonly evidence?: { source: string; title: string; about: string; datedOn: string; link: string }
  readonly claim?: { targetId: string; self: string; reason: string; evidenceIds: readonly string[] }
}

export interface DraftProps {
  readonly page: Page
  readonly application: Application
  readonly aim: Bilingual
  readonly organisation: string
  readonly guideline: Guideline
  readonly stated: Stated
  readonly evidence: readonly Evidence[]
  readonly claims: readonly Claim[]
  readonly targets: readonly { readonly targetId: string; readonly title: Bilingual; readonly sks: number }[]
  readonly campuses: readonly Organisation[]
  /** The most whole SKS that may be recognised, of how many; null where no SKS are asked for. */
  readonly most: { readonly sks: number; readonly total: number } | null
  /** How the micro-credential stands at its issuer. */
  readonly issue: Issue | null
  readonly errors: readonly Refusal[]
  readonly saved: boolean
  readonly typed: Typed
}

/** The pieces of the portfolio, and the form that adds one. */
export function Portfolio({ page, application, evidence, guideline, errors, typed }: DraftProps): Html {
  const t = page.t
  const path = `/rpl/${application.id}/evidence`
  const form = typed.evidence ?? { source: '', title: '', about: '', datedOn: '', link: '' }
  const sources = guideline.routes.find(({ id }) => id === application.route)?.sources ?? SOURCES
  return (
    <>
      <h2 id="portfolio">2. {t('rpl.portfolio.title')}</h2>
      <p>{t('rpl.portfolio.lead')}</p>
      {evidence.map((one) => (
        <section class="paper small" aria-label={one.title}>
          <EvidenceLine page={page} evidence={one} filePath={path} />
          <PostButton page={page} action={`${path}/${one.id}/removal`} kind="link">
            {t('rpl.remove')}
            <span class="vh"> {one.title}</span>
          </PostButton>
        </section>
      ))}
      <PostForm page={page} action={path} upload>
        <h3>{t('rpl.evidence.add')}</h3>
        <Fields
          page={page}
          errors={errors}
          fields={[
            {
              as: 'one',
              name: 'source',
              label: t('rpl.field.source'),
              value: form.source,
              options: sources.map((one) => ({
                value: one,
                label: t(`rpl.source.${one}`),
                hint: t(`rpl.source.${one}.hint`),
              })),
            },
            { as: 'line', name: 'title', label: t('rpl.field.title'), value: form.title },
            { as: 'text', name: 'about', label: t('rpl.field.about'), value: form.about, rows: 3, optional: true },
            { as: 'day', name: 'datedOn', label: t('rpl.field.datedOn'), value: form.datedOn },
          ]}
        />
        <Upload
          page={page}
          name="file"
          label={t('rpl.field.file')}
          hint={t('rpl.field.file.hint')}
          errors={errors}
          accept=".pdf,.png,.jpg,.jpeg"
          optional
        />
        <Fields
          page={page}
          errors={errors}
          fields={[
            {
              as: 'address',
              name: 'link',
              label: t('rpl.field.link'),
              hint: t('rpl.field.link.hint'),
              value: form.link,
              optional: true,
            },
          ]}
        />
        <Button kind="quiet">{t('rpl.evidence.button')}</Button>
      </PostForm>
    </>
  )
}

/** What the applicant says they can, and the form that adds a claim. */
export function Claims({ page, application, claims, evidence, targets, most, errors, typed }: DraftProps): Html {
  const t = page.t
  const path = `/rpl/${application.id}/claims`
  const form = typed.claim ?? { targetId: '', self: '', reason: '', evidenceIds: [] }
  const free = targets.filter(({ targetId }) => !claims.some((claim) => claim.targetId === targetId))
  const label = ({ title, sks }: DraftProps['targets'][number]) =>
    sks === 0 ? page.say(title) : `${page.say(title)} (${sks} SKS)`
  return (
    <>
      <h2 id="claims">3. {t(`rpl.claims.title.${application.aim}`)}</h2>
      {most !== null && (
        <p>
          {t('rpl.claims.most', {
            sks: most.sks,
            total: most.total,
            claimed: claims.reduce((sum, claim) => sum + claim.sks, 0),
          })}
        </p>
      )}
      {claims.length > 0 && (
        <ClaimTable
          page={page}
          claims={claims}
          evidence={evidence}
          last={{
            label: t('rpl.column.change'),
            of: (claim) => (
              <PostButton page={page} action={`${path}/${claim.id}/removal`} kind="link">
                {t('rpl.remove')}
                <span class="vh"> {page.say(claim.title)}</span>
              </PostButton>
            ),
          }}
        />
      )}
      {evidence.length === 0 ? (
        <p class="soft">{t('rpl.claims.evidence-first')}</p>
      ) : (
        free.length > 0 && (
          <PostForm page={page} action={path}>
            <h3>{t('rpl.claims.add')}</h3>
            <Fields
              page={page}
              errors={errors}
              fields={[
                {
                  as: 'list',
                  name: 'target',
                  label: t(`rpl.claims.target.${application.aim}`),
                  value: form.targetId,
                  empty: t('rpl.choose'),
                  options: free.map((one) => ({ value: one.targetId, label: label(one) })),
                },
                {
                  as: 'one',
                  name: 'self',
                  label: t('rpl.field.self'),
                  value: form.self,
                  options: SELF.map((one) => ({ value: one, label: t(`rpl.self.${one}`) })),
                },
              ]}
            />
            <Choice
              page={page}
              type="checkbox"
              name="evidence"
              label={t('rpl.field.evidence')}
              values={form.evidenceIds}
              errors={errors}
              options={evidence.map(({ id, title }) => ({ value: id, label: title }))}
            />
            <Textarea
              page={page}
              name="reason"
              label={t('rpl.field.reason')}
              value={form.reason}
              errors={errors}
              rows={3}
              maxlength={5_000}
              optional
            />
            <Button kind="quiet">{t('rpl.claims.button')}</Button>
          </PostForm>
        )
      )}
    </>
  )
}

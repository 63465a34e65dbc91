import { lastDayBefore, type PartyEvent, type PartyRole, partyLists } from '../organisations/index.ts'
import { formatDay } from '../platform/format.ts'
import { Day, FlowTable, type Html, Note, Tag } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { fieldsOf, type Names } from './pages-words.tsx'
import type { IssuerNow, PartyShown } from './types-party.ts'

/** The name of a role by its code. */
export function roleName(page: Page, code: string): string {
  const role = partyLists.roles.find((one) => one.code === code)
  return role === undefined ? code : page.say(role.name)
}

/** What became of a party, in a sentence: *Bergabung ke Politeknik Lembah Angin pada 1 Juli 2025*. */
export function becameWords(
  page: Page,
  { kind, onDay }: Pick<PartyEvent, 'kind' | 'onDay'>,
  name: string | null,
): string {
  const day = formatDay(page.language, onDay)
  if (name === null) return page.t('trust.party.closed', { day })
  return page.t(`trust.party.${kind}`, { name, day })
}

/** The line under an issuer's name on a page of verification. */
export function IssuerNowLine({ page, now }: { page: Page; now: IssuerNow }): Html {
  return (
    <p class="small">
      <a href={page.href(`/register/${now.slug}`)}>{becameWords(page, now, now.name)}</a>
    </p>
  )
}

/** Its end, before anything else on the page; nothing while it stands. */
export function EndNote({ page, party }: { page: Page; party: PartyShown }): Html | null {
  if (party.end === null) return null
  const { event, successor } = party.end
  return (
    <Note tone="warn" title={becameWords(page, event, successor?.name ?? null)}>
      <p>
        {page.t('trust.party.ended-means')}{' '}
        {successor !== null && <a href={page.href(`/register/${successor.slug}`)}>{successor.name}</a>}
      </p>
      <p class="small soft">{page.say(event.source)}</p>
    </Note>
  )
}

/** Former names in one quiet line: *Sampai 1 Maret 2022 bernama Akademi Lembah Lama.* */
export function FormerNames({ page, party }: { page: Page; party: PartyShown }): Html | null {
  if (party.renamings.length === 0) return null
  return (
    <ul class="plain small">
      {party.renamings.map(({ formerName, onDay, source }) => (
        <li>
          {page.t('trust.party.called-until', {
            name: formerName ?? '',
            day: formatDay(page.language, lastDayBefore(onDay)),
          })}{' '}
          <span class="soft">{page.say(source)}</span>
        </li>
      ))}
    </ul>
  )
}

/** Who it followed, its roles by day, and the agreements in force. */
export function PartySections(props: { page: Page; party: PartyShown; day: string; names: Names }): Html {
  const { page, party, day } = props
  const t = page.t
  return (
    <>
      {party.predecessors.length > 0 && (
        <>
          <h2>{t('trust.party.predecessors')}</h2>
          <ul>
            {party.predecessors.map(({ event, party: before }) => (
              <li>
                <a href={page.href(`/register/${before.slug}`)}>{before.name}</a>,{' '}
                {t(`trust.party.came-by-${event.kind}`, { day: formatDay(page.language, event.onDay) })}
              </li>
            ))}
          </ul>
        </>
      )}
      {party.roles.length > 0 && (
        <>
          <h2>{t('trust.party.roles')}</h2>
          <RoleTable page={page} roles={party.roles} day={day} chosen={party.chosen} />
        </>
      )}
      {party.agreements.length > 0 && <AgreementsInForce {...props} />}
    </>
  )
}

function RoleTable({
  page,
  roles,
  day,
  chosen,
}: {
  page: Page
  roles: readonly PartyRole[]
  day: string
  chosen: number
}): Html {
  const t = page.t
  return (
    <FlowTable
      page={page}
      caption={t('trust.party.roles')}
      captionHidden
      columns={[
        { label: t('trust.party.role'), header: true, full: true },
        { label: t('trust.column.from') },
        { label: t('trust.column.until') },
        { label: t('trust.column.source'), full: true },
      ]}
      rows={roles.map((one) => ({
        current: one.validFrom <= day && day < (one.validUntil ?? '9999'),
        cells: [
          <>
            {roleName(page, one.role)}
            {one.scope !== null && <div class="small soft">{page.say(one.scope)}</div>}
            {one.curatedOnly && (
              <div class="small">
                <Tag>{t('trust.party.curated-only', { count: chosen })}</Tag>
              </div>
            )}
          </>,
          <Day page={page} day={one.validFrom} />,
          <LastDay page={page} until={one.validUntil} />,
          <span class="small">{page.say(one.source)}</span>,
        ],
      }))}
    />
  )
}

function AgreementsInForce({ page, party, names }: { page: Page; party: PartyShown; names: Names }): Html {
  const t = page.t
  const kindOf = (code: string) => {
    const kind = partyLists.agreementKinds.find((one) => one.code === code)
    return kind === undefined ? code : page.say(kind.name)
  }
  return (
    <>
      <h2>{t('trust.party.agreements')}</h2>
      <FlowTable
        page={page}
        caption={t('trust.party.agreements')}
        captionHidden
        columns={[
          { label: t('organisations.agreements.title-column'), header: true, full: true },
          { label: t('trust.column.kind'), full: true },
          { label: t('trust.party.with'), full: true },
          { label: t('trust.column.level') },
          { label: t('trust.column.from') },
          { label: t('trust.column.until') },
        ]}
        rows={party.agreements.map(({ agreement, with: others, signedAs }) => ({
          cells: [
            page.say(agreement.title),
            <>
              {kindOf(agreement.kind)}
              <div class="small soft">{fieldsOf(page, agreement.fields, names)}</div>
              {signedAs !== null && <div class="small soft">{t('trust.party.signed-as', { name: signedAs })}</div>}
            </>,
            others.map(({ name, slug }) => (
              <div>
                <a href={page.href(`/register/${slug}`)}>{name}</a>
              </div>
            )),
            agreement.levelMin === null && agreement.levelMax === null
              ? t('trust.party.every-level')
              : t('trust.levels', { from: agreement.levelMin ?? 1, to: agreement.levelMax ?? 9 }),
            <Day page={page} day={agreement.validFrom} />,
            <LastDay page={page} until={agreement.validUntil} />,
          ],
        }))}
      />
      <p class="small">
        <a href={page.href('/register/agreements')}>{t('organisations.agreements.title')}</a>
      </p>
    </>
  )
}

/** The last day of a period of whole days, or that there is none. */
function LastDay({ page, until }: { page: Page; until: string | null }): Html {
  return until === null ? <span>{page.t('trust.no-end')}</span> : <Day page={page} day={lastDayBefore(until)} />
}

import { partyLists } from '../../organisations/index.ts'
import { Day, type Html } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import { roleName } from '../pages-party.tsx'
import type { Proposal } from './types.ts'

interface Fact {
  readonly label: string
  readonly value: Html | string | null
}

/** What a proposal about a party says, as facts; none for any other proposal. What is empty is left out. */
export function partyFacts(page: Page, proposal: Proposal, partyName: (id: string) => string): readonly Fact[] {
  const t = page.t
  const { act, content } = proposal
  const day = (value: string): Html | null => (value === '' ? null : <Day page={page} day={value} />)
  const source = 'source' in content ? [{ label: t('register.field.source'), value: content.source }] : []
  if (act === 'rename')
    return [
      { label: t('register.field.newName'), value: content.newName },
      { label: t('register.field.onDay'), value: day(content.onDay) },
      ...source,
    ]
  if (act === 'merge' || act === 'close')
    return [
      {
        label: t('register.field.successor'),
        value: content.successorId === '' ? t('register.field.nobody') : partyName(content.successorId),
      },
      { label: t('register.field.onDay'), value: day(content.onDay) },
      ...source,
    ]
  if (act === 'role')
    return [
      { label: t('register.field.role'), value: roleName(page, content.role) },
      { label: t('register.field.scope'), value: content.scope },
      {
        label: t('register.field.curatedOnly'),
        value: content.curatedOnly ? t('register.field.curatedOnly.yes') : null,
      },
      { label: t('register.field.cataloguePlatform'), value: content.cataloguePlatform },
      ...source,
    ]
  if (act === 'end-role') {
    const [role = '', from = ''] = content.factId.split('/')
    return [
      { label: t('register.field.role'), value: roleName(page, role) },
      { label: t('trust.column.from'), value: day(from) },
      ...source,
    ]
  }
  if (act === 'choose') {
    const value = content.subjects.map((subject) => <div class="break">{subject}</div>)
    return [{ label: t('register.field.subjects'), value: <>{value}</> }, ...source]
  }
  if (act !== 'agreement') return []
  const kind = partyLists.agreementKinds.find(({ code }) => code === content.kind)
  return [
    { label: t('register.field.agreementKind'), value: kind === undefined ? content.kind : page.say(kind.name) },
    { label: t('register.field.agreementTitle'), value: content.title },
    {
      label: t('organisations.agreements.parties'),
      value: (
        <>
          {content.parties.map((party) => (
            <div>
              {partyName(party.organisationId)}
              <span class="small soft">
                , {party.office}, {day(party.signedOn)}
              </span>
            </div>
          ))}
        </>
      ),
    },
    {
      label: t('trust.column.level'),
      value:
        content.levelMin === '' && content.levelMax === ''
          ? t('trust.party.every-level')
          : t('trust.levels', { from: content.levelMin || '1', to: content.levelMax || '9' }),
    },
    {
      label: t('organisations.agreements.document'),
      value: <code class="break">{content.documentSha256}</code>,
    },
    ...source,
  ]
}

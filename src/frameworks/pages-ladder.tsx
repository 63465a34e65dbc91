import { FlowTable, type Html } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { Placed } from './pages-words.tsx'
import { referenceLevel } from './rules-conversion.ts'
import type { QualificationFramework, Reference } from './types.ts'

/** The levels of KKNI from the highest down, and beside each where it stands elsewhere. */
export function LevelLadder(props: {
  page: Page
  frameworks: readonly QualificationFramework[]
  references: readonly Reference[]
}): Html {
  const { page, frameworks, references } = props
  const t = page.t
  const [home, ...others] = frameworks
  return (
    <FlowTable
      page={page}
      caption={t('frameworks.level.side-by-side')}
      columns={[
        { label: home?.id.toUpperCase() ?? '', header: true, full: true },
        ...others.map(({ id }) => ({ label: id.toUpperCase() })),
      ]}
      rows={[...(home?.levels ?? [])].reverse().map((level) => ({
        cells: [
          <>
            <a href={page.href(`/frameworks/${home?.id}#level-${level.level}`)}>{page.say(level.name)}</a>
            {level.group !== undefined && <div class="small soft">{page.say(level.group)}</div>}
          </>,
          ...others.map((to) => {
            const found = referenceLevel(frameworks, references, {
              framework: home?.id ?? '',
              level: level.level,
              to: to.id,
            })
            return found.ok ? (
              <Placed page={page} reference={found.value} />
            ) : (
              <span class="soft">
                <span aria-hidden="true">–</span>
                <span class="vh">{t('frameworks.none')}</span>
              </span>
            )
          }),
        ],
      }))}
    />
  )
}

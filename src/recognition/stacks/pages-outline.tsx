import { Field, fieldId, type Html, Select, Tag } from '../../platform/html/pieces.tsx'
import { Deed, Finder, isSeen, type LineProps, lineWords, type OutlineProps, Wrong } from './pages-outline-find.tsx'
import { ConditionFields, Move } from './pages-outline-line.tsx'
import { ADDABLE, boxOf, GROUP_KINDS, type GroupLine } from './rules-outline.ts'

/** The whole outline: its lines one below the other, each group with its own, and what can be added at the end. */
export function Outline(props: OutlineProps): Html | null {
  const [root] = props.rows
  if (root === undefined || !('of' in root.line)) return null
  return (
    <div id={fieldId(boxOf(0))} tabindex={-1} autofocus={props.goOn === boxOf(0)}>
      <Wrong page={props.page} at={boxOf(0)} refusals={props.refusals} />
      <Lines {...props} row={root} />
      <Add {...props} row={root} group={root.line} />
    </div>
  )
}

function Lines(props: LineProps): Html | null {
  const inside = props.rows.filter(({ within }) => within === props.row.number)
  if (inside.length === 0) return null
  return (
    <ol class="storey">
      {inside.map((row) => (
        <OneLine {...props} row={row} />
      ))}
    </ol>
  )
}

/** A line: its number and what it says, and the boxes in which that is changed. */
function OneLine(props: LineProps): Html {
  const { page, row, refusals, goOn, naming } = props
  const { number, place, line } = row
  const at = boxOf(number)
  return (
    <li>
      <p class="line" id={fieldId(at)} tabindex={-1} autofocus={goOn === at}>
        <b class="num">{place}</b> {lineWords(page, naming, line)}{' '}
        {props.added.includes(number) && <Tag tone="padi">{page.t('stacks.draft.added')}</Tag>}
      </p>
      <Wrong page={page} at={at} refusals={refusals} />
      <input type="hidden" name={boxOf(number, 'storey')} value={String(place.split('.').length)} />
      {'of' in line ? <GroupFields {...props} group={line} /> : <ConditionFields {...props} condition={line} />}
    </li>
  )
}

function GroupFields(props: LineProps & { group: GroupLine }): Html {
  const { page, group, row, refusals } = props
  const t = page.t
  const { number, place } = row
  const counts = group.asks === 'least' || group.asks === 'most'
  const isOpen = (counts && group.count === '') || isSeen(props, '', 'asks', 'count', 'to')
  return (
    <>
      <details class="change" open={isOpen}>
        <summary class="small">
          {t('stacks.draft.change')} <span class="vh">{place}</span>
        </summary>
        <div class="grid">
          <Select
            page={page}
            name={boxOf(number, 'asks')}
            label={t('stacks.draft.kind', { place })}
            value={group.asks}
            options={GROUP_KINDS.map((kind) => ({ value: kind, label: t(`stacks.draft.kind.${kind}`) }))}
            errors={refusals}
            autofocus={props.goOn === boxOf(number, 'asks')}
          />
          <Field
            page={page}
            name={boxOf(number, 'count')}
            label={t('stacks.draft.count')}
            hint={t('stacks.draft.count-hint')}
            value={group.count}
            inputmode="numeric"
            width="short"
            errors={refusals}
          />
        </div>
        <Move {...props} />
      </details>
      <Lines {...props} />
      <Add {...props} />
    </>
  )
}

/** What can be added to a group: a condition that names what is looked for, a sum, or another group. */
function Add(props: LineProps & { group: GroupLine }): Html {
  const { page, row, group } = props
  const t = page.t
  const { number, place } = row
  const isRoot = number === 0
  const isOpen = isRoot || group.of.length === 0 || group.find !== '' || isSeen(props, 'find')
  const whither = isRoot ? null : <span class="vh">{t('stacks.draft.to-group', { place })}</span>
  const boxes = (
    <>
      <Finder {...props} options={ADDABLE} label={t('stacks.draft.add-what')} />
      <p class="row">
        <Deed deed={`add-${number}`} kind="btn quiet">
          {t('stacks.draft.add')} {whither}
        </Deed>
        <Deed deed={`group-${number}`} kind="linklike">
          {t('stacks.draft.add-group')} {whither}
        </Deed>
      </p>
    </>
  )
  if (isRoot)
    return (
      <section class="example">
        <h3>{t('stacks.draft.add-title')}</h3>
        {boxes}
      </section>
    )
  return (
    <details class="change" open={isOpen}>
      <summary class="small">{t('stacks.draft.add-inside', { place })}</summary>
      {boxes}
    </details>
  )
}

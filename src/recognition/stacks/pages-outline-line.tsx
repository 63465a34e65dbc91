import { Field, type Html, type Option, Select } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import { Deed, Finder, isSeen, type LineProps, lineWords } from './pages-outline-find.tsx'
import { boxOf, CONDITION_KINDS, type ConditionLine, NAMED, type Named } from './rules-outline.ts'

const LEVEL_MOST = 9

export function levelOptions(page: Page): readonly Option[] {
  return Array.from({ length: LEVEL_MOST }, (_none, index) => ({
    value: String(index + 1),
    label: page.t('stacks.draft.level', { level: index + 1 }),
  }))
}

/** The boxes of a condition: what it asks, how much, of what, how high and how new; and how its line moves. */
export function ConditionFields(props: LineProps & { condition: ConditionLine }): Html {
  const { page, row, condition, refusals } = props
  const t = page.t
  const { number, place } = row
  const shared = { page, errors: refusals }
  const isNew = NAMED.every((what) => condition[what] === '') && props.added.includes(number)
  const isOpen =
    isNew ||
    props.found.has(number) ||
    condition.find !== '' ||
    isSeen(props, '', 'asks', 'least', 'level', 'months', 'find', 'to')
  return (
    <details class="change" open={isOpen}>
      <summary class="small">
        {t('stacks.draft.change')} <span class="vh">{place}</span>
      </summary>
      <div class="grid">
        <Select
          {...shared}
          name={boxOf(number, 'asks')}
          label={t('stacks.draft.asks', { place })}
          value={condition.asks}
          options={CONDITION_KINDS.map((kind) => ({ value: kind, label: t(`stacks.draft.asks.${kind}`) }))}
          autofocus={props.goOn === boxOf(number, 'asks')}
        />
        <Field
          {...shared}
          name={boxOf(number, 'least')}
          label={t('stacks.draft.sks-least')}
          hint={t('stacks.draft.sks-hint')}
          value={condition.least}
          inputmode="numeric"
          width="short"
        />
      </div>
      <p class="small soft">{t('stacks.draft.narrow-hint')}</p>
      <NamedList {...props} />
      <div class="grid">
        <Select
          {...shared}
          name={boxOf(number, 'level')}
          label={t('stacks.draft.part-level')}
          value={condition.level}
          empty={t('stacks.draft.any-level')}
          options={levelOptions(page)}
          width="medium"
        />
        <Field
          {...shared}
          name={boxOf(number, 'months')}
          label={t('stacks.draft.part-months')}
          value={condition.months}
          inputmode="numeric"
          width="short"
        />
      </div>
      <Finder {...props} options={NAMED} label={t('stacks.draft.narrow')} />
      <p>
        <Deed deed={`add-${number}`} kind="btn quiet">
          {t('stacks.draft.narrow-send')} <span class="vh">{place}</span>
        </Deed>
      </p>
      <Move {...props} />
    </details>
  )
}

/** What a condition names, each with a button that takes the name away. */
function NamedList(props: LineProps & { condition: ConditionLine }): Html {
  const { page, row, condition, naming, giverOf } = props
  const t = page.t
  const { number, place } = row
  const { definition, offering, framework, skill } = condition
  const values: Readonly<Record<Named, string>> = { definition, offering, skill: skill && `${framework}:${skill}` }
  const named = NAMED.filter((what) => values[what] !== '')
  return (
    <>
      <input type="hidden" name={boxOf(number, 'definition')} value={definition} />
      <input type="hidden" name={boxOf(number, 'offering')} value={offering} />
      <input type="hidden" name={boxOf(number, 'framework')} value={framework} />
      <input type="hidden" name={boxOf(number, 'skill')} value={skill} />
      {named.length > 0 && (
        <ul class="plain">
          {named.map((what) => (
            <li>
              <span class="small soft">{t(`stacks.draft.what.${what}`)}:</span>{' '}
              <b>{page.say(naming[what](values[what]))}</b>{' '}
              <span class="small soft">{giverOf(what, values[what])}</span>{' '}
              <Deed deed={`clear-${number}-${what}`} kind="linklike">
                {t('stacks.draft.clear')}{' '}
                <span class="vh">
                  {place} {page.say(naming[what](values[what]))}
                </span>
              </Deed>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** How a line moves: among its neighbours, out of its group, into another, into a group of its own; and how it goes. */
export function Move(props: LineProps): Html {
  const { page, row, rows, refusals, naming } = props
  const t = page.t
  const { number, place, within, size } = row
  const siblings = rows.filter((one) => one.within === within)
  const at = siblings.indexOf(row)
  const isInside = (one: (typeof rows)[number]) => one.number >= number && one.number < number + size
  const groups = rows.filter((one) => 'of' in one.line && one.number !== within && !isInside(one))
  const deed = (verb: string, label: string) => (
    <Deed deed={`${verb}-${number}`} kind="linklike">
      {label} <span class="vh">{place}</span>
    </Deed>
  )
  return (
    <>
      <p class="row">
        {at > 0 && deed('up', t('stacks.draft.up'))}
        {at < siblings.length - 1 && deed('down', t('stacks.draft.down'))}
        {within > 0 && deed('out', t('stacks.draft.out'))}
        {deed('wrap', t('stacks.draft.wrap'))}
        {deed('remove', t('stacks.draft.remove'))}
      </p>
      {groups.length > 0 && (
        <>
          <Select
            page={page}
            name={boxOf(number, 'to')}
            label={t('stacks.draft.move-to', { place })}
            options={groups.map((one) => ({
              value: String(one.number),
              label:
                one.number === 0 ? t('stacks.draft.outermost') : `${one.place} ${lineWords(page, naming, one.line)}`,
            }))}
            errors={refusals}
          />
          <p>
            <Deed deed={`move-${number}`} kind="btn quiet">
              {t('stacks.draft.move-send')} <span class="vh">{place}</span>
            </Deed>
          </p>
        </>
      )}
    </>
  )
}

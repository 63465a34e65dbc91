import { fieldName, type Skill, skillsList } from '../frameworks/index.ts'
import { Choice, Field, fieldId, type Html, Paper, refusalText, Select, Textarea } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { type FormProps, optionsOf } from './pages-form.tsx'
import { ASSESSMENT_METHODS, type DraftOutcome } from './types.ts'

/** The skills list by field, in the order of the list. */
function bySkillField(): ReadonlyMap<string, readonly Skill[]> {
  const groups = new Map<string, Skill[]>()
  for (const skill of skillsList()) groups.set(skill.field, [...(groups.get(skill.field) ?? []), skill])
  return groups
}

/** Skills of the list, grouped by field; groups with a chosen skill stand open. */
export function SkillsPart({ page, content, errors }: FormProps): Html {
  const own = errors.filter((error) => error.at === 'skills')
  const groups = bySkillField()
  return (
    <Paper id="skills-part" label={page.t('design.part.skills')}>
      <h2>{page.t('design.part.skills')}</h2>
      <div class={own.length > 0 ? 'field err' : 'field'} id={fieldId('skills')} tabindex={-1}>
        <p class="small soft">{page.t('design.skills.hint')}</p>
        {own.map((refusal) => (
          <span class="msg">
            <span aria-hidden="true">✕ </span>
            {refusalText(page, refusal).message}
          </span>
        ))}
        {[...groups].map(([field, skills]) => {
          const chosen = skills.filter((skill) => content.skills.includes(skill.code)).length
          return (
            <details open={chosen > 0 || field === content.field}>
              <summary>
                {page.say(fieldName(field))} {chosen > 0 && <b>{page.t('design.skills.chosen', { count: chosen })}</b>}
              </summary>
              <div class="grid">
                {skills.map((skill) => (
                  <label class="pick" for={`skill-${skill.code}`}>
                    <input
                      id={`skill-${skill.code}`}
                      type="checkbox"
                      name="skills"
                      value={skill.code}
                      checked={content.skills.includes(skill.code)}
                    />
                    <span>{page.say(skill.name)}</span>
                  </label>
                ))}
              </div>
            </details>
          )
        })}
      </div>
    </Paper>
  )
}

/** The outcomes, each with its assessment; buttons add and take away without JavaScript. */
export function OutcomesPart({ page, content, errors }: FormProps): Html {
  return (
    <Paper id="outcomes" label={page.t('design.part.outcomes')}>
      <h2>{page.t('design.part.outcomes')}</h2>
      <p class="soft">{page.t('design.outcomes.hint')}</p>
      {content.outcomes.map((outcome, index) => (
        <OutcomeFields
          page={page}
          errors={errors}
          outcome={outcome}
          number={index + 1}
          removable={content.outcomes.length > 1}
        />
      ))}
      <button class="btn quiet" type="submit" name="do" value="add-outcome">
        {page.t('design.outcome.add')}
      </button>
    </Paper>
  )
}

function OutcomeFields(props: {
  page: Page
  errors: readonly Refusal[]
  outcome: DraftOutcome
  number: number
  removable: boolean
}): Html {
  const { page, errors, outcome, number } = props
  const name = (field: string) => `outcome-${number}-${field}`
  return (
    <fieldset id={`outcome-${number}`} class="example">
      <legend class="h3">{page.t('design.outcome.title', { number })}</legend>
      <div class="grid">
        <Textarea
          page={page}
          name={name('statementId')}
          label={page.t('design.outcome.statement.id')}
          hint={page.t('design.outcome.statement.hint')}
          errors={errors}
          value={outcome.statementId}
          rows={3}
        />
        <Textarea
          page={page}
          name={name('statementEn')}
          label={page.t('design.outcome.statement.en')}
          errors={errors}
          value={outcome.statementEn}
          rows={3}
        />
      </div>
      <Select
        page={page}
        name={name('method')}
        label={page.t('design.outcome.method')}
        errors={errors}
        value={outcome.method}
        empty={page.t('design.choose')}
        options={optionsOf(page, 'method', ASSESSMENT_METHODS)}
        width="long"
      />
      <div class="grid">
        <Textarea
          page={page}
          name={name('descriptionId')}
          label={page.t('design.outcome.assessment.id')}
          hint={page.t('design.outcome.assessment.hint')}
          errors={errors}
          value={outcome.descriptionId}
          rows={3}
        />
        <Textarea
          page={page}
          name={name('descriptionEn')}
          label={page.t('design.outcome.assessment.en')}
          errors={errors}
          value={outcome.descriptionEn}
          rows={3}
        />
      </div>
      <Field
        page={page}
        name={name('passMark')}
        label={page.t('design.outcome.pass-mark')}
        hint={page.t('design.outcome.pass-mark.hint')}
        errors={errors}
        value={outcome.passMark}
        inputmode="numeric"
        width="short"
      />
      <Choice
        page={page}
        name={name('mandatory')}
        type="checkbox"
        label={page.t('design.outcome.weight')}
        errors={errors}
        values={outcome.mandatory ? ['1'] : []}
        options={[{ value: '1', label: page.t('design.outcome.mandatory') }]}
      />
      {props.removable && (
        <button class="linklike" type="submit" name="do" value={`remove-outcome-${number}`}>
          {page.t('design.outcome.remove', { number })}
        </button>
      )}
    </fieldset>
  )
}

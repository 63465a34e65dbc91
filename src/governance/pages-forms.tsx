import { Button, Choice, type Html, PostForm, Select, Textarea } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { TEXT_CHARACTERS } from './rules-case.ts'
import { type CaseFile, OUTCOMES, type SanctionList } from './types-case.ts'

/** What was typed into a form that was refused, by field. */
export type Typed = Readonly<Record<string, string>>

interface FormProps {
  readonly page: Page
  readonly path: string
  readonly file: CaseFile
  readonly list: SanctionList
  readonly refusals: readonly Refusal[]
  readonly typed: Typed
}

/** What was found, by whoever looks after the case. */
export function DecisionForm({ page, path, refusals, typed }: FormProps): Html {
  const t = page.t
  return (
    <PostForm page={page} action={`${path}/decision`} class="paper">
      <h2>{t('governance.decision.title')}</h2>
      <Choice
        page={page}
        name="outcome"
        label={t('governance.decision.outcome')}
        errors={refusals}
        value={typed.outcome}
        options={OUTCOMES.map((value) => ({
          value,
          label: t(`governance.outcome.${value}`),
          hint: t(`governance.outcome.${value}.hint`),
        }))}
      />
      <Textarea
        page={page}
        name="reason"
        label={t('governance.decision.reason')}
        hint={t('governance.decision.reason-hint')}
        errors={refusals}
        value={typed.reason}
        maxlength={TEXT_CHARACTERS}
      />
      <Button>{t('governance.decision.save')}</Button>
    </PostForm>
  )
}

/** A sanction of the closed list, to be confirmed by somebody else. */
export function SanctionForm({ page, path, file, list, refusals, typed }: FormProps): Html | null {
  const t = page.t
  const left = list.sanctions.filter(({ code }) => !file.sanctions.some((one) => one.code === code))
  if (left.length === 0) return null
  return (
    <PostForm page={page} action={`${path}/sanctions`} class="paper">
      <h2>{t('governance.sanction.title')}</h2>
      <p class="small">{t('governance.sanction.lead')}</p>
      <Choice
        page={page}
        name="code"
        label={t('governance.sanction.code')}
        errors={refusals}
        value={typed.code}
        options={left.map(({ code, name, effect }) => ({ value: code, label: page.say(name), hint: page.say(effect) }))}
      />
      {(['reasonId', 'reasonEn'] as const).map((name) => (
        <Textarea
          page={page}
          name={name}
          label={t(`governance.sanction.${name === 'reasonId' ? 'reason-id' : 'reason-en'}`)}
          errors={refusals}
          value={typed[name]}
          maxlength={TEXT_CHARACTERS}
        />
      ))}
      <Button kind="quiet">{t('governance.sanction.propose')}</Button>
    </PostForm>
  )
}

/** The provider's appeal. */
export function AppealForm({ page, path, list, refusals, typed }: FormProps): Html {
  const t = page.t
  return (
    <PostForm page={page} action={`${path}/appeal`} class="paper">
      <h2>{t('governance.appeal.title')}</h2>
      <p class="small">
        {t('governance.appeal.lead', { within: list.appealWithinDays, days: list.appealDecidedDays })}
      </p>
      <Textarea
        page={page}
        name="grounds"
        label={t('governance.appeal.grounds')}
        errors={refusals}
        value={typed.grounds}
        maxlength={TEXT_CHARACTERS}
      />
      <Button>{t('governance.appeal.file')}</Button>
    </PostForm>
  )
}

/** The decision on an appeal, by somebody who took no part before. */
export function AppealDecisionForm({ page, path, refusals, typed }: FormProps): Html {
  const t = page.t
  return (
    <PostForm page={page} action={`${path}/appeal/decision`} class="paper">
      <h2>{t('governance.appeal.decide-title')}</h2>
      <Select
        page={page}
        name="upheld"
        label={t('governance.appeal.outcome')}
        errors={refusals}
        value={typed.upheld}
        empty={t('governance.appeal.choose')}
        options={[
          { value: 'yes', label: t('governance.appeal.upheld') },
          { value: 'no', label: t('governance.appeal.dismissed') },
        ]}
      />
      <Textarea
        page={page}
        name="reason"
        label={t('governance.decision.reason')}
        errors={refusals}
        value={typed.reason}
        maxlength={TEXT_CHARACTERS}
      />
      <Button>{t('governance.appeal.save')}</Button>
    </PostForm>
  )
}

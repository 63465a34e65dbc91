import { Field, type Html } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'

// The fields that several pages of this room ask for, so that each asks in the same way.

interface Asked {
  readonly page: Page
  readonly errors: readonly Refusal[] | undefined
}

/** The address by which somebody signs in; browsers fill it in as the name of the account. */
export function EmailField({ page, errors, value, hint }: Asked & { value: string; hint?: string }): Html {
  return (
    <Field
      page={page}
      name="email"
      label={page.t('people.email')}
      hint={hint}
      type="email"
      inputmode="email"
      autocomplete="username"
      value={value}
      spellcheck={false}
      errors={errors}
    />
  )
}

/** A password that is chosen now, with what it needs. */
export function NewPasswordField({ page, errors, label }: Asked & { label: string }): Html {
  return (
    <Field
      page={page}
      name="password"
      label={label}
      hint={page.t('people.password.hint')}
      type="password"
      autocomplete="new-password"
      errors={errors}
    />
  )
}

/** What is kept of one form: its fields, and whether it has been sent since. */
interface Draft {
  fields: Record<string, string>
  sent: boolean
}

const PREFIX = 'draft:'
const KEPT =
  'input:not([type=hidden]):not([type=password]):not([type=file]):not([type=radio]):not([type=checkbox]),textarea,select'
type Box = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

const forms = [...document.querySelectorAll<HTMLFormElement>('form[data-draft]')]
const keyOf = (form: HTMLFormElement) => PREFIX + (form.dataset.draft ?? '')
const boxesOf = (form: HTMLFormElement) =>
  [...form.querySelectorAll<Box>(KEPT)].filter(({ name }) => name !== '' && name !== 'nik')

function read(key: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Draft | null
  } catch {
    return null
  }
}

function write(key: string, draft: Draft): void {
  try {
    localStorage.setItem(key, JSON.stringify(draft))
  } catch {
    // A full or closed store: the form works as without this script.
  }
}

// A form that was sent and is no longer on the page has arrived.
for (const key of Object.keys(localStorage)) {
  if (key.startsWith(PREFIX) && read(key)?.sent && !forms.some((form) => keyOf(form) === key))
    localStorage.removeItem(key)
}

for (const form of forms) {
  const key = keyOf(form)
  // After a refusal the server has given back what was typed, and that is newer.
  const refused = document.querySelector('.errsum') !== null
  const draft = refused ? null : read(key)
  if (draft !== null) {
    for (const box of boxesOf(form)) {
      const kept = draft.fields[box.name]
      if (kept !== undefined && (box.value === '' || draft.sent)) box.value = kept
    }
  }
  const keep = (sent: boolean) =>
    write(key, { fields: Object.fromEntries(boxesOf(form).map(({ name, value }) => [name, value])), sent })
  form.addEventListener('input', () => keep(false))
  form.addEventListener('submit', () => keep(true))
}

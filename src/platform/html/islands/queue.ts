// The registrar's keyboard: J and K walk the rows of a table with `data-queue`, Enter opens the one that has the focus
// (it is a link), and a button with `data-key` answers to its key. Nothing happens while somebody writes in a field or
// holds Ctrl, Alt or Meta. Without this file every row and button works by Tab and Enter.

const links = (): HTMLAnchorElement[] =>
  [...document.querySelectorAll('table[data-queue] tbody tr')].flatMap((row) => row.querySelector('a') ?? [])

/** The row from which to walk: the one with the focus, else the one that is open beside the table. */
function here(all: readonly HTMLAnchorElement[]): number {
  const focused = all.indexOf(document.activeElement as HTMLAnchorElement)
  return focused >= 0 ? focused : all.findIndex((link) => link.closest('tr')?.getAttribute('aria-current') === 'true')
}

function walk(step: number): void {
  const all = links()
  const next = all[Math.min(all.length - 1, Math.max(0, here(all) + step))]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

const writing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input:not([type=radio]):not([type=checkbox]), textarea, select')

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || writing(event.target)) return
  const key = event.key.toLowerCase()
  if (key === 'j' || key === 'k') {
    event.preventDefault()
    walk(key === 'j' ? 1 : -1)
    return
  }
  const button = [...document.querySelectorAll<HTMLElement>('[data-key]')].find(
    (one) => one.dataset.key?.toLowerCase() === key,
  )
  if (button === undefined) return
  event.preventDefault()
  button.click()
})

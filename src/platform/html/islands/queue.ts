const KEYS_OFF = 'lumbung-keys-off'
const rows = [...document.querySelectorAll<HTMLElement>('table[data-queue] tbody tr')]
const linkOf = (row: HTMLElement | undefined) => row?.querySelector<HTMLElement>('a,button')

/** Where the walk stands: the row with the focus, else the one that is open beside the table. */
function here(): number {
  const focused = rows.findIndex((row) => row.contains(document.activeElement))
  return focused >= 0 ? focused : rows.findIndex((row) => row.getAttribute('aria-current') === 'true')
}

/** Does what a key promises: a choice is made, a field takes the focus, a link is followed. */
function carryOut(element: HTMLElement): void {
  if (element instanceof HTMLInputElement && (element.type === 'radio' || element.type === 'checkbox')) {
    element.click()
    const next = element.dataset.leadsTo === undefined ? null : document.getElementById(element.dataset.leadsTo)
    ;(next ?? element).focus()
  } else if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
    element.focus()
    if (element instanceof HTMLInputElement) element.select()
  } else if (element instanceof HTMLAnchorElement) {
    element.click()
  } else if (element instanceof HTMLSelectElement || document.activeElement !== element) {
    // The first press only goes there, so that no decision falls by a slip; Enter or a second press carries it out.
    element.focus()
  } else {
    element.click()
  }
}

/** Single letters can be turned off: they may be hit by accident, or spoken (WCAG 2.1.4). The browser remembers it. */
function keysOff(): boolean {
  try {
    return localStorage.getItem(KEYS_OFF) === '1'
  } catch {
    return false
  }
}

for (const toggle of document.querySelectorAll<HTMLButtonElement>('[data-keys-toggle]')) {
  const show = () => {
    toggle.textContent = (keysOff() ? toggle.dataset.on : toggle.dataset.off) ?? ''
  }
  toggle.hidden = false
  show()
  toggle.addEventListener('click', () => {
    if (keysOff()) localStorage.removeItem(KEYS_OFF)
    else localStorage.setItem(KEYS_OFF, '1')
    show()
  })
}

document.addEventListener('keydown', (event) => {
  const target = event.target as HTMLElement
  const writing = 'input:not([type=radio]):not([type=checkbox]),textarea,select,[contenteditable]'
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest(writing) !== null || keysOff()) return
  const key = event.key.toLowerCase()
  if (key === 'j' || key === 'k') {
    linkOf(rows[Math.min(rows.length - 1, Math.max(0, here() + (key === 'j' ? 1 : -1)))])?.focus()
  } else if (key === '/') {
    const search = document.querySelector<HTMLInputElement>('input[type=search]')
    if (search === null) return
    search.focus()
  } else {
    const element = /^[a-z0-9]$/.test(key) ? document.querySelector<HTMLElement>(`[data-key="${key}"]`) : null
    if (element === null) return
    carryOut(element)
  }
  event.preventDefault()
})

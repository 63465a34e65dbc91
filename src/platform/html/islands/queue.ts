const rows = [...document.querySelectorAll<HTMLElement>('table[data-queue] tbody tr')]
const linkOf = (row: HTMLElement | undefined) => row?.querySelector<HTMLElement>('a,button')

/** Where the walk stands: the row with the focus, else the one that is open beside the table. */
function here(): number {
  const focused = rows.findIndex((row) => row.contains(document.activeElement))
  return focused >= 0 ? focused : rows.findIndex((row) => row.getAttribute('aria-current') === 'true')
}

document.addEventListener('keydown', (event) => {
  const target = event.target as HTMLElement
  if (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    target.closest('input,textarea,select,[contenteditable]') !== null
  )
    return
  const key = event.key.toLowerCase()
  if (key === 'j' || key === 'k') {
    linkOf(rows[Math.min(rows.length - 1, Math.max(0, here() + (key === 'j' ? 1 : -1)))])?.focus()
  } else if (key === '/') {
    const search = document.querySelector<HTMLInputElement>('input[type=search]')
    if (search === null) return
    search.focus()
  } else {
    const button = /^[a-z]$/.test(key) ? document.querySelector<HTMLElement>(`[data-key="${key}"]`) : null
    if (button === null) return
    // The first press only goes there, so that no decision falls by a slip; Enter or a second press carries it out.
    if (document.activeElement === button) button.click()
    else button.focus()
  }
  event.preventDefault()
})

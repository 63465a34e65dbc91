for (const opener of document.querySelectorAll<HTMLElement>('[data-dialog]')) {
  opener.addEventListener('click', (event) => {
    const dialog = document.getElementById(opener.dataset.dialog ?? '')
    if (!(dialog instanceof HTMLDialogElement) || typeof dialog.showModal !== 'function') return
    event.preventDefault()
    dialog.showModal()
  })
}

for (const dialog of document.querySelectorAll('dialog')) {
  // A press beside the dialog closes it, as does the button that says so; Escape does by itself.
  dialog.addEventListener('click', (event) => {
    const closer = (event.target as Element).closest('[data-close]')
    if (event.target !== dialog && closer === null) return
    event.preventDefault()
    dialog.close()
  })
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-upload]')) {
  const shown = form.querySelector<HTMLElement>('[data-upload-progress]')
  const bar = shown?.querySelector('progress')
  const words = shown?.querySelector('p')
  if (!shown || !bar || !words) continue
  let sending = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (sending) return
    sending = true
    shown.hidden = false
    const request = new XMLHttpRequest()
    request.open('POST', form.action)
    request.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => {
      if (!lengthComputable) return
      const percent = Math.floor((loaded / total) * 100)
      // Said in steps of ten, so that a screen reader isn't flooded.
      if (percent % 10 === 0)
        words.textContent = (shown.dataset.uploadProgress ?? '').replace('[percent]', String(percent))
      bar.value = percent
    })
    request.addEventListener('load', () => {
      if (request.responseURL !== form.action && request.status < 400) location.assign(request.responseURL)
      else show(request.responseText)
    })
    request.addEventListener('error', () => {
      sending = false
      words.textContent = shown.dataset.uploadFailed ?? ''
    })
    request.send(new FormData(form))
  })
}

/** Shows the page that answered the form in place of this one: the server's refusals. */
function show(html: string): void {
  const answer = new DOMParser().parseFromString(html, 'text/html')
  document.title = answer.title
  document.body.replaceWith(answer.body)
  document.querySelector<HTMLElement>('.errsum')?.focus()
  window.scrollTo(0, 0)
}

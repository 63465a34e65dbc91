/** Waits for a pause in typing, in milliseconds, so that a slow line isn't asked for every letter. */
const PAUSE = 150

for (const box of document.querySelectorAll<HTMLInputElement>('input[data-suggest]')) {
  const list = document.createElement('datalist')
  list.id = `${box.id}-suggestions`
  box.after(list)
  box.setAttribute('list', list.id)
  let timer = 0
  let asked = ''
  box.addEventListener('input', () => {
    clearTimeout(timer)
    timer = window.setTimeout(async () => {
      const typed = box.value.trim()
      if (typed.length < 2 || typed === asked) return
      asked = typed
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`).catch(() => null)
      if (answer === null || !answer.ok || box.value.trim() !== typed) return
      const texts = (await answer.json()) as string[]
      list.replaceChildren(
        ...texts.slice(0, 8).map((text) => {
          const option = document.createElement('option')
          option.value = text
          return option
        }),
      )
    }, PAUSE)
  })
}

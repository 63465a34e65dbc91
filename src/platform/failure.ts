/**
 * Something that stops a program and that its operator can mend: the message is a plain sentence that says what is
 * wrong, `next` says what to do. Programs print both and no stack.
 */
export class OperationError extends Error {
  readonly next: string

  constructor(message: string, next: string) {
    super(message)
    this.name = 'OperationError'
    this.next = next
  }
}

/** The words of any failure: those of an operator's failure are sentences already. */
export function wordsOf(error: unknown): string {
  if (error instanceof OperationError) return `${error.message} ${error.next}`
  return error instanceof Error ? error.message : String(error)
}

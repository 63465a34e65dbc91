import type { AppContext } from './page.ts'

/** A submitted form: every field is text; files are bytes. */
export interface Form {
  /** The field's text without outer spaces; an absent field is empty text. */
  text(name: string): string
  /** All values of a repeated field, in order. */
  all(name: string): readonly string[]
  /** The uploaded file, or nothing when none was chosen. */
  file(name: string): Promise<UploadedFile | null>
}

/** A file as somebody sent it. Its name says nothing reliable about its content. */
export interface UploadedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Size limits of a form: without and with files, in bytes. `app.ts` refuses what is larger before it is read. */
export const FORM_BYTES = 1_048_576
export const UPLOAD_BYTES = 26_214_400

/** Reads a form once; a body that is no form is an empty one, and the checks of each field then say what is missing. */
export async function readForm(c: AppContext): Promise<Form> {
  const fields = await c.req
    .parseBody({ all: true })
    .catch((): Record<string, string | File | (string | File)[]> => ({}))
  const values = (name: string) => {
    const value = fields[name]
    return value === undefined ? [] : Array.isArray(value) ? value : [value]
  }
  const texts = (name: string) => values(name).filter((value): value is string => typeof value === 'string')
  return {
    text: (name) => (texts(name).at(-1) ?? '').trim(),
    all: texts,
    file: async (name) => {
      const file = values(name).find((value): value is File => value instanceof File && value.size > 0)
      return file === undefined ? null : { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
    },
  }
}

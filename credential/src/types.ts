/** A JSON value (RFC 8259). */
export type Json = string | number | boolean | null | Json[] | JsonObject

/** A JSON object with own, writable properties. */
export type JsonObject = { [key: string]: Json }

/** A text in both languages of the platform. */
export type Bilingual = { readonly id: string; readonly en: string }

/** Whether a value is a JSON object and neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

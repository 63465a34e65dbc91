import { isJsonObject, type JsonObject } from '../types.ts'

/** A text that isn't empty, or nothing. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** An object, or an empty one: so that a path into a foreign document never throws. */
export function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {}
}

/** A value as a list: JSON-LD writes one value with or without brackets. */
export function listOf(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]
}

/** Whether a document has a type, written as one text or as a list. */
export function hasType(document: JsonObject, name: string): boolean {
  return listOf(document.type ?? document['@type']).includes(name)
}

/** Tells records of CLR 2.0; what opens them is loaded when one comes. */
import type { Read } from '../envelope/open.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { CLR_V2 } from './names.ts'

/** Whether claims are a CLR 2.0 record. */
export function isClr(value: Json): value is JsonObject {
  return isJsonObject(value) && Array.isArray(value.type) && value.type.includes('ClrCredential')
}

/** Whether an input is a CLR 2.0 record in JSON, under its own context. */
export function isClrDocument(read: Read): boolean {
  return read.kind === 'json' && isClr(read.value) && [read.value['@context']].flat().includes(CLR_V2)
}

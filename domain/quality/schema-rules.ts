/** Characters of JSON. Its agent is told the schema, and the record keeps it with the task. */
export const longestSchema = 16_000
/** Of all schemas of a task together. */
export const longestSchemas = 48_000
const mostDepth = 40
const draft = 'https://json-schema.org/draft/2020-12/schema'
/** Whose values are data, and no schemas. */
const dataKeys = new Set(['const', 'enum', 'default', 'examples'])

/**
 * Why nobody tries such a schema: what follows its name in a sentence. Null where it may be one: whether it is, is said
 * by who reads JSON Schema, who is too big for a browser.
 */
export function schemaShapeRefusal(schema: unknown): string | null {
  if (!isMap(schema)) return 'must be a JSON Schema: an object like {"type": "object"}'
  const inside = insideRefusal(schema)
  if (inside !== null) return inside
  const { length } = JSON.stringify(schema)
  if (length > longestSchema) return `has ${length} characters; ${longestSchema} are the most`
  if (schema.$schema === undefined || schema.$schema === draft) return null
  return `must be of draft 2020-12: leave $schema out, or write ${draft}`
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Level by level and not by recursion: what is nested without end must end here. */
function insideRefusal(schema: Record<string, unknown>): string | null {
  let level: unknown[] = [schema]
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > mostDepth) return `is nested more than ${mostDepth} deep`
    const outside = level
      .flatMap((one) => (isMap(one) ? refsOf(one) : []))
      .find((ref) => !ref.startsWith('#'))
    if (outside !== undefined)
      return `refers to ${outside.slice(0, 100)}: nothing is fetched, so a $ref begins with #`
    level = level.flatMap(childrenOf)
  }
  return null
}

const refsOf = ({ $ref, $dynamicRef }: Record<string, unknown>): string[] =>
  [$ref, $dynamicRef].filter((ref) => typeof ref === 'string')

function childrenOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  if (!isMap(value)) return []
  return Object.entries(value).flatMap(([key, one]) => (dataKeys.has(key) ? [] : [one]))
}

import { expect, test } from 'vitest'
import { longestSchema, schemaShapeRefusal } from './schema-rules.ts'

const draft = 'https://json-schema.org/draft/2020-12/schema'
const nested = (depth: number): unknown => {
  let schema: unknown = {}
  for (let i = 1; i < depth; i++) schema = { not: schema }
  return schema
}
const ofLength = (length: number) => {
  const frame = JSON.stringify({ title: '' }).length
  return { title: 'x'.repeat(length - frame) }
}

test.each<[string, unknown]>([
  ['nothing asked', {}],
  ['its draft', { $schema: draft, type: 'object' }],
  [
    'a reference within',
    { $defs: { a: {} }, allOf: [{ $ref: '#/$defs/a' }, { $dynamicRef: '#a' }, { $ref: '#' }] },
  ],
  ['data that looks like a reference', { const: { $ref: 'https://a.test/' }, enum: [{ $ref: 'b.json' }] }],
  ['a property that is called like one', { properties: { $ref: { type: 'string' } } }],
  ['as deep as may be', nested(40)],
  ['as long as may be', ofLength(longestSchema)],
])('%s may be a schema', (_what, schema) => {
  expect(schemaShapeRefusal(schema)).toBeNull()
})

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'must be a JSON Schema: an object'],
  ['null', null, 'must be a JSON Schema: an object'],
  ['yes', true, 'must be a JSON Schema: an object'],
  ['text', '{}', 'must be a JSON Schema: an object'],
  ['a list', [{}], 'must be a JSON Schema: an object'],
  ['another draft', { $schema: 'http://json-schema.org/draft-07/schema#' }, 'must be of draft 2020-12'],
  ['an address', { $ref: 'https://a.test/b.json' }, 'refers to https://a.test/b.json: nothing is fetched'],
  ['a file, deep', { properties: { a: { items: { $ref: 'b.json#/a' } } } }, 'refers to b.json#/a'],
  [
    'an address in a list',
    { allOf: [{}, { $dynamicRef: 'file:///etc/passwd' }] },
    'refers to file:///etc/passwd',
  ],
  ['too deep', nested(41), 'is nested more than 40 deep'],
  ['deeper than a stack', nested(200_000), 'is nested more than 40 deep'],
  ['too long', ofLength(longestSchema + 1), 'has 16001 characters; 16000 are the most'],
])('%s is none', (_what, schema, why) => {
  expect(schemaShapeRefusal(schema)).toContain(why)
})

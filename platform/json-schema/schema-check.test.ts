import { describe, expect, test } from 'vitest'
import { jsonMistakes, schemaProblems } from './schema-check.ts'

const numbers = (count: number) => JSON.stringify(Array.from({ length: count }, () => 1))

describe('a schema that is declared', () => {
  test('is one of draft 2020-12, with formats and references within it', async () => {
    const schemas = [
      {},
      { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' },
      { type: 'object', properties: { a: { type: ['string', 'null'], minLength: 1 } }, required: ['a'] },
      { type: 'string', format: 'date-time' },
      { type: 'array', prefixItems: [{ type: 'number' }], unevaluatedItems: false },
      { $id: 'https://a.test/a', $defs: { b: { type: 'string' } }, $ref: '#/$defs/b' },
    ]
    expect(await schemaProblems(schemas)).toEqual(schemas.map(() => null))
    expect(await schemaProblems([])).toEqual([])
  })

  test.each<[string, unknown, string]>([
    ['a keyword nobody knows', { tpye: 'object' }, 'can’t be used: strict mode: unknown keyword: "tpye"'],
    [
      'a type that is none',
      { type: 'objekt' },
      'is no JSON Schema of draft 2020-12: /type must be equal to one of',
    ],
    ['a minimum that is text', { type: 'number', minimum: '3' }, 'draft 2020-12: /minimum must be number'],
    [
      'a keyword for another type',
      { type: 'number', minLength: 1 },
      'missing type "string" for keyword "minLength"',
    ],
    ['a format nobody checks', { type: 'string', format: 'emial' }, 'unknown format "emial"'],
    ['a reference to nothing', { $ref: '#/$defs/nowhere' }, "can't resolve reference #/$defs/nowhere"],
    [
      'a reference to an address',
      { $ref: 'http://127.0.0.1:9/x' },
      "can't resolve reference http://127.0.0.1:9/x",
    ],
    ['a draft of before', { $schema: 'http://json-schema.org/draft-07/schema#' }, 'draft-07'],
    ['a pattern that is none', { type: 'string', pattern: '(' }, 'Invalid regular expression'],
    ['an answer that comes later', { $async: true, type: 'object' }, '$async'],
  ])('%s is refused with why', async (_what, schema, why) => {
    expect(await schemaProblems([{ type: 'object' }, schema])).toEqual([null, expect.stringContaining(why)])
  })
})

describe('a text that is held against a schema', () => {
  const order = {
    type: 'object',
    properties: { total: { type: 'number' }, state: { enum: ['open', 'paid'] }, id: { const: 7 } },
    required: ['total'],
    additionalProperties: false,
  }

  test('matches, or says where it does not', async () => {
    expect(await jsonMistakes(order, '{"total": 3, "state": "paid"}')).toEqual({ wrong: [], more: 0 })
    expect(await jsonMistakes(order, '{"state": "lost", "id": 8, "tip": 1}')).toEqual({
      wrong: [
        "the whole must have required property 'total'",
        'the whole must NOT have additional properties: tip',
        '/state must be equal to one of the allowed values: ["open","paid"]',
        '/id must be equal to constant: 7',
      ],
      more: 0,
    })
    expect(await jsonMistakes({ type: 'string', format: 'email' }, '"ada"')).toEqual({
      ...{ wrong: ['the whole must match format "email"'], more: 0 },
    })
  })

  test('says the first few mistakes, and of a long one the first', async () => {
    const schema = { type: 'array', items: { type: 'string' } }
    expect(await jsonMistakes(schema, numbers(12))).toEqual({
      wrong: [0, 1, 2, 3, 4].map((i) => `/${i} must be string`),
      more: 7,
    })
    expect(await jsonMistakes(schema, numbers(100_000))).toEqual({ wrong: ['/0 must be string'], more: 0 })
  })

  test.each([
    ['', 'It is not JSON: '],
    ['{"a":', 'It is not JSON: '],
    ['{a: 1}', 'It is not JSON: '],
  ])('%j is no JSON', async (text, problem) => {
    expect(await jsonMistakes({}, text)).toEqual({ problem: expect.stringContaining(problem) })
  })

  test('a key that every object has is still looked for', async () => {
    const schema = {
      type: 'object',
      required: ['constructor'],
      properties: { constructor: { type: 'string' } },
    }
    expect(await jsonMistakes(schema, '{"__proto__": {"constructor": "x"}}')).toMatchObject({
      wrong: ["the whole must have required property 'constructor'"],
    })
  })

  test('what takes too long, too much, or goes round is over, and nothing else with it', async () => {
    const slow = { type: 'string', pattern: '^(a+)+$' }
    const limits = { timeoutMs: 3_000, memoryMb: 32 }
    const problem = 'It can’t be held against the schema: '
    expect(await jsonMistakes(slow, JSON.stringify(`${'a'.repeat(50)}b`), limits)).toEqual({
      problem: `${problem}it took longer than 3 s.`,
    })
    const many = { type: 'array', items: { allOf: Array.from({ length: 200 }, () => ({ type: 'string' })) } }
    expect(await jsonMistakes(many, numbers(30_000), { memoryMb: 32 })).toEqual({
      problem: `${problem}it took more than 32 MB of memory.`,
    })
    expect(await jsonMistakes({ $ref: '#' }, '1')).toEqual({
      problem: `${problem}it goes round without end.`,
    })
    expect(await jsonMistakes({ type: 'number' }, '1')).toEqual({ wrong: [], more: 0 })
  }, 30_000)
})

import { z } from 'zod'
import { Problem, type Route } from './contract.ts'

type Json = Record<string, unknown>

/** What is not a contract's: endpoints that answer with a stream, named here so that the document is whole. */
export interface StreamRoute {
  path: string
  summary: string
  mediaType: string
  params?: z.ZodObject
  query: z.ZodObject
  item: z.ZodType
}

const security = {
  none: [],
  operator: [{ session: [] }],
  operatorOrKey: [{ session: [] }, { apiKey: [] }],
  executor: [{ executorToken: [] }],
} satisfies Record<Route['auth'], unknown>

/** OpenAPI 3.1 from the contracts that the routes are mounted from. */
export function openapi(contracts: Record<string, Record<string, Route>>, streams: StreamRoute[]) {
  const schemas = schemaStore()
  const paths: Record<string, Json> = {}
  const add = (path: string, method: string, operation: Json) => {
    paths[`/api${path}`] = { ...paths[`/api${path}`], [method]: operation }
  }
  for (const [tag, contract] of Object.entries(contracts)) {
    for (const [operationId, route] of Object.entries(contract)) {
      add(route.path, route.method, operationOf(schemas, { tag, operationId, route }))
    }
  }
  for (const stream of streams) add(stream.path, 'get', streamOf(schemas, stream))
  return {
    openapi: '3.1.1',
    info: { title: 'Front Office', version: '1' },
    paths,
    components: {
      schemas: schemas.all,
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'front_office.session_token',
          description: 'Set by POST /api/auth/sign-in/email {email, password}; __Secure- in front over https',
        },
        apiKey: { type: 'http', scheme: 'bearer', description: 'A key from the page API keys: fo_…' },
        executorToken: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}

type Store = ReturnType<typeof schemaStore>

/** Schemas with an id become components. One id is one shape, or the document would lie about one of them. */
function schemaStore() {
  const all: Json = {}
  const keep = (id: string, schema: Json) => {
    const known = all[id]
    if (known && JSON.stringify(known) !== JSON.stringify(schema))
      throw new Error(`two schemas are named ${id}`)
    all[id] = schema
    return { $ref: `#/components/schemas/${id}` }
  }
  const refer = (text: string) => JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as Json
  return {
    all,
    of(schema: z.ZodType, io: 'input' | 'output'): Json {
      const { $schema, $defs, ...own } = refer(
        JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' })),
      )
      for (const [id, definition] of Object.entries(($defs ?? {}) as Json)) keep(id, withoutId(definition))
      if (typeof own.id !== 'string') return own
      all[own.id] = refer(
        JSON.stringify(withoutId(own)).replaceAll('"#"', `"#/components/schemas/${own.id}"`),
      )
      return { $ref: `#/components/schemas/${own.id}` }
    },
  }
}

const withoutId = (schema: unknown): Json => {
  const { id: _id, ...rest } = schema as Json
  return rest
}

const bytesType = 'application/octet-stream'
const typeOf = (gives: Route['gives']) => (gives ? bytesType : 'application/json')

function operationOf(
  schemas: Store,
  { tag, operationId, route }: { tag: string; operationId: string; route: Route },
): Json {
  const answer = route.status === 204 ? {} : content(schemas, route.response, 'output', typeOf(route.gives))
  return {
    operationId,
    summary: route.summary,
    tags: [tag],
    security: security[route.auth],
    parameters: [...args(schemas, 'path', route.params), ...args(schemas, 'query', route.query)],
    ...(route.body && { requestBody: { required: true, ...content(schemas, route.body, 'input') } }),
    ...(route.takes && { requestBody: { required: true, content: { [bytesType]: {} } } }),
    responses: { [route.status]: { description: 'Done as asked', ...answer }, default: problem(schemas) },
  }
}

function streamOf(schemas: Store, stream: StreamRoute): Json {
  return {
    operationId: stream.path.split(/[/{}]/).filter(Boolean).join('_'),
    summary: stream.summary,
    tags: ['ledger'],
    security: security.operator,
    parameters: [...args(schemas, 'path', stream.params), ...args(schemas, 'query', stream.query)],
    responses: {
      200: { description: 'A stream', ...content(schemas, stream.item, 'output', stream.mediaType) },
      default: problem(schemas),
    },
  }
}

const problem = (schemas: Store): Json => ({
  description: 'Why it was not carried out',
  ...content(schemas, Problem, 'output', 'application/problem+json'),
})

const content = (schemas: Store, schema: z.ZodType, io: 'input' | 'output', type = 'application/json') => ({
  content: { [type]: { schema: schemas.of(schema, io) } },
})

function args(schemas: Store, where: 'path' | 'query', shape?: z.ZodObject): Json[] {
  const { properties = {}, required = [] } = shape
    ? (schemas.of(shape, 'input') as { properties?: Json; required?: string[] })
    : {}
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema,
  }))
}

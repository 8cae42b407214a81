import { z } from 'zod'
import type { Input, Output, Route } from '#api/http/contract.ts'
import { contracts } from '#api/server.ts'
import type { TestProduct } from '../product.ts'

/** What runs where a page takes text for markup; each bears the number of the field that it was written into. */
const markup = '[x](javascript:ran())<script>ran()</script><img src=x onerror=ran()>'
/** The part of it that no markdown takes away. */
export const shownAs = (mark: string) => `<img src=x onerror=ran()>${mark}`
const marks = /§\d+§/g

const routes = Object.values(contracts).flatMap(
  (contract) => Object.entries(contract) as [name: string, route: Route][],
)

interface Shape {
  type?: string
  $ref?: string
  properties?: Record<string, Shape>
  items?: Shape
  additionalProperties?: Shape | boolean
  $defs?: Record<string, Shape>
  anyOf?: Shape[]
  oneOf?: Shape[]
  pattern?: string
  format?: string
  enum?: unknown[]
  const?: unknown
}

type Defs = Record<string, Shape>

/** Paths of the strings that may hold anything; of what holds itself again, those of its first level. */
function textsOf(shape: Shape, path: string, defs: Defs, within: readonly string[] = []): string[] {
  if (shape.$ref) {
    if (within.includes(shape.$ref)) return []
    return textsOf(defs[shape.$ref.split('/').at(-1) ?? ''] ?? {}, path, defs, [...within, shape.$ref])
  }
  if (shape.type === 'string') {
    const isFree = !(shape.pattern || shape.format || shape.enum || 'const' in shape)
    return isFree ? [path] : []
  }
  const { properties = {}, items, additionalProperties: rest, anyOf = [], oneOf = [] } = shape
  const inner = (one: Shape, at: string) => textsOf(one, at, defs, within)
  return [
    ...Object.entries(properties).flatMap(([name, one]) => inner(one, `${path}.${name}`)),
    ...(items ? inner(items, `${path}[]`) : []),
    ...(typeof rest === 'object' ? inner(rest, `${path}{}`) : []),
    ...[...anyOf, ...oneOf].flatMap((one) => inner(one, path)),
  ]
}

/** Every field of every body that takes free text, by the contracts themselves. */
export function freeTexts(): string[] {
  const all = routes.flatMap(([name, { body }]) => {
    if (!body) return []
    const shape = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as Shape
    return textsOf(shape, name, shape.$defs ?? {})
  })
  return [...new Set(all)].sort()
}

function fieldsIn(value: unknown, path: string): [path: string, mark: string][] {
  if (typeof value === 'string') return (value.match(marks) ?? []).map((mark) => [path, mark])
  if (Array.isArray(value)) return value.flatMap((one) => fieldsIn(one, `${path}[]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => fieldsIn(one, `${path}.${name}`))
}

/** Writes markup into fields and keeps where it went. */
export class MarkupWriter {
  private count = 0
  /** The field that each mark was first written into. */
  readonly fields = new Map<string, string>()
  /** All of them. */
  readonly written = new Set<string>()

  constructor(private readonly office: TestProduct) {}

  /** A new text for one field; `field` where no body of a request holds it. */
  text(field?: string): string {
    const mark = `§${++this.count}§`
    if (field) this.fields.set(mark, field)
    return `${markup}${mark}`
  }

  async send<R extends Route>(
    route: R,
    asked: { params?: Input<R['params']>; body?: Input<R['body']> },
  ): Promise<Output<R['response']>> {
    const name = routes.find(([, other]) => other === route)?.[0] ?? ''
    for (const [path, mark] of fieldsIn(asked.body, name)) {
      this.written.add(path)
      this.fields.set(mark, this.fields.get(mark) ?? path)
    }
    return this.office.ask(route, asked)
  }
}

import { z } from 'zod'
import type { BytesAnswer } from './bytes.ts'

/** RFC 9457. `code` is a RefusalCode where a rule said no; `errors` name the fields of a malformed request. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.string().optional(),
    requestId: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'Why a request was not carried out, and what to do' })
export type Problem = z.infer<typeof Problem>

/** One operation: the single source for the route, the client and /openapi.json. Paths hold `{name}` parameters. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'delete'
  path: string
  summary: string
  /**
   * Who may call it: nobody signed in, any operator (the handler checks the action), an operator or a script with an
   * API key (the handler checks the action or the scope), or an executor's token.
   */
  auth: 'none' | 'operator' | 'operatorOrKey' | 'executor'
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** Its body is bytes, which the handler reads from the request as they come. */
  takes?: 'bytes'
  /** It answers with bytes, and `response` is Bytes. */
  gives?: 'bytes'
  status: 200 | 201 | 202 | 204
  response: z.ZodType
}

export const routes = <T extends Record<string, Route>>(contract: T) => contract

export type Output<T> = T extends z.ZodType ? z.output<T> : undefined
export type Input<T> = T extends z.ZodType ? z.input<T> : undefined

/** Headers and a stream. */
export const Bytes = z.custom<BytesAnswer>()

/** An id as ids.ts makes them. Anything else is a 400, not a 404. */
export const Id = (prefix: string) =>
  z
    .string()
    .regex(
      new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{16}$`),
      `is not an id; ids look like ${prefix}_0123456789abcdef`,
    )

/** Text from a person. NUL and lone surrogates are cleaned here, so that an append never fails for ever. */
export const Text = (max: number, min = 1) =>
  z
    .string()
    .transform((text) => text.replaceAll('\u0000', '').toWellFormed().trim())
    .pipe(z.string().min(min, 'must not be empty').max(max, `must be at most ${max} characters`))

export const At = z.iso.datetime({ precision: 3 })

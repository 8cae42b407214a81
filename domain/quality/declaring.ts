import { z } from 'zod'
import { AnyJson } from '../run/any-json.ts'
import { refRefusal, workspacePathRefusal } from './git-rules.ts'
import { longestSchemas, schemaShapeRefusal } from './schema-rules.ts'
import { urlShapeRefusal } from './url-rules.ts'

const sha256 = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, 'is not a sha256: 64 characters of 0-9 and a-f, as `shasum -a 256` prints it')

/** Looked at before it is read as JSON of any depth. */
const schema = z
  .unknown()
  .superRefine((value, { addIssue }) => {
    const message = schemaShapeRefusal(value)
    if (message !== null) addIssue({ code: 'custom', message })
  })
  .pipe(AnyJson)

/** With why it is refused, where it is. */
const refused = (text: z.ZodType<string>, refusal: (text: string) => string | null) =>
  text.refine((one) => refusal(one) === null, {
    error: ({ input }) => refusal(String(input)) ?? 'is refused',
  }) as z.ZodType<string, string>

/** What a person may write as a check, in a form, a request or a runbook. `text`: how their words are read there. */
export const newCheck = <T extends z.ZodType<string>>(text: (max: number) => T) =>
  z.discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('artifact') }),
      z.strictObject({
        kind: z.literal('url'),
        url: text(2_000)
          .refine((url) => urlShapeRefusal(url) === null, {
            error: ({ input }) => urlShapeRefusal(String(input)) ?? 'is not an address',
          })
          .nullable()
          .default(null),
        contains: text(200),
      }),
      z.strictObject({ kind: z.literal('file'), sha256: sha256.nullable().default(null) }),
      z.strictObject({
        kind: z.literal('json'),
        path: refused(text(500), workspacePathRefusal).nullable().default(null),
        schema,
      }),
      z.strictObject({
        kind: z.literal('commit'),
        repository: refused(text(500), workspacePathRefusal).default('.'),
        commit: refused(text(200), refRefusal).nullable().default(null),
        contains: text(200).nullable().default(null),
        branch: refused(text(200), refRefusal).nullable().default(null),
      }),
      z.strictObject({ kind: z.literal('review') }),
    ],
    { error: 'must be of kind artifact, url, file, json, commit or review' },
  )

type Written = string | { title: string; check?: { kind: string; schema?: unknown } | undefined }

/** Titles name deliverables, so none is there twice; and all schemas together are told to an agent. */
export function refuseRepeated(deliverables: Written[], { addIssue }: z.RefinementCtx): void {
  const schemas = deliverables.map((one) => (typeof one === 'string' ? undefined : one.check?.schema))
  const length = schemas.reduce<number>((sum, one) => sum + (JSON.stringify(one)?.length ?? 0), 0)
  if (length > longestSchemas)
    addIssue({
      code: 'custom',
      message: `hold schemas of ${length} characters together; ${longestSchemas} are the most`,
    })
  const titles = deliverables.map((one) => (typeof one === 'string' ? one : one.title))
  titles.forEach((title, i) => {
    if (titles.indexOf(title) < i)
      addIssue({ code: 'custom', path: [i], message: `${title} is declared twice` })
  })
}

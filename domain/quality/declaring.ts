import { z } from 'zod'
import { urlShapeRefusal } from './url-rules.ts'

const sha256 = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, 'is not a sha256: 64 characters of 0-9 and a-f, as `shasum -a 256` prints it')

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
      z.strictObject({ kind: z.literal('review') }),
    ],
    { error: 'must be of kind artifact, url, file or review' },
  )

/** Titles name deliverables, so none is there twice. */
export function refuseRepeated(
  deliverables: (string | { title: string })[],
  { addIssue }: z.RefinementCtx,
): void {
  const titles = deliverables.map((one) => (typeof one === 'string' ? one : one.title))
  titles.forEach((title, i) => {
    if (titles.indexOf(title) < i)
      addIssue({ code: 'custom', path: [i], message: `${title} is declared twice` })
  })
}

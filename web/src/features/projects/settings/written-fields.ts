/** What is written in a form and not saved: by field, with what was saved when writing in it began. */
export type Written<F extends string> = Partial<Record<F, { text: string; from: string } | undefined>>
type Saved<F extends string> = Record<F, string>

export const textOf = <F extends string>(written: Written<F>, saved: Saved<F>, field: F): string =>
  written[field]?.text ?? saved[field]

export const wroteIn = <F extends string>(
  written: Written<F>,
  saved: Saved<F>,
  field: F,
  text: string,
): Written<F> => ({ ...written, [field]: { text, from: written[field]?.from ?? saved[field] } })

/** The fields that somebody else changed while they were written in: saved as they are now, that would be undone. */
export const writtenOver = <F extends string>(
  written: Written<F>,
  saved: Saved<F>,
  fields: readonly F[],
): F[] =>
  fields.filter((field) => {
    const here = written[field]
    return here !== undefined && here.from !== saved[field] && here.text.trim() !== saved[field]
  })

import { longestTitle, textRefusal, titleOf } from '#domain/document/document-rules.ts'

export interface Imported {
  title: string
  text: string
}

/** Bytes of a file that is looked into at all. */
const mostFileBytes = 4_000_000

/** The first heading, else the file's name in words. */
export function titleFor(fileName: string, text: string): string {
  const heading = /^ {0,3}#[ \t]+(.+?)[ \t]*#*$/m.exec(text)?.[1]
  const name = fileName.replace(/\.(md|markdown|txt)$/i, '').replaceAll(/[-_]+/g, ' ')
  return titleOf(
    titleOf(heading ?? name)
      .slice(0, longestTitle)
      .toWellFormed(),
  )
}

/** The document that a file would be, or why it can't be one. */
export async function importOf(file: File): Promise<Imported | { refusal: string }> {
  const refuse = (why: string) => ({ refusal: `${file.name} ${why}` })
  if (!/\.(md|markdown|txt)$/i.test(file.name))
    return refuse('is not a markdown file. Choose one that ends in .md.')
  const text = file.size > mostFileBytes ? 'x'.repeat(file.size) : (await file.text()).replace(/^\ufeff/, '')
  const refusal = textRefusal(text)
  if (refusal) return refuse(refusal)
  if (text.includes('\ufffd'))
    return refuse('is not UTF-8, so parts of it would be lost. Save it as UTF-8 first.')
  return { title: titleFor(file.name, text), text }
}

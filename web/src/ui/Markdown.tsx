import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { evenHeadings } from './even-headings.ts'
import css from './Markdown.module.css'

interface MarkdownProps {
  text: string
  /** The level of the heading that it stands under. */
  under: number
  /** A line that ends ends, as in a message; else lines are filled, as markdown has it. */
  keepsLines?: boolean
}

/** Only what is plainly the web becomes a link; a picture would tell a stranger that it was looked at. */
const components: Components = {
  a: ({ href = '', children }) =>
    /^(https?|mailto):/i.test(href) ? (
      <a href={href} target="_blank" rel="noreferrer noopener">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by the keyboard as well
    <section className={css.table} aria-label="Table" tabIndex={0}>
      <table>{children}</table>
    </section>
  ),
  // A box of a list of things to do; it is text, and nothing to press.
  input: ({ checked }) => (
    <span role="img" aria-label={checked ? 'done' : 'to do'}>
      {checked ? '☑' : '☐'}
    </span>
  ),
  img: ({ alt, src }) => <span className={css.picture}>picture: {alt || String(src)}</span>,
}

/** A document as it reads. Markup in it is shown as text: no HTML of a document ever becomes the page's. */
export function Markdown({ text, under, keepsLines = false }: MarkdownProps) {
  return (
    <div className={keepsLines ? `${css.markdown} ${css.lines}` : css.markdown}>
      <ReactMarkdown remarkPlugins={[remarkGfm, [evenHeadings, under]]} components={components}>
        {text}
      </ReactMarkdown>
    </div>
  )
}

import ReactMarkdown, { type Components } from 'react-markdown'
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
  img: ({ alt, src }) => <span className={css.picture}>picture: {alt || String(src)}</span>,
}

/** A document as it reads. Markup in it is shown as text: no HTML of a document ever becomes the page's. */
export function Markdown({ text, under, keepsLines = false }: MarkdownProps) {
  return (
    <div className={keepsLines ? `${css.markdown} ${css.lines}` : css.markdown}>
      <ReactMarkdown remarkPlugins={[[evenHeadings, under]]} components={components}>
        {text}
      </ReactMarkdown>
    </div>
  )
}

import { Button, FileButton } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import css from './ImportFile.module.css'
import { type Imported, importOf } from './import-file.ts'
import shared from './knowledge.module.css'

interface ImportFileProps {
  onImported: (document: Imported) => void
  /** Why none is taken now. */
  refusal?: string | null
  /** A list has another way to a new document. */
  hasButton?: boolean
  children: ReactNode
}

/** Takes a markdown file that is dropped on what is inside, or chosen; nothing is sent before it is saved. */
export function ImportFile({ onImported, refusal = null, hasButton = true, children }: ImportFileProps) {
  const [isOver, setIsOver] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  async function take(files: readonly File[]) {
    const [file, ...more] = files
    if (!file) return
    if (refusal) return setProblem(refusal)
    if (more.length > 0) return setProblem('One file at a time: each becomes a document of its own.')
    const imported = await importOf(file)
    if ('refusal' in imported) return setProblem(imported.refusal)
    setProblem(null)
    onImported(imported)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button is the first
    <div
      className={css.area}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setIsOver(false)
        void take([...event.dataTransfer.files])
      }}
    >
      {hasButton && (
        <div className={css.bar}>
          <FileButton accept=".md,.markdown,.txt" onChange={(file) => void take(file ? [file] : [])}>
            {(props) => (
              <Button variant="default" {...props}>
                Import a .md file
              </Button>
            )}
          </FileButton>
          <span className={shared.quiet}>or drop one here</span>
        </div>
      )}
      {problem && (
        <p role="alert" className={shared.problem}>
          {problem}
        </p>
      )}
      {children}
    </div>
  )
}

import { Button } from '@mantine/core'
import { useState } from 'react'
import { counted } from '../../ui/count-words.ts'
import { CsvLines } from './CsvLines.tsx'
import { previewWords } from './csv-words.ts'
import { type Preview, useImport } from './outcome-queries.ts'
import css from './outcomes.module.css'

interface CsvPreviewProps {
  projectId: string
  content: string
  preview: Preview
  onBack: () => void
  onClose: () => void
}

/** What would be booked, line by line. The good ones are chosen; one that looks like another or was reversed can be. */
export function CsvPreview({
  projectId,
  content,
  preview: { hash, lines },
  onBack,
  onClose,
}: CsvPreviewProps) {
  const [chosen, setChosen] = useState(
    () => new Set(lines.flatMap(({ status, line }) => (status === 'ok' ? [line] : []))),
  )
  const book = useImport(projectId)
  const toggle = (line: number) =>
    setChosen((before) => {
      const after = new Set(before)
      if (!after.delete(line)) after.add(line)
      return after
    })
  const send = () => {
    const despite = lines.flatMap(({ status, line }) => (status !== 'ok' && chosen.has(line) ? [line] : []))
    book.mutate({ content, hash, lines: [...chosen], despite })
  }
  if (book.data) {
    const { booked, skipped } = book.data
    return (
      <div role="status">
        <p>
          {counted(booked.length, 'line')} booked
          {skipped.length > 0 &&
            `, ${counted(skipped.length, 'line')} left out: booked or reversed meanwhile`}
          .
        </p>
        <div className={css.bar}>
          <Button size="xs" variant="default" onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
    )
  }
  return (
    <>
      <p role="status">{previewWords(lines)} Nothing is booked yet.</p>
      <CsvLines lines={lines} chosen={chosen} onToggle={toggle} />
      <div className={css.buttons}>
        <Button size="xs" disabled={book.isPending || chosen.size === 0} onClick={send}>
          {book.isPending ? 'Recording…' : `Book ${counted(chosen.size, 'line')}`}
        </Button>
        <Button size="xs" variant="default" onClick={onBack}>
          Change the file
        </Button>
      </div>
      {book.error && (
        <p role="alert" className={css.problem}>
          {book.error.message}
        </p>
      )}
    </>
  )
}

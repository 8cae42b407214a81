import { Button, FileInput, Textarea } from '@mantine/core'
import { useState } from 'react'
import { mostCsv } from '#api/money/contract.ts'
import { CsvPreview } from './CsvPreview.tsx'
import { usePreview } from './outcome-queries.ts'
import css from './outcomes.module.css'
import { Panel } from './Panel.tsx'

interface CsvImportProps {
  projectId: string
  onClose: () => void
}

/** Before it is read or sent: what is too long holds up the page. */
const sizeRefusal = (size: number): string | null =>
  size > mostCsv ? `has ${(size / 1_048_576).toFixed(1)} MB; 1 MB is the most. Cut it into parts.` : null

/** A file is looked at first; nothing is booked before its lines are confirmed. */
export function CsvImport({ projectId, onClose }: CsvImportProps) {
  const [content, setContent] = useState('')
  const [refused, setRefused] = useState<string | null>(null)
  const preview = usePreview(projectId)
  const look = (text: string) => {
    setContent(text)
    preview.reset()
  }
  const take = async (file: File | null) => {
    const size = file ? sizeRefusal(file.size) : null
    setRefused(file && size ? `${file.name} ${size}` : null)
    if (file && !size) look(await file.text())
  }
  const problem = sizeRefusal(content.length) ?? preview.error?.errors[0]?.message
  return (
    <Panel label="Import a CSV file" onClose={onClose}>
      {preview.data ? (
        <CsvPreview
          projectId={projectId}
          content={content}
          preview={preview.data}
          onBack={() => preview.reset()}
          onClose={onClose}
        />
      ) : (
        <>
          <p className={css.quiet}>
            The first line names the columns: kind (revenue or cost), date (2026-11-25) and amount (12.50); if
            you like currency, note and id. A line with an id is booked once.
          </p>
          <FileInput
            label="A file"
            accept=".csv,text/csv,text/plain"
            placeholder="Choose a file"
            clearable
            error={refused}
            onChange={(file) => void take(file)}
          />
          <Textarea
            label="Or its lines"
            placeholder={'kind,date,amount,note,id'}
            autosize
            minRows={3}
            maxRows={8}
            value={content}
            error={problem ? `The file ${problem}` : preview.error?.message}
            onChange={(event) => look(event.currentTarget.value)}
          />
          <div className={css.buttons}>
            <Button
              size="xs"
              disabled={preview.isPending || sizeRefusal(content.length) !== null}
              onClick={() => preview.mutate(content)}
            >
              {preview.isPending ? 'Reading…' : 'Look at it'}
            </Button>
            <Button size="xs" variant="default" onClick={onClose}>
              Cancel
            </Button>
            <span className={css.quiet}>Nothing is booked yet.</span>
          </div>
        </>
      )}
    </Panel>
  )
}

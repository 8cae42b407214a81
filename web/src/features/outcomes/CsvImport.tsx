import { Button, FileInput, Textarea } from '@mantine/core'
import { useState } from 'react'
import { CsvPreview } from './CsvPreview.tsx'
import { usePreview } from './outcome-queries.ts'
import css from './outcomes.module.css'
import { Panel } from './Panel.tsx'

interface CsvImportProps {
  projectId: string
  onClose: () => void
}

/** A file is looked at first; nothing is booked before its lines are confirmed. */
export function CsvImport({ projectId, onClose }: CsvImportProps) {
  const [content, setContent] = useState('')
  const preview = usePreview(projectId)
  const look = (text: string) => {
    setContent(text)
    preview.reset()
  }
  const problem = preview.error && (preview.error.errors[0]?.message ?? preview.error.message)
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
            onChange={(file) => void file?.text().then(look)}
          />
          <Textarea
            label="Or its lines"
            placeholder={'kind,date,amount,note,id'}
            autosize
            minRows={3}
            maxRows={8}
            value={content}
            error={problem ? `The file ${problem}` : undefined}
            onChange={(event) => look(event.currentTarget.value)}
          />
          <div className={css.buttons}>
            <Button size="xs" disabled={preview.isPending} onClick={() => preview.mutate(content)}>
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

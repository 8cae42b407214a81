import { Button } from '@mantine/core'
import { useState } from 'react'
import { CopyBlock } from '../../ui/CopyBlock.tsx'
import { CopyField } from '../../ui/CopyField.tsx'
import type { MadeToken } from './executor-token-queries.ts'
import { newBridgeToken, workerFile } from './worker-file.ts'

interface ShownFileProps {
  made: MadeToken
  /** Of the button that ends it. */
  more: string
  onDone: () => void
}

/** A token that was just made, and the whole file that a worker starts with. */
export function ShownFile({ made, more, onDone }: ShownFileProps) {
  const [bridgeToken] = useState(newBridgeToken)
  const file = workerFile({ ...made, bridgeToken, origin: location.origin })
  return (
    <CopyField
      label={`The token of ${made.executorId}`}
      description="Shown only now. It stands in the worker’s file as apiToken; the worker reads it when it starts."
      value={made.token}
      button="Copy the token"
      more={
        <Button variant="default" onClick={onDone}>
          {more}
        </Button>
      }
    >
      <CopyBlock
        label="The worker’s file, for a new machine: fill in what stands in < >, keep it with rights 600, then npm run mac-mini -- --config <file>. docs/mac-mini.md goes through it."
        text={file}
        button="Copy the file"
      />
    </CopyField>
  )
}

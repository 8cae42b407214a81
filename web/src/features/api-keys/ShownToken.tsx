import { Button } from '@mantine/core'
import { slugOf } from '#domain/runbook/runbook-name-rules.ts'
import { readRunbook } from '#domain/runbook/runbook-yaml.ts'
import { startByCurl } from '../../http/script-call.ts'
import { CopyBlock } from '../../ui/CopyBlock.tsx'
import { CopyField } from '../../ui/CopyField.tsx'
import { type Made, useRunbooksOf } from './api-key-queries.ts'

/** What a script sends, from where this page came, for a runbook that is there. */
function useExample({ key: { token }, asked }: Made): string {
  const projectId = asked.projectIds[0] ?? ''
  const isForRunbooks = asked.actions.includes('startRunbook')
  const [runbook] = useRunbooksOf(isForRunbooks ? projectId : null).data?.items ?? []
  const { origin } = location
  if (!isForRunbooks)
    return `curl ${origin}/api/projects/${projectId} \\\n  -H 'Authorization: Bearer ${token}'`
  const inputs = runbook ? (readRunbook(runbook.yaml, null).definition?.inputs ?? []) : []
  return startByCurl({
    ...{ origin, projectId, token, inputs },
    runbook: runbook ? slugOf(runbook.name) : 'the-name-of-a-runbook',
  })
}

export function ShownToken({ made, onDone }: { made: Made; onDone: () => void }) {
  return (
    <CopyField
      label="The token"
      description="Shown only now. Keep it where your script keeps its secrets; whoever has it may what the key may."
      value={made.key.token}
      button="Copy the token"
      more={
        <Button variant="default" onClick={onDone}>
          Make another key
        </Button>
      }
    >
      <CopyBlock label="For example" text={useExample(made)} button="Copy the example" />
    </CopyField>
  )
}

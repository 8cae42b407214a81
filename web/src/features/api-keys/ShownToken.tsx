import { Button } from '@mantine/core'
import { CopyField } from '../../ui/CopyField.tsx'
import type { Made } from './api-key-queries.ts'
import css from './api-keys.module.css'

/** What a script sends, from where this page came. */
function exampleOf({ key, asked }: Made): string {
  const project = `${location.origin}/api/projects/${asked.projectIds[0]}`
  const header = `-H 'Authorization: Bearer ${key.token}'`
  if (!asked.actions.includes('startRunbook')) return `curl ${project} \\\n  ${header}`
  return [
    `curl -X POST ${project}/runbooks/<runbook>/runs`,
    header,
    `-H 'Content-Type: application/json' -H "Idempotency-Key: $(uuidgen)"`,
    `-d '{"inputs": {}}'`,
  ].join(' \\\n  ')
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
      <figure className={css.example}>
        <figcaption>For example</figcaption>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so it needs the keyboard */}
        <pre tabIndex={0}>{exampleOf(made)}</pre>
      </figure>
    </CopyField>
  )
}

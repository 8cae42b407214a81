import { Button, NativeSelect, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { CheckKind } from '#domain/quality/deliverable.ts'
import { CommitFields, JsonFields } from './CheckFields.tsx'
import css from './DeliverablesField.module.css'
import { type DeliverableDraft, noDeliverable } from './deliverable-draft.ts'
import type { TaskDraft } from './new-task-draft.ts'

const proofs: Record<CheckKind, string> = {
  artifact: 'it is recorded',
  url: 'an address answers with a text',
  file: 'a file is there, unchanged',
  json: 'a file’s JSON matches a schema',
  commit: 'a git repository holds a commit',
  review: 'an operator looks at it',
}
const most = 20

type Form = UseFormReturnType<TaskDraft>

/** What must be there at the end, each with what proves it. Blank lines are left out. */
export function DeliverablesField({ form }: { form: Form }) {
  const { deliverables } = form.values
  const add = () => form.insertListItem('deliverables', noDeliverable())
  return (
    <fieldset className={css.field}>
      <legend className={css.legend}>Deliverables</legend>
      <p className={css.help}>
        What must be there at the end, and what proves it. Without any, the agent’s word ends the task, unless
        its policy has an operator look at it.
      </p>
      {deliverables.map((draft, i) => (
        <Row key={draft.key} form={form} nth={i} onEnter={add} />
      ))}
      {form.errors.deliverables && (
        <p className={css.problem} role="alert">
          {form.errors.deliverables}
        </p>
      )}
      <div>
        <Button variant="default" size="xs" onClick={add} disabled={deliverables.length >= most}>
          Add a deliverable
        </Button>
      </div>
    </fieldset>
  )
}

function Row({ form, nth, onEnter }: { form: Form; nth: number; onEnter: () => void }) {
  const draft = form.values.deliverables[nth] as DeliverableDraft
  const props = (field: keyof DeliverableDraft) => form.getInputProps(`deliverables.${nth}.${field}`)
  const name = `deliverable ${nth + 1}`
  return (
    <div className={css.row}>
      <TextInput
        aria-label={`Deliverable ${nth + 1}`}
        placeholder="Its title, as the agent records it"
        maxLength={200}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          if (draft.title.trim()) onEnter()
        }}
        {...props('title')}
      />
      <NativeSelect
        aria-label={`Proof of ${name}`}
        data={Object.entries(proofs).map(([value, label]) => ({ value, label }))}
        {...props('kind')}
      />
      <Button
        variant="subtle"
        color="gray"
        aria-label={`Remove ${name}`}
        onClick={() => form.removeListItem('deliverables', nth)}
      >
        Remove
      </Button>
      {draft.kind === 'url' && (
        <>
          <TextInput
            label="Text"
            aria-label={`Text of ${name}`}
            placeholder="A text that its page holds"
            description="As it stands in the page's source."
            maxLength={200}
            {...props('contains')}
          />
          <TextInput
            label="Address"
            aria-label={`Address of ${name}`}
            placeholder="https://…"
            description="Left empty: where the agent says that it is."
            maxLength={2_000}
            {...props('url')}
          />
        </>
      )}
      {draft.kind === 'file' && (
        <TextInput
          className={css.whole}
          label="Sha256"
          aria-label={`Sha256 of ${name}`}
          description="Left empty: any file of this title that is not empty."
          {...props('sha256')}
        />
      )}
      {draft.kind === 'json' && <JsonFields name={name} props={props} />}
      {draft.kind === 'commit' && <CommitFields name={name} props={props} />}
    </div>
  )
}

import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { Runbook } from '#api/runbooks/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { newRunRefusal } from '#domain/project/stage-rules.ts'
import { checkedInputs, ownOf } from '#domain/runbook/input-rules.ts'
import type { RunbookInput } from '#domain/runbook/runbook.ts'
import { useRole } from '../../app/me.ts'
import { fieldErrorsOf, isKeyReused } from '../../http/field-errors.ts'
import { newIdempotencyKey } from '../../http/idempotency-key.ts'
import { useProject } from '../../http/shared-queries.ts'
import { FormActions } from '../../ui/FormActions.tsx'
import formCss from '../../ui/form.module.css'
import { Section } from '../../ui/Section.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { type InputDraft, InputField } from './InputField.tsx'
import { useStartRunbook } from './runbook-queries.ts'
import css from './runbooks.module.css'

const startOf = ({ type, default: given }: RunbookInput): InputDraft =>
  given ?? (type === 'boolean' ? false : '')

/** The form that the inputs make. Sending it twice starts one run: the key belongs to the opened form. */
export function StartForm({ runbook, inputs }: { runbook: Runbook; inputs: readonly RunbookInput[] }) {
  const [key, setKey] = useState(newIdempotencyKey)
  const start = useStartRunbook(runbook, key)
  const navigate = useNavigate()
  const isLeaving = useRef(false)
  const project = useProject(runbook.projectId).data
  const closed = project ? newRunRefusal({ ...project, isRemoved: project.removedAt !== null }) : null
  const refusal = refusalOf(useRole(), 'startRunbook') ?? closed?.message ?? null
  const form = useForm<Record<string, InputDraft>>({
    initialValues: Object.fromEntries(inputs.map((input) => [input.name, startOf(input)])),
  })
  const submit = form.onSubmit(async (draft) => {
    const { values, errors } = checkedInputs(inputs, draft)
    if (Object.keys(errors).length > 0) return form.setErrors(errors)
    try {
      const { runId } = await start.mutateAsync(values)
      isLeaving.current = true
      void navigate({ to: `/runbook-runs/${runId}` as never })
    } catch (problem) {
      form.setErrors(
        fieldErrorsOf(
          problem,
          inputs.map(({ name }) => name),
        ),
      )
      if (isKeyReused(problem)) setKey(newIdempotencyKey())
    }
  })
  return (
    <Section title="Start it" {...(inputs.length === 0 && { note: 'it needs nothing' })}>
      <form id="start" className={`${formCss.form} ${css.below}`} onSubmit={submit} noValidate>
        <UnsavedGuard isDirty={form.isDirty()} isLeaving={isLeaving} />
        {inputs.map((input) => (
          <InputField
            key={input.name}
            input={input}
            isDisabled={refusal !== null}
            {...form.getInputProps(input.name)}
            error={ownOf(form.errors, input.name)}
          />
        ))}
        <FormActions
          label={`Start ${runbook.name}`}
          isBusy={start.isPending}
          refusal={refusal}
          problem={form.errors.form}
        />
      </form>
    </Section>
  )
}

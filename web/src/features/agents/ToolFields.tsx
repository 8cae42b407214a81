import { TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import css from '../../ui/form.module.css'
import type { AgentDraft } from './agent-draft.ts'

/** They are a part of its own policy, so who may not change that may not change them. */
export function ToolFields({ form }: { form: UseFormReturnType<AgentDraft> }) {
  const refusal = refusalOf(useRole(), 'changePolicy')
  return (
    <>
      <TextInput
        label="Tools that pass without asking"
        description="Beside reading and reporting, and where its project lets them pass too. Names with commas; every other call waits for an approval."
        disabled={refusal !== null}
        {...form.getInputProps('safeTools')}
      />
      <TextInput
        label="Tools it may never use"
        description="Blocked, whatever is approved. Names with commas."
        disabled={refusal !== null}
        {...form.getInputProps('deniedTools')}
      />
      {refusal && <p className={css.refusal}>{refusal}</p>}
    </>
  )
}

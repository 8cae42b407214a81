import { TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { executorNameProblem } from '#domain/executor/executor-rules.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { fieldErrorsOf } from '../../http/field-errors.ts'
import { FormActions } from '../../ui/FormActions.tsx'
import css from '../../ui/form.module.css'
import { type MadeToken, useAddExecutor } from './executor-token-queries.ts'

export function NewExecutorForm({ onMade }: { onMade: (made: MadeToken) => void }) {
  const add = useAddExecutor()
  const refusal = refusalOf(useRole(), 'addExecutor')
  const form = useForm({
    initialValues: { name: '' },
    validate: { name: (name) => executorNameProblem(name.trim()) },
  })
  const submit = form.onSubmit(async ({ name }) => {
    try {
      onMade(await add.mutateAsync(name.trim()))
    } catch (problem) {
      form.setErrors(fieldErrorsOf(problem, ['name']))
    }
  })
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        description="As mac-studio. Its task queues carry it, so it stays and is used once. Agents live on one executor; work for one waits for it and for no other."
        maxLength={60}
        autoComplete="off"
        spellCheck={false}
        disabled={refusal !== null}
        {...form.getInputProps('name')}
      />
      <FormActions
        label="Add the executor"
        isBusy={add.isPending}
        refusal={refusal}
        problem={form.errors.form}
      />
    </form>
  )
}

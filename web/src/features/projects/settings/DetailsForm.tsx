import { Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Project } from '#api/projects/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../../app/me.ts'
import { fieldErrorsOf } from '../../../http/field-errors.ts'
import { FormActions } from '../../../ui/FormActions.tsx'
import css from '../../../ui/form.module.css'
import { useEditProject } from '../project-queries.ts'

export function DetailsForm({ project }: { project: Project }) {
  const edit = useEditProject(project.id)
  const removed = project.removedAt ? `${project.name} is removed, so it can’t be changed.` : null
  const form = useForm({
    initialValues: { name: project.name, mission: project.mission },
    validate: { name: (name) => (name.trim() ? null : 'Give it a name.') },
  })
  const { name, mission } = form.values
  const isSame = name.trim() === project.name && mission.trim() === project.mission
  const refusal =
    refusalOf(useRole(), 'editProject') ?? removed ?? (isSame ? 'Nothing is changed yet.' : null)
  const submit = form.onSubmit(async (draft) => {
    try {
      const saved = await edit.mutateAsync(draft)
      form.setValues({ name: saved.name, mission: saved.mission })
    } catch (problem) {
      form.setErrors(fieldErrorsOf(problem, ['name', 'mission']))
    }
  })
  return (
    <form className={css.form} style={{ paddingTop: 12 }} onSubmit={submit} noValidate>
      <TextInput label="Name" maxLength={80} required {...form.getInputProps('name')} />
      <Textarea
        label="Mission"
        description="What it is for, in a sentence or two."
        autosize
        minRows={3}
        maxRows={12}
        maxLength={2_000}
        {...form.getInputProps('mission')}
      />
      <FormActions
        label="Save name and mission"
        isBusy={edit.isPending}
        refusal={refusal}
        problem={form.errors.form}
      />
    </form>
  )
}

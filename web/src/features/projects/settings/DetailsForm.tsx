import { Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Project } from '#api/projects/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../../app/me.ts'
import { type FieldErrors, fieldErrorsOf } from '../../../http/field-errors.ts'
import { ChangedMeanwhile } from '../../../ui/ChangedMeanwhile.tsx'
import { FormActions } from '../../../ui/FormActions.tsx'
import css from '../../../ui/form.module.css'
import { UnsavedGuard } from '../../../ui/UnsavedGuard.tsx'
import { isSamePage } from '../../../ui/unsaved.ts'
import { useEditProject } from '../project-queries.ts'
import { textOf, type Written, writtenOver, wroteIn } from './written-fields.ts'

const fields = ['name', 'mission'] as const
type Field = (typeof fields)[number]

/** A field that nobody wrote in shows what is saved by now; where somebody else changed one that is written in, it is said. */
export function DetailsForm({ project }: { project: Project }) {
  const edit = useEditProject(project.id)
  const [written, setWritten] = useState<Written<Field>>({})
  const [errors, setErrors] = useState<FieldErrors<Field>>({})
  const [name, mission] = [textOf(written, project, 'name'), textOf(written, project, 'mission')]
  const isSame = name.trim() === project.name && mission.trim() === project.mission
  const over = edit.isPending ? [] : writtenOver(written, project, fields)
  const removed = project.removedAt ? `${project.name} is removed, so it can’t be changed.` : null
  const refusal =
    refusalOf(useRole(), 'editProject') ?? removed ?? (isSame ? 'Nothing is changed yet.' : null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!name.trim()) return setErrors({ name: 'Give it a name.' })
    setErrors({})
    try {
      await edit.mutateAsync({ name, mission })
      setWritten({})
    } catch (problem) {
      setErrors(fieldErrorsOf(problem, fields))
    }
  }
  const write = (of: Field, next: Written<Field>) => {
    const { [of]: _, ...others } = errors
    setErrors(others)
    setWritten(next)
  }
  const field = (of: Field) => ({
    value: textOf(written, project, of),
    error: errors[of],
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
      write(of, wroteIn(written, project, of, currentTarget.value)),
  })
  return (
    <form className={css.form} style={{ paddingTop: 12 }} onSubmit={submit} noValidate>
      <UnsavedGuard isDirty={!isSame && !edit.isPending} stays={isSamePage} />
      <TextInput label="Name" maxLength={80} required {...field('name')} />
      <Textarea
        label="Mission"
        description="What it is for, in a sentence or two."
        autosize
        minRows={3}
        maxRows={12}
        maxLength={2_000}
        {...field('mission')}
      />
      {over.map((of) => (
        <ChangedMeanwhile
          key={of}
          take={`Take that ${of}`}
          onTake={() => write(of, { ...written, [of]: undefined })}
        >
          Somebody changed the {of} meanwhile: “{project[of]}”.
        </ChangedMeanwhile>
      ))}
      <FormActions
        label={over.length > 0 ? 'Save yours instead' : 'Save name and mission'}
        isBusy={edit.isPending}
        refusal={refusal}
        problem={errors.form}
      />
    </form>
  )
}

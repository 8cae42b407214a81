import { useForm } from '@mantine/form'
import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { isKeyReused } from '../../http/field-errors.ts'
import { newIdempotencyKey } from '../../http/idempotency-key.ts'
import { FormActions } from '../../ui/FormActions.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import css from './DocumentFields.module.css'
import { DocumentFields } from './DocumentFields.tsx'
import { type DocumentDraft, draftErrors, problemsOf } from './document-draft.ts'
import { ImportFile } from './ImportFile.tsx'
import type { Imported } from './import-file.ts'
import { useCreateDocument } from './knowledge-queries.ts'

interface NewDocumentFormProps {
  projectId: string
  onCreated: (documentId: string) => void
}

/** Writes or imports a document. Sending it twice makes one: the key belongs to the opened form. */
export function NewDocumentForm({ projectId, onCreated }: NewDocumentFormProps) {
  const [key, setKey] = useState(newIdempotencyKey)
  const create = useCreateDocument(projectId, key)
  const isLeaving = useRef(false)
  const refusal = refusalOf(useRole(), 'writeDocument')
  const form = useForm<DocumentDraft>({
    initialValues: { title: '', text: '', isAlways: false },
    validate: draftErrors,
  })
  const { imported } = useLocation().state as { imported?: Imported }
  useEffect(() => {
    if (imported) form.setValues(imported)
  }, [imported])
  const submit = form.onSubmit(async (draft) => {
    try {
      const { id } = await create.mutateAsync(draft)
      isLeaving.current = true
      onCreated(id)
    } catch (problem) {
      form.setErrors(problemsOf(problem))
      if (isKeyReused(problem)) setKey(newIdempotencyKey())
    }
  })
  return (
    <ImportFile onImported={(imported) => form.setValues(imported)}>
      <form className={css.form} onSubmit={submit} noValidate>
        <UnsavedGuard isDirty={form.isDirty()} isLeaving={isLeaving} />
        <DocumentFields form={form} isDisabled={refusal !== null} />
        <FormActions
          label="Save the document"
          isBusy={create.isPending}
          refusal={refusal}
          problem={form.errors.form}
        />
      </form>
    </ImportFile>
  )
}

import { Checkbox } from '@mantine/core'
import { mediaKinds } from '#domain/artifact/artifact.ts'
import { kindWords } from '#domain/artifact/limit-rules.ts'
import css from './policies.module.css'
import type { FieldsProps } from './policy-draft.ts'

/** Kinds of files whose bytes stay on the executor. Saying none is other than saying nothing. */
export function RefusedArtifactsField({ draft, errors, isDisabled, onChange }: FieldsProps) {
  const chosen = draft.refusedArtifacts
  const problem = Object.entries(errors).find(([path]) => path.split('.')[0] === 'refusedArtifacts')
  return (
    <>
      <Checkbox
        label="Say which kinds of artifacts are not brought here"
        description="Programs are not, unless the policy of all projects or of the project says otherwise."
        checked={chosen !== null}
        disabled={isDisabled}
        onChange={({ currentTarget: { checked } }) =>
          onChange({ refusedArtifacts: checked ? ['program'] : null })
        }
      />
      {chosen && (
        <Checkbox.Group
          label="Not brought here"
          description="By what a file is, not by its name alone. Only its hash is recorded, and the artifact says why. What a wider scope refuses stays refused."
          value={chosen}
          error={problem?.[1]}
          onChange={(next) =>
            onChange({ refusedArtifacts: mediaKinds.filter((kind) => next.includes(kind)) })
          }
        >
          <div className={css.kinds}>
            {mediaKinds.map((kind) => (
              <Checkbox key={kind} value={kind} label={kindWords[kind]} disabled={isDisabled} />
            ))}
          </div>
        </Checkbox.Group>
      )}
    </>
  )
}

import { Checkbox, NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { toolsIn } from '#domain/policy/tool-list.ts'
import { DomainsField } from './DomainsField.tsx'
import { HoursFields } from './HoursFields.tsx'
import css from './policies.module.css'
import { type FieldsProps, listProblem, numberOf } from './policy-draft.ts'
import { RefusedArtifactsField } from './RefusedArtifactsField.tsx'
import { ReviewField } from './ReviewField.tsx'
import { SkillsField } from './SkillsField.tsx'

/** Limits that narrower scopes can only tighten. Empty says nothing. */
export function GuardrailFields(props: FieldsProps) {
  const { draft, errors, isDisabled, onChange } = props
  const counts = [
    ['wipLimit', 'Runs at once', 1],
    ['taskLimit', 'Tasks in work at once', 1],
    ['effectsPerHour', 'Effects in an hour', 1],
    ['loopLimit', 'Times the same may come before a pause', 1],
    ['approvalTtlMs', 'A proposal expires after, hours', 3_600_000],
    ['runDeadlineMs', 'A run ends after, minutes', 60_000],
    ['maxRetries', 'Further tries after a passing failure', 1],
    ['maxReturns', 'Times that unproven work goes back', 1],
    ['retryDelayMs', 'Seconds before the first of them', 1_000],
    ['artifactMb', 'Largest artifact, MB', 1],
  ] as const
  return (
    <fieldset className={css.group}>
      <legend>Guardrails</legend>
      <div className={css.counts}>
        {counts.map(([field, label, unit]) => {
          const value = draft[field]
          return (
            <NumberInput
              key={field}
              label={label}
              placeholder="not said"
              min={0}
              hideControls
              value={value === null ? '' : value / unit}
              error={errors[field]}
              disabled={isDisabled}
              onChange={(next) => {
                const count = numberOf(next)
                onChange({ [field]: count === null ? null : Math.round(count * unit) })
              }}
            />
          )
        })}
      </div>
      <Tools
        label="Never allowed"
        description="Names of tools, with commas. They are blocked whatever is approved."
        tools={draft.deniedTools}
        error={listProblem(errors, 'deniedTools', draft.deniedTools)}
        isDisabled={isDisabled}
        onChange={(deniedTools) => onChange({ deniedTools })}
      />
      <Checkbox
        label="Say which tools pass without asking"
        description="Not said, what the wider policy says holds, unless this one asks by risk: then no further tool passes."
        checked={draft.safeTools !== null}
        disabled={isDisabled}
        onChange={({ currentTarget: { checked } }) => onChange({ safeTools: checked ? [] : null })}
      />
      {draft.safeTools && (
        <Tools
          label="Pass without asking"
          description="Beside reading and reporting. A tool passes where every policy names it that has a list or asks by risk."
          tools={draft.safeTools}
          error={listProblem(errors, 'safeTools', draft.safeTools)}
          isDisabled={isDisabled}
          onChange={(safeTools) => onChange({ safeTools })}
        />
      )}
      <ReviewField {...props} />
      <DomainsField {...props} />
      <SkillsField {...props} />
      <RefusedArtifactsField {...props} />
      <HoursFields {...props} />
    </fieldset>
  )
}

interface ToolsProps {
  label: string
  description: string
  tools: string[]
  error: string | undefined
  isDisabled: boolean
  onChange: (tools: string[]) => void
}

function Tools({ label, description, tools, error, isDisabled, onChange }: ToolsProps) {
  const [text, setText] = useState(tools.join(', '))
  return (
    <TextInput
      label={label}
      description={description}
      value={text}
      error={error}
      disabled={isDisabled}
      onChange={({ currentTarget: { value } }) => {
        setText(value)
        onChange(toolsIn(value))
      }}
    />
  )
}

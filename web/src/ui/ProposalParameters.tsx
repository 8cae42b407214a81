import { Textarea } from '@mantine/core'
import css from './ProposalCard.module.css'

interface Parameter {
  name: string
  value: string
}

interface ProposalParametersProps {
  parameters: Parameter[]
  recorded: Parameter[]
  isEditing: boolean
  onChange: (parameters: Parameter[]) => void
}

/** Exactly what would be sent: nothing is shortened and nothing is prettified. */
export function ProposalParameters({ parameters, recorded, isEditing, onChange }: ProposalParametersProps) {
  const set = (name: string, value: string) =>
    onChange(parameters.map((p) => (p.name === name ? { name, value } : p)))
  return (
    <dl className={css.parameters}>
      {parameters.map(({ name, value }, i) => (
        <div key={name} className={css.parameter} data-changed={value !== recorded[i]?.value || undefined}>
          <dt>{name}</dt>
          <dd>
            {isEditing ? (
              <Textarea
                aria-label={name}
                size="xs"
                autosize
                minRows={1}
                value={value}
                onChange={(e) => set(name, e.currentTarget.value)}
              />
            ) : (
              value
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

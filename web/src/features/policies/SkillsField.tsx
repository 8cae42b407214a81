import { NamesField } from './NamesField.tsx'
import type { FieldsProps } from './policy-draft.ts'

/** Which skills agents may use. */
export const SkillsField = (props: FieldsProps) => (
  <NamesField
    field="skills"
    saying={{
      label: 'Agents use only these skills',
      description:
        'OpenClaw shows an agent no other skill. Its list is set within seconds, while the executor is there. Not said, OpenClaw’s own setting stays as it is.',
    }}
    list={{
      label: 'Skills',
      description:
        'One a line, by the name in its SKILL.md. None: agents see no skill. Where a wider scope has a list, only what is on both is seen, as where several agents work on the same agent of OpenClaw.',
    }}
    {...props}
  />
)

import { NamesField } from './NamesField.tsx'
import type { FieldsProps } from './policy-draft.ts'

/** Where tools may go. */
export const DomainsField = (props: FieldsProps) => (
  <NamesField
    field="domains"
    saying={{
      label: 'Tools go only to these domains',
      description:
        'What fetches or sends to any other address is blocked at the gate. A command can hide where it goes: it is held for approval besides.',
    }}
    list={{
      label: 'Domains',
      description:
        'One a line, as example.com, which stands for what lies below it too. None: tools go nowhere. Where a wider scope has a list, only what is on both is reached.',
    }}
    {...props}
  />
)

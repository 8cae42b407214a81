import { ActionLink } from '../../ui/ActionLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'

/** In place of the entries: those of all projects would not be what the address asks for. */
export const UnknownProject = ({
  asked,
  whole,
}: {
  asked: string
  whole: { label: string; href: string }
}) => (
  <EmptyState
    title="This project is not known."
    first={`The address asks for entries of “${asked}”. Choose a project above, or look at all of them.`}
    action={
      <ActionLink href={whole.href} refusal={null}>
        {whole.label}
      </ActionLink>
    }
  />
)

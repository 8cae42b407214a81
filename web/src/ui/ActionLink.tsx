import { Button, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { ActionButton } from './ActionButton.tsx'
import { AppLink } from './AppLink.tsx'

interface ActionLinkProps extends ButtonProps {
  href: string
  /** Set: it stays where it is, leads nowhere and says why. */
  refusal: string | null
  children: ReactNode
  'aria-label'?: string
}

/** A button that leads to where something is done, so that it can be opened in a new window. */
export function ActionLink({ href, refusal, children, ...rest }: ActionLinkProps) {
  if (refusal !== null) {
    return (
      <ActionButton refusal={refusal} {...rest}>
        {children}
      </ActionButton>
    )
  }
  return (
    <Button component={AppLink} href={href} variant="default" {...rest}>
      {children}
    </Button>
  )
}

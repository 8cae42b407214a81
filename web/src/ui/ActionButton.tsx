import { Button, type ButtonProps, Tooltip, VisuallyHidden } from '@mantine/core'
import { type ComponentPropsWithRef, useId } from 'react'

type ActionButtonProps = ButtonProps &
  Omit<ComponentPropsWithRef<'button'>, keyof ButtonProps> & {
    /** Set: the button stays where it is, does nothing and says why. */
    refusal: string | null
  }

/** Stays focusable while it is refused, so that the reason can be read by everybody. */
export function ActionButton({ refusal, onClick, children, ...rest }: ActionButtonProps) {
  const id = useId()
  if (refusal === null) {
    return (
      <Button variant="default" onClick={onClick} {...rest}>
        {children}
      </Button>
    )
  }
  return (
    <>
      <Tooltip label={refusal} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
        <Button variant="default" {...rest} data-disabled aria-disabled="true" aria-describedby={id}>
          {children}
        </Button>
      </Tooltip>
      <VisuallyHidden id={id}>{refusal}</VisuallyHidden>
    </>
  )
}

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
  const isRefused = refusal !== null
  // One button all along: one that is refused while it has the focus, or gets it back, keeps it.
  return (
    <>
      <Tooltip
        label={refusal}
        disabled={!isRefused}
        multiline
        maw={280}
        events={{ hover: true, focus: true, touch: true }}
      >
        <Button
          variant="default"
          {...rest}
          {...(isRefused
            ? { 'data-disabled': true, 'aria-disabled': 'true', 'aria-describedby': id }
            : { onClick })}
        >
          {children}
        </Button>
      </Tooltip>
      {isRefused && <VisuallyHidden id={id}>{refusal}</VisuallyHidden>}
    </>
  )
}

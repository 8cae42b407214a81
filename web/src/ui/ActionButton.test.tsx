// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { ActionButton } from './ActionButton.tsx'

afterEach(cleanup)

test('a button that is refused while it has the focus keeps it, does nothing and says why', () => {
  const onClick = vi.fn()
  const shown = (refusal: string | null) => (
    <MantineProvider env="test">
      <ActionButton refusal={refusal} onClick={onClick}>
        Pause
      </ActionButton>
    </MantineProvider>
  )
  const { rerender } = render(shown(null))
  const button = screen.getByRole('button', { name: 'Pause' })
  button.focus()
  fireEvent.click(button)
  rerender(shown('It is paused already.'))
  expect(document.activeElement).toBe(button)
  fireEvent.click(button)
  expect(onClick).toHaveBeenCalledTimes(1)
  expect(document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
    'It is paused already.',
  )
})

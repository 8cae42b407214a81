// @vitest-environment happy-dom
import { Autocomplete, Button, MantineProvider, Popover } from '@mantine/core'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { type ReactNode, useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { theme } from './theme.ts'

afterEach(cleanup)

const draw = (shown: ReactNode) =>
  render(
    <MantineProvider theme={theme} env="test">
      {shown}
    </MantineProvider>,
  )

function Opened() {
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus>
      <Popover.Target>
        <Button onClick={() => setOpen(true)}>Change it</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Button onClick={() => setOpen(false)}>Back</Button>
      </Popover.Dropdown>
    </Popover>
  )
}

test('what closes by a button of its own gives the focus back to what opened it', async () => {
  draw(<Opened />)
  const opener = screen.getByRole('button', { name: 'Change it' })
  opener.focus()
  fireEvent.click(opener)
  const back = await screen.findByRole('button', { name: 'Back' })
  back.focus()
  fireEvent.click(back)
  await waitFor(() => expect(document.activeElement).toBe(opener))
})

test('a field with a list of choices is left by a click beside it', async () => {
  draw(<Autocomplete label="Time zone" data={['Europe/Berlin']} />)
  const field = screen.getByRole('combobox')
  field.focus()
  await waitFor(() => expect(field.getAttribute('aria-expanded')).toBe('true'))
  fireEvent.mouseDown(document.body)
  field.blur()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(document.activeElement).toBe(document.body)
})

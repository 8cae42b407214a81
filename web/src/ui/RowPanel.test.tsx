// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { RowPanel } from './RowPanel.tsx'

afterEach(cleanup)

function open() {
  const onClose = vi.fn()
  render(
    <RowPanel label="A rate" onClose={onClose} problem={null}>
      <input aria-label="Rate" />
    </RowPanel>,
  )
  return { onClose, field: screen.getByLabelText('Rate') }
}
const pressEscape = (field: HTMLElement) => fireEvent.keyDown(field, { key: 'Escape' })

test('Escape closes a panel in which nothing was typed', () => {
  const { onClose, field } = open()
  pressEscape(field)
  expect(onClose).toHaveBeenCalledTimes(1)
})

test('what was typed is dropped by a second Escape only, and typing on asks again', () => {
  const { onClose, field } = open()
  fireEvent.input(field, { target: { value: '40' } })
  pressEscape(field)
  expect(screen.getByRole('status').textContent).toBe('Escape once more drops what you typed.')
  fireEvent.input(field, { target: { value: '405' } })
  expect(screen.queryByRole('status')).toBe(null)
  pressEscape(field)
  expect(onClose).not.toHaveBeenCalled()
  pressEscape(field)
  expect(onClose).toHaveBeenCalledTimes(1)
})

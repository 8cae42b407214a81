// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Location } from './Location.tsx'

afterEach(cleanup)

test.each(['https://example.com/a', 'HTTP://example.com'])(
  '%s can be opened, in a tab of its own',
  (location) => {
    render(<Location location={location} />)
    const link = screen.getByRole('link', { name: location })
    expect(link.getAttribute('rel')).toBe('noreferrer noopener')
  },
)

test.each([
  'javascript:alert(1)',
  ' javascript:alert(1)//https://a.test',
  'data:text/html,x',
  'notes.md',
  '/etc/passwd',
])('%s is text', (location) => {
  const { container } = render(<Location location={location} />)
  expect(container.textContent).toBe(location)
  expect(screen.queryByRole('link')).toBeNull()
})

// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Markdown } from './Markdown.tsx'

afterEach(cleanup)

test('a table and a list of things to do are shown as such', () => {
  const text = '| Price | USD |\n|---|--:|\n| Letter | 4.50 |\n\n- [x] Print\n- [ ] Post\n'
  render(<Markdown text={text} under={1} />)
  const table = within(screen.getByRole('table'))
  expect(table.getAllByRole('columnheader').map((one) => one.textContent)).toEqual(['Price', 'USD'])
  expect(table.getByRole('cell', { name: '4.50' }).style.textAlign).toBe('right')
  expect(screen.getByRole('region', { name: 'Table' }).tabIndex).toBe(0)
  expect(screen.getAllByRole('img').map((one) => one.getAttribute('aria-label'))).toEqual(['done', 'to do'])
  expect(screen.queryByRole('checkbox')).toBeNull()
})

test('an address in a table is a link of the web only', () => {
  render(
    <Markdown text={'| a |\n|---|\n| https://example.com/x |\n| [x](javascript:alert(1)) |\n'} under={1} />,
  )
  expect(screen.getAllByRole('link').map((one) => one.getAttribute('href'))).toEqual([
    'https://example.com/x',
  ])
})

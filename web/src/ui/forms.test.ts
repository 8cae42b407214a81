import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const forms = readdirSync('web/src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.tsx') && !file.endsWith('.test.tsx'))
  .flatMap((file) =>
    [...readFileSync(join('web/src', file), 'utf8').matchAll(/<form\b([\s\S]*?)>\s*\n/g)].map(
      ([, props]) => ({
        file,
        props,
      }),
    ),
  )

test('no form leaves its messages to the browser: what is wrong stands at the field, in our words', () => {
  expect(forms.length).toBeGreaterThan(20)
  expect(forms.filter(({ props }) => !props?.includes('noValidate')).map(({ file }) => file)).toEqual([])
})

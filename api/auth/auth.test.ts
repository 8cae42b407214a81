import { expect, test } from 'vitest'
import { trustedOrigins } from './auth.ts'

test('only the address that operators open is trusted, and the loopback’s other name', () => {
  expect(trustedOrigins('http://127.0.0.1:4000')).toEqual(['http://127.0.0.1:4000', 'http://localhost:4000'])
  expect(trustedOrigins('http://localhost:4000')).toEqual(['http://localhost:4000', 'http://127.0.0.1:4000'])
  expect(trustedOrigins('https://office.example/')).toEqual(['https://office.example'])
})

import { expect, test } from 'vitest'
import { callRefusal } from './call-terms-rules.ts'

const terms = { isClaimed: true, deniedTools: ['deploy_site'], domains: ['example.com'] }
const to = (url: string) => ({ url })

test('an approved call is made where the policy of now says nothing of it', () => {
  expect(callRefusal(terms, 'web_post', to('https://a.example.com'))).toBeNull()
  expect(callRefusal({ ...terms, domains: null }, 'web_post', to('https://evil.example'))).toBeNull()
})

test('what policy forbids by now is not made, and neither is what nobody gave a permission for', () => {
  expect(callRefusal(terms, 'deploy_site', {})).toBe(
    'deploy_site is not allowed by policy any more. It was approved, and it was NOT done.',
  )
  expect(callRefusal(terms, 'Deploy_Site', {})).toContain('Deploy_Site is not allowed by policy any more')
  expect(callRefusal(terms, 'web_post', to('https://evil.example'))).toBe(
    'web_post may not go to evil.example. By policy only these are allowed here, and what lies below: example.com. It was approved, and it was NOT done.',
  )
  expect(callRefusal({ ...terms, domains: [] }, 'web_post', to('https://a.example.com'))).toContain(
    'no address is allowed here',
  )
  expect(callRefusal({ ...terms, isClaimed: false }, 'web_post', {})).toContain('no permission on record')
})

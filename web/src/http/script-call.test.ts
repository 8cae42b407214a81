import { expect, test } from 'vitest'
import { RunbookInput } from '#domain/runbook/runbook.ts'
import { startByCurl } from './script-call.ts'

const input = (of: object) => RunbookInput.parse(of)

test('a script is given a request that has all it needs, in quotes that a shell keeps', () => {
  const inputs = [
    input({ name: 'topic', type: 'text', default: "the baker's price" }),
    input({ name: 'copies', type: 'number' }),
    input({ name: 'readers', type: 'choice', options: ['all', 'paying'] }),
  ]
  const where = { origin: 'http://fo.test', projectId: 'pr_1', runbook: 'publish-a-letter', token: 'fo_x' }
  expect(startByCurl({ ...where, token: '$FRONT_OFFICE_KEY', inputs })).toContain(
    '"Authorization: Bearer $FRONT',
  )
  expect(startByCurl({ ...where, inputs }).split(' \\\n  ')).toEqual([
    'curl -X POST http://fo.test/api/projects/pr_1/runbooks/publish-a-letter/runs',
    '-H "Authorization: Bearer fo_x"',
    `-H 'Content-Type: application/json' -H "Idempotency-Key: $(uuidgen)"`,
    `-d '{"inputs":{"topic":"the baker'\\''s price","copies":1,"readers":"all"}}'`,
  ])
})

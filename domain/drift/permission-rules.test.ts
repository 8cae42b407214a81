import { expect, test } from 'vitest'
import { closingRefusal } from './permission-rules.ts'

test('an entry of a list, a tool and a grant can be taken away; how commands are allowed at all can not', () => {
  for (const key of ['allow/main/e1', 'mcp/main/crm/export', 'grant/g1', 'allow/commands/e1'])
    expect(closingRefusal(key)).toBeNull()
  for (const key of ['commands', 'commands/main'])
    expect(closingRefusal(key)).toMatchObject({ code: 'finding_by_hand' })
})

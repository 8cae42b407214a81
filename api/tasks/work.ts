import { z } from 'zod'
import { Text } from '../http/contract.ts'

/** Of a yes to work, and of a no. */
const SeenStep = z
  .string()
  .regex(/^[\w:.-]{1,100}$/, 'is not the id of a step, as s1')
  .optional()
  .describe('The step of the last run that you looked at the work of: refused if the agent has run since')

/** What operators say of work that its agent calls finished. */
export const workOperations = {
  acceptWork: {
    method: 'post',
    path: '/tasks/{taskId}/accept',
    summary: 'Accept work whose deliverables are not all proven; it is recorded as a waiver',
    body: z.strictObject({ note: Text(1_000, 0).default(''), stepId: SeenStep }).meta({ id: 'Accept' }),
  },
  reviewDeliverable: {
    method: 'post',
    path: '/tasks/{taskId}/review',
    summary:
      'Say whether a deliverable that an operator has to look at is right; a no goes back to the agent',
    body: z
      .strictObject({
        title: Text(200),
        passed: z.boolean(),
        note: Text(4_000, 0).default(''),
        stepId: SeenStep,
      })
      .refine(({ passed, note }) => passed || note !== '', {
        path: ['note'],
        error: 'must say what is not right: the agent reads it',
      })
      .meta({ id: 'Review' }),
  },
  checkAgain: {
    method: 'post',
    path: '/tasks/{taskId}/check',
    summary: 'Have the deliverables that failed checked again, without another run of the agent',
    body: z.strictObject({}).meta({ id: 'CheckAgain' }),
  },
} as const

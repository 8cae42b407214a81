import { z } from 'zod'
import { Role } from '#domain/operator/operator.ts'
import { actions } from '#domain/operator/permissions.ts'
import { routes, Text } from '../http/contract.ts'

export const Operator = z
  .strictObject({ id: z.string(), name: z.string(), email: z.string(), role: Role })
  .meta({ id: 'Operator' })
export type Operator = z.infer<typeof Operator>

export const Me = Operator.extend({
  /** What this operator's role may do, from domain/operator/permissions. */
  can: z.array(z.enum(actions)),
}).meta({ id: 'Me' })
export type Me = z.infer<typeof Me>

export const SetUp = z
  .strictObject({
    token: z.string().min(20).max(200),
    name: Text(80),
    email: z.email('has a name, an @ and a place, as mara@example.com').max(200),
    password: z.string().min(12, 'must have at least 12 characters').max(200),
  })
  .meta({ id: 'SetUp' })

/** Signing in and out are better-auth's own: /api/auth/sign-in/email, /api/auth/sign-out. */
export const sessionContract = routes({
  getMe: {
    method: 'get',
    path: '/me',
    summary: 'Who is signed in',
    auth: 'operator',
    status: 200,
    response: Me,
  },
  getSetUp: {
    method: 'get',
    path: '/set-up',
    summary: 'Whether an owner exists already',
    auth: 'none',
    status: 200,
    response: z.strictObject({ hasOwner: z.boolean() }),
  },
  setUp: {
    method: 'post',
    path: '/set-up',
    summary: 'Create the owner with the printed one-time link',
    auth: 'none',
    body: SetUp,
    status: 201,
    response: Operator,
  },
})

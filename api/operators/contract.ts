import { z } from 'zod'
import { Role } from '#domain/operator/operator.ts'
import { At, Id, routes } from '../http/contract.ts'
import { Operator, SetUp } from '../session/contract.ts'

const OperatorId = Id('op')
const Email = z.email('has a name, an @ and a place, as mara@example.com').max(200)
const Token = SetUp.shape.token

export const OperatorRow = Operator.extend({ since: At }).meta({ id: 'OperatorRow' })
export type OperatorRow = z.infer<typeof OperatorRow>

export const FormerOperator = z
  .strictObject({ id: z.string(), name: z.string(), role: Role, removedAt: At })
  .meta({ id: 'FormerOperator' })

export const Invite = z
  .strictObject({
    /** Of the operator whom it makes. */
    operatorId: OperatorId,
    role: Role,
    email: z.string().nullable(),
    invitedByName: z.string(),
    invitedAt: At,
    expiresAt: At,
  })
  .meta({ id: 'Invite' })
export type Invite = z.infer<typeof Invite>

const params = z.strictObject({ operatorId: OperatorId })

/** Changing one's own password is better-auth's: /api/auth/change-password. */
export const operatorsContract = routes({
  listOperators: {
    method: 'get',
    path: '/operators',
    summary: 'Everybody who can sign in, who could, and the invites that are open',
    auth: 'operator',
    status: 200,
    response: z.strictObject({
      items: z.array(OperatorRow),
      former: z.array(FormerOperator),
      invites: z.array(Invite),
    }),
  },
  inviteOperator: {
    method: 'post',
    path: '/invites',
    summary: 'Invite an operator: the link in the answer works once and is told this once',
    auth: 'operator',
    body: z.strictObject({ role: Role, email: Email.nullable().default(null) }).meta({ id: 'NewInvite' }),
    status: 201,
    response: z.strictObject({ operatorId: OperatorId, link: z.string(), expiresAt: At }),
  },
  revokeInvite: {
    method: 'delete',
    path: '/invites/{operatorId}',
    summary: 'Revoke an open invite: its link makes no account any more',
    auth: 'operator',
    params,
    status: 204,
    response: z.void(),
  },
  lookAtInvite: {
    method: 'post',
    path: '/join/look',
    summary: 'What an invite is for, or why it makes no account',
    auth: 'none',
    body: z.strictObject({ token: Token }).meta({ id: 'InviteToken' }),
    status: 200,
    response: Invite.pick({ role: true, email: true, invitedByName: true, expiresAt: true }).meta({
      id: 'InviteLook',
    }),
  },
  acceptInvite: {
    method: 'post',
    path: '/join',
    summary: 'Create the account that an invite is for',
    auth: 'none',
    body: z.strictObject(SetUp.shape).meta({ id: 'Join' }),
    status: 201,
    response: Operator,
  },
  changeRole: {
    method: 'post',
    path: '/operators/{operatorId}/role',
    summary: 'Give an operator another role',
    auth: 'operator',
    params,
    body: z.strictObject({ role: Role }).meta({ id: 'NewRole' }),
    status: 204,
    response: z.void(),
  },
  removeOperator: {
    method: 'delete',
    path: '/operators/{operatorId}',
    summary: 'Remove an operator: their sessions end, their name stays in the ledger',
    auth: 'operator',
    params,
    status: 204,
    response: z.void(),
  },
})

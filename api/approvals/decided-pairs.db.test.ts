import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type ApiServer, aProposalFact, aTaskThat, startApi } from '#test/api-server.ts'

const pairs = 200
const verdicts = ['approved', 'rejected'] as const
const hash = 'a'.repeat(64)

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

async function pending(): Promise<string> {
  const proposed = aProposalFact()
  await aTaskThat(api, [proposed])
  return proposed.body.proposalId
}

/** Who is named first sends first; each pair has its own mix of yes and no. */
async function decidedByBoth(proposalId: string, nth: number, cookies: Record<Who, string>) {
  const deciders = nth % 2 ? people.toReversed() : people
  const answers = await Promise.all(
    deciders.map(async (who, i) => {
      const verdict = verdicts[(nth >> (i + 1)) % 2] as (typeof verdicts)[number]
      return { who, verdict, answer: await sent(proposalId, cookies[who], verdict) }
    }),
  )
  return { proposalId, answers }
}

/** Where the database is busy for too long it is asked again with the same key, as a script would. */
async function sent(proposalId: string, cookie: string, verdict: string): Promise<Answer> {
  const path = `/api/approvals/${proposalId}/decision`
  const headers = { 'idempotency-key': crypto.randomUUID() }
  for (;;) {
    const answer = await api.call('POST', path, { cookie, headers, body: { verdict, hash } })
    if (answer.status !== 503) return answer
    await sleep(Number(answer.headers.get('retry-after')) * 1_000)
  }
}

const people = ['owner', 'operator'] as const
type Who = (typeof people)[number]

test(`${pairs} pairs decide at once: each has one winner, and the other is told who it was`, async () => {
  const proposalIds: string[] = []
  for (let n = 0; n < pairs; n++) proposalIds.push(await pending())
  const cookies = { owner: await api.signIn('owner'), operator: await api.signIn('operator') }
  const decided = await Promise.all(proposalIds.map((id, nth) => decidedByBoth(id, nth, cookies)))
  const first = await firstIntents()
  for (const { proposalId, answers } of decided) {
    const won = answers.filter(({ answer }) => answer.status === 202)
    const lost = answers.filter(({ answer }) => isTooLate(answer))
    expect([won.length, lost.length], JSON.stringify(answers.map(({ answer }) => answer.json))).toEqual([
      1, 1,
    ])
    const [winner, loser] = [won[0], lost[0]]
    expect(loser?.answer.json.detail).toMatch(
      new RegExp(`^The ${winner?.who} ${winner?.verdict} this at 20\\d\\d-`),
    )
    expect(winner?.answer.json.intentId).toBe(first.get(proposalId))
  }
  // Otherwise nothing raced: the second came when the first was recorded.
  expect(await bothRecorded()).toBeGreaterThan(0)
}, 300_000)

const isTooLate = ({ status, json }: Answer) => status === 409 && json.code === 'already_decided'

/** The order that the relay delivers in. */
async function firstIntents(): Promise<Map<string, string>> {
  const { rows } = await api.pool.query<{ subject: string; id: string }>(
    `select distinct on (subject_id) subject_id as subject, id from intent
      where command = 'decideApproval' order by subject_id, intent_seq`,
  )
  return new Map(rows.map(({ subject, id }) => [subject, id]))
}

async function bothRecorded(): Promise<number> {
  const { rows } = await api.pool.query<{ n: number }>(
    `select count(*)::int as n from (
       select from intent where command = 'decideApproval' group by subject_id having count(*) = 2) raced`,
  )
  return rows[0]?.n ?? 0
}

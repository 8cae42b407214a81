import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { freeze } from '#prisma/write/freeze.ts'
import { createApiKey } from '#prisma/write/settings/api-keys.ts'
import { type ApiServer, aProject, startApi } from '#test/api-server.ts'
import { aFact } from '#test/stories.ts'

let api: ApiServer
let cookie = ''
let projectId = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('operator')
  projectId = (await aProject(api)).projectId
})
afterAll(() => api?.stop())

const yamlOf = (name: string, more = '') => `name: ${name}
inputs:
  - {name: topic, type: text, required: true}
  - {name: copies, type: number, default: 1}
  - {name: day, type: date}
steps:
  - id: draft
    task: {agent: Ines, title: "Write {{inputs.topic}}", intent: Write it.}
${more}`
const at = (path = '', project = projectId) => `/api/projects/${project}/runbooks${path}`
const write = (yaml: string, headers = {}) => api.call('POST', at(), { cookie, body: { yaml }, headers })
const start = (name: string, inputs: object, more: object = { cookie }) =>
  api.call('POST', at(`/${name}/runs`), { body: { inputs }, ...more })
const get = (path: string) => api.call('GET', path, { cookie })

async function aToken(actions: ('read' | 'startRunbook')[], projectIds = [projectId]) {
  const by = { operatorId: api.operators.owner, at: new Date().toISOString() }
  const key = { apiKeyId: newId('apiKey'), name: 'Website', actions, projectIds }
  return { ...key, ...(await createApiKey(api.pool, key, by)) }
}

describe('a runbook', () => {
  test('is written, found by name in any case, changed and removed; versions stay', async () => {
    const { status, json } = await write(yamlOf('Publish a letter'))
    expect(status).toBe(201)
    expect(json).toMatchObject({ name: 'Publish a letter', version: 1, lastRun: null })
    for (const name of ['publish-a-letter', 'PUBLISH%20A%20LETTER', json.id])
      expect((await get(at(`/${name}`))).json.id).toBe(json.id)
    const yaml = yamlOf('Publish a letter', '  - {id: pause, wait: {for: 1 h}}\n')
    const change = (basedOn: number, text = yaml) =>
      api.call('POST', at('/publish-a-letter'), { cookie, body: { yaml: text, basedOn } })
    expect((await change(1)).json).toMatchObject({ id: json.id, version: 2, yaml })
    expect((await change(1)).json.version).toBe(2)
    const late = await change(1, yamlOf('Publish a letter', '  - {id: pause, wait: {for: 2 h}}\n'))
    expect(late).toMatchObject({ status: 409, json: { code: 'runbook_changed' } })
    expect(late.json.detail).toMatch(/version 2 now, and yours began as version 1/)
    const versions = (await get(at('/publish-a-letter/versions'))).json.items
    expect(versions.map(({ version, byName }: never) => [version, byName])).toEqual([
      [2, 'The operator'],
      [1, 'The operator'],
    ])
    expect((await api.call('DELETE', at('/publish-a-letter'), { cookie })).status).toBe(204)
    expect((await get(at('/publish-a-letter'))).status).toBe(404)
    expect((await write(yamlOf('Publish a letter'))).status).toBe(201)
  })

  test('of a name that is taken, or that is wrong, is not written', async () => {
    expect((await write(yamlOf('Weekly'))).status).toBe(201)
    expect(await write(yamlOf('weekly!'))).toMatchObject({ status: 409, json: { code: 'name_taken' } })
    const { status, json } = await write(
      yamlOf('Bad').replace('Ines', 'Eve').replace('inputs.topic', 'inputs.x'),
    )
    expect(status).toBe(400)
    expect(json.errors).toEqual([
      {
        path: 'body.yaml',
        message: expect.stringMatching(/^line 8, column \d+: .* no agent .* Eve; it has Ines$/),
      },
      {
        path: 'body.yaml',
        message: expect.stringMatching(
          /^line 8, column \d+: there is no input x; there are topic, copies, day$/,
        ),
      },
    ])
    expect((await get(at())).json.items.map(({ name }: { name: string }) => name)).not.toContain('Bad')
  })

  test('made twice with one key is one; with another text, elsewhere or once it is removed the key is refused', async () => {
    const key = { 'Idempotency-Key': 'write' }
    const reused = { status: 409, json: { code: 'key_reused' } }
    const [one, two] = [await write(yamlOf('Once'), key), await write(yamlOf('Once'), key)]
    expect(two.json.id).toBe(one.json.id)
    expect(await write(yamlOf('Once', '# more\n'), key)).toMatchObject(reused)
    const other = at('', (await aProject(api)).projectId)
    const elsewhere = await api.call('POST', other, { cookie, body: { yaml: yamlOf('Once') }, headers: key })
    expect(elsewhere).toMatchObject(reused)
    await api.call('DELETE', at('/once'), { cookie })
    expect(await write(yamlOf('Once'), key)).toMatchObject(reused)
  })
})

test('a runbook with a deliverable that could never be checked says so at its line', async () => {
  const declared = [
    '{title: Sums, check: {kind: json, schema: {tpye: object}}}',
    '{title: Page, check: {kind: url, url: "http://127.0.0.1:8080/", contains: x}}',
    '{title: Site, check: {kind: url, url: "http://intranet.test/", contains: x}}',
  ]
  const task = `{agent: Ines, title: Sum, intent: Sum it up., deliverables: [${declared.join(', ')}]}`
  const yaml = `name: Unchecked\nsteps:\n  - id: sum\n    task: ${task}\n`
  const { status, json } = await write(yaml)
  const message = (words: string) => expect.stringMatching(new RegExp(`^line 4, column \\d+: ${words}`))
  expect({ status, errors: json.errors }).toEqual({
    status: 400,
    errors: [
      { path: 'body.yaml', message: message('url: must be on the public internet') },
      { path: 'body.yaml', message: message('schema: can’t be used: .*unknown keyword: "tpye"') },
    ],
  })
  const mended = yaml.replace('tpye', 'type').replace('127.0.0.1:8080', 'intranet.test')
  expect((await write(mended)).status).toBe(201)
})

describe('starting', () => {
  beforeAll(async () => {
    await write(yamlOf('Print'))
  })

  test('records the run with its inputs, and answers the same run to a repeat', async () => {
    const key = { cookie, headers: { 'Idempotency-Key': 'print-1' } }
    const first = await start('print', { topic: 'Bread' }, key)
    expect(first.status).toBe(202)
    expect(await start('print', { topic: 'Bread' }, key)).toMatchObject({ status: 202, json: first.json })
    const other = await start('print', { topic: 'Salt' }, key)
    expect(other).toMatchObject({ status: 409, json: { code: 'key_reused' } })
    const { json } = await get(`/api/runbook-runs/${first.json.runId}`)
    expect(json.state).toMatchObject({
      ...{ status: 'requested', version: 1, inputs: { topic: 'Bread', copies: 1 } },
      requestedBy: `operator:${api.operators.operator}`,
    })
    expect(json).toMatchObject({ requestedByName: 'The operator', projectName: 'Letters', tasks: [] })
    expect(json.temporalUrl).toContain(encodeURIComponent(`runbook/${first.json.runId}`))
    const list = (await get(`/api/projects/${projectId}/runbook-runs`)).json.items
    expect(list[0]).toMatchObject({ id: first.json.runId, name: 'Print', status: 'requested' })
    expect((await get(at('/print'))).json.lastRun).toMatchObject({ id: first.json.runId })
    const intents = await api.pool.query('select command from intent where workflow_id = $1', [
      `runbook/${first.json.runId}`,
    ])
    expect(intents.rows).toEqual([{ command: 'startRunbook' }])
    await api.call('POST', at('/print'), { cookie, body: { yaml: yamlOf('Print', '# v2\n'), basedOn: 1 } })
    expect((await start('print', { topic: 'Bread' }, key)).json).toEqual(first.json)
  })

  test('again with its key answers its run also after the runbook was renamed, or removed; another is key_reused', async () => {
    await write(yamlOf('Bind'))
    await write(yamlOf('Cut'))
    const key = { cookie, headers: { 'Idempotency-Key': 'bind-1' } }
    const again = (name: string, topic = 'Bread', project = projectId) =>
      api.call('POST', at(`/${name}/runs`, project), { body: { inputs: { topic } }, ...key })
    const { runId } = (await again('bind')).json
    const renamed = { yaml: yamlOf('Stitch'), basedOn: 1 }
    expect((await api.call('POST', at('/bind'), { cookie, body: renamed })).status).toBe(200)
    expect((await again('stitch')).json).toEqual({ runId })
    expect((await api.call('DELETE', at('/stitch'), { cookie })).status).toBe(204)
    expect(await again('bind')).toMatchObject({ status: 202, json: { runId } })
    const reused = { status: 409, json: { code: 'key_reused' } }
    expect(await again('cut')).toMatchObject(reused)
    expect(await again('bind', 'Salt')).toMatchObject(reused)
    const other = (await aProject(api)).projectId
    expect(await again('bind', 'Bread', other)).toMatchObject(reused)
    expect((await start('bind', { topic: 'Bread' })).status).toBe(404)
  })

  test('at once with one key makes one run', async () => {
    const key = { cookie, headers: { 'Idempotency-Key': 'print-race' } }
    const answers = await Promise.all(Array.from({ length: 5 }, () => start('print', { topic: 'x' }, key)))
    expect(new Set(answers.map(({ json }) => json.runId)).size).toBe(1)
  })

  test('with inputs of the wrong type names each one', async () => {
    const { status, json } = await start('print', { topic: 3, copies: 'many', day: 'soon', else: 1 })
    expect(status).toBe(400)
    expect(json.errors).toEqual([
      { path: 'body.inputs.topic', message: 'must be text' },
      { path: 'body.inputs.copies', message: 'must be a number' },
      { path: 'body.inputs.day', message: 'must be a day that exists, as 2026-12-01' },
      { path: 'body.inputs.else', message: 'is no input of this runbook' },
    ])
    expect((await start('print', {})).json.errors).toEqual([
      { path: 'body.inputs.topic', message: 'is required' },
    ])
  })
})

test('starting with an input that makes a text of a step too long says which, and makes no run', async () => {
  const often = '{{inputs.topic}}'.repeat(1_200)
  const decision = `  - {id: ask, approval: {text: "${'{{inputs.topic}}'.repeat(100)}{{steps.draft.summary}}"}}\n`
  await write(yamlOf('Repeat', decision).replace('Write it.', `"${often}"`))
  const runs = async () => (await get(`/api/projects/${projectId}/runbook-runs`)).json.counts
  const before = await runs()
  const { status, json } = await start('repeat', { topic: 'x'.repeat(20_000) })
  const path = 'body.inputs.topic'
  const long = (what: string, is: string, most = '20,000') =>
    `makes the ${what} ${is} characters long; ${most} are the most`
  expect({ status, errors: json.errors }).toEqual({
    status: 400,
    errors: [
      { path, message: long('title of the step draft', '20,006', '200') },
      { path, message: long('intent of the step draft', '24,000,000') },
      { path, message: long('text of the step ask', '2,000,000') },
    ],
  })
  expect(await runs()).toEqual(before)
  const { rows } = await api.pool.query(
    "select 1 from entry where type = 'runbook_run_requested' and body->'definition'->>'name' = 'Repeat'",
  )
  expect(rows).toEqual([])
  expect((await start('repeat', { topic: 'x'.repeat(16) })).status).toBe(202)
})

describe('who may start, and what', () => {
  test('by a key needs it in its scope, and says who it was', async () => {
    const { token, apiKeyId } = await aToken(['startRunbook'])
    const { status, json } = await start('print', { topic: 'Bread' }, { token })
    expect(status).toBe(202)
    const run = (await get(`/api/runbook-runs/${json.runId}`)).json
    expect(run.state.requestedBy).toBe(`api-key:${apiKeyId}`)
    expect(run.requestedByName).toBe('Website')
    const read = await api.call('GET', `/api/runbook-runs/${json.runId}`, { token })
    expect(read).toMatchObject({ status: 403, json: { code: 'key_may_not' } })
    const reader = (await aToken(['read'])).token
    expect((await api.call('GET', `/api/runbook-runs/${json.runId}`, { token: reader })).status).toBe(200)
    const refused = await start('print', { topic: 'Bread' }, { token: reader })
    expect(refused).toMatchObject({ status: 403, json: { code: 'key_may_not' } })
    expect(refused.json.detail).toMatch(/^The API key Website may not start runbooks\./)
    const stranger = (await aToken(['startRunbook'], [(await aProject(api)).projectId])).token
    expect((await start('print', { topic: 'Bread' }, { token: stranger })).status).toBe(403)
  })

  test('a project that is not active starts none, by whomever; a repeat of its key still answers its run', async () => {
    const other = (await aProject(api)).projectId
    await api.call('POST', at('', other), { cookie, body: { yaml: yamlOf('Rest') } })
    const { token } = await aToken(['startRunbook'], [other])
    const by = { owner: { cookie }, key: { token } }
    const key = { 'Idempotency-Key': 'rest-1' }
    const go = (who: keyof typeof by, headers = {}) =>
      api.call('POST', at('/rest/runs', other), { body: { inputs: { topic: 'Bread' } }, headers, ...by[who] })
    const turn = (stage: string) =>
      api.call('POST', `/api/projects/${other}/stage`, { cookie, body: { stage } })
    const first = await go('key', key)
    expect(first.status).toBe(202)
    for (const [stage, words] of [
      ['paused', 'is paused'],
      ['idea', 'is still an idea'],
    ] as const) {
      await turn(stage)
      const detail = `Letters ${words}, so no runbook is started in it. Make it active first.`
      const refused = { status: 409, json: { code: 'project_not_active', detail } }
      expect([await go('owner'), await go('key')]).toMatchObject([refused, refused])
    }
    expect((await go('key', key)).json).toEqual(first.json)
    expect((await get(`/api/projects/${other}/runbook-runs`)).json.items).toHaveLength(1)
    await turn('active')
    expect((await go('owner')).status).toBe(202)
  })

  test('what fits the project no more, or is in a removed one, is refused', async () => {
    const other = (await aProject(api)).projectId
    await api.call('POST', at('', other), { cookie, body: { yaml: yamlOf('Gone') } })
    await api.pool.query('update agent set name = $2, role = $2 where project_id = $1', [other, 'Bo'])
    const go = () =>
      api.call('POST', at('/gone/runs', other), { cookie, body: { inputs: { topic: 'Bread' } } })
    const broken = await go()
    expect(broken).toMatchObject({ status: 409, json: { code: 'runbook_broken' } })
    expect(broken.json.detail).toMatch(/line 8.* no agent with the name or role Ines; it has Bo/)
    await api.call('DELETE', `/api/projects/${other}`, { cookie: await api.signIn('owner') })
    expect(await go()).toMatchObject({ status: 409, json: { code: 'project_removed' } })
  })
})

test('what can’t be decided, resumed or cancelled now says why', async () => {
  await write(yamlOf('Ask'))
  const { runId } = (await start('ask', { topic: 'Bread' })).json
  const ask = (path: string, body: object) =>
    api.call('POST', `/api/runbook-runs/${runId}/${path}`, { cookie, body })
  expect(await ask('resume', {})).toMatchObject({ status: 409, json: { code: 'run_not_in_state' } })
  const decision = await ask('steps/draft/decision', { verdict: 'approved', attempt: 1 })
  expect(decision).toMatchObject({ status: 404, json: { code: 'not_found' } })
  expect((await ask('steps/draft/decision', { verdict: 'maybe', attempt: 1 })).status).toBe(400)
  expect(await ask('settle', { verdict: 'go_on' })).toMatchObject({ status: 409 })
  const cancelled = await ask('cancel', { reason: 'no need' })
  expect(cancelled).toMatchObject({ status: 202, json: { isDelivered: false } })
})

test('a frozen run waits in the inbox for the word that settles it, and takes no other', async () => {
  await write(yamlOf('Fork'))
  const { runId } = (await start('fork', { topic: 'Bread' })).json
  const batch = {
    streamId: `runbook/${runId}`,
    after: 1,
    firstSeq: 1,
    facts: [aFact('runbook_run_done', {})],
  }
  await freeze(api.pool, { runId: 'r1', batch }, 'other content')
  const items = (await get('/api/inbox')).json.items.filter(({ kind }: { kind: string }) => kind === 'frozen')
  expect(items).toMatchObject([
    {
      taskId: null,
      subjectId: runId,
      title: 'Fork',
      line: 'Two accounts of it do not fit together',
      waitsFor: null,
    },
  ])
  const { fork } = (await get(`/api/runbook-runs/${runId}`)).json.state
  expect(fork).toMatchObject({ held: [], wanted: [{ type: 'runbook_run_done' }] })
  const ask = (path: string, body: object) =>
    api.call('POST', `/api/runbook-runs/${runId}/${path}`, { cookie, body })
  const refused = await ask('cancel', {})
  expect(refused).toMatchObject({ status: 409, json: { code: 'run_not_in_state' } })
  expect(refused.json.detail).toMatch(/^This run is frozen.* Settle it first/)
  const bare = await ask('settle', { verdict: 'end', reason: ' ' })
  expect(bare.json.errors).toEqual([{ path: 'body.reason', message: 'must say why it ends' }])
  expect(await ask('settle', { verdict: 'end', reason: 'Sent by hand.' })).toMatchObject({ status: 202 })
})

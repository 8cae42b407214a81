/** What the model of the practice gateway, and the fake provider of the real one, has read so far. */
export interface ScriptMessage {
  role: 'system' | 'user' | 'assistant' | 'tool'
  text: string
  calls?: { name: string; args: Record<string, unknown> }[]
}

export type Step = { delayMs: number } & (
  | { kind: 'text'; text: string }
  | { kind: 'call'; name: string; args: Record<string, unknown> }
  /** `mayGoOn`: the gateway asks its model again. */
  | { kind: 'fail'; status: number; mayGoOn?: true }
  | { kind: 'hang' }
)

type Directive = { word: string; rest: string }

const words = [
  'answer',
  'safe',
  'effect',
  'exec',
  'update',
  'ask',
  'reply',
  'withdraw',
  'artifact',
  'write',
  'learning',
  'finish',
  'fail',
  'stumble',
  'hang',
  'slow',
  'cost',
] as const
const pattern = new RegExp(`^\\s*(${words.join('|')})(?::\\s*(.*))?$`)

/** One directive a line; README.md lists them. */
export function directivesOf(text: string): Directive[] {
  return text.split('\n').flatMap((line) => {
    const match = pattern.exec(line)
    if (!match?.[1] || (match[2] === undefined && match[1] !== 'hang')) return []
    return [{ word: match[1], rest: (match[2] ?? '').trim() }]
  })
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch {
    return { body: text }
  }
}

const calls: Record<string, (rest: string) => { name: string; args: Record<string, unknown> }> = {
  safe: (rest) => ({ name: 'read', args: { path: rest } }),
  exec: (rest) => ({ name: 'exec', args: { command: rest } }),
  update: (rest) => ({ name: 'fo_post_update', args: { text: rest } }),
  ask: (rest) => {
    const [question = '', ...options] = rest.split('|').map((part) => part.trim())
    return { name: 'fo_ask_operator', args: options.length > 0 ? { question, options } : { question } }
  },
  reply: (rest) => ({ name: 'fo_answer_operator', args: { answer: rest } }),
  withdraw: (rest) => ({ name: 'fo_answer_operator', args: { answer: rest, withdraw: true } }),
  artifact: (rest) => {
    const [title = '', location = ''] = rest.split('|').map((part) => part.trim())
    return { name: 'fo_record_artifact', args: { title, location } }
  },
  learning: (rest) => {
    const [text = '', about] = rest.split('|').map((part) => part.trim())
    return { name: 'fo_record_learning', args: about ? { text, about } : { text } }
  },
  write: (rest) => {
    const [path = '', ...text] = rest.split('|').map((part) => part.trim())
    return { name: 'write', args: { path, content: text.join(' | ').replaceAll('\\n', '\n') } }
  },
  finish: (rest) => ({ name: 'fo_finish', args: { summary: rest } }),
  effect: (rest) => {
    const [name = '', ...json] = rest.split(' ')
    return { name, args: jsonOf(json.join(' ')) }
  },
}

const grantPattern = /^Perform now: (\S+)/m
const heldPattern = /held for approval|nothing was done|was not done/i

/** What each call of the model costs by the last `cost:`, dollars; null: it has no price. Absent: as usual. */
export function costPerCall(messages: readonly ScriptMessage[]): number | null | undefined {
  const last = messages
    .filter(({ role }) => role === 'user')
    .flatMap(({ text }) => directivesOf(text))
    .findLast(({ word }) => word === 'cost')
  if (!last) return undefined
  const dollars = Number(last.rest)
  return dollars > 0 ? dollars : null
}

/** Which directives are left, after what the assistant has called and said already. */
function remaining(messages: readonly ScriptMessage[]): Directive[] {
  const said = messages.filter((m) => m.role === 'user').flatMap((m) => directivesOf(m.text))
  const all = said.filter(({ word }) => word !== 'cost')
  let next = 0
  let granted: string | null = null
  for (const [i, message] of messages.entries()) {
    if (message.role === 'user') granted = grantPattern.exec(message.text)?.[1] ?? granted
    if (message.role !== 'assistant') continue
    const made = message.calls ?? []
    // One that an approval asked for repeats a directive; it does not use up another.
    const own = made.filter(({ name }) => name !== granted)
    if (own.length < made.length) granted = null
    // One without a result was cut off by a restart before anybody heard of it.
    const heard = messages[i + 1]?.role === 'tool' ? own : []
    for (const call of heard) next = indexAfter(all, next, (d) => calls[d.word]?.(d.rest).name === call.name)
    if (made.length === 0) {
      const isSaid = ({ word, rest }: Directive) => word === 'answer' && message.text.includes(rest)
      const hasFailed = ({ word }: Directive) => word === 'stumble' && message.text === ''
      next = indexAfter(all, next, (d) => isSaid(d) || hasFailed(d))
    }
  }
  return all.slice(next)
}

function indexAfter(all: Directive[], from: number, isIt: (directive: Directive) => boolean): number {
  const index = all.findIndex((directive, i) => i >= from && isIt(directive))
  return index < 0 ? from : index + 1
}

/**
 * As a model types a call again: the shape of its first one, other words. The gate puts the approved ones in. What a tool's
 * schema takes from a list has no other words: the host would refuse the call before it asks the gate.
 */
function typedAgain(name: string, messages: readonly ScriptMessage[]): Record<string, unknown> {
  const calls = messages.flatMap((message) => message.calls ?? [])
  const args = calls.findLast((call) => call.name === name)?.args ?? {}
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => [
      key,
      typeof value === 'string' && key !== 'action' ? `not the approved ${key}` : value,
    ]),
  )
}

/** The next thing that the scripted model does. Pure: the same transcript gives the same step. */
export function nextStep(messages: readonly ScriptMessage[]): Step {
  const lastUser = messages.findLastIndex((m) => m.role === 'user')
  const since = messages.slice(lastUser + 1)
  const turnUsers = messages.slice(messages.findLastIndex((m) => m.role === 'assistant') + 1)
  const granted = grantPattern.exec(turnUsers.map((m) => m.text).join('\n'))?.[1]
  if (granted && !since.some((m) => m.role === 'assistant')) {
    return { kind: 'call', name: granted, args: typedAgain(granted, messages), delayMs: 0 }
  }
  const last = messages.at(-1)
  if (last?.role === 'tool' && heldPattern.test(last.text)) {
    return { kind: 'text', text: 'This needs approval, so I stop here.', delayMs: 0 }
  }
  const left = remaining(messages)
  const slow = left[0]?.word === 'slow' ? left.shift() : undefined
  const delayMs = slow ? Number(slow.rest) || 0 : 0
  return { ...stepOf(left[0], messages), delayMs }
}

type BareStep = Step extends infer S ? (S extends Step ? Omit<S, 'delayMs'> : never) : never

function stepOf(directive: Directive | undefined, messages: readonly ScriptMessage[]): BareStep {
  if (!directive) return { kind: 'text', text: closingWords(messages) }
  const { word, rest } = directive
  if (word === 'answer') return { kind: 'text', text: rest }
  if (word === 'fail') return { kind: 'fail', status: Number(rest) || 500 }
  if (word === 'stumble') return { kind: 'fail', status: Number(rest) || 503, mayGoOn: true }
  if (word === 'hang') return { kind: 'hang' }
  const call = calls[word]?.(rest)
  if (call?.name === 'fo_answer_operator')
    return { ...call, kind: 'call', args: { proposal: askedAbout(messages), ...call.args } }
  return call ? { kind: 'call', ...call } : { kind: 'text', text: rest }
}

/** The proposal that an operator asked about last. */
const askedAbout = (messages: readonly ScriptMessage[]): string =>
  messages
    .filter(({ role }) => role === 'user')
    .flatMap(({ text }) => [...text.matchAll(/\((p_[0-9a-f]{24})\):/g)])
    .at(-1)?.[1] ?? ''

function closingWords(messages: readonly ScriptMessage[]): string {
  const isFirst = !messages.some((m) => m.role === 'assistant')
  return isFirst
    ? 'This is the practice gateway: no model has read this. Give me directives such as "answer: hello".'
    : 'Done.'
}

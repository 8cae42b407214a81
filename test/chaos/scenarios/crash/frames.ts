type Json = Record<string, unknown>

/** One frame between the worker and its gateway (brief 2), with what it answers. */
export interface Frame {
  kind: 'request' | 'answer' | 'event'
  /** Of the request, also for its answers; the name of an event. */
  method: string
  params: Json
  payload: Json
}

export type Sender = 'worker' | 'gateway'

/** What was asked on one connection, by the id of its frame. */
export type Asked = Map<string, { method: string; params: Json }>

const jsonOf = (value: unknown): Json => (value !== null && typeof value === 'object' ? (value as Json) : {})

/** Null where it is none of these, or answers what nobody asked. */
export function frameOf(text: string, from: Sender, asked: Asked): Frame | null {
  const frame = parsed(text)
  const id = String(frame.id)
  if (from === 'worker' && frame.type === 'req') {
    const request = { method: String(frame.method), params: jsonOf(frame.params) }
    asked.set(id, request)
    return { kind: 'request', ...request, payload: {} }
  }
  if (from === 'gateway' && frame.type === 'event')
    return { kind: 'event', method: String(frame.event), params: {}, payload: jsonOf(frame.payload) }
  const request = from === 'gateway' && frame.type === 'res' ? asked.get(id) : undefined
  return request ? { kind: 'answer', ...request, payload: jsonOf(frame.payload) } : null
}

function parsed(text: string): Json {
  try {
    return jsonOf(JSON.parse(text))
  } catch {
    return {}
  }
}

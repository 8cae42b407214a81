import type { Parameters } from '#domain/run/run.ts'
import { linesOf } from '../e2e/stage.ts'
import type { World } from './world.ts'

/** One way to do something outside, with the log in which it tells by itself what it did. */
export interface GatedTool {
  kind: 'a plugin tool' | 'exec' | 'an MCP tool' | 'a message'
  tool: string
  /** Who performs it once it is approved. */
  via: 'invoke' | 'resume'
  /** Of where its calls go: what is allowed in advance is allowed there, and otherwise for the same call again. */
  namesPlace: boolean
  /** The call whose words are these. */
  callOf(world: World, words: string): Parameters
  /** What its log says once exactly this call was made. */
  traceOf(call: Parameters): unknown
  /** All that its log says of calls with this mark. */
  performed(world: World, mark: string): unknown[]
}

const marked = (file: string, mark: string) =>
  linesOf(file).filter((line) => new RegExp(`\\b${mark}\\b`).test(line))

const parsed = (line: string): Record<string, unknown> | null => {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

const paramsIn = (file: string, mark: string) => marked(file, mark).map((line) => parsed(line)?.params)
const commandOf = (outbox: string, words: string) => `echo '${words}' >> ${outbox}`

export const gatedTools: GatedTool[] = [
  {
    kind: 'a plugin tool',
    tool: 'send_message',
    via: 'invoke',
    namesPlace: true,
    callOf: (_, words) => ({ to: 'ada@example.com', subject: 'Hello', body: words }),
    traceOf: (call) => call,
    performed: ({ outbox }, mark) =>
      marked(outbox, mark).map((line) => {
        const { to, subject, body } = parsed(line) ?? {}
        return { to, subject, body }
      }),
  },
  {
    kind: 'exec',
    tool: 'exec',
    via: 'resume',
    namesPlace: false,
    callOf: ({ outbox }, words) => ({ command: commandOf(outbox, words) }),
    traceOf: ({ command }) => command,
    // The practice gateway notes the command; a real one runs it, and the line tells what ran.
    performed: ({ outbox }, mark) =>
      marked(outbox, mark).map((line) => parsed(line)?.command ?? commandOf(outbox, line)),
  },
  {
    kind: 'an MCP tool',
    tool: 'board__post_notice',
    via: 'resume',
    namesPlace: false,
    callOf: (_, words) => ({ title: 'Notice', text: words }),
    traceOf: (call) => call,
    performed: ({ notices }, mark) => paramsIn(notices, mark),
  },
  {
    kind: 'a message',
    tool: 'message',
    via: 'resume',
    namesPlace: true,
    callOf: (_, words) => ({ action: 'send', channel: 'post', target: 'ada', message: words }),
    traceOf: ({ target, message }) => ({ to: target, message }),
    performed: ({ messages }, mark) => paramsIn(messages, mark),
  },
]

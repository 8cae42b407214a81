import { wordsOfName } from './name-words.ts'

/** The words of such names, whole: `process_refund` is no process, and `execute_payment` runs nothing. */
const shells = new Set([
  ...['exec', 'process', 'bash', 'shell', 'sh', 'local shell', 'shell exec', 'bash command', 'shell command'],
  ...['exec command', 'execute command', 'run command', 'run shell command', 'run terminal command'],
])

/** Between a tool's name and that of the server which brings it: `mcp__box__bash`. */
const namespaces = /__|[.:/]/

/** Whether it is plain by its name that a tool runs commands. */
export function isShellTool(tool: string): boolean {
  const own = tool.split(namespaces).findLast((part) => part !== '') ?? ''
  return shells.has(wordsOfName(own).join(' '))
}

/** What a shell tool is to run, so far as it can be read. Not whole: it may run something else, or more. */
export function commandIn({ command, cmd, args = [], ...rest }: Record<string, unknown>) {
  // Which of two it goes by is not known here.
  const said = [command, cmd].filter((one) => one !== undefined)
  const lines = said.map((one): unknown[] => (Array.isArray(one) ? one : [one, args].flat()))
  const isPlain = lines.every((words) => words.length > 0 && words.every(isText))
  // Keys typed into a program that runs are a command to it.
  const isTyped = ['input', 'stdin', 'data', 'keys', 'text', 'script', 'code'].some((name) => name in rest)
  return {
    text: lines.map((words) => words.filter(isText).join(' ')).join(' ; '),
    isWhole: said.length === 1 && isPlain && !isTyped,
  }
}

const isText = (word: unknown): word is string => typeof word === 'string'

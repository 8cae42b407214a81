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

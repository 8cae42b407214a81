import { expect, test } from 'vitest'
import { addressRefusal } from './domain-rules.ts'
import { isShellTool } from './shell-tool-rules.ts'

test.each([
  ...['exec', 'Exec', 'process', 'bash', 'Bash', 'shell', 'sh', 'run_command', 'runCommand', 'exec-command'],
  ...['execute_command', 'shell_exec', 'bash_20250124', 'local_shell', 'run_shell_command'],
  ...['mcp__box__bash', 'box__exec', 'box.shell', 'box/exec', 'box:runCommand', 'mcp__box__exec__'],
])('%s runs commands', (tool) => {
  expect(isShellTool(tool)).toBe(true)
})

test.each([
  ...['process_refund', 'execute_payment', 'exec_summary', 'shell_order', 'process_kill', 'bash_off'],
  ...['execute', 'subprocess', 'executive', 'shellfish', 'processPayment', 'mcp__bash__refund', 'exec__send'],
  ...['', '__', 'send_message'],
])('%j is called something else', (tool) => {
  expect(isShellTool(tool)).toBe(false)
})

test('what only begins like a tool that runs commands is held to the list of domains like any other', () => {
  expect(addressRefusal('process_request', { host: 'evil.example' }, ['example.com'])).toContain(
    'evil.example',
  )
  expect(
    addressRefusal('mcp__box__bash', { command: 'curl https://evil.example' }, ['example.com']),
  ).toContain('evil.example')
})

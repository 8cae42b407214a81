import { pino } from 'pino'
import { logLevel } from './config.ts'
import type { LogTarget } from './rotating-log.ts'

/** JSON lines, on stdout unless told else. Fields first, ids always: `logger.info({ taskId }, 'relayed')`. */
export function createLogger(name: string, target?: LogTarget) {
  const hidden = [
    ...['req.headers.authorization', 'req.headers.cookie'],
    ...['*.token', '*.apiToken', '*.gatewayToken', '*.password'],
  ]
  const options = { name, level: logLevel(), redact: { paths: hidden, censor: '(hidden)' } }
  return target ? pino(options, target) : pino(options)
}
export type Logger = ReturnType<typeof createLogger>

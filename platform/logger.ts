import { pino } from 'pino'
import { logLevel } from './config.ts'

/** JSON lines on stdout. Fields first, ids always: `logger.info({ taskId }, 'relayed')`. */
export function createLogger(name: string) {
  return pino({
    name,
    level: logLevel(),
    redact: {
      paths: [
        'req.headers.authorization',
        'req.headers.cookie',
        '*.token',
        '*.apiToken',
        '*.gatewayToken',
        '*.password',
      ],
      censor: '(hidden)',
    },
  })
}
export type Logger = ReturnType<typeof createLogger>

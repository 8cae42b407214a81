import type { Pool } from '../client.ts'

/** Connection refused, lost or not to be had; shutting down, starting up, too many connections. */
const codes =
  /^(ECONN(REFUSED|RESET)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|08\w{3}|57P0[1-3]|53300|P10(01|02|08|17)|P20(24|37))$/
/** Of a connection that is not let in: its database is closed or gone, as while it is restored. */
const fatalCodes = /^(55000|3D000)$/
const words =
  /timeout exceeded when trying to connect|Connection terminated|Can't reach database|DatabaseNotReachable/

/** Whether an error says that Postgres is away, which passes, and not that the question was wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, severity, cause } = error as { code?: unknown; severity?: unknown; cause?: unknown }
  if (typeof code === 'string' && (codes.test(code) || (severity === 'FATAL' && fatalCodes.test(code))))
    return true
  if (error instanceof AggregateError && error.errors.some(isUnavailable)) return true
  return words.test(error.message) || isUnavailable(cause)
}

/** Whether Postgres answers in time. */
export async function isAnswering(pool: Pool, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs)
  })
  const answered = pool.query('select 1').then(
    () => true,
    () => false,
  )
  return Promise.race([answered, late]).finally(() => clearTimeout(timer))
}

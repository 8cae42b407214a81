/** Aborted by Ctrl-C or SIGTERM: a command ends what it started, and then itself. */
export function interruptedSignal(): AbortSignal {
  const stopping = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => stopping.abort(new Error('interrupted')))
  return stopping.signal
}

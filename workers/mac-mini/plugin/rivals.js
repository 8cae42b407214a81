/**
 * Other plugins that hook the calls of tools, as the host itself keeps them; null where it does not show them. This place
 * is not among what the host promises to plugins: it is read and never written, and its absence is told.
 */
export function rivalsAt(ownId) {
  const hooks = globalThis[Symbol.for('openclaw.pluginRegistryState')]?.activeRegistry?.typedHooks
  if (!Array.isArray(hooks)) return null
  const ofCalls = hooks.filter((hook) => hook?.hookName === 'before_tool_call')
  const own = ofCalls.findIndex((hook) => hook.pluginId === ownId)
  if (own < 0) return null
  const priorityOf = (hook) => (typeof hook.priority === 'number' ? hook.priority : 0)
  const ownPriority = priorityOf(ofCalls[own])
  return ofCalls.flatMap((hook, i) => {
    if (hook.pluginId === ownId) return []
    const priority = priorityOf(hook)
    // The higher runs first, and of equal ones the one that was there first.
    const isAfter = priority < ownPriority || (priority === ownPriority && i > own)
    return [{ pluginId: String(hook.pluginId).slice(0, 100), priority, isAfter }]
  })
}

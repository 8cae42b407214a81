/** For a reset in Temporal: what was signalled after the point that it goes back to does not come again. */
export const signalsLeftOut = {
  // RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL: its enum is in a package that is not one of ours.
  resetReapplyExcludeTypes: [1],
}

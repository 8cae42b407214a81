import { createContext, useContext } from 'react'

/** One clock for the whole page, ticking once a minute, so that rows never disagree. */
export const NowContext = createContext(new Date())
export const useNow = () => useContext(NowContext)

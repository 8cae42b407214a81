import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Output } from '#api/http/contract.ts'
import { killSwitchesContract } from '#api/kill-switches/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'

type Switches = Output<typeof killSwitchesContract.listKillSwitches.response>

/** The answer is what is on by now; a refusal means that this page was behind. */
function useChange(change: (words: string) => Promise<Switches>) {
  const client = useQueryClient()
  return useMutation<Switches, ApiProblem, string>({
    mutationFn: change,
    onSuccess: (switches) => client.setQueryData(['kill-switches'], switches),
    onError: () => client.invalidateQueries({ queryKey: ['kill-switches'] }),
  })
}

export const useSetKillSwitch = (scopeId: string) =>
  useChange((reason) => call(killSwitchesContract.setKillSwitch, { params: { scopeId }, body: { reason } }))

export const useLiftKillSwitch = (scopeId: string) =>
  useChange((note) => call(killSwitchesContract.liftKillSwitch, { params: { scopeId }, body: { note } }))

import { executorsContract } from '#api/executors/contract.ts'
import { homeContract } from '#api/home/contract.ts'
import { inboxContract } from '#api/inbox/contract.ts'
import { killSwitchesContract } from '#api/kill-switches/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import { sessionContract } from '#api/session/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { mostOnHome } from '#domain/inbox/inbox.ts'

/** What the home page and the frame around it ask for when they are opened, beside the stream; home.e2e.ts holds it to that. */
export const homeRequests: string[] = [
  sessionContract.getMe.path,
  projectsContract.listProjects.path,
  `${inboxContract.listInbox.path}?limit=${mostOnHome}`,
  homeContract.getHome.path,
  executorsContract.listExecutors.path,
  killSwitchesContract.listKillSwitches.path,
  `${tasksContract.listTasks.path}?open=true&limit=8`,
]

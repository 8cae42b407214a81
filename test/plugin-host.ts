import { type PluginConfig, pluginHostIn, pluginIn } from './hosted-plugin.ts'
import { tempFolder } from './temp-folder.ts'

export const installedPlugin = (folder: string) => pluginIn(tempFolder(), folder)

export const aPluginHost = (pluginConfig: PluginConfig) => pluginHostIn(tempFolder(), pluginConfig)

import type { Language } from '../../engine/people.ts'
import { type Config, readConfig } from '../config.ts'

/**
 * The settings of a drill's world, out of nothing: no variable of the real one is within reach, so that no real address,
 * key, room or mail can be.
 */
export const drillConfig = (folder: string, language: Language): Config =>
  readConfig({ SANDBOX: '1', DATA_DIR: folder, LANGUAGE: language, LOG_LEVEL: 'info', QUIET_HOURS: 'off' })

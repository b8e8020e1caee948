import { createHalt } from '../../bot/halt.ts'

/** Another process of the same machine that stops everything: run by halt.test.ts. */
await createHalt(process.argv[2] ?? '', null, () => new Date()).raise('from next door', 'terminal:maria')

import type { IncidentBoard } from '../engine/incidents/board.ts'
import type { NewFile } from '../engine/incidents/storage.ts'
import type { Language } from '../engine/people.ts'
import type { Asker } from './asker.ts'
import { fileName } from './csv.ts'
import type { LookContext } from './definition.ts'
import type { PaperReader } from './papers.ts'

/** In the language of whoever asks, and the operator's zone. */
export const readerFor = (
  { asker, settings }: { readonly asker: Asker; readonly settings: LookContext['settings'] },
  { names, language = null }: { readonly names: PaperReader['names']; readonly language?: Language | null },
): PaperReader => ({
  language: language ?? asker.person?.language ?? 'en',
  timeZone: settings['operator-timezone'],
  names,
})

/** The postmortem as it can be written now. What actions answered is in it only where clients' names may be. */
export async function writtenPostmortem(
  {
    incidents,
    papers,
    now,
  }: Pick<LookContext, 'papers' | 'now'> & { readonly incidents: Pick<IncidentBoard, 'postmortem'> },
  id: bigint,
  reader: PaperReader,
): Promise<NewFile> {
  const paper = await incidents.postmortem(id, { withAnswers: reader.names === 'full' })
  if (paper === null) throw new Error('an incident that was read is there')
  const bytes = new TextEncoder().encode(papers.markdown(paper, reader))
  return {
    name: fileName(`incident-${id}-postmortem`, 'md', bytes, now),
    mediaType: 'text/markdown',
    bytes,
  }
}

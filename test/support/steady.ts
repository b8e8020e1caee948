/** Without what differs from run to run: ids, ages, hashes. */
export const steady = (shown: string): string =>
  shown
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<uuid>')
    .replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>')
    .replaceAll(/\b[0-9a-f]{32}\b/g, '<wallet>')
    .replaceAll(/\(([0-9a-f]{8})\)/g, '(<id>)')
    .replaceAll(/\d{1,2} \w{3,4} \d{4}, \d\d:\d\d:\d\d/g, '<time>')
    .replaceAll(/\d{1,2} \w{3,4}, \d\d:\d\d/g, '<short time>')
    .replaceAll(/\b\d+ (?:s|min)\b/g, '<age>')
    .replaceAll(/<t:\d+/g, '<t:0')

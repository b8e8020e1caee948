import { say } from '../../engine/phrase.ts'
import { fields, next, text } from '../answer.ts'
import { actCommand } from '../definition.ts'
import { formatNumber } from '../../engine/format.ts'

export const command = actCommand({
  noun: 'bot',
  verb: 'backup',
  help: "Write the books to a file on the server's disk",
  example: 'bot backup',
  role: 'owner',
  confirm: 'C1',
  arguments: {},
  async preview() {
    return {
      what: say`Write a backup of the books`,
      lines: [
        say`it goes to the folder "backups" below DATA_DIR on the server; the newest 14 are kept`,
        say`it is of one moment, and nothing stops meanwhile`,
        say`the clients' keys in it stay encrypted: without SECRETS_KEY, which is not in it, they can't be read`,
      ],
    }
  },
  async act({ host }) {
    const { path, bytes, sha256 } = await host.backup()
    return {
      tone: 'good',
      heading: say`The books are backed up`,
      blocks: [
        fields(
          [say`File`, path],
          [say`Size`, say`${formatNumber(bytes.toString())} bytes`],
          ['SHA-256', sha256],
        ),
        text(say`Copy it to another machine: this disk may be what is lost. Keep SECRETS_KEY apart from it.`),
        next('bot version', 'status show'),
      ],
      json: { path, bytes, sha256 },
    }
  },
})

import { Duplex } from 'node:stream'
import type { ClientChannel } from 'ssh2'

/** Where pg wants to go: its socket's connect(path) or connect(port, host). */
export type ChannelTarget = { readonly socketPath: string } | { readonly host: string; readonly port: number }

/**
 * A socket look-alike for pg whose bytes travel through one SSH channel. It is destroyed by its owner when the
 * SSH connection dies: a channel alone does not always tell.
 */
export interface ChannelStream extends Duplex {
  connect(portOrPath: number | string, host?: string): ChannelStream
  setNoDelay(): ChannelStream
  setKeepAlive(): ChannelStream
  ref(): ChannelStream
  unref(): ChannelStream
}

/** @param open opens the SSH channel once pg has said where to. */
export function createChannelStream(open: (target: ChannelTarget) => Promise<ClientChannel>): ChannelStream {
  let channel: ClientChannel | null = null
  const stream = new Duplex({
    allowHalfOpen: false,
    read() {
      channel?.resume()
    },
    write(chunk: Buffer, _encoding, done) {
      if (channel === null) return done(new Error('The channel is not open.'))
      channel.write(chunk, done)
    },
    final(done) {
      channel?.end()
      done()
    },
    destroy(error, done) {
      channel?.close()
      done(error)
    },
  })
  // It may be given up before pg listens; an 'error' without a listener would end the process.
  stream.on('error', () => undefined)
  const attach = (opened: ClientChannel): void => {
    // The stream may have been given up while the server was opening the channel.
    if (stream.destroyed) return opened.close()
    channel = opened
    opened.on('data', (chunk: Buffer) => {
      if (!stream.push(chunk)) opened.pause()
    })
    opened.on('error', (error: Error) => stream.destroy(error))
    opened.on('close', () => stream.push(null))
    stream.on('end', () => stream.destroy())
    stream.emit('connect')
  }
  const self: ChannelStream = Object.assign(stream, {
    connect(portOrPath: number | string, host?: string) {
      open(targetOf(portOrPath, host)).then(attach, (error: Error) => stream.destroy(error))
      return self
    },
    setNoDelay: () => self,
    setKeepAlive: () => self,
    ref: () => self,
    unref: () => self,
  })
  return self
}

function targetOf(portOrPath: number | string, host = 'localhost'): ChannelTarget {
  return typeof portOrPath === 'string' ? { socketPath: portOrPath } : { host, port: portOrPath }
}

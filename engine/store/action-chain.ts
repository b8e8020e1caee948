import type { Pool, PoolClient } from 'pg'
import type { ChainVerdict } from '../people.ts'
import { inTransaction } from './pool.ts'

/** How many blocks are looked at in one statement; of each only its hash comes here, however many rows it has. */
const PAGE_BLOCKS = 500

interface BlockRow {
  number: bigint
  first_id: bigint
  last_id: bigint
  row_count: bigint
  previous_hash: string | null
  hash: string
  /** The block's hash is the hash of what it says. */
  is_itself: boolean
  /** What is there now of its rows. */
  found: bigint
  rows_fit: boolean
  last_is_there: boolean
}

/** The last block that was sound, and how far it was all sound up to there. */
interface Sound {
  readonly number: bigint
  readonly hash: string | null
  readonly lastId: bigint
  readonly rows: bigint
}
const NOTHING_YET: Sound = { number: 0n, hash: null, lastId: 0n, rows: 0n }

/** Reckons every block again, from the first one, as all of it was at one moment; stops at the first that is broken. */
export const verifyChain = (pool: Pool, pageBlocks = PAGE_BLOCKS): Promise<ChainVerdict> =>
  inTransaction(pool, async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await client.query(`SET LOCAL statement_timeout = '10min'`)
    let sound = NOTHING_YET
    for (;;) {
      const page = await pageAfter(client, sound, pageBlocks)
      for (const block of page) {
        const broken = faultOf(block, sound)
        if (broken?.block === Number(block.number))
          return { ...(await verdict(client, sound, broken)), suspects: suspectsOf(block) }
        if (broken !== null) return verdict(client, sound, broken)
        sound = {
          number: block.number,
          hash: block.hash,
          lastId: block.last_id,
          rows: sound.rows + block.row_count,
        }
      }
      if (page.length < pageBlocks) return verdict(client, sound, await faultOfHead(client, sound))
    }
  })

async function pageAfter(client: PoolClient, sound: Sound, limit: number): Promise<BlockRow[]> {
  const { rows } = await client.query<BlockRow>(
    `SELECT (block).number, (block).first_id, (block).last_id, (block).row_count, (block).previous_hash, (block).hash,
            action_block_hash(block) = (block).hash AS is_itself,
            r.row_count AS found, r.rows_hash IS NOT DISTINCT FROM (block).rows_hash AS rows_fit,
            EXISTS (SELECT FROM action_log a WHERE a.id = (block).last_id) AS last_is_there
     FROM (SELECT b AS block, coalesce(lag(b.last_id) OVER (ORDER BY b.number), $2) AS after_id
           FROM action_log_blocks b WHERE b.number > $1 ORDER BY b.number LIMIT $3) AS page,
          LATERAL action_rows(page.after_id, (block).last_id) AS r
     ORDER BY (block).number`,
    [sound.number, sound.lastId, limit],
  )
  return rows
}

type Broken = ChainVerdict['broken']
/** Each `why` is a sentence of a closed list, so that it can be translated as it is. */
const broken = (number: bigint, why: string): Broken => ({ block: Number(number), why })

const suspectsOf = (block: BlockRow) => ({ first: block.first_id, last: block.last_id })

function faultOf(block: BlockRow, before: Sound): Broken {
  const expected = before.number + 1n
  if (block.number !== expected) return broken(expected, 'the block is missing')
  const why = whyBroken(block, before)
  return why === null ? null : broken(block.number, why)
}

function whyBroken(block: BlockRow, before: Sound): string | null {
  if (!block.is_itself) return 'the block itself was changed'
  if (block.previous_hash !== before.hash) return 'its link to the block before is broken'
  if (block.first_id <= before.lastId) return 'the block is out of order'
  if (block.found > block.row_count) return 'a row was added'
  if (block.found < block.row_count)
    return block.last_is_there ? 'a row is missing' : 'rows are missing at its end'
  return block.rows_fit ? null : 'a row was changed'
}

async function headOf(client: PoolClient): Promise<{ number: bigint; hash: string | null }> {
  const { rows } = await client.query<{ number: bigint | null; hash: string | null }>(
    'SELECT number, hash FROM action_log_head',
  )
  return { number: rows[0]?.number ?? 0n, hash: rows[0]?.hash ?? null }
}

/** The newest block has none after it that would miss it: the head does. */
async function faultOfHead(client: PoolClient, sound: Sound): Promise<Broken> {
  const head = await headOf(client)
  if (head.number > sound.number) return broken(sound.number + 1n, 'the block is missing')
  if (head.number < sound.number) return broken(head.number + 1n, 'the block was added')
  return head.hash === sound.hash ? null : broken(sound.number, 'the block is not the one that was sealed')
}

async function verdict(client: PoolClient, sound: Sound, fault: Broken): Promise<ChainVerdict> {
  const head = await headOf(client)
  return { blocks: Number(sound.number), rows: sound.rows, head: head.hash, broken: fault }
}

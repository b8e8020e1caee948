import type { SimulatedBooks } from '../simulation/books.ts'

/** Books that can be put back to an earlier moment, to the last row and the next number of every sequence. */
export interface SavedBooks {
  readonly books: SimulatedBooks
  /** Keeps everything as it is now; returns the number under which it is kept. */
  save(): Promise<number>
  /** The same for two moments with exactly the same rows and next numbers. */
  fingerprint(): Promise<string>
  /** Puts everything back. Nobody may be at work meanwhile. */
  restore(moment: number): Promise<void>
  /** Forgets every moment from this one on. */
  forget(from: number): Promise<void>
  /** From now on the books say that they are other ones, as after a standby has taken over. */
  changeIdentity(): Promise<void>
}

/**
 * Every table is copied beside itself, row by row, with the moment's number. Triggers and constraints sleep while rows
 * are put back: they held when the rows were written.
 */
export async function openSavedBooks(books: SimulatedBooks): Promise<SavedBooks> {
  const { checker } = books
  await checker.query(await schemaOfSaved(books))
  let moments = 0
  return {
    books,
    async save() {
      await checker.query({ name: 'save', text: 'SELECT saved.save($1)', values: [moments] })
      moments += 1
      return moments - 1
    },
    async fingerprint() {
      const text = 'SELECT saved.fingerprint() AS print'
      const { rows } = await checker.query<{ print: string }>({ name: 'fingerprint', text })
      return rows[0]?.print ?? ''
    },
    async restore(moment) {
      await checker.query({ name: 'restore', text: 'SELECT saved.restore($1)', values: [moment] })
    },
    async forget(from) {
      await checker.query('SELECT saved.forget($1)', [from])
      moments = from
    },
    async changeIdentity() {
      await checker.query("SELECT nextval('saved.identity')")
    },
  }
}

/** Statements that make the copies and the functions, for the tables as the migrations have made them. */
async function schemaOfSaved({ checker }: SimulatedBooks): Promise<string> {
  const { rows: tables } = await checker.query<{ name: string; columns: string }>(
    `SELECT c.relname AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relnamespace = 'satoshimachine'::regnamespace AND c.relkind = 'r'
       AND c.relname NOT IN ('currencies', 'schema_versions') GROUP BY 1 ORDER BY 1`,
  )
  const { rows: sequences } = await checker.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'satoshimachine'::regnamespace AND relkind = 'S' ORDER BY 1`,
  )
  const each = (of: (table: { name: string; columns: string }) => string): string =>
    tables.map(of).join(';\n')
  const eachSequence = (of: (name: string) => string): string =>
    [...sequences.map(({ name }) => `satoshimachine.${name}`), 'saved.identity'].map(of).join(';\n')
  const settings =
    'SET session_replication_role = replica SET plan_cache_mode = force_generic_plan SET search_path = satoshimachine'
  return `
    CREATE SCHEMA saved;
    CREATE SEQUENCE saved.identity;
    SELECT nextval('saved.identity');
    ${each(({ name }) => `CREATE TABLE saved.${name} AS SELECT 0 AS moment, t.* FROM satoshimachine.${name} t WITH NO DATA; CREATE INDEX ON saved.${name} (moment)`)};
    CREATE TABLE saved.sequences (moment int, name text, last bigint, called boolean);
    CREATE INDEX ON saved.sequences (moment, name);
    CREATE FUNCTION saved.save(n int) RETURNS void LANGUAGE plpgsql ${settings} AS $$ BEGIN
      ${each(({ name, columns }) => `INSERT INTO saved.${name} (moment, ${columns}) SELECT n, ${columns} FROM satoshimachine.${name}`)};
      ${eachSequence((name) => `INSERT INTO saved.sequences SELECT n, '${name}', last_value, is_called FROM ${name}`)};
    END $$;
    CREATE FUNCTION saved.restore(n int) RETURNS void LANGUAGE plpgsql ${settings} AS $$ BEGIN
      ${each(({ name, columns }) => `DELETE FROM satoshimachine.${name}; INSERT INTO satoshimachine.${name} (${columns}) SELECT ${columns} FROM saved.${name} WHERE moment = n`)};
      PERFORM setval(name::regclass, last, called) FROM saved.sequences WHERE moment = n;
    END $$;
    CREATE FUNCTION saved.fingerprint() RETURNS text LANGUAGE sql ${settings} AS $$
      SELECT md5(concat_ws('/',
      ${tables.map(({ name }) => `(SELECT coalesce(string_agg(t::text, ';' ORDER BY t::text), '') FROM satoshimachine.${name} t)`).join(',\n')},
      ${sequences.map(({ name }) => `(SELECT concat(last_value, is_called) FROM satoshimachine.${name})`).join(',\n')}))
    $$;
    CREATE FUNCTION saved.forget(n int) RETURNS void LANGUAGE plpgsql ${settings} AS $$ BEGIN
      ${each(({ name }) => `DELETE FROM saved.${name} WHERE moment >= n`)};
      DELETE FROM saved.sequences WHERE moment >= n;
    END $$;
    CREATE OR REPLACE FUNCTION satoshimachine.books_identity() RETURNS text LANGUAGE sql STABLE
      AS $$ SELECT 'books ' || last_value FROM saved.identity $$`
}

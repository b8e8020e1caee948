-- Which rooms of Discord and Telegram are ours, and what is posted in them.
CREATE TABLE satoshimachine.rooms (
  platform text NOT NULL CHECK (platform IN ('discord', 'telegram')),
  room_id text NOT NULL CHECK (room_id <> ''),
  purpose text NOT NULL CHECK (purpose IN ('ops', 'critical', 'high', 'medium', 'digest')),
  -- 'environment', or the person who bound it.
  bound_by text NOT NULL,
  bound_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (platform, room_id, purpose)
);

-- One-time links to the page that takes a client's key. Only the hash of a link's token is kept.
CREATE TABLE satoshimachine.key_links (
  token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
  client_id bigint NOT NULL REFERENCES satoshimachine.dca_clients (id) ON DELETE RESTRICT,
  actor text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  -- A key that was refused may be corrected, so many times.
  tries smallint NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
  -- Taken before the key is tried, so that of two sendings one counts; given back when the key was refused.
  used_at timestamptz
);
CREATE INDEX key_links_expiry ON satoshimachine.key_links (expires_at);

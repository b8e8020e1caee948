-- A file that came with a request (the photo of a receipt) waits here until somebody says yes to it.
CREATE TABLE satoshimachine.request_files (
  request_id bigint PRIMARY KEY REFERENCES satoshimachine.requests (id),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  media_type text NOT NULL CHECK (length(media_type) BETWEEN 1 AND 255),
  bytes bytea NOT NULL CHECK (length(bytes) <= 10485760)
);

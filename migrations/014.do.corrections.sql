-- Who said yes to a correction, and the incident that it belongs to: as with the actor, the bot says it per transaction,
-- and whatever is booked in it, by a trigger or not, has it.
ALTER TABLE satoshimachine.ledger_entries
  ADD COLUMN approver text DEFAULT nullif(current_setting('satmachine.approver', true), ''),
  ADD COLUMN incident text DEFAULT nullif(current_setting('satmachine.incident', true), ''),
  -- The correction that this one takes back.
  ADD COLUMN reverses bigint REFERENCES satoshimachine.ledger_entries (id);
-- Once only, however many ask at the same moment.
CREATE UNIQUE INDEX ledger_entries_reversed_once ON satoshimachine.ledger_entries (reverses) WHERE reverses IS NOT NULL;
-- For listing the corrections without reading the whole journal.
CREATE INDEX ledger_entries_corrections ON satoshimachine.ledger_entries (id) WHERE kind IN ('manual_adjustment', 'correction');

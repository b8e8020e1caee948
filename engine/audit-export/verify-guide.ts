/** VERIFY.md: what can be checked, what can't, and how. */
export const VERIFY_GUIDE = `# Checking an export without us

An export for an audit is one zip. This page says how to check it with tools of your own: \`sha256sum\`, and \`psql\` with any
PostgreSQL (11 or newer; an empty one on your own computer will do). Nothing of satmachine runs.

    DATABASE_URL=postgresql://localhost/postgres sh verify.sh audit_20261122T2105Z_1a2b3c4d.zip

\`verify.sh\` takes the zip or the folder it was unpacked to, and says what is wrong with the file and the row, as in
\`WRONG: deposits that are booked otherwise than they say: 1: deposits.csv id 17\`. It ends with 0 where all is well, with 1 where
something is wrong, with 2 where it could not check. The two steps by hand, in the folder: \`sha256sum -c SHA256SUMS\` and
\`psql -X -f verify.sql\`, where every check has to end with 0. Only temporary tables are made, and they are gone afterwards.

Whoever changes a file can change \`verify.sh\` and \`verify.sql\` in the same zip. So take both from elsewhere: they are in the
source of satmachine, under \`docs/verify/\`, as they are in every complete export. The second word names the statements:

    sh docs/verify/verify.sh audit_20261122T2105Z_1a2b3c4d.zip docs/verify/verify.sql

## What is compared

| what | with what |
|---|---|
| every file, to the byte | SHA256SUMS; and the zip's name with the zip's own SHA-256 |
| each journal entry | adds up to zero in each unit; all accounts together do too |
| each account | opening + debit + credit = closing, recomputed from its lines |
| each journal line of a client | balance and hold before and after differ by what the entry moved |
| each client | balance = confirmed deposits - completed payments + adjustments; hold = payments under way; both = the journal |
| each deposit, payment, cash-out, adjustment | its booking in the journal: amount, client, and that there is one, and no other |
| each cash-out | sent = base + commission; base = clients + the operator's own part; the same in cash; commission = its payment |
| each split | recomputed by the formula from percentage, discount, fee and price |
| each receipt | SHA-256 of the preimage = payment hash; no hash twice; each payment in the list of invoices, and each invoice in that of payments |
| each row of the combined trail | cash-outs, payments and clients, cell by cell |
| each action | its cells = the line that was sealed |
| each block of actions | recomputed from its lines; linked to the block before; the first broken one is named first |

## What a change of one row shows

The first column is what \`SHA256SUMS\` shows. The second is for a forger who also wrote the new sums into it: what the figures
show by themselves then.

| changed | sums | figures |
|---|---|---|
| an amount or a client in payments, deposits, cash_outs, clients, adjustments; a state that money depends on, as confirmed or completed | found | found, by row |
| a line of the journal, an account's balance | found | found, by entry or account |
| any cell that is sealed in actions; any cell of action_blocks | found | found, by action or block |
| a row taken out of payments, deposits, cash_outs, clients, adjustments, journal_entries, journal_lines, combined_trail, people who did something | found | found, by row |
| an action taken out of or put into a sealed block; a block other than the newest | found | found, by block |
| a row added to any of these | found | found, by row |
| a cell of invoices other than kind, payment and hash | found | not found |
| notes, errors, names of wallets and machines, attempts, and times in payments, deposits and cash_outs | found | not found, but for what the combined trail repeats |
| a state that no money depends on, as processing for completed in cash_outs, paying for pending in payments, paused for active in clients | found | not found |
| reason, actor, approver, incident and times of journal entries and adjustments; of compensations all but the sats | found | not found |
| a row or cell of decisions, wallet_differences, reconciliations, findings, alerts, weekly_audits | found | not found, but for findings and events whose run or alert is gone |
| actions that are not sealed yet, taken out; the newest block with its actions | found | not found: compare with the seal that you wrote down |
| several files changed in agreement: a payment with its booking, its account, its client and its trail | found | not found |

So write down, when you get an export, the SHA-256 of the zip (the bot says it when it makes one, and keeps it in its log of
actions) and the newest hash in \`action_blocks.csv\` ("Newest seal" of \`audit log\`). Against somebody who can change everything
at its source, the only proofs are what lies outside: those notes, the histories of the wallets at LNbits (every \`payment_hash\` of a
completed payment is in both), and Lamassu's own list of cash-outs (\`transaction_id\`).

## What an export of a range can't show

Balances follow from all rows. An export with \`--from\` or \`--to\` is checked for all that a part can prove: sums, splits,
receipts, the trail, the accounts from their opening to their closing balance, the whole chain of actions. Whether each deposit and
payment is booked, and whether a client's balance follows from them, is checked by a complete export alone.

## The sums of the wallets

For comparison with LNbits add up, in payments.csv, \`amount_sats\` of the completed payments by \`payer_wallet_id\` and by
\`payee_wallet_id\`, and \`fee_msat\` / 1000. In account_balances.csv, source:BTC, commission:BTC and payable:... are the same in msat.

What was put into the source wallet from outside is in its history at LNbits alone, unless it was moved by a funding payment.
`

import { sats } from '../domain/money.ts'
import type { AlertReading, Finding, NoticeKind, Severity } from '../alerting.ts'
import { textFromJson, textToJson } from '../phrase-json.ts'

export interface AlertRow {
  id: bigint
  rule: string
  entity: string
  group_id: bigint | null
  test_channel: string | null
  state: 'firing' | 'resolved'
  severity: Severity
  finding: FindingJson
  opened_at: Date
  last_seen_at: Date
  good_checks: number
  good_since: Date | null
  flaps: number
  pending: NoticeKind | null
  tell_at: Date | null
  muted_by: string | null
  notice: number
  notice_kind: NoticeKind | null
  fired_notice_at: Date | null
  resolved_notice_at: Date | null
  told_exposure_sats: bigint
  told_severity: Severity | null
  revision: number
  due_at: Date | null
  level: 0 | 1 | 2 | 3
  unacked_since: Date | null
  repeats: number
  next_repeat_at: Date | null
  acked_by: string | null
  acked_at: Date | null
  ack_until: Date | null
  ack_note: string | null
  resolved_at: Date | null
  resolved_how: string | null
}

export const ALERT_COLUMNS = `a.id, a.rule, a.entity, a.group_id, a.test_channel, a.state, a.severity, a.finding, a.opened_at,
  a.last_seen_at, a.good_checks, a.good_since, a.flaps, a.pending, a.tell_at, a.muted_by, a.notice, a.notice_kind,
  a.fired_notice_at, a.resolved_notice_at, a.told_exposure_sats, a.told_severity, a.revision, a.due_at, a.level,
  a.unacked_since, a.repeats, a.next_repeat_at, a.acked_by, a.acked_at, a.ack_until, a.ack_note, a.resolved_at, a.resolved_how`

export const alertFromRow = (row: AlertRow): AlertReading => ({
  id: row.id,
  rule: row.rule,
  entity: row.entity,
  groupId: row.group_id,
  testChannel: row.test_channel,
  state: row.state,
  severity: row.severity,
  finding: findingFromJson(row.finding),
  openedAt: row.opened_at,
  lastSeenAt: row.last_seen_at,
  goodChecks: row.good_checks,
  goodSince: row.good_since,
  flaps: row.flaps,
  pending: row.pending,
  tellAt: row.tell_at,
  mutedBy: row.muted_by,
  notice: row.notice,
  noticeKind: row.notice_kind,
  firedNoticeAt: row.fired_notice_at,
  resolvedNoticeAt: row.resolved_notice_at,
  toldExposureSats: sats(row.told_exposure_sats),
  toldSeverity: row.told_severity,
  revision: row.revision,
  dueAt: row.due_at,
  level: row.level,
  unackedSince: row.unacked_since,
  repeats: row.repeats,
  nextRepeatAt: row.next_repeat_at,
  ackedBy: row.acked_by,
  ackedAt: row.acked_at,
  ackUntil: row.ack_until,
  ackNote: row.ack_note,
  resolvedAt: row.resolved_at,
  resolvedHow: row.resolved_how,
})

/** A finding as it is kept: texts in no language yet, amounts as decimal strings. */
export type FindingJson = Readonly<Record<string, unknown>>

export const findingToJson = ({
  what,
  worth,
  fired,
  did,
  now,
  remedies,
  ...finding
}: Finding): FindingJson => ({
  ...finding,
  exposureSats: String(finding.exposureSats),
  since: finding.since.toISOString(),
  what: textToJson(what),
  fired: textToJson(fired),
  now: textToJson(now),
  ...(worth === undefined ? {} : { worth: textToJson(worth) }),
  ...(did === undefined ? {} : { did: textToJson(did) }),
  ...(remedies === undefined
    ? {}
    : {
        remedies: remedies.map((remedy) =>
          remedy.kind === 'pause_client' ? { ...remedy, clientId: String(remedy.clientId) } : remedy,
        ),
      }),
})

function findingFromJson(json: FindingJson): Finding {
  const remedies = json['remedies'] as { kind: string; clientId?: string }[] | undefined
  return {
    entity: String(json['entity']),
    ...(json['severity'] === undefined ? {} : { severity: json['severity'] as Severity }),
    what: textFromJson(json['what']),
    exposureSats: sats(BigInt(String(json['exposureSats']))),
    since: new Date(String(json['since'])),
    fired: textFromJson(json['fired']),
    now: textFromJson(json['now']),
    steps: json['steps'] as string[],
    ...(json['worth'] === undefined ? {} : { worth: textFromJson(json['worth']) }),
    ...(json['did'] === undefined ? {} : { did: textFromJson(json['did']) }),
    ...(remedies === undefined
      ? {}
      : {
          remedies: remedies.map((remedy) =>
            remedy.kind === 'pause_client' ? { ...remedy, clientId: BigInt(remedy.clientId ?? '0') } : remedy,
          ) as NonNullable<Finding['remedies']>,
        }),
  }
}

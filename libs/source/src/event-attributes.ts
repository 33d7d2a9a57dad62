import type { UpstreamType } from '@countersign/contracts/upstream';

type Data = Readonly<Record<string, unknown>>;

/** Whom or what an event is about: the member of its data that names it. */
const subjectMember: Readonly<Record<UpstreamType, string | null>> = {
  'worker.hired.v1': 'worker',
  'worker.changed.v1': 'worker',
  'worker.left.v1': 'worker',
  'identity.linked.v1': 'person',
  'identity.controlled.v1': 'identity',
  'identity.secret-rotated.v1': 'identity',
  'group.membership.v1': 'person',
  'group.account-membership.v1': 'group',
  'login.enrolled.v1': 'person',
  'voting-key.enrolled.v1': 'person',
  'access.requested.v1': 'beneficiary',
  'access.withdrawn.v1': 'by',
  'source.heartbeat.v1': null,
};

/** CloudEvents `subject` of an event that names none: the identity it is about; for a heartbeat the source itself. */
export function subjectOf(type: UpstreamType, data: Data, source: string): string {
  const member = subjectMember[type];
  return member === null ? `source:${source}` : String(data[member]);
}

/**
 * Partition key: what one worker or identity is told stays in order, and so do a wish and its withdrawal. Nothing relies on it,
 * since effective times decide; it only spares the receiver work.
 */
export function keyOf(type: UpstreamType, data: Data, id: string, subject: string): string {
  if (type === 'access.requested.v1') return id;
  if (type === 'access.withdrawn.v1') return String(data.event ?? data.request);
  return subject;
}

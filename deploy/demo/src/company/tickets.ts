import type { SourceEvent } from '@countersign/source';

/** A wish as the ITSM system sends it; `ticket` is its id, so the same ticket is one request however often it is sent. */
export interface Ticket {
  readonly ticket: string;
  /** `person:…` who asks. */
  readonly requester: string;
  /** Who is to receive; default: the requester. */
  readonly beneficiary?: string;
  /** Entitlements and roles, all of them within `scope`. */
  readonly items: readonly string[];
  /** Dimension to values; default: everywhere. */
  readonly scope?: Readonly<Record<string, readonly string[]>>;
  readonly reason: string;
  /** ISO 8601; default: now. */
  readonly from?: string;
  /** ISO 8601; default: as long as the route allows. */
  readonly until?: string;
  /** Earlier requests whose access the same change gives up. */
  readonly drops?: readonly string[];
  /** What one target refuses is to be given in none. */
  readonly allOrNothing?: boolean;
}

/** Somebody asks for access. ITSM does not sign: it may ask, and gives nothing. */
export const accessRequested = ({
  ticket,
  requester,
  beneficiary = requester,
  items,
  scope = {},
  reason,
  ...more
}: Ticket): SourceEvent => ({
  type: 'access.requested.v1',
  id: ticket,
  data: {
    requester,
    beneficiary,
    items: items.map((item) =>
      item.startsWith('role:') ? { role: item, scope } : { entitlement: item, scope },
    ),
    reason,
    ...more,
  },
});

/** The request of a ticket is taken back. */
export const accessWithdrawn = (ticket: string, by: string, reason: string): SourceEvent => ({
  type: 'access.withdrawn.v1',
  id: `${ticket}-withdrawn`,
  data: { event: ticket, by, reason },
});

import { randomBytes, randomUUID } from 'node:crypto';
import type { AskedItem } from '@countersign/contracts';
import { personId } from '../company/cast.js';
import { accessRequested } from '../company/tickets.js';
import { eventually } from '../stage/eventually.js';
import { lookInto } from '../stage/look-into.js';
import type { Stage } from '../stage/stage.js';

/** What somebody asks for through ITSM. Numbers are personnel numbers. */
export interface Asked {
  readonly requester: number;
  readonly beneficiary?: string;
  readonly items: readonly string[];
  readonly scope?: Readonly<Record<string, readonly string[]>>;
  readonly from?: string;
  readonly until?: string;
  readonly drops?: readonly string[];
  readonly allOrNothing?: boolean;
}

/** Asks through ITSM and waits until Countersign has made a request of it; gives its id and the trace it began. */
export async function ask(
  stage: Stage,
  { requester, ...asked }: Asked,
): Promise<{ request: string; trace: string }> {
  const ticket = `RITM-${randomBytes(5).toString('hex')}`;
  const reason = `ticket ${ticket}`;
  const event = accessRequested({ ticket, requester: personId(requester), reason, ...asked });
  const { traceparent } = await stage.itsm.publish(event);
  const request = await eventually(`the request of ${ticket}`, async () => {
    const rows = await lookInto<{ id: string }>(
      stage.about,
      'request',
      `SELECT refs[1] AS id FROM story_step WHERE type = 'request.submitted.v1' AND body->>'reason' = $1`,
      [reason],
    );
    return rows[0]?.id;
  });
  return { request, trace: traceparent.split('-')[1] as string };
}

/** Asks over HTTP, logged in as herself; gives the id of the request. What she asks for begins now, within no scope. */
export async function askByHttp(
  stage: Stage,
  { requester, beneficiary = personId(requester), items }: Pick<Asked, 'requester' | 'beneficiary' | 'items'>,
): Promise<string> {
  const { api } = await stage.person(requester);
  const toItem = (name: string) =>
    ({ [name.startsWith('role:') ? 'role' : 'entitlement']: name, scope: {} }) as unknown as AskedItem;
  const wish = { beneficiary, items: items.map(toItem), reason: 'asked over HTTP' };
  return (await api.submit(wish, randomUUID())).request;
}

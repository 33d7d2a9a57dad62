import { controlled, hired, people } from '@countersign/testing';
import { controllers } from '../askings.spec-only.js';
import type { PolicyDesk } from '../policy-desk.spec-only.js';

/** Two halves of one conflict, voted for and not cleared yet: the bytes of both approvals. */
export type Pair = readonly [vendors: string, payments: string];

const machine = (name: string, owner: string) =>
  controlled(`service:${name}`, owner, { accounts: [{ system: 'erp', account: name }] });

/** For whom the two halves are asked: herself; herself and what she owns; two things that she owns. All are one root. */
async function rootOf(desk: PolicyDesk, number: number): Promise<readonly [string, string]> {
  const person = `person:${10_000 + number}`;
  const [own, other] = [`own-${number}`, `other-${number}`];
  await desk.states(hired(person), machine(own, person), machine(other, person));
  const kinds = [
    [person, person],
    [person, `service:${own}`],
    [`service:${own}`, `service:${other}`],
  ] as const;
  return kinds[number % 3] ?? kinds[0];
}

/** Asks for one half, has it assessed and voted for; gives the approval, which nobody has handed in. */
async function half(desk: PolicyDesk, name: string, beneficiary: string, payment: boolean): Promise<string> {
  const items = [{ entitlement: payment ? 'erp:payment:release' : 'erp:vendor:create', scope: {} }];
  const { id, hr } = await desk.asks(name, { beneficiary, items });
  const { hash: ha } = (await desk.rows('SELECT ha AS hash FROM request WHERE id = $1', id))[0] as {
    hash: string;
  };
  const about = { dep: 'acme', request: id, hr, ha, decision: 'yes', reason: 'needed' };
  const voters = [people.omar, ...(payment ? controllers : [people.cleo])];
  const votes = await Promise.all(
    voters.map((voter) => desk.pen.vote({ ...about, voter, iat: desk.clock.now() } as never)),
  );
  return (
    await desk.pen.write('approval.approved.v1', { request: id, hr, ha, votes }, { at: desk.clock.now() })
  ).jws;
}

/** Makes so many pairs, each for a root of its own. */
export async function pairsOf(desk: PolicyDesk, count: number): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let number = 0; number < count; number++) {
    const [first, second] = await rootOf(desk, number);
    const vendors = await half(desk, `v${number}x`, first, false);
    pairs.push([vendors, await half(desk, `p${number}x`, second, true)]);
  }
  return pairs;
}

/** Everything is as it was before anything was cleared, so that the same halves can be raced again. */
export const undo = `TRUNCATE slot, clearance, reserved_line, reserved_name, reservation;
  TRUNCATE outbox, taken_back, given_up;
  UPDATE request SET state = 'assessed', approval = NULL, doubted_at = NULL, held_for = '{}', held_under = NULL, due_at = NULL, due_by = 'time'`;

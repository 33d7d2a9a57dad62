import { hired, people } from '@countersign/testing';
import type { PolicyDesk } from '../policy-desk.spec-only.js';
import type { Pair } from './halves.spec-only.js';

/** What is said to one request beside yes, by number: no, taken back, too late. Its request is named after it. */
const others = ['d', 'w', 'l'] as const;

/** An approved request, and what else is said to it: the bytes of both statements. */
async function choiceOf(desk: PolicyDesk, number: number): Promise<Pair> {
  const kind = others[number % others.length] ?? 'd';
  const beneficiary = `person:${10_000 + number}`;
  await desk.states(hired(beneficiary));
  const items = [{ entitlement: 'erp:vendor:create', scope: {} }];
  const { id: request, hr } = await desk.asks(`${kind}${number}x`, { beneficiary, items });
  const [row] = await desk.rows('SELECT ha, assessed FROM request WHERE id = $1', request);
  const { ha, assessed } = row as { ha: string; assessed: { deadline: number } };
  const at = desk.clock.now();
  const vote = (voter: string, decision: string) =>
    desk.pen.vote({
      ...{ dep: 'acme', request, hr, ha, decision, voter },
      reason: 'needed',
      iat: at,
    } as never);
  const yes = await Promise.all([people.omar, people.cleo].map((voter) => vote(voter, 'yes')));
  const approved = await desk.pen.write('approval.approved.v1', { request, hr, ha, votes: yes }, { at });
  const says = {
    d: async () =>
      desk.pen.write('approval.denied.v1', { request, hr, ha, vote: await vote(people.omar, 'no') }, { at }),
    w: () =>
      desk.pen.write('request.withdrawn.v1', { request, hr, by: people.rita, reason: 'no need' }, { at }),
    l: () =>
      desk.pen.write(
        'approval.lapsed.v1',
        { request, hr, ha, deadline: assessed.deadline },
        { at: assessed.deadline },
      ),
  };
  return [approved.jws, (await says[kind]()).jws];
}

/** Makes so many requests to each of which two things are said at once. */
export async function choicesOf(desk: PolicyDesk, count: number): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let number = 0; number < count; number++) pairs.push(await choiceOf(desk, number));
  return pairs;
}

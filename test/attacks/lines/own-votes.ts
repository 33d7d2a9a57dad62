import { enrolledLogin } from '@countersign/demo';
import { eventually } from '@countersign/demo/stage';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Line } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { whileDead } from '../stage/stopped.js';
import { gained, gathers } from './hostile.js';

const order = 'erp:purchase-order:create';
const permission = 'role:erp_po_create';
const owners = 'group:process-owners';
/** In two groups: one yes is not enough. */
const elevated = 'erp:payment-run:propose';

/** She asks for herself and says yes. */
const a01: Line<Scene> = {
  id: 'A01',
  required: 'refused, and nothing granted',
  play: async (scene, attempts) => {
    const n = await scene.workforce.hiresApprover(owners, true);
    for (const [how, ask] of [
      ['through ITSM', () => scene.requests.asks({ requester: n, items: [order] })],
      ['through HTTP', () => scene.requests.posts(n, `A01 ${n}`, { items: [order] })],
    ] as const) {
      const request = await ask();
      attempts.equal(`asks ${how} and votes`, 'VOTE_EXCLUDED', await scene.desks.votes(n, request));
    }
    const [m = 0] = await scene.workforce.hires(1);
    const request = await scene.requests.asks({
      requester: firstOwner,
      beneficiary: personOf(m),
      items: [order],
    });
    attempts.equal(
      'asks for a colleague and votes',
      'VOTE_EXCLUDED',
      await scene.desks.votes(firstOwner, request),
    );
    const ballot = await scene.desks.ballot(firstOwner, request);
    attempts.equal(
      'her vote, gathered by a hostile approval',
      'APPROVAL_NOT_BELIEVED',
      await gathers(scene, request, [ballot]),
    );
    attempts.equal('what was gained', 'nothing', await gained(scene, request, accountOf(m), permission));
    await scene.requests.tidies();
  },
};

/** The same person by another login; and people who turn out to act for one another after they voted. */
const a02: Line<Scene> = {
  id: 'A02',
  required: 'refused; votes of who turns out to be one are void, nothing granted',
  play: async (scene, attempts) => {
    const n = await scene.workforce.hiresApprover(owners);
    const second = `login-${n + 60}`;
    await scene.workforce.states({
      ...enrolledLogin(n + 60, scene.workforce.issuer, new Date().toISOString()),
      id: `attack-second-${n}`,
      data: {
        ...{ person: personOf(n), issuer: scene.workforce.issuer, subject: second },
        ...{ effective: '2025-01-01T00:00:00.000Z', until: null },
      },
    });
    const [m = 0] = await scene.workforce.hires(1);
    const request = await scene.requests.asks({ requester: n, beneficiary: personOf(m), items: [order] });
    const ballot = await scene.desks.ballot(n, request);
    await sleep(2_000);
    const answer = await (await scene.desks.person(n, second)).handIn(ballot);
    attempts.equal('votes by her second login', 'VOTE_EXCLUDED', answer);
    attempts.equal('what was gained', 'nothing', await gained(scene, request, accountOf(m), permission));
    await late(scene, attempts, 'after the vote, before the quorum', false);
    await late(scene, attempts, 'after the approval, before the clearance', true);
    await scene.requests.tidies();
  },
};

/** It comes out that the requester acts as the voter, once she has voted. */
async function late(
  scene: Scene,
  attempts: Parameters<Line<Scene>['play']>[1],
  name: string,
  approved: boolean,
): Promise<void> {
  const voter = await scene.workforce.hiresApprover(owners);
  const [n = 0] = await scene.workforce.hires(1);
  const request = await scene.requests.asks({ requester: n, items: [approved ? order : elevated] });
  await scene.requests.assessed(request);
  const link = () => scene.workforce.controls(personOf(voter), n, 'delegate');
  let answer = '';
  if (approved)
    await whileDead(scene, ['policy'], async () => {
      answer = await scene.desks.votes(voter, request);
      await link();
      await sleep(2_000);
    });
  else {
    answer = await scene.desks.votes(voter, request);
    await link();
    await sleep(2_000);
    await scene.desks.votes(1017, request);
  }
  const isKnown = async () =>
    (
      await scene.lookInto(
        'policy',
        `SELECT FROM fact WHERE data::text LIKE '%' || $1 || '%' AND type = 'identity.controlled.v1'`,
        [`"${personOf(voter)}"`],
      )
    ).length > 0;
  const known = await eventually('policy to know who acts as whom', isKnown).catch(() => false);
  await sleep(6_000);
  const held = (await scene.erp.holds(accountOf(n))).includes(
    approved ? permission : 'role:erp_payment_run_propose',
  );
  const said = `${scene.requests.endingOf(request, true) ?? 'waits'}, ${held ? 'held' : 'nothing held'}`;
  const bit = ['open', 'approved'].includes(answer) && known;
  attempts.saw(name, 'nothing held', said, !held && scene.requests.endingOf(request) !== 'applied', bit);
}

/** Asked for somebody who then decides about it. */
const a04: Line<Scene> = {
  id: 'A04',
  required: 'refused',
  play: async (scene, attempts) => {
    const own = await scene.workforce.hiresApprover(owners, true);
    const service = `service:a04_${own}`;
    await scene.workforce.controls(service, secondOwner, 'owner', [service.slice(8)]);
    for (const [name, beneficiary, voter] of [
      ['for a process owner, who votes', personOf(own), own],
      ['for what a process owner owns, who votes', service, secondOwner],
    ] as const) {
      const request = await scene.requests.asks({
        requester: clerk,
        beneficiary,
        items: ['erp:login:use', order],
      });
      attempts.equal(name, 'VOTE_EXCLUDED', await scene.desks.votes(voter, request));
    }
    await scene.requests.tidies();
  },
};

/** Every way of acting as what benefits. */
const ways = ['owner', 'deployer', 'secret-holder', 'sponsor', 'delegate', 'administers', 'can-reset'];

/** Whoever can act as the machine that benefits does not decide about it. */
const a10: Line<Scene> = {
  id: 'A10',
  required: 'refused, and nothing granted',
  play: async (scene, attempts) => {
    const voter = await scene.workforce.hiresApprover(owners);
    for (const how of ways) {
      const account = `a10_${how.replace('-', '_')}_${voter}`;
      const identity = `service:a10-${how}-${voter}`;
      if (how !== 'owner')
        await scene.workforce.controls(identity, await scene.workforce.hiresOwner(), 'owner', [account]);
      await scene.workforce.controls(identity, voter, how, [account]);
      const request = await scene.requests.asks({
        requester: clerk,
        beneficiary: identity,
        items: ['erp:login:use', order],
      });
      attempts.equal(
        `she is its ${how}, and votes`,
        'VOTE_EXCLUDED',
        await scene.desks.votes(voter, request),
      );
      if (how !== 'owner' && how !== 'can-reset') continue;
      const ballot = await scene.desks.ballot(voter, request);
      const found = await gathers(scene, request, [ballot]);
      attempts.equal(
        `her vote as its ${how}, gathered by a hostile approval`,
        'APPROVAL_NOT_BELIEVED',
        found,
      );
      attempts.equal(`what its ${how} gained`, 'nothing', await gained(scene, request, account, permission));
    }
    await scene.requests.tidies();
  },
};

/** Who may say yes: never whoever asks, receives, or acts as either. */
export const ownVotes: readonly Line<Scene>[] = [a01, a02, a04, a10];

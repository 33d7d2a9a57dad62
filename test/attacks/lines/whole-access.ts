import type { Attempts, Line } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { accountOf, type Asked, personOf, type Scene } from '../stage/scene.js';
import { acrossSystems } from './across-systems.js';
import { refusal } from './refusal.js';

const order = 'erp:purchase-order:create';
const receive = 'erp:goods-receipt:post';
/** Harmless by themselves and beside one another. */
const harmless = [
  ...[
    'erp:report:run',
    'erp:vendor-bank:read',
    'erp:purchase-order:read',
    'erp:invoice:read',
    'erp:payment:read',
  ],
  ...[
    'erp:journal:read',
    'erp:sales-order:read',
    'erp:employee:read',
    'erp:inventory:read',
    'erp:audit-log:read',
  ],
];

/** One request with everything in it, the forbidden half last or hidden. */
const a21: Line<Scene> = {
  id: 'A21',
  required: 'the whole request judged, nothing granted',
  play: async (scene, attempts) => {
    const [n = 0] = await scene.workforce.hires(1);
    const ask = (items: readonly string[]) => refusal(scene, { requester: n, items });
    attempts.equal(
      'twelve items, the forbidden one last',
      'P2P-03',
      await ask([order, ...harmless, receive]),
    );
    attempts.equal('the forbidden one first', 'P2P-03', await ask([receive, ...harmless, order]));
    const nested = await ask(['role:vendor-manager', ...harmless, 'erp:payment:release']);
    attempts.equal('one half inside a role inside a role', 'P2P-01', nested);
    const hidden = await ask(['role:buyer', 'role:stock-counter']);
    attempts.equal('both halves inside roles', 'P2P-03', hidden);
    const many = Array.from({ length: 200 }, (_, at) => (at === 199 ? receive : `${order}${at || ''}`));
    const refused = await scene.requests
      .posts(clerk, `A21 ${n}`, { beneficiary: personOf(n), items: many })
      .catch((error: Error & { code?: string }) => error.code);
    attempts.equal('two hundred items are more than a request holds', 'SCHEMA_VIOLATION', String(refused));
    const held = (await scene.erp.holds(accountOf(n))).filter((one) =>
      /po_create|goods|vendors:(INS|UPD)|release/.test(one),
    );
    attempts.equal('what she holds of it', '', held.join(' '));
    await scene.requests.tidies();
  },
};

/** The halves in two requests, one after the other, for whatever she acts as. */
const a22: Line<Scene> = {
  id: 'A22',
  required: 'the second refused',
  play: async (scene, attempts) => {
    const [n = 0] = await scene.workforce.hires(1);
    await scene.requests.gets({ requester: clerk, beneficiary: personOf(n), items: [order] });
    const day = 86_400_000;
    const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
    const ask = (name: string, beneficiary: string, more: Partial<Asked> = {}) =>
      refusal(scene, { requester: clerk, beneficiary, items: [receive], ...more }).then((seen) =>
        attempts.equal(name, 'P2P-03', seen),
      );
    await ask('for herself, the next request', personOf(n));
    await ask('for herself, from tomorrow on', personOf(n), { from: soon(day) });
    await ask('for herself, for an hour next week', personOf(n), {
      from: soon(7 * day),
      until: soon(7 * day + 3_600_000),
    });
    for (const [kind, how] of [
      ['service', 'owner'],
      ['agent', 'sponsor'],
      ['pipeline', 'deployer'],
      ['workload', 'secret-holder'],
    ] as const) {
      const identity = `${kind}:a22-${n}`;
      const account = `a22_${kind}_${n}`;
      if (how !== 'owner')
        await scene.workforce.controls(identity, await scene.workforce.hiresOwner(), 'owner', [account]);
      await scene.workforce.controls(identity, n, how, [account]);
      await ask(`for the ${kind} that she is ${how} of`, identity);
    }
    const linked = `${accountOf(n)}b`;
    await scene.workforce.links(n, linked);
    await ask('with a second account linked', personOf(n));
    await withinCodes(scene, attempts);
    await acrossSystems(scene, attempts);
    await scene.requests.tidies();
  },
};

/** The halves of a rule that looks at each company code by itself. */
async function withinCodes(scene: Scene, attempts: Attempts): Promise<void> {
  const [n = 0] = await scene.workforce.hires(1);
  const half = (item: string, codes: readonly string[], beneficiary = personOf(n)): Asked => ({
    ...{ requester: clerk, beneficiary, items: [item], scope: { 'company-code': codes } },
  });
  const refused = async (name: string, asked: Asked) =>
    attempts.equal(name, 'R2R-04', await refusal(scene, asked));
  await scene.requests.gets(half('erp:cash:enter', ['1000']));
  await refused('for the same company code', half('erp:cash:post', ['1000']));
  await refused('for that company code among others', half('erp:cash:post', ['2000', '1000']));
  const other = await scene.requests.gets(half('erp:cash:post', ['2000']), firstOwner, 1017);
  attempts.equal('for another company code', 'applied', String(scene.requests.endingOf(other)));
  const machine = `service:a22-cash-${n}`;
  await scene.workforce.controls(machine, n, 'owner', [`a22_cash_${n}`]);
  await refused('for her machine, for that other company code', half('erp:cash:enter', ['2000'], machine));
}

/** Three duties of which only all three conflict, asked and approved at once. */
const a23: Line<Scene> = {
  id: 'A23',
  required: 'the third refused, whichever it is',
  play: async (scene, attempts) => {
    const legs = ['erp:vendor:create', 'erp:invoice:enter', 'erp:payment-run:propose'];
    const numbers = await scene.workforce.hires(6);
    for (const n of numbers) {
      const requests = await Promise.all(
        legs.map((leg) => scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [leg] })),
      );
      await Promise.all(requests.map((request) => scene.requests.assessed(request)));
      await scene.desks.votes(1017, requests[2] ?? '');
      const ballots = await Promise.all(requests.map((request) => scene.desks.ballot(secondOwner, request)));
      await Promise.all(ballots.map((ballot) => scene.desks.handsIn(secondOwner, ballot)));
      const ended = await Promise.all(requests.map((request) => scene.requests.ending(request)));
      attempts.equal(
        `three halves of ${personOf(n)} at once`,
        'applied applied vetoed',
        ended.sort().join(' '),
      );
    }
  },
};

/** Power to become able: she can take over what holds the other half. */
const a25: Line<Scene> = {
  id: 'A25',
  required: 'refused over whatever she can take over',
  play: async (scene, attempts) => {
    const [holder = 0] = await scene.workforce.hires(1);
    await scene.requests.gets({ requester: clerk, beneficiary: personOf(holder), items: [order] });
    const machine = `service:a25-${holder}`;
    const account = `a25_${holder}`;
    await scene.workforce.controls(machine, await scene.workforce.hiresOwner(), 'owner', [account]);
    await scene.requests.gets(
      { requester: firstOwner, beneficiary: machine, items: ['erp:login:use', order] },
      secondOwner,
    );
    const try_ = async (name: string, link: (n: number) => Promise<unknown>) => {
      const [n = 0] = await scene.workforce.hires(1);
      await link(n);
      const seen = await refusal(scene, { requester: clerk, beneficiary: personOf(n), items: [receive] });
      attempts.equal(name, 'P2P-03', seen);
    };
    for (const how of ['administers', 'can-reset', 'secret-holder', 'deployer'] as const)
      await try_(`she ${how} a service that holds the other half`, (n) =>
        scene.workforce.controls(machine, n, how, [account]),
      );
    await try_('she can reset a person who holds it', (n) =>
      scene.workforce.controls(personOf(holder), n, 'can-reset'),
    );
    await try_('she deploys what administers what holds it', async (n) => {
      const between = `pipeline:a25-${n}`;
      await scene.workforce.controls(between, await scene.workforce.hiresOwner(), 'owner', [
        `a25_between_${n}`,
      ]);
      await scene.workforce.controls(machine, between, 'administers', [account]);
      await scene.workforce.controls(between, n, 'deployer', [`a25_between_${n}`]);
    });
    await scene.requests.tidies();
  },
};

/** Somebody who can take over everybody. */
const a32: Line<Scene> = {
  id: 'A32',
  required: 'unrecognised: refused, naming her power',
  play: async (scene, attempts) => {
    const [helpdesk = 0, one = 0, other = 0, stranger = 0] = await scene.workforce.hires(4);
    for (const n of [one, other]) await scene.workforce.controls(personOf(n), helpdesk, 'can-reset');
    await scene.requests.gets({ requester: clerk, beneficiary: personOf(one), items: [order] });
    const request = await scene.requests.asks({
      requester: clerk,
      beneficiary: personOf(other),
      items: [receive],
    });
    const [veto] = [await scene.requests.ending(request)];
    const text = JSON.stringify(scene.wire.about(request, 'policy.vetoed.v1').at(-1)?.body.conflicts ?? []);
    const named = text.includes(`"root":"${personOf(helpdesk)}"`) && text.includes('"how":"can-reset"');
    attempts.equal(
      'unrecognised: the other half of another is refused',
      'vetoed, her power named',
      `${veto}, ${named ? 'her power named' : text}`,
    );
    const free = await scene.requests.gets({
      requester: clerk,
      beneficiary: personOf(stranger),
      items: [receive],
    });
    attempts.equal('whom she cannot take over passes', 'applied', String(scene.requests.endingOf(free)));
    const voter = await scene.workforce.hiresApprover('group:process-owners');
    const [mine = 0] = await scene.workforce.hires(1);
    await scene.workforce.controls(personOf(mine), voter, 'can-reset');
    const hers = await scene.requests.asks({ requester: clerk, beneficiary: personOf(mine), items: [order] });
    attempts.equal(
      'she votes for whom she can take over',
      'VOTE_EXCLUDED',
      await scene.desks.votes(voter, hers),
    );
    await scene.requests.tidies();
  },
};

/** Everything that somebody can act as is judged together. */
export const wholeAccess: readonly Line<Scene>[] = [a21, a22, a23, a25, a32];

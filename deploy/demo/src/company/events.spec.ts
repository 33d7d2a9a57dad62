import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventProblems } from '@countersign/source';
import { parse } from 'yaml';
import { cast, wishes } from './cast.js';
import { companyEvents, controlsColleague, hired, secondAccount, secretRotated } from './events.js';
import { approvers, groups } from './groups.js';
import { helpdesk, machines } from './machines.js';
import { joiner, workers } from './organisation.js';
import { accessRequested, accessWithdrawn } from './tickets.js';
import { createVotingKeys, votingKeyFile } from './voting-keys.js';

const time = '2026-11-23T08:00:00.000Z';
const issuer = 'http://127.0.0.1:4444';
const votingKeys = approvers.map((n) => ({ n, kid: `vote-${n}`, x: 'A'.repeat(42) + 'A' }));
const events = companyEvents({ issuer, votingKeys, time });
const numberOf = new Map(workers.map((worker) => [worker.n, worker]));
const dataOf = <T>(type: string) =>
  events.filter((event) => event.type === type).map(({ data }) => data as T);

/** The sample bundle as it stands in its files. */
const folder = join(__dirname, '../../../policy');
const policy = Object.assign(
  {},
  ...readdirSync(folder).map((name) => parse(readFileSync(join(folder, name), 'utf8')) as object),
) as {
  roles: { id: string; authors: string[] }[];
  entitlements: { id: string }[];
  birthrights: { departments: string[]; jobs: string[] }[];
  routes: { stages: { groups: { group: string; need: number }[]; quorum: number }[] }[];
  dualApproval: { group: string; quorum: number };
};

describe('the company', () => {
  it('is about 200 people and 20 machines, and the same every time', () => {
    expect(workers).toHaveLength(199);
    expect(workers.map(({ n }) => n)).toEqual(Array.from({ length: 199 }, (_, at) => 1001 + at));
    expect(machines).toHaveLength(20);
    expect(companyEvents({ issuer, votingKeys, time })).toEqual(events);
  });

  it('states only what can be sent, each event once', () => {
    expect(events.flatMap((event) => eventProblems(event))).toEqual([]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(eventProblems(hired(joiner, time, time))).toEqual([]);
    expect(eventProblems(secondAccount(cast.bothHalves.withAccount, 'u1048_desk', time))).toEqual([]);
    const forever = { effective: time, until: null };
    expect(eventProblems(controlsColleague(cast.mover, 'delegate', cast.buyerAway, forever))).toEqual([]);
    expect(eventProblems(secretRotated('service:payment-file-bot', time))).toEqual([]);
  });

  it('has one head, and managers who work there', () => {
    const without = workers.filter(({ manager }) => manager === null);
    expect(without.map(({ job }) => job)).toEqual(['chief-executive']);
    for (const { n, manager } of [...workers, joiner]) {
      const chain = [n];
      for (let at = manager; at !== null; at = numberOf.get(at)?.manager ?? null) {
        expect(numberOf.has(at)).toBe(true);
        expect(chain).not.toContain(at);
        chain.push(at);
      }
    }
  });

  it('gives every machine an account of its own and an owner who works here', () => {
    expect(new Set(machines.map(({ account }) => account)).size).toBe(20);
    for (const { controllers } of machines) {
      expect(controllers[0]?.[1]).toBe('owner');
      for (const [n] of controllers) expect(numberOf.has(n)).toBe(true);
    }
    expect(
      dataOf<{ identity: string; accounts: unknown[] }>('identity.controlled.v1')
        .filter(({ identity }) => !identity.startsWith('person:'))
        .every(({ accounts }) => accounts.length === 1),
    ).toBe(true);
  });

  it('gives nobody two accounts or one account to two', () => {
    const accounts = dataOf<{ accounts: { system: string; account: string }[] }>('worker.hired.v1').flatMap(
      ({ accounts: own }) => own.map(({ system, account }) => `${system} ${account}`),
    );
    const all = [...accounts, ...machines.map(({ account }) => `erp ${account}`)];
    expect(new Set(all).size).toBe(all.length);
    expect(
      ['erp', 'bank'].map((system) => accounts.filter((name) => name.startsWith(system)).length),
    ).toEqual([96, 4]);
  });
});

describe('the company and the sample bundle', () => {
  const size = (group: string) => groups[group]?.length ?? 0;

  it('has in every group enough people, even when the requester is one of them', () => {
    const asked = policy.routes.flatMap(({ stages }) => stages.flatMap((stage) => stage.groups));
    for (const { group, need } of [
      ...asked,
      { group: policy.dualApproval.group, need: policy.dualApproval.quorum },
    ])
      expect([group, size(group)]).toEqual([group, Math.max(size(group), need + 1)]);
  });

  it('knows the departments and jobs that birthrights speak of', () => {
    const departments = new Set(workers.map(({ department }) => department));
    const jobs = new Set(workers.map(({ job }) => job));
    for (const birthright of policy.birthrights) {
      expect(birthright.departments.filter((department) => !departments.has(department))).toEqual([]);
      expect(birthright.jobs.filter((job) => !jobs.has(job))).toEqual([]);
    }
  });

  it('gives a birthright only to whoever has an account to hold it', () => {
    const mentioned = new Set(policy.birthrights.flatMap((birthright) => birthright.departments));
    expect(workers.filter(({ department, erp }) => mentioned.has(department) !== erp)).toEqual([]);
  });

  it('casts the story so that it can be played', () => {
    const [first, second] = [cast.firstApprover, cast.secondApprover];
    expect(groups['group:process-owners']).toEqual(
      expect.arrayContaining([first, cast.serviceOwner, cast.selfApprover]),
    );
    expect(groups['group:internal-control']).toContain(second);
    expect(groups['group:finance-controllers']).toEqual(expect.arrayContaining([...cast.controllers]));
    expect(numberOf.get(cast.leaver)).toMatchObject({ department: 'accounts-payable', job: 'clerk' });
    expect(numberOf.has(cast.joiner)).toBe(false);
    expect(machines.find(({ id }) => id === 'service:payment-file-bot')?.controllers[0]).toEqual([
      cast.serviceOwner,
      'owner',
    ]);
    expect(machines.find(({ id }) => id === 'service:goods-scanner')?.controllers[0]).toEqual([
      cast.buyerWithScanner,
      'owner',
    ]);
    expect(numberOf.get(cast.buyerWithScanner)?.job).toBe('buyer');
    const { herself, withBot, withAgent, withAccount } = cast.bothHalves;
    const controls = (n: number, how: string) =>
      machines.filter(({ controllers }) => controllers.some((each) => each[0] === n && each[1] === how));
    expect(controls(withBot, 'owner').map(({ id }) => id)).toContain('service:dunning-bot');
    expect(controls(withAgent, 'sponsor').map(({ id }) => id)).toContain('agent:order-desk');
    for (const n of [herself, withBot, withAgent, withAccount]) {
      expect(numberOf.get(n)?.department).not.toMatch(/procurement|warehouse/);
      expect(approvers).not.toContain(n);
    }
    expect(groups['group:process-owners']).toEqual(expect.arrayContaining([...cast.approversAtOnce]));
    expect(
      [cast.mover, cast.handsOver, cast.buyerAway, cast.givenByHand, cast.secretReader, cast.expires].map(
        (n) => `${numberOf.get(n)?.department} ${numberOf.get(n)?.job}`,
      ),
    ).toEqual([
      ...['accounts-receivable clerk', 'accounts-receivable clerk', 'procurement buyer'],
      ...['accounts-payable clerk', 'information-technology administrator', 'treasury cash-manager'],
    ]);
    for (const n of [cast.startsLater, cast.startsNextMonth, cast.extends])
      expect(numberOf.get(n)).toMatchObject({ department: 'payroll', job: 'officer' });
    expect(helpdesk.resets).toEqual(expect.arrayContaining([cast.bystander, cast.selfApprover]));
    const known = [...policy.roles, ...policy.entitlements].map(({ id }) => id);
    for (const wish of Object.values(wishes)) expect(known).toContain(wish);
    const authors = policy.roles.flatMap((role) => role.authors);
    expect(authors).not.toContain(`person:${first}`);
    expect(authors.every((author) => numberOf.has(Number(author.split(':')[1])))).toBe(true);
  });
});

describe('tickets', () => {
  it('ask and take back in the form that is expected', () => {
    const wish = accessRequested({
      ticket: 'REQ-1',
      requester: 'person:1200',
      items: [wishes.elevated, 'erp:report:run'],
      reason: 'month end',
    });
    expect(eventProblems(wish)).toEqual([]);
    expect(eventProblems(accessWithdrawn('REQ-1', 'person:1200', 'not needed'))).toEqual([]);
  });
});

describe('voting keys', () => {
  it('are made once, private halves for their owner alone', () => {
    const run = mkdtempSync(join(tmpdir(), 'countersign-demo-'));
    try {
      const [key] = createVotingKeys(run, [1035]);
      const file = votingKeyFile(run, 1035);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
        kty: 'OKP',
        crv: 'Ed25519',
        kid: key?.kid,
        x: key?.x,
      });
      expect(statSync(file).mode & 0o077).toBe(0);
      expect(createVotingKeys(run, [1035])).toEqual([key]);
      expect(
        companyEvents({ issuer, votingKeys: key ? [key] : [], time }).flatMap((event) =>
          eventProblems(event),
        ),
      ).toEqual([]);
    } finally {
      rmSync(run, { recursive: true });
    }
  });
});

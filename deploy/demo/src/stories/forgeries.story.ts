import { accountOf, cast, personId, wishes } from '../company/cast.js';
import { probes } from '../erp/probes.js';
import { eventually } from '../stage/eventually.js';
import { forge } from '../stage/forger.js';
import { lookInto } from '../stage/look-into.js';
import { quarantine } from '../stage/operator.js';
import { makeVote } from '@countersign/cli';
import { loadSigningKey } from '@countersign/statement/sign';
import { generateKeyPairSync } from 'node:crypto';
import { ask } from './ask.js';
import type { Stage } from '../stage/stage.js';
import type { Script } from '../stage/script.js';
import type { Story } from './story.js';

const account = accountOf(cast.bystander);
const propose = probes['erp:payment-run:propose'] as string;

/** The approval service, hostile, with its own key and login: it invents the votes of two real approvers. */
async function inventedVotes(stage: Stage, script: Script): Promise<void> {
  const { about } = stage;
  const { request } = await ask(stage, { requester: cast.bystander, items: [wishes.elevated] });
  const first = await stage.person(cast.firstApprover);
  const task = await first.task(request);
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const key = await loadSigningKey({ kty: 'OKP', crv: 'Ed25519', x, d, kid: 'vote-invented' });
  const voters = [cast.firstApprover, cast.secondApprover].map(personId);
  const by = (voter: string) => ({ voter, decision: 'yes', reason: 'invented', at: Date.now() }) as const;
  const votes = await Promise.all(voters.map((voter) => makeVote(about.deployment, task, by(voter), key)));
  const body = { request, hr: task.hr, ha: task.ha, votes };
  const approval = {
    signer: 'approval',
    key: 'own',
    topic: 'approval',
    partitionKey: request,
    login: 'approval',
  } as const;
  await forge(about, { ...approval, type: 'approval.approved.v1', body });
  const finding = await eventually('a finding', async () => {
    const sql = `SELECT message FROM finding WHERE code = 'APPROVAL_NOT_BELIEVED' AND subject = $1`;
    return (await lookInto<{ message: string }>(about, 'policy', sql, [request]))[0]?.message;
  });
  script.contains('votes that the approval service invented', 'VOTE_INVALID', finding);
  const anew = await eventually('the real approvers to be asked anew', async () =>
    (await first.api.inbox()).find((one) => one.request === request && one.ha !== task.ha),
  );
  script.equal('the real approvers are asked anew', 'denied', await first.vote(anew, 'no'));
}

/** The broker's super user writes an order with a key of his own. */
async function forgedOnKafka(stage: Stage, script: Script): Promise<void> {
  const desired = {
    grants: [{ clearance: 'A'.repeat(43), request: 'r-AAAAAAAAAAAAAAAAAAAAAA', until: null }],
    adopted: false,
  };
  const body = {
    system: 'erp',
    account,
    permission: 'role:erp_payment_run_propose',
    desired,
    token: 900,
    applyBefore: Date.now() + 60_000,
  };
  const order = {
    type: 'provisioning.ordered.v1',
    body,
    signer: 'provisioning',
    topic: 'provisioning.erp',
    partitionKey: 'forged',
  } as const;
  const hash = await forge(stage.about, { ...order, key: 'unregistered', login: 'admin' });
  const code = await eventually('this very order in the quarantine of the connector', async () => {
    const sql = `SELECT code FROM quarantine WHERE sha256(value) = $1`;
    const its = [Buffer.from(hash, 'base64url')];
    return (await lookInto<{ code: string }>(stage.about, 'connector_erp', sql, its))[0]?.code;
  });
  script.equal("an order that the broker's super user forged", 'UNKNOWN_KEY', code);
  const finding = await eventually('a finding', async () => {
    const sql = `SELECT subject FROM finding WHERE code = 'RECORD_NOT_BELIEVED' AND subject = $1 AND closed_at IS NULL`;
    const about = ['provisioning.erp UNKNOWN_KEY'];
    return (await lookInto<{ subject: string }>(stage.about, 'policy', sql, about))[0]?.subject;
  });
  script.equal('the forgery is a finding', 'provisioning.erp UNKNOWN_KEY', finding);
}

interface OrderRow {
  readonly permission: string;
  readonly grants: readonly unknown[];
}

/** Provisioning, hostile, with its own key: the evidence of one person's grant, the account of another. */
async function swappedAccount(stage: Stage, script: Script): Promise<void> {
  const { about } = stage;
  const [row] = await lookInto<OrderRow>(
    about,
    'provisioning',
    `SELECT permission, grants FROM desired WHERE account = $1 AND permission = 'role:erp_payment_run_propose'`,
    [accountOf(cast.joiner)],
  );
  const desired = { grants: row?.grants ?? [], adopted: false };
  const body = {
    system: 'erp',
    account,
    permission: row?.permission,
    desired,
    token: 901,
    applyBefore: Date.now() + 60_000,
  };
  const order = {
    type: 'provisioning.ordered.v1',
    body,
    topic: 'provisioning.erp',
    partitionKey: 'swapped',
  } as const;
  const hash = await forge(about, { ...order, signer: 'provisioning', key: 'own', login: 'provisioning' });
  const finding = await eventually('a finding about this very order', async () => {
    const sql = `SELECT message FROM finding WHERE code = 'ORDER_REFUSED' AND position($1 IN message) > 0`;
    return (await lookInto<{ message: string }>(about, 'policy', sql, [hash]))[0]?.message;
  });
  const code = finding.split(': ').at(-1) ?? '';
  script.equal('an order by provisioning for another account', 'CLEARANCE_LINE_MISSING', code);
  await lookedAt(stage, script);
}

/** What its topic holds and its service never said keeps that service from granting, until an operator has looked. */
async function lookedAt({ about }: Stage, script: Script): Promise<void> {
  const open = await eventually('provisioning to see what it never signed', async () => {
    const chains = await quarantine(about, 'provisioning', 'chains');
    return chains.includes('TOPIC_AHEAD_OF_DATABASE') && chains;
  });
  const [chain = ''] = open.split(' ');
  script.contains('provisioning grants nothing until somebody has looked', 'TOPIC_AHEAD_OF_DATABASE', open);
  const by = ['--actor', 'operator', '--reason', 'the forger of this story'] as const;
  const again = await quarantine(about, 'provisioning', 'count-again', chain, ...by);
  script.equal('an operator has looked', `${chain} counts again`, again);
}

/** Nobody alone puts access into the target, with whatever key or login. */
export const forgeries: Story = {
  id: 'forgeries',
  title: 'Invented votes and forged orders are refused downstream and become findings',
  play: async (stage, script) => {
    await stage.target.choosePassword(account);
    await inventedVotes(stage, script);
    await forgedOnKafka(stage, script);
    await swappedAccount(stage, script);
    script.contains(
      'the account they were for',
      'permission denied',
      await stage.target.tryAs(account, propose),
    );
  },
};

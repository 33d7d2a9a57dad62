// One of the two policy processes that race: `node … client.spec-only.ts`, spoken to by its parent over IPC. It clears what
// it is given by the product's own transaction, and stands still where it is told to, at points that both sides know of.
import { CountersignError } from '@countersign/contracts';
import { hasOpenGap, StatementIssuer } from '@countersign/service-kit/messaging';
import { createDataSource } from '@countersign/service-kit/persistence';
import { type Statement, verifyStatement } from '@countersign/statement';
import { clocksThatDiffer, fixedClock, keyring, moments, signingKeyOf } from '@countersign/testing';
import type { DataSource, EntityManager } from 'typeorm';
import { RequestConsumer } from '../../src/assess/request.consumer.js';
import { clearApproved } from '../../src/clear/clear.handler.js';
import { closeDenied, closeLapsed } from '../../src/clear/close.handler.js';
import { Policy1764000000000 } from '../../src/migrations/1764000000000-policy.js';
import { type PolicyDeps, policyTopic } from '../../src/policy-deps.js';
import { criticalLaw } from './critical-law.spec-only.js';
import { type Guards, withGuards } from './guards.spec-only.js';

/** What the parent asks for. `open`: begin, and say so. `go`: judge, reserve, clear. `on`: on from where it has read everything. */
export type Asked =
  | {
      readonly ask: 'open';
      readonly job: number;
      /** What arrives, in its signer's own bytes. */
      readonly statement: string;
      readonly guards: Guards;
      readonly pause: boolean;
    }
  | { readonly ask: 'go' | 'on'; readonly job: number };
/** What the client says of a job: its transaction is open; it has judged and is about to sign; it is over, and how. */
export interface Told {
  readonly job: number;
  readonly told: 'open' | 'read' | 'over';
  /** Of `over`: the outcome of the transaction, and how often it was run again. */
  readonly outcome?: string;
  readonly again?: number;
}

const ring = keyring();
const waiting = new Map<string, () => void>();
const tell = (told: Told): void => void process.send?.(told);
const untilAsked = (ask: 'go' | 'on', job: number): Promise<void> =>
  new Promise((resolve) => waiting.set(`${ask} ${job}`, resolve));

/**
 * What the message kit does again after a rollback: what a guard of ours refuses for now, and whatever PostgreSQL or the way to it could not do
 * this time, on a machine that does other work as well.
 */
const isRetriable = (error: unknown): boolean =>
  error instanceof CountersignError ? error.retriable : !(error instanceof TypeError);

async function depsOf(ds: DataSource, instance: string): Promise<PolicyDeps> {
  const clock = fixedClock(moments.submitted);
  const issuer = await StatementIssuer.open({
    ...{
      dataSource: ds,
      key: await signingKeyOf('policy'),
      deployment: ring.deployment,
      principal: 'policy',
    },
    ...{ topics: [policyTopic], instance, clock, onFatal: () => process.exit(3) },
  });
  const trust = ring.trust(criticalLaw());
  return {
    ...{ issuer, clock, trust: () => trust, trustForGrants: () => trust, hasGap: hasOpenGap },
    clocks: clocksThatDiffer(clock, new Set()),
    log: { error: () => undefined, warn: () => undefined },
  };
}

/** Does what policy does when this arrives. */
function take(deps: PolicyDeps, tx: EntityManager, statement: Statement): Promise<void> {
  switch (statement.type) {
    case 'approval.approved.v1':
      return clearApproved(deps, tx, statement as Statement<'approval.approved.v1'>);
    case 'approval.denied.v1':
      return closeDenied(deps, tx, statement as Statement<'approval.denied.v1'>);
    case 'approval.lapsed.v1':
      return closeLapsed(deps, tx, statement as Statement<'approval.lapsed.v1'>);
    case 'request.withdrawn.v1':
      return new RequestConsumer(deps).withdrawn(statement as Statement<'request.withdrawn.v1'>, {
        tx,
        record: null as never,
      });
    default:
      throw new TypeError(`nobody races a ${statement.type}`);
  }
}

/** Clears by the product's own transaction; the first run of it stands at the gates. */
async function clear(
  ds: DataSource,
  deps: PolicyDeps,
  asked: Extract<Asked, { ask: 'open' }>,
): Promise<void> {
  const { job, guards, pause } = asked;
  const statement = await verifyStatement(asked.statement, ring.registry());
  let paused = !pause;
  const issue: typeof deps.issuer.issue = async (...statement) => {
    if (!paused) {
      paused = true;
      tell({ job, told: 'read' });
      await untilAsked('on', job);
    }
    return deps.issuer.issue(...statement);
  };
  for (let again = 0; ; again++)
    try {
      await ds.transaction(guards.isolation, async (tx) => {
        if (again === 0) {
          tell({ job, told: 'open' });
          await untilAsked('go', job);
        }
        await take({ ...deps, issuer: { issue } }, withGuards(tx, guards), statement);
      });
      return tell({ job, told: 'over', outcome: 'committed', again });
    } catch (error) {
      if (isRetriable(error) && again < 50) continue;
      const { code, message } = error as { code?: string; message: string };
      return tell({ job, told: 'over', outcome: code ?? message, again });
    }
}

async function main(): Promise<void> {
  const [url = '', passwordFile = '', instance = '', lanes = ''] = process.argv.slice(2);
  const ds = await createDataSource({
    ...{ url, passwordFile, migrations: [Policy1764000000000], poolSize: Number(lanes) + 2 },
  }).initialize();
  const deps = await depsOf(ds, instance);
  process.on('message', (asked: Asked) => {
    if (asked.ask === 'open') return void clear(ds, deps, asked);
    const key = `${asked.ask} ${asked.job}`;
    waiting.get(key)?.();
    waiting.delete(key);
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.('ready');
}

void main();

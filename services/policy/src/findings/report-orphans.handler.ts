import { factsJoinedTo } from '@countersign/service-kit/facts';
import { type Fact, settledBy } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { controlFactTypes } from '../identities/control-graph.decision.js';
import { hasActiveOwner } from '../identities/owner.decision.js';
import type { PolicyDeps } from '../policy-deps.js';
import { keepFindings } from './finding.store.js';

const code = 'NO_ACTIVE_OWNER';

/**
 * Makes a finding of each machine that has something and that nobody who works here owns (INVARIANTS, I4), until somebody does or all of it is
 * gone: an owner left, or was never stated. By the time of each run, since ends and starts come by themselves. Costs what is stated about
 * these machines and their owners. Run by a timer; safe to run side by side.
 */
export async function reportOrphans(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  const at = deps.clock.now();
  const rows: { machine: string }[] = await tx.query(
    `SELECT DISTINCT beneficiary AS machine FROM reservation
     WHERE state <> 'released' AND beneficiary !~ '^(person|account):' ORDER BY machine`,
  );
  const machines = rows.map(({ machine }) => machine);
  const facts = machines.length === 0 ? [] : await factsJoinedTo(tx, machines, controlFactTypes);
  const answering = new Answering(facts);
  const findings = machines
    .filter((machine) => !hasActiveOwner(answering.for(machine), machine, at))
    .map((subject) => ({
      ...{ code, subject, dueAt: settledBy(deps.trust().bundle, at) },
      message: `\`${subject}\` has access, and nobody who works here owns it`,
    }));
  await keepFindings(tx, { codes: [code], prefix: '' }, findings, at);
}

/** Of many facts those that say who answers for one machine. */
class Answering {
  private readonly controls = new Map<string, Fact[]>();
  private readonly workers = new Map<string, Fact[]>();

  constructor(facts: readonly Fact[]) {
    for (const fact of facts)
      if (fact.type === 'identity.controlled.v1') add(this.controls, fact.data.identity, fact);
      else if (fact.type.startsWith('worker.'))
        add(this.workers, (fact.data as { worker: string }).worker, fact);
  }

  for(machine: string): Fact[] {
    const answering = new Set([machine]);
    const facts: Fact[] = [];
    for (const one of answering) {
      facts.push(...(this.workers.get(one) ?? []));
      for (const fact of this.controls.get(one) ?? []) {
        facts.push(fact);
        if (fact.type === 'identity.controlled.v1') answering.add(fact.data.controller);
      }
    }
    return facts;
  }
}

function add(facts: Map<string, Fact[]>, id: string, fact: Fact): void {
  const known = facts.get(id);
  if (known) known.push(fact);
  else facts.set(id, [fact]);
}

import type { Hash, StatementType } from '@countersign/contracts';
import type { SignedStatement } from '@countersign/statement/sign';
import type { Keyring } from '../keyring.js';
import { people } from '../people.js';
import { changed } from '../plain.js';
import { StatementWriter } from '../statement-writer.js';
import type { Plot, StepName, Steps } from './plot.js';
import { type Statements, Trail } from './trail.js';
import {
  moments,
  usualAssessment,
  usualBallots,
  usualBirthright,
  usualClearance,
  usualFacts,
  usualOrder,
  usualRequest,
} from './usual.js';

const types: Readonly<Record<StepName, StatementType>> = {
  submitted: 'request.submitted.v1',
  assessed: 'policy.assessed.v1',
  approved: 'approval.approved.v1',
  cleared: 'policy.cleared.v1',
  ordered: 'provisioning.ordered.v1',
};

interface Written<S extends StepName> {
  readonly body: Steps[S];
  readonly signed: SignedStatement;
}

/** Signs every step of a plot, each honestly made from the one before unless the plot says otherwise. */
export async function tell(plot: Plot, keyring: Keyring): Promise<Trail> {
  const bundle = keyring.bundle(plot.world.bundle);
  const registry = keyring.registry(plot.world.registry);
  const pen = new StatementWriter(keyring.deployment);
  const write = async <S extends StepName>(step: S, usual: Steps[S]): Promise<Written<S>> => {
    const { change, signing } = plot.steps[step];
    const body = change(usual);
    return { body, signed: await pen.write(types[step], body, { at: moments[step], ...signing }) };
  };

  const events = plot.facts(usualFacts());
  const facts: SignedStatement[] = [];
  for (const event of events) facts.push(await pen.state(event));
  const hiring = events.findIndex(
    ({ type, subject }) => type === 'worker.hired.v1' && subject === people.bea,
  );
  const cause = facts[hiring]?.hash as Hash;
  const submitted = await write('submitted', plot.birthright ? usualBirthright(cause) : usualRequest());
  const { hash: hr } = submitted.signed;
  const assessed = await write('assessed', usualAssessment(bundle, submitted.body, hr, events));
  const { hash: ha } = assessed.signed;
  const ballots = plot.ballots(usualBallots(keyring.deployment, submitted.body.request, hr, ha));
  const votes = await Promise.all(ballots.map((ballot) => pen.vote(ballot)));
  const { request } = submitted.body;
  const approved = plot.birthright ? null : await write('approved', { request, hr, ha, votes });
  const approval = approved?.signed.hash ?? null;
  const lowest = { bundle: bundle.number, registry: registry.number };
  const cleared = await write('cleared', usualClearance(assessed.body, ha, approval, lowest));
  const ordered = await write('ordered', usualOrder(cleared.body, cleared.signed.hash));

  const steps = { submitted, assessed, cleared, ordered };
  const statements = { facts, approved: approved?.signed ?? null, ...signedOf(steps) };
  const documents = plot.documents(evidenceOf(statements), statements);
  return new Trail(statements, votes, ordered.body, documents, trustOf(plot, keyring));
}

const signedOf = <K extends string>(steps: Record<K, { readonly signed: SignedStatement }>) =>
  Object.fromEntries(
    Object.entries<{ readonly signed: SignedStatement }>(steps).map(([name, { signed }]) => [name, signed]),
  ) as Record<K, SignedStatement>;

/** The documents that a verifier needs, whoever carries them. */
const evidenceOf = ({ facts, submitted, assessed, approved, cleared }: Statements): readonly string[] =>
  [...facts, submitted, assessed, ...(approved ? [approved] : []), cleared].map(({ jws }) => jws);

const trustOf = ({ world, believed }: Plot, keyring: Keyring) =>
  keyring.trust(
    keyring.bundle((usual) => changed(changed(usual, world.bundle), believed.bundle)),
    keyring.registry((usual) => changed(changed(usual, world.registry), believed.registry)),
  );

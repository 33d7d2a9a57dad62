import { type Double, doublesIn } from './doubles.js';
import { factsIn, People } from './facts.js';
import { holdingsIn } from './holdings.js';
import { unjustifiedIn, type Unjustified } from './justified.js';
import { documents, type Keys, type Law, newest } from './law.js';
import { type Lost, lostIn } from './lost.js';
import { statementsIn } from './statements.js';
import { readTopics } from './topics.js';
import type { Where } from './where.js';

/** What the checker looks at besides. */
export interface Looking {
  /** Reasons of requests that services said they took. */
  readonly accepted?: readonly string[];
  /** How long (ms) after its end access may still be on its way out. Default 10 s. */
  readonly graceMs?: number;
  /** How long (ms) after its request was taken back, refused or left behind access may still be there. Default 20 s. */
  readonly boundMs?: number;
}

/** Everything that is wrong with a deployment, as far as this checker can see. */
export interface Report {
  readonly doubles: readonly Double[];
  readonly lost: readonly Lost[];
  readonly unjustified: readonly Unjustified[];
  /** How much was looked at: a report about nothing says nothing. */
  readonly seen: {
    readonly statements: number;
    readonly unbelieved: number;
    readonly facts: number;
    readonly holdings: number;
    readonly bundle: number;
  };
}

/**
 * Checks a running system: what its targets hold, by their own catalogs, against the signed law, the sources' own events and the statements
 * in the topics, every signature verified here. Imports nothing of the product; the oracle is no part of it.
 */
export async function check(
  where: Where,
  { accepted = [], graceMs = 10_000, boundMs = 20_000 }: Looking = {},
): Promise<Report> {
  const holdings = (
    await Promise.all(Object.entries(where.targets).map(([system, url]) => holdingsIn(system, url)))
  ).flat();
  const now = Date.now();
  const records = await readTopics(where);
  const registry = newest(documents<Keys>(records, 'governance.keys.v1', where));
  const law = newest(documents<Law>(records, 'governance.bundle.v1', where));
  const { deployment } = where;
  const facts = factsIn(records, registry, deployment);
  const statements = statementsIn(records, registry, deployment);
  const peopleAt = (at: number) => new People(facts, at);
  return {
    doubles: doublesIn(law, peopleAt(now), holdings),
    lost: lostIn(statements, accepted),
    unjustified: unjustifiedIn({ deployment, law, peopleAt, statements, now, graceMs, boundMs }, holdings),
    seen: {
      ...{ statements: statements.all.length, unbelieved: statements.unbelieved, facts: facts.length },
      ...{ holdings: holdings.length, bundle: law.number },
    },
  };
}

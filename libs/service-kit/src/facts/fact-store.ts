import type { FactType } from '@countersign/contracts/upstream';
import { type Fact, hasLeft, latest, type Statement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';

/** A fact with the bytes that prove it. */
export type ProvenFact = Fact & { readonly jws: string };

interface FactRow {
  readonly hash: string;
  readonly type: string;
  readonly source: string;
  readonly event: string;
  readonly power: boolean;
  readonly effective: string;
  readonly data: unknown;
  readonly jws: string;
}

const toFact = ({ event, effective, ...row }: FactRow): ProvenFact =>
  ({ ...row, id: event, effective: Number(effective) }) as unknown as ProvenFact;

const accountId = ({ system, account }: { readonly system: string; readonly account: string }) =>
  `account:${system}:${account}`;

/** Ids of everybody and everything a fact is about. */
export function subjectsOf(fact: Fact): string[] {
  const data = fact.data as unknown as Record<string, unknown>;
  const named = ['worker', 'person', 'identity', 'controller', 'group'].flatMap((key) =>
    typeof data[key] === 'string' ? [data[key]] : [],
  );
  const accounts = [data['account'], ...((data['accounts'] as unknown[] | undefined) ?? [])]
    .filter((account): account is { system: string; account: string } => account !== undefined)
    .map(accountId);
  const login = 'issuer' in data ? [loginSubject(String(data['issuer']), String(data['subject']))] : [];
  const key = fact.type === 'voting-key.enrolled.v1' ? [`key:${fact.data.key.x}`] : [];
  return [...new Set([...named, ...accounts, ...login, ...key])];
}

/** How a login is named among the subjects of facts. */
export const loginSubject = (issuer: string, subject: string) => `login:${issuer} ${subject}`;

/** Keeps a fact; the same statement twice is kept once. Within the caller's transaction. */
export async function storeFact(
  tx: EntityManager,
  fact: Fact,
  statement: Statement<'request.identity-stated.v1'>,
): Promise<void> {
  await tx.query(
    `INSERT INTO fact (hash, type, source, event, power, effective, subjects, data, jws)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (hash) DO NOTHING`,
    [
      fact.hash,
      fact.type,
      fact.source,
      fact.id,
      fact.power,
      fact.effective,
      subjectsOf(fact),
      JSON.stringify(fact.data),
      statement.jws,
    ],
  );
}

/** Every fact about any of these, in the order of their effective times. */
export async function factsAbout(tx: EntityManager, subjects: readonly string[]): Promise<ProvenFact[]> {
  const rows: FactRow[] = await tx.query(
    'SELECT hash, type, source, event, power, effective, data, jws FROM fact WHERE subjects && $1 ORDER BY effective, event',
    [[...subjects]],
  );
  return rows.map(toFact);
}

/** What somebody else may claim, too: keys and accounts. */
const claimable = /^(key|account):/;

/**
 * Every fact about any of these, and every fact about a key or an account that is said to be theirs, whoever else it is said to belong to:
 * a key of two persons is nobody's, an account belongs to whom it was linked last. In the order of their effective times.
 */
export async function factsAround(tx: EntityManager, subjects: readonly string[]): Promise<ProvenFact[]> {
  const facts = await factsAbout(tx, subjects);
  const claimed = facts.flatMap(subjectsOf).filter((subject) => claimable.test(subject));
  return claimed.length === 0 ? facts : factsAbout(tx, [...subjects, ...new Set(claimed)]);
}

/** Every fact of some types, in the order of their effective times. */
export async function factsOfType(tx: EntityManager, types: readonly FactType[]): Promise<ProvenFact[]> {
  const rows: FactRow[] = await tx.query(
    'SELECT hash, type, source, event, power, effective, data, jws FROM fact WHERE type = ANY($1) ORDER BY effective, event',
    [[...types]],
  );
  return rows.map(toFact);
}

const personOf = (fact: Extract<Fact, { readonly type: 'login.enrolled.v1' }>): string => fact.data.person;

/** The person whose login this is at `at` (ms), by facts of power; null when it is nobody's, more than one person's, or that of somebody who has left. */
export async function personOfLogin(
  tx: EntityManager,
  issuer: string,
  subject: string,
  at: number,
): Promise<string | null> {
  const facts = await factsAbout(tx, [loginSubject(issuer, subject)]);
  const enrolled = facts
    .filter((fact) => fact.type === 'login.enrolled.v1')
    .filter(({ power, effective }) => power && effective <= at);
  const people = [...new Set(enrolled.map(personOf))].filter((person) => {
    const until = latest(enrolled.filter((fact) => personOf(fact) === person))?.data.until ?? null;
    return until === null || at < Date.parse(until);
  });
  const [person, another] = people;
  if (person === undefined || another !== undefined) return null;
  return hasLeft(await factsAbout(tx, [person]), person, at) ? null : person;
}

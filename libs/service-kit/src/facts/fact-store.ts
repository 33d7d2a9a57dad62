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
  readonly stated: string;
  readonly effective: string;
  readonly data: unknown;
}

const columns = 'hash, type, source, event, power, stated, effective, data';
const toFact = <T extends FactRow>({ event, stated, effective, ...row }: T) =>
  ({ ...row, id: event, stated: Number(stated), effective: Number(effective) }) as unknown as T extends {
    jws: string;
  }
    ? ProvenFact
    : Fact;

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
    `INSERT INTO fact (hash, type, source, event, power, stated, effective, subjects, data, jws)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (hash) DO NOTHING`,
    [
      fact.hash,
      fact.type,
      fact.source,
      fact.id,
      fact.power,
      fact.stated,
      fact.effective,
      subjectsOf(fact),
      JSON.stringify(fact.data),
      statement.jws,
    ],
  );
}

/** Every fact about any of these, in the order of their effective times. */
export async function factsAbout(tx: EntityManager, subjects: readonly string[]): Promise<ProvenFact[]> {
  const rows: (FactRow & { readonly jws: string })[] = await tx.query(
    `SELECT ${columns}, jws FROM fact WHERE subjects && $1 ORDER BY effective, event`,
    [[...subjects]],
  );
  return rows.map(toFact);
}

/** What somebody else may claim, too: keys and accounts. */
const claimable = /^(key|account):/;

/**
 * Every fact about any of these, and every fact about a key or an account that is said to be theirs, whoever else it is said to belong to:
 * a key of two persons is nobody's, an account belongs to whom it was linked last. Where an account is in a group, everything about those who
 * were hired with it as well: whom it serves no more hangs on whether they have left. In the order of their effective times.
 */
export async function factsAround(tx: EntityManager, subjects: readonly string[]): Promise<ProvenFact[]> {
  const facts = await factsAbout(tx, subjects);
  const claimed = facts.flatMap(subjectsOf).filter((subject) => claimable.test(subject));
  if (claimed.length === 0) return facts;
  const around = [...subjects, ...new Set(claimed)];
  const more = await factsAbout(tx, around);
  if (!more.some(({ type }) => type === 'group.account-membership.v1')) return more;
  const hired = more.flatMap((fact) => (fact.type === 'worker.hired.v1' ? [fact.data.worker as string] : []));
  return factsAbout(tx, [...around, ...new Set(hired)]);
}

/** Every fact of some types, in the order of their effective times. */
export async function factsOfType(tx: EntityManager, types: readonly FactType[]): Promise<Fact[]> {
  const rows: FactRow[] = await tx.query(
    `SELECT ${columns} FROM fact WHERE type = ANY($1) ORDER BY effective, event`,
    [[...types]],
  );
  return rows.map(toFact);
}

/**
 * Every fact of some types that is joined to one of these: about one of them, about somebody whom such a fact names beside them, and so on to
 * the end. Whoever is named in a fact of these types that is not among them is joined to none of these. In the order of their effective times.
 */
export async function factsJoinedTo(
  tx: EntityManager,
  subjects: readonly string[],
  types: readonly FactType[],
): Promise<Fact[]> {
  const rows: FactRow[] = await tx.query(
    `WITH RECURSIVE joined (subject) AS (
       SELECT unnest($1::text[])
       UNION SELECT unnest(f.subjects) FROM joined j JOIN fact f ON f.subjects @> ARRAY[j.subject] AND f.type = ANY($2))
     SELECT ${columns} FROM fact
     WHERE type = ANY($2) AND subjects && ARRAY(SELECT subject FROM joined) ORDER BY effective, event`,
    [[...subjects], [...types]],
  );
  return rows.map(toFact);
}

/**
 * Every fact that says who is in one of these groups: of persons, of accounts, and of whose these accounts are. In no order.
 */
export async function factsOfGroups(tx: EntityManager, groups: readonly string[]): Promise<Fact[]> {
  const rows: FactRow[] = await tx.query(
    `SELECT ${columns} FROM fact WHERE type IN ('group.membership.v1', 'group.account-membership.v1') AND subjects && $1`,
    [[...groups]],
  );
  const joined = rows.map(toFact);
  const accounts = joined
    .filter(({ type }) => type === 'group.account-membership.v1')
    .flatMap(subjectsOf)
    .filter((subject) => subject.startsWith('account:'));
  if (accounts.length === 0) return joined;
  const users = (await factsAbout(tx, accounts)).flatMap(subjectsOf).filter((id) => id.startsWith('person:'));
  const facts = [...joined, ...(await factsAbout(tx, [...accounts, ...new Set(users)]))];
  return [...new Map(facts.map((fact) => [fact.hash, fact])).values()];
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

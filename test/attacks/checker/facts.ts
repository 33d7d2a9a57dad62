import type { Keys } from './law.js';
import { digest, isBy, read } from './signed.js';
import { keyFor } from './statements.js';
import type { BrokerRecord } from './topics.js';

/** What a source said, in its own event; `signed`: its own key is under it, so that it may give. */
export interface Fact {
  readonly type: string;
  readonly id: string;
  readonly source: string;
  readonly effective: number;
  readonly until: number | null;
  readonly signed: boolean;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each type has its own
  readonly data: any;
}

const instant = (text: unknown): number | null => (typeof text === 'string' ? Date.parse(text) : null);

function isSigned({ value, headers }: BrokerRecord, registry: Keys, deployment: string): boolean {
  const signed = read(headers['ce_signature'] ?? '');
  if (!signed) return false;
  const {
    ce_source: source = '',
    ce_type: type,
    ce_time: time = '',
    ce_id: id,
    ce_subject: subject,
  } = headers;
  const said = signed.payload as Record<string, unknown>;
  const meant = { dep: deployment, id, source, type, subject, time, digest: digest(value) };
  const isAboutThis =
    signed.typ === type && Object.entries(meant).every(([name, value]) => said[name] === value);
  const x = keyFor(registry, signed, source, Date.parse(time));
  return isAboutThis && x !== undefined && isBy(x, signed);
}

/** Everything that sources said in their own topics, each event once. */
export function factsIn(records: readonly BrokerRecord[], registry: Keys, deployment: string): Fact[] {
  const found = new Map<string, Fact>();
  for (const record of records) {
    const { ce_source: source = '', ce_type: type = '', ce_id: id = '' } = record.headers;
    if (record.topic !== `upstream.${source}` || found.has(`${source} ${id}`)) continue;
    const data = JSON.parse(record.value.toString('utf8')) as Record<string, unknown>;
    const effective = instant(data['effective']) ?? 0;
    const signed = isSigned(record, registry, deployment);
    found.set(`${source} ${id}`, {
      type,
      id,
      source,
      effective,
      until: instant(data['until']),
      signed,
      data,
    });
  }
  return [...found.values()];
}

/** What facts say of people and machines at one instant. */
export class People {
  constructor(
    private readonly facts: readonly Fact[],
    readonly at: number,
  ) {}

  /** Facts of a type that hold now: of two about the same thing the one with the later beginning. */
  private now(type: string, thing: (data: Fact['data']) => string, any = false): Fact['data'][] {
    const newest = new Map<string, Fact>();
    for (const fact of this.facts)
      if (fact.type === type && fact.effective <= this.at && (fact.signed || any)) {
        const key = thing(fact.data);
        if (fact.effective >= (newest.get(key)?.effective ?? -Infinity)) newest.set(key, fact);
      }
    return [...newest.values()]
      .filter(({ until }) => until === null || this.at < until)
      .map(({ data }) => data);
  }

  hired = (): Fact['data'][] => this.now('worker.hired.v1', ({ worker }) => worker as string);
  /** Each time that somebody left. Whoever says so takes away; that needs no signature. */
  left = (): Fact['data'][] =>
    this.now('worker.left.v1', ({ worker, effective }) => `${worker} ${effective}`, true);
  /** Each time that somebody was hired. */
  hirings = (): Fact['data'][] =>
    this.now('worker.hired.v1', ({ worker, effective }) => `${worker} ${effective}`);
  controls = (): Fact['data'][] =>
    this.now(
      'identity.controlled.v1',
      ({ identity, controller, how }) => `${identity} ${controller} ${how}`,
      // whoever says that somebody controls takes away; that needs no signature
      true,
    );

  /** The identity that an account is used by. */
  ownerOf(): ReadonlyMap<string, string> {
    const accounts = (list: readonly Record<string, string>[], identity: string) =>
      list.map(({ system, account }) => [`${system} ${account}`, identity] as const);
    return new Map([
      ...this.controls().flatMap(({ identity, accounts: all }) => accounts(all, identity)),
      ...this.hired().flatMap(({ worker, accounts: all }) => accounts(all, worker)),
      ...this.now(
        'identity.linked.v1',
        ({ person, account }) => `${person} ${JSON.stringify(account)}`,
      ).flatMap(({ person, account }) => accounts([account], person)),
    ]);
  }

  groupsOf(person: string): readonly string[] {
    return this.now('group.membership.v1', (data) => `${data.group} ${data.person}`)
      .filter((data) => data.person === person)
      .map(({ group }) => group as string);
  }

  votingKey(person: string, kid: string): string | undefined {
    const all = this.now('voting-key.enrolled.v1', (data) => `${data.person} ${data.kid}`);
    const x = all.find((data) => data.person === person && data.kid === kid)?.key.x as string | undefined;
    return all.some((data) => data.key.x === x && data.person !== person) ? undefined : x;
  }
}

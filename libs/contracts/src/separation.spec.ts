// What may be signed and sent, here and in deploy/duties.yaml: two lists that must be one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as approval from './approval/issue.js';
import { isStatementType, parseBody, statementSchemas } from './catalogue.js';
import * as connector from './connector/issue.js';
import { SchemaViolation } from './errors.js';
import * as observer from './observer/issue.js';
import * as policy from './policy/issue.js';
import * as provisioning from './provisioning/issue.js';
import * as request from './request/issue.js';
import type { Draft } from './statement.js';
import {
  controlKinds,
  controlStrength,
  isFactType,
  isUpstreamType,
  upstreamSchemas,
} from './upstream/index.js';

interface Duties {
  readonly sources: Record<string, { sends: string[]; signs: string[] }>;
  readonly duties: Record<string, { signs: string[] }>;
}
const root = join(__dirname, '../../..');
const { sources, duties } = parse(readFileSync(join(root, 'deploy/duties.yaml'), 'utf8')) as Duties;
const golden = (type: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, `../golden/${type}.json`), 'utf8'));

type Constructor = (body: unknown) => Draft;
const constructors: Record<string, Record<string, Constructor>> = {
  request: { ...request } as never,
  policy: { ...policy } as never,
  approval: { ...approval } as never,
  provisioning: { ...provisioning } as never,
  connector: { ...connector } as never,
  observer: { ...observer } as never,
};

/** Type of what a constructor makes: the one golden body it accepts tells. */
const typeOf = (construct: Constructor): string[] =>
  Object.keys(statementSchemas).flatMap((type) => {
    try {
      return [construct(golden(type)).type];
    } catch (error) {
      expect(error).toBeInstanceOf(SchemaViolation);
      return [];
    }
  });

describe('statements', () => {
  it('are those that the duties sign', () => {
    const signed = Object.values(duties).flatMap(({ signs }) => signs);
    expect([...signed].sort()).toEqual(Object.keys(statementSchemas).sort());
    expect(new Set(signed).size).toBe(signed.length);
  });

  it.each(Object.keys(constructors))(
    'of %s are constructed by its own entry, all of them and no other',
    (duty) => {
      const made = new Set(Object.values(constructors[duty]!).flatMap(typeOf));
      expect([...made].sort()).toEqual([...duties[duty]!.signs].sort());
    },
  );

  it('begin with the name of the duty that signs them', () => {
    for (const [duty, { signs }] of Object.entries(duties))
      for (const type of signs) expect(type.startsWith(`${duty}.`)).toBe(true);
  });

  it('are drafted only with a body that their readers accept', () => {
    const body = golden('request.withdrawn.v1') as object;
    expect(request.withdrawn(body as never)).toEqual({ type: 'request.withdrawn.v1', body });
    expect(() => request.withdrawn({ ...body, status: 'approved' } as never)).toThrow(SchemaViolation);
  });

  it.each(['constructor', 'toString', '__proto__', 'policy.cleared.v2', 'vote.v1', ''])(
    '`%s` is none',
    (type) => {
      expect(isStatementType(type)).toBe(false);
      expect(isUpstreamType(type)).toBe(false);
    },
  );

  it('say which type is wrong, and where', () => {
    expect(() => parseBody('policy.held.v1', { request: 'r-1' })).toThrow(
      'policy.held.v1 is not valid at `/`',
    );
  });
});

describe('upstream events', () => {
  it('are those that the sources send', () => {
    const sent = new Set(Object.values(sources).flatMap(({ sends }) => sends));
    expect([...sent].sort()).toEqual(Object.keys(upstreamSchemas).sort());
  });

  it('are signed only by who sends them', () => {
    for (const { sends, signs } of Object.values(sources))
      expect(signs.filter((type) => !sends.includes(type))).toEqual([]);
  });

  it('are facts, save wishes and heartbeats', () => {
    const others = Object.keys(upstreamSchemas).filter((type) => !isFactType(type));
    expect(others.sort()).toEqual(['access.requested.v1', 'access.withdrawn.v1', 'source.heartbeat.v1']);
    expect(isFactType('policy.cleared.v1')).toBe(false);
  });

  it('tell control that acts as from the power to take over', () => {
    const takeOver = controlKinds.filter((how) => controlStrength(how) === 'take-over');
    expect(takeOver).toEqual(['administers', 'can-reset']);
    expect(controlStrength('linked')).toBe('acts-as');
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { chainOf, hasPriority, isUrgent, sourceOf, systemOf, topicOfChain, writerOf } from './topics.js';

interface Duties {
  readonly systems: Record<string, unknown>;
  readonly sources: Record<string, unknown>;
  readonly duties: Record<string, { per?: string; produces: string[]; consumes: string[] }>;
}
const file = join(__dirname, '../../../../deploy/duties.yaml');
const { systems, sources, duties } = parse(readFileSync(file, 'utf8')) as Duties;
const forAll = (topic: string): string[] =>
  topic.includes('{system}')
    ? Object.keys(systems).map((system) => topic.replace('{system}', system))
    : [topic];

const writers = Object.entries(duties).flatMap(([duty, { per, produces }]) =>
  produces
    .flatMap(forAll)
    .map((topic): [string, string] => [topic, per ? `${duty}-${topic.split('.')[1]}` : duty]),
);

describe('a topic', () => {
  it.each(writers)('%s has the writer that the duties say: %s', (topic, writer) => {
    expect(writerOf(topic)).toBe(writer);
  });

  it.each([
    ['connector.erp', 'erp'],
    ['observer.crm-2', 'crm-2'],
    ['provisioning.erp', 'erp'],
    ['provisioning.erp.urgent', 'erp'],
    ['policy', undefined],
    ['upstream.hr', undefined],
  ])('%s is about the system %s', (topic, system) => {
    expect(systemOf(topic)).toBe(system);
  });

  it.each(Object.keys(sources))('upstream.%s belongs to that source', (source) => {
    expect(sourceOf(`upstream.${source}`)).toBe(source);
    expect(sourceOf(`not.upstream.${source}`)).toBeUndefined();
  });

  it.each(writers)('%s is found again from a chain on it', (topic, writer) => {
    expect(topicOfChain(writer, chainOf(writer, topic, 'a-2'))).toBe(topic);
    expect(topicOfChain('somebody', chainOf(writer, topic, 'a-2'))).toBeUndefined();
  });

  it('of removals and of governance goes first', () => {
    expect(['provisioning.erp.urgent', 'governance', 'provisioning.erp'].map(hasPriority)).toEqual([
      true,
      true,
      false,
    ]);
    expect(isUrgent('urgent.policy')).toBe(false);
  });
});

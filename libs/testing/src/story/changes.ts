// Words for what a story changes, so that an attack reads as a sentence: `aStory().cleared(eachLine({ account: 'u6666' }))`.
import type { BundleDocument } from '@countersign/contracts/governance';
import { itemOf } from '../a-bundle.js';
import type { Plain } from '../plain.js';
import { type SourceEvent, hired, memberOf, votesWith } from '../source-event.js';
import type { Ballot } from '../statement-writer.js';
import { testKey } from '../test-key.js';
import type { Assessed, Cleared, Submitted } from './usual.js';

type Law = Plain<BundleDocument>;

/** Asks for these entitlements and roles. */
export const asking = (...names: readonly string[]): Pick<Submitted, 'items'> => ({
  items: names.map(itemOf),
});

/** Asks for another window. */
export const within =
  (window: Partial<Submitted['window']>) =>
  (usual: Submitted): Submitted => ({ ...usual, window: { ...usual.window, ...window } });

/** Answers another rule or fact than the one that gives the birthright. */
export const because =
  (cause: Partial<NonNullable<Submitted['cause']>>) =>
  (usual: Submitted): Submitted => ({
    ...usual,
    cause: { birthright: '', fact: '', ...usual.cause, ...cause },
  });

/** Every line otherwise. */
export const eachLine =
  (change: Partial<Cleared['lines'][number]>) =>
  <T extends Pick<Cleared, 'lines'>>(usual: T): T => ({
    ...usual,
    lines: usual.lines.map((line) => ({ ...line, ...change })),
  });

/** Every stage otherwise. */
export const eachStage =
  (change: (stage: Assessed['stages'][number]) => Partial<Assessed['stages'][number]>) =>
  (usual: Assessed): Assessed => ({
    ...usual,
    stages: usual.stages.map((stage) => ({ ...stage, ...change(stage) })),
  });

/** Ends later by so many milliseconds. */
export const endingLater =
  (by: number) =>
  <T extends Pick<Cleared, 'until'>>(usual: T): T => ({ ...usual, until: (usual.until ?? 0) + by });

/** Every vote otherwise. */
export const eachVote =
  (change: (vote: Ballot) => Partial<Ballot>) =>
  (usual: readonly Ballot[]): readonly Ballot[] =>
    usual.map((vote) => ({ ...vote, ...change(vote) }));

/** These persons vote yes, and nobody else. */
export const votesOf =
  (...persons: readonly string[]) =>
  (usual: readonly Ballot[]): readonly Ballot[] =>
    persons.map((voter) => ({ ...(usual[0] as Ballot), voter }));

/** One vote more. */
export const oneMore =
  (change: Partial<Ballot>) =>
  (usual: readonly Ballot[]): readonly Ballot[] => [...usual, { ...(usual[0] as Ballot), ...change }];

type About = readonly [type: string, subject: string];
const isAbout = ([type, subject]: About, fact: SourceEvent) => fact.type === type && fact.subject === subject;

/** The facts of this type about this subject otherwise. */
export const factAbout =
  (...[type, subject, change]: [...About, (fact: SourceEvent) => Partial<SourceEvent>]) =>
  (usual: readonly SourceEvent[]): readonly SourceEvent[] =>
    usual.map((fact) => (isAbout([type, subject], fact) ? { ...fact, ...change(fact) } : fact));

/** All facts but those of this type about this subject. */
export const noFact =
  (...about: About) =>
  (usual: readonly SourceEvent[]): readonly SourceEvent[] =>
    usual.filter((fact) => !isAbout(about, fact));

/** What makes a person one who may decide: works here, has a voting key, is in the group. */
export const deciding = (person: string, group: string): readonly SourceEvent[] => [
  hired(person),
  votesWith(person, testKey(person)),
  memberOf(group, person),
];

/** A law in which everything of one kind is otherwise. */
export const eachOf =
  <K extends 'entitlements' | 'roles' | 'birthrights' | 'routes'>(
    what: K,
    change: Partial<Law[K][number]> | ((usual: Law[K][number]) => Partial<Law[K][number]>),
  ) =>
  (usual: Law): Law => ({
    ...usual,
    [what]: usual[what].map((one) => ({ ...one, ...(typeof change === 'function' ? change(one) : change) })),
  });

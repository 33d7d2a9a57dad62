import { type Keyring, keyring } from '../keyring.js';
import { type Change, changed } from '../plain.js';
import type { SourceEvent } from '../source-event.js';
import type { Signing } from '../statement-writer.js';
import { type Plot, type StepName, type Steps, uneventful, type World } from './plot.js';
import { tell } from './tell.js';
import type { Statements, Trail } from './trail.js';
import type { Ordered } from './usual.js';

/**
 * One grant's evidence from the first fact to the order. `aStory()` is honest and verifies; every method returns another story that
 * differs in one point, so that an attack is one line: `aStory().cleared({ until: null }).outcome()`. What comes after a changed step
 * is honestly made from it, so that the change alone is what a verifier can find.
 */
export class Story {
  constructor(
    private readonly plot: Plot,
    private readonly keys: Keyring,
  ) {}

  /** The law and keys that everybody goes by. */
  under(world: World): Story {
    return this.with({ world: { ...this.plot.world, ...world } });
  }

  /** What the verifier alone believes, where it is not what the signers went by. */
  trusting(believed: World): Story {
    return this.with({ believed: { ...this.plot.believed, ...believed } });
  }

  /** More facts, stated after the usual ones. */
  given(...facts: readonly SourceEvent[]): Story {
    return this.facts((usual) => [...usual, ...facts]);
  }

  facts(change: Plot['facts']): Story {
    return this.with({ facts: (usual) => change(this.plot.facts(usual)) });
  }

  /** What is asked; the hash of this statement is h(r). */
  submitted(change: Change<Steps['submitted']>, signing?: Signing): Story {
    return this.step('submitted', change, signing);
  }

  assessed(change: Change<Steps['assessed']>, signing?: Signing): Story {
    return this.step('assessed', change, signing);
  }

  /** The votes that approval gathers. */
  voted(change: Plot['ballots']): Story {
    return this.with({ ballots: (usual) => change(this.plot.ballots(usual)) });
  }

  approved(change: Change<Steps['approved']>, signing?: Signing): Story {
    return this.step('approved', change, signing);
  }

  cleared(change: Change<Steps['cleared']>, signing?: Signing): Story {
    return this.step('cleared', change, signing);
  }

  ordered(change: Change<Steps['ordered']>, signing?: Signing): Story {
    return this.step('ordered', change, signing);
  }

  /** What the order says of its grants. */
  granting(change: Partial<Ordered['desired']['grants'][number]>): Story {
    return this.ordered(({ desired, ...order }) => ({
      ...order,
      desired: { ...desired, grants: desired.grants.map((grant) => ({ ...grant, ...change })) },
    }));
  }

  /** Which documents reach the verifier. */
  carrying(change: Plot['documents']): Story {
    const before = this.plot.documents;
    return this.with({ documents: (usual, signed) => change(before(usual, signed), signed) });
  }

  /** Which of the usual documents do not reach the verifier. */
  without(...names: readonly (keyof Statements)[]): Story {
    return this.carrying((usual, signed) => {
      const lost = names.flatMap((name) => signed[name] ?? []).map(({ jws }) => jws);
      return usual.filter((document) => !lost.includes(document));
    });
  }

  /** Signs everything. */
  tell(): Promise<Trail> {
    return tell(this.plot, this.keys);
  }

  /** Signs everything and lets the verifier judge: `ok`, or the code of its refusal. */
  async outcome(): Promise<string> {
    return (await this.tell()).outcome();
  }

  private with(plot: Partial<Plot>): Story {
    return new Story({ ...this.plot, ...plot }, this.keys);
  }

  private step<S extends StepName>(name: S, change: Change<Steps[S]>, signing: Signing = {}): Story {
    const before = this.plot.steps[name];
    const step = {
      change: (usual: Steps[S]) => changed(before.change(usual), change),
      signing: { ...before.signing, ...signing },
    };
    return this.with({ steps: { ...this.plot.steps, [name]: step } });
  }
}

/** A story that must be refused, and with which code. */
export type Attack = readonly [what: string, story: Story, code: string];

/** The counterpart of an attack that must pass, so that the refusal is for the attack and not for something beside it. */
export type Allowed = readonly [what: string, story: Story];

/** Rita asks for Bea, Omar and Cleo say yes, policy clears, provisioning orders the first line. */
export const aStory = (keys: Keyring = keyring()): Story => new Story(uneventful, keys);

/** Bea was hired; the law itself gives her what a clerk needs, and nobody votes. */
export const aBirthrightStory = (keys: Keyring = keyring()): Story =>
  new Story({ ...uneventful, birthright: true }, keys);

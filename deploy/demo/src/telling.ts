import type { Publisher } from '@countersign/source';
import { followed } from './stage/followed.js';
import { Script } from './stage/script.js';
import type { Stage } from './stage/stage.js';
import type { Later, Story } from './stories/story.js';

/** Where a telling goes: sentences for people, and one object for each claim. */
export interface Audience {
  readonly say: (line: string) => void;
  readonly claim: (claim: object) => void;
}

/** A story that is being told, and how much of it the audience has heard. */
interface Told {
  readonly story: Story;
  readonly script: Script;
  readonly later: Later | null;
  readonly heard: { lines: number; notes: number; traces: number };
}

/**
 * Tells stories one after the other. The services send their spans every few seconds: the traces of a story are waited for and drawn while
 * the next one is played, and printed before it.
 */
export class Telling {
  private readonly told: Told[] = [];
  private drawn: Promise<void> = Promise.resolve();

  constructor(
    private readonly stage: Stage,
    private readonly audience: Audience,
  ) {}

  /** Plays stories in order, then what some of them left for later; gives how many went as expected. */
  async tell(stories: readonly Story[]): Promise<number> {
    for (const story of stories) this.told.push(await this.begin(story));
    for (const told of this.told)
      if (told.later) await this.hear({ ...told, later: null }, told.later, `${told.story.title}: the end`);
    await this.drawn;
    return this.told.filter(({ script }) => script.ok).length;
  }

  private async begin(story: Story): Promise<Told> {
    const script = new Script();
    const follow = (source: Publisher) => followed(source, (traceId) => script.began(traceId));
    const stage = { ...this.stage, hr: follow(this.stage.hr), itsm: follow(this.stage.itsm) };
    const told = { story, script, later: null, heard: { lines: 0, notes: 0, traces: 0 } };
    const later = await this.hear(told, () => story.play(stage, script), story.title);
    return { ...told, later: later ?? null };
  }

  /** Plays a part of a story, and prints what it claims once the story before is printed whole. */
  private async hear(told: Told, part: () => Promise<Later | void>, title: string): Promise<Later | void> {
    const { script } = told;
    const drawnBefore = script.traceIds.length;
    const fail = (what: string) => (error: unknown) =>
      script.equal(what, 'as told', (error as Error).message);
    const rest = await part().catch(fail('the story ends'));
    await this.drawn;
    this.audience.say(`\n${title}`);
    this.print(told);
    const begun = script.traceIds.slice(drawnBefore);
    if (begun.length === 0 && drawnBefore > 0) return rest;
    this.drawn = this.stage.traces
      .draw(begun)
      .then((lines) => script.trace(...lines))
      .catch(fail('its traces are drawn'))
      .then(() => this.print(told));
    return rest;
  }

  private print(told: Told): void {
    const { script, story, heard } = told;
    for (const { what, expected, seen, ok, trace } of script.lines.slice(heard.lines)) {
      this.audience.say(`  ${ok ? '✓' : '✗'} ${what}: ${ok ? seen : `expected ${expected}, saw ${seen}`}`);
      this.audience.claim({ story: story.id, what, expected, seen, ok, trace });
    }
    const more = [...script.notes.slice(heard.notes), ...script.traces.slice(heard.traces)];
    for (const line of more) this.audience.say(`    ${line}`);
    const { lines, notes, traces } = script;
    Object.assign(heard, { lines: lines.length, notes: notes.length, traces: traces.length });
  }
}

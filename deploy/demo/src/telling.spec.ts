import type { Stage } from './stage/stage.js';
import type { Story } from './stories/story.js';
import { Telling } from './telling.js';

const traceOf = (letter: string) => ({ traceparent: `00-${letter.repeat(32)}-1-01` });

/** A stage on which stories are played, and what the audience hears, line by line. */
function scene(draw: (ids: readonly string[]) => Promise<string[]> = (ids) => Promise.resolve(drawn(ids))) {
  const heard: string[] = [];
  const publisher = { publish: (letter: string) => Promise.resolve(traceOf(letter)) };
  const stage = { hr: publisher, itsm: publisher, traces: { draw } } as unknown as Stage;
  const say = (line: string) => void heard.push(line);
  return { heard, telling: new Telling(stage, { say, claim: () => undefined }) };
}
const drawn = (ids: readonly string[]) => ids.map((id) => `${id.slice(0, 1)} (1 ms)`);

const story = (id: string, later?: true): Story => ({
  id,
  title: `story ${id}`,
  play: async ({ hr }, script) => {
    await hr.publish(id as never);
    script.equal(`claim ${id}`, 'so', 'so');
    if (!later) return;
    return () => Promise.resolve(script.equal(`more of ${id}`, 'so', 'so'));
  },
});
const failing: Story = { id: 'x', title: 'story x', play: () => Promise.reject(new RangeError('broken')) };

describe('a telling', () => {
  it('prints each story with its traces, then the ends that were left for later', async () => {
    const { heard, telling } = scene();
    expect(await telling.tell([story('a', true), story('b')])).toBe(2);
    const shown = heard.filter((line) => !line.includes('OTLP')).map((line) => line.trim());
    expect(shown).toEqual([
      ...['story a', '✓ claim a: so', 'a (1 ms)'],
      ...['story b', '✓ claim b: so', 'b (1 ms)'],
      ...['story a: the end', '✓ more of a: so'],
    ]);
  });

  it('plays the next story while the traces of one are still to come', async () => {
    const played: string[] = [];
    const { telling } = scene(async (ids) => {
      if (ids[0]?.startsWith('a')) while (!played.includes('b')) await new Promise(setImmediate);
      return drawn(ids);
    });
    const noted = (one: Story): Story => ({
      ...one,
      play: (...args) => one.play(...args).finally(() => played.push(one.id)),
    });
    expect(await telling.tell([noted(story('a')), noted(story('b'))])).toBe(2);
  });

  it('goes on after a story that fails, and does not count it', async () => {
    const { heard, telling } = scene();
    expect(await telling.tell([failing, story('b')])).toBe(1);
    expect(heard).toContain('  ✗ the story ends: expected as told, saw broken');
    expect(heard).toContain('  ✓ claim b: so');
  });

  it('does not count a story whose traces cannot be drawn', async () => {
    const { telling } = scene(() => Promise.reject(new RangeError('no receiver')));
    expect(await telling.tell([story('a')])).toBe(0);
  });
});

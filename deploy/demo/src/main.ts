import { CountersignError } from '@countersign/contracts';
import type { Publisher } from '@countersign/source';
import { followed } from './stage/followed.js';
import { beginTelling, refuseSecondTelling } from './stage/founding.js';
import { foundCompany, openStage, type Stage } from './stage/stage.js';
import { Script } from './stage/script.js';
import { stories } from './stories/index.js';
import type { Story } from './stories/story.js';

const json = process.argv.includes('--json');
const say = (line: string) => void (json || process.stdout.write(`${line}\n`));

/** Plays one story and prints what was expected and what was seen. */
async function tell(stage: Stage, story: Story): Promise<boolean> {
  const script = new Script();
  const follow = (source: Publisher) => followed(source, (traceId) => script.began(traceId));
  say(`\n${story.title}`);
  try {
    await story.play({ ...stage, hr: follow(stage.hr), itsm: follow(stage.itsm) }, script);
    script.trace(...(await stage.traces.draw(script.traceIds)));
  } catch (error) {
    script.equal('the story ends', 'as told', (error as Error).message);
  }
  for (const { what, expected, seen, ok } of script.lines)
    say(`  ${ok ? '✓' : '✗'} ${what}: ${ok ? seen : `expected ${expected}, saw ${seen}`}`);
  for (const note of [...script.notes, ...script.traces]) say(`    ${note}`);
  if (json)
    for (const { what, expected, seen, ok, trace } of script.lines)
      process.stdout.write(`${JSON.stringify({ story: story.id, what, expected, seen, ok, trace })}\n`);
  return script.ok;
}

/** Plays all stories on the system that a run file describes; the exit code is 0 only if every claim held. */
async function main(runFile: string | undefined): Promise<number> {
  const stage = await openStage(runFile);
  try {
    refuseSecondTelling(stage.folder);
    const stated = await foundCompany(stage);
    say(stated > 0 ? `the company is founded: ${stated} facts by HR` : 'the company was founded before');
    beginTelling(stage.folder);
    const results: boolean[] = [];
    for (const story of stories) results.push(await tell(stage, story));
    say(`\n${results.filter(Boolean).length} of ${results.length} stories went as expected`);
    return results.every(Boolean) ? 0 : 1;
  } finally {
    await stage.close();
  }
}

/** In words for people; a fault of ours with its stack. */
const inWords = (error: unknown): string =>
  error instanceof CountersignError
    ? `${error.code}: ${error.message}`
    : String((error as Error).stack ?? error);

void main(process.argv[2]?.startsWith('--') ? undefined : process.argv[2])
  .catch((error: unknown) => {
    process.stderr.write(`${inWords(error)}\n`);
    return 1;
  })
  .then((code) => process.exit(code));

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runningSystems } from '../../deploy/embedded/running-system.mjs';
import { notRun } from './docs/not-run.js';
import { commandsOf, pages, root, type Shown, shownOn, strayCommands } from './docs/pages.js';
import { missing, play, type StandIns } from './docs/run-page.js';
import { sceneFolder, standInsByPage } from './docs/scene.js';
import { about } from './system/running-system.js';

const shown = pages.flatMap(shownOn);
const isListed = (command: string) => Object.hasOwn(notRun, command);
const isRun = (block: Shown) => !commandsOf(block).some(isListed);
const pagesThatRun = [...new Set(shown.filter(isRun).map(({ page }) => page))];
const patienceMs = 300_000;

let standIns: Readonly<Record<string, StandIns>>;
beforeAll(async () => {
  // the pages' commands look for the newest system of this checkout
  expect(runningSystems()[0]?.runFile).toBe(process.env['E2E_RUN_FILE']);
  standIns = await standInsByPage();
}, patienceMs);
afterAll(() => rmSync(sceneFolder, { recursive: true, force: true }));

describe('every command that a page shows', () => {
  it('stands in a block of `sh`, where it is tried', () => {
    expect(pages.flatMap(strayCommands)).toEqual([]);
    expect(shown.length).toBeGreaterThan(8);
  });

  it('is run or listed with a reason, never half a block', () => {
    const mixed = shown.filter((block) => !isRun(block) && !commandsOf(block).every(isListed));
    expect(mixed.map(({ page, line }) => `${page}:${line}`)).toEqual([]);
  });

  it('is listed only while a page shows it', () => {
    const commands = new Set(shown.flatMap(commandsOf));
    expect(Object.keys(notRun).filter((command) => !commands.has(command))).toEqual([]);
  });

  it('is run with nothing exchanged that its page does not name', () => {
    const shows = ({ script, output }: Shown, text: string) =>
      [script, ...(output ?? [])].join('\n').includes(text);
    const unused = Object.entries(standIns).flatMap(([page, texts]) =>
      Object.keys(texts).filter((text) => !shown.some((block) => block.page === page && shows(block, text))),
    );
    expect(unused).toEqual([]);
  });
});

describe('the commands work, and print what the page shows beneath them:', () => {
  it.each(pagesThatRun)(
    '%s',
    async (page) => {
      const blocks = shown.filter((block) => block.page === page && isRun(block));
      const { code, outputs, trouble } = await play(blocks, standIns[page] ?? {});
      expect({ code, trouble: code === 0 ? '' : `${outputs.at(-1)}\n${trouble}` }).toEqual({
        code: 0,
        trouble: '',
      });
      const otherwise = blocks.flatMap(({ line, output }, at) => {
        const lacks = output && missing(output, outputs[at] ?? '', standIns[page] ?? {});
        return lacks ? [`${page}:${line} shows \`${lacks.trim()}\`, and was told:\n${outputs[at]}`] : [];
      });
      expect(otherwise).toEqual([]);
    },
    patienceMs,
  );
});

describe("the README's excerpt of the demonstration", () => {
  const excerpt = shown.find(({ script }) => script.includes('npm run demo'))?.output ?? [];
  const folder = join(root, 'deploy/demo/src/stories');
  const told = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');

  it('has only claims and titles that the stories tell', () => {
    const claims = excerpt.flatMap(
      (line) => /^ {2}✓ ([^:]+):/.exec(line)?.[1] ?? /^(\S.*)$/.exec(line)?.[1] ?? [],
    );
    expect(claims.length).toBeGreaterThan(10);
    expect(claims.filter((claim) => !told.includes(claim))).toEqual([]);
  });
});

describe('what the guide says that a start leaves', () => {
  const guide = readFileSync(join(root, 'docs/guides/try-it-yourself.md'), 'utf8');
  const { addresses, runDir } = about();

  it('are the parts that run, each under its name', () => {
    const shownParts = [...guide.matchAll(/^ {2}([a-z-]+) {2,}(?:postgres:|http:|127)/gm)].map(
      ([, name]) => name,
    );
    expect(shownParts).toEqual(Object.keys(addresses));
  });

  it('are files of the run folder', () => {
    const there = ['.', 'logs', 'secrets'].flatMap((folder) =>
      readdirSync(join(runDir, folder), { recursive: folder !== '.' }).map((file) =>
        join(folder, String(file)),
      ),
    );
    const places = [...guide.matchAll(/^\|.*?\| `([a-z]+(?:\.[a-z]+|\/[^`]+))`/gm)].map(
      ([, place = '']) => place,
    );
    expect(places).toHaveLength(12);
    const form = (place: string) =>
      new RegExp(`^${place.replaceAll('.', '\\.').replaceAll(/<[^>]+>/g, '[^/]+')}$`);
    expect(places.filter((place) => !there.some((file) => form(place).test(file)))).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository. */
export const root = join(__dirname, '../../..');

/** A fenced block of a page, without the indent of the list it stands in. */
interface Fence {
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

/** Commands that a page tells its reader to type, and what it shows beneath them. */
export interface Shown {
  readonly page: string;
  readonly line: number;
  readonly script: string;
  /** Lines that must come in this order among the output; `…` stands for anything within a line. Null: the page shows none. */
  readonly output: readonly string[] | null;
}

const pagesIn = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`);

/** The pages whose commands are tried. */
export const pages: readonly string[] = [
  ...['README.md', 'docs/observability.md', 'docs/benchmarks.md'],
  ...['docs/guides', 'docs/runbooks'].flatMap(pagesIn),
];

function fencesOf(page: string): Fence[] {
  const text = readFileSync(join(root, page), 'utf8');
  const fence = /^([ \t]*)```([\w-]*)\n([\s\S]*?)^\1```$/gm;
  return [...text.matchAll(fence)].map(({ 1: indent = '', 2: language = '', 3: body = '', index }) => ({
    line: text.slice(0, index).split('\n').length,
    language,
    text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** Every `sh` block of a page; the next block is its output when it is a `text` block. */
export function shownOn(page: string): Shown[] {
  const fences = fencesOf(page);
  return fences.flatMap(({ line, language, text: script }, at) => {
    if (language !== 'sh') return [];
    const next = fences[at + 1];
    const output = next?.language === 'text' ? next.text.split('\n').filter((each) => each.trim()) : null;
    return [{ page, line, script, output }];
  });
}

/** Lines of other blocks that look like commands: they would never be tried. */
export const strayCommands = (page: string): string[] =>
  fencesOf(page)
    .filter(({ language }) => language !== 'sh' && language !== 'text')
    .flatMap(({ line, text }) =>
      text
        .split('\n')
        .filter((each) => /^\s*\$?\s*(npm|npx|node|curl|countersign(-\w+)?)\s/.test(each))
        .map((each) => `${page}:${line}: ${each.trim()}`),
    );

/** The commands of a block, one a line, without what `#` says about them. */
export const commandsOf = ({ script }: Shown): string[] =>
  script
    .split('\n')
    .map((each) => each.replace(/(^|\s)#.*$/, '').trim())
    .filter(Boolean);

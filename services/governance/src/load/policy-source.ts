import {
  type BundleContent,
  type ListSection,
  type Section,
  type SingleSection,
  listSections,
  optionalSections,
  singleSections,
} from '../content.js';
import type { DocumentPath, LocatedProblem, Problem } from '../problem.js';
import { shapeProblems } from './shape.js';
import { type YamlFile, readYaml } from './yaml-file.js';

/** A file of a policy folder; `name` is shown in problems. */
export interface SourceFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface Origin {
  readonly file: YamlFile;
  readonly path: DocumentPath;
}

/** A file that is YAML, with what its form is wrong in. */
interface ShapedFile {
  readonly file: YamlFile;
  readonly value: Readonly<Record<string, unknown>>;
  /** Sections and entries of lists (`rules`, `rules/3`) with a problem of form: their meaning is not looked at. */
  readonly unsound: ReadonlySet<string>;
}

/** All files of a policy folder together: what they say, what is wrong with their form, and where everything stands. */
export class PolicySource {
  readonly problems: LocatedProblem[] = [];
  /** Ids that are written down anywhere, also in an entry of wrong form: naming one is not one error more. */
  readonly mentioned = new Set<string>();
  readonly content: BundleContent;
  /** Every section was found and could be read as such; otherwise its meaning cannot be judged. */
  complete: boolean;
  private readonly readable: boolean;
  private readonly origins = new Map<string, Origin>();
  private readonly files: readonly ShapedFile[];

  /** `files` in the order in which their lists are joined; `folder` is named when a section is nowhere. */
  constructor(
    private readonly folder: string,
    files: readonly SourceFile[],
  ) {
    this.files = files.flatMap((file) => this.shape(file));
    this.readable = this.files.length === files.length;
    this.complete = this.readable;
    const lists = listSections.map((section) => [section, this.joined(section)]);
    const singles = singleSections.map((section) => [section, this.single(section)]);
    const said = singles.filter(([, value]) => value !== undefined);
    this.content = Object.fromEntries([...lists, ...said]) as BundleContent;
  }

  /** Gives a problem of the joined document its place in a file. */
  locate<Code extends string>({ path, code, message }: Problem<Code>): LocatedProblem<Code> {
    for (let length = path.length; length > 0; length--) {
      const origin = this.origins.get(path.slice(0, length).join('/'));
      if (!origin) continue;
      const whole = length === path.length && origin.path.length === 1;
      const place = origin.file.locate([...origin.path, ...path.slice(length)], whole ? 'name' : 'value');
      return { file: origin.file.name, ...place, code, message };
    }
    return { file: this.folder, line: 1, column: 1, code, message };
  }

  private shape({ name, bytes }: SourceFile): ShapedFile[] {
    const file = readYaml(name, bytes);
    if ('problems' in file) {
      this.problems.push(...file.problems);
      return [];
    }
    const found = shapeProblems(file.value);
    for (const { path, aim, code, message } of found)
      this.problems.push({ file: name, ...file.locate(path, aim), code, message });
    const unsound = new Set(found.map(({ path }) => path.slice(0, isEntry(path) ? 2 : 1).join('/')));
    return isMapping(file.value) ? [{ file, value: file.value, unsound }] : [];
  }

  private joined(section: ListSection): unknown[] {
    const list: unknown[] = [];
    const holders = this.holders(section);
    for (const { file, value, unsound } of holders) {
      if (!this.origins.has(section)) this.origins.set(section, { file, path: [section] });
      const entries = Array.isArray(value[section]) ? (value[section] as unknown[]) : [];
      entries.forEach((entry, index) => {
        if (isMapping(entry) && typeof entry.id === 'string') this.mentioned.add(entry.id);
        if (unsound.has(`${section}/${index}`)) return;
        this.origins.set(`${section}/${list.length}`, { file, path: [section, index] });
        list.push(entry);
      });
    }
    return list;
  }

  private single(section: SingleSection): unknown {
    const [first, ...more] = this.holders(section);
    for (const { file } of more)
      this.problems.push({
        file: file.name,
        ...file.locate([section], 'name'),
        code: 'SECTION_TWICE',
        message: `\`${section}\` is said once, \`${first?.file.name ?? ''}\` has said it`,
      });
    if (!first) return undefined;
    this.origins.set(section, { file: first.file, path: [section] });
    return first.unsound.has(section) ? undefined : first.value[section];
  }

  private holders(section: Section): ShapedFile[] {
    const holders = this.files.filter(({ value }) => Object.hasOwn(value, section));
    if (holders.some(({ unsound }) => unsound.has(section))) this.complete = false;
    if (holders.length > 0 || !this.readable || optionalSections.has(section)) return holders;
    this.complete = false;
    this.problems.push({
      file: this.folder,
      line: 1,
      column: 1,
      code: 'SECTION_MISSING',
      message: `no file says \`${section}\`, write it down even when it is empty`,
    });
    return holders;
  }
}

const isEntry = (path: DocumentPath): boolean => typeof path[1] === 'number';

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// The services' TypeScript with its types, as the compiler sees it.
import { join } from 'node:path';
import ts from 'typescript';
import { NotDocumented } from './not-documented.mjs';

/** @typedef {{ root: string, checker: ts.TypeChecker, isOurs: (file: ts.SourceFile) => boolean, method: (controller: string, name: string) => Method }} Source */
/** @typedef {ts.MethodDeclaration & { body: ts.Block, parent: ts.ClassDeclaration }} Method */

/** @param {ts.Node} node @returns {ts.Node[]} itself and all that it holds */
export function within(node) {
  /** @type {ts.Node[]} */
  const nodes = [node];
  ts.forEachChild(node, (child) => void nodes.push(...within(child)));
  return nodes;
}

/** @param {string} root @param {string} folder */
function configOf(root, folder) {
  const { config } = ts.readConfigFile(join(root, folder, 'tsconfig.json'), ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, join(root, folder));
}

/** @param {string} root @param {string[]} folders @returns {Source} */
export function readSource(root, folders) {
  const configs = folders.map((folder) => configOf(root, folder));
  const options = { ...configs[0]?.options, noEmit: true, composite: false, incremental: false };
  const program = ts.createProgram(
    configs.flatMap(({ fileNames }) => fileNames),
    { ...options, tsBuildInfoFile: undefined, rootDir: root },
  );
  const isOurs = (/** @type {ts.SourceFile} */ { fileName }) =>
    fileName.startsWith(join(root, '/')) && !fileName.includes('/node_modules/');
  const controllers = program
    .getSourceFiles()
    .filter((file) => isOurs(file) && file.fileName.endsWith('.controller.ts'))
    .flatMap((file) => file.statements.filter(ts.isClassDeclaration));
  const method = (/** @type {string} */ controller, /** @type {string} */ name) => {
    const found = controllers
      .find((each) => each.name?.text === controller)
      ?.members.find((member) => ts.isMethodDeclaration(member) && member.name.getText() === name);
    if (!found) throw new NotDocumented(`\`${controller}.${name}\` is in no *.controller.ts`);
    return /** @type {Method} */ (found);
  };
  return { root, checker: program.getTypeChecker(), isOurs, method };
}

/** What a declaration's doc comment says, on one line. @param {ts.Node} node */
export const docOf = (node) =>
  ts
    .getJSDocCommentsAndTags(node)
    .flatMap(({ comment }) => ts.getTextOfJSDocComment(comment) ?? [])
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

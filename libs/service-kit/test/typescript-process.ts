import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const hook = `
const Module = require('node:module');
const { transformFileSync } = require(${JSON.stringify(require.resolve('@swc/core'))});
const jsc = {
  target: 'es2023',
  parser: { syntax: 'typescript', decorators: true },
  transform: { legacyDecorator: true },
};
Module._extensions['.ts'] = (module, file) =>
  module._compile(transformFileSync(file, { jsc, module: { type: 'commonjs' } }).code, file);
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, parent, ...rest) =>
  resolve(/^\\./.test(request) && parent?.filename.endsWith('.ts') ? request.replace(/\\.js$/, '.ts') : request, parent, ...rest);
`;

export interface TypeScriptProcess {
  readonly child: ChildProcess;
  /** Exit code and everything written, once it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** Starts a plain Node process that can require our TypeScript, for what behaves differently inside of Jest. */
export function startTypeScript(
  program: string,
  { preload = [], env = {} }: { preload?: string[]; env?: Record<string, string> } = {},
): TypeScriptProcess {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-node-'));
  const loader = join(folder, 'typescript.cjs');
  writeFileSync(loader, hook);
  const required = [loader, ...preload].flatMap((module) => ['--require', module]);
  const child = spawn(process.execPath, ['--conditions=@countersign/source', ...required, '-e', program], {
    cwd: __dirname,
    env: { PATH: process.env.PATH, ...env },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<{ code: number | null; output: string }>((done) =>
    child.on('close', (code) => {
      rmSync(folder, { recursive: true });
      done({ code, output });
    }),
  );
  return { child, ended };
}

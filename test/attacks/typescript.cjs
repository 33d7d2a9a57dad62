// Loads TypeScript as it stands: attacks run the sources, so that nothing of the harness has to be built. Use:
//   node -C @countersign/source -r ./test/attacks/typescript.cjs <file.ts>
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { transformSync } = require('@swc/core');

const options = {
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
  module: { type: 'commonjs', ignoreDynamic: true },
  sourceMaps: 'inline',
};

/** @type {any} */
const loader = Module;
loader._extensions['.ts'] = (/** @type {any} */ module, /** @type {string} */ filename) =>
  module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename);

// a file names its neighbour by what it is compiled to
const resolve = loader._resolveFilename;
loader._resolveFilename = (/** @type {string} */ asked, /** @type {any[]} */ ...rest) => {
  try {
    return resolve(asked, ...rest);
  } catch (error) {
    if (!/^\.{1,2}\/.*\.js$/.test(asked)) throw error;
    return resolve(asked.replace(/\.js$/, '.ts'), ...rest);
  }
};

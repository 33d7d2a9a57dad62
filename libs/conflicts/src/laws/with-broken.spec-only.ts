import type { Engine } from '../oracle/engine-against-oracle.spec-only.js';

/** The engine with some functions of one of its modules replaced. */
export function withBroken<M extends object>(module: string, replace: (sound: M) => Partial<M>): Engine {
  let engine: Engine | undefined;
  jest.isolateModules(() => {
    const sound = jest.requireActual<M>(module);
    jest.doMock(module, () => ({ ...sound, ...replace(sound) }));
    engine = jest.requireActual<Engine>('../index.js');
    jest.dontMock(module);
  });
  if (engine === undefined) throw new TypeError('the module registry gave no engine');
  return engine;
}

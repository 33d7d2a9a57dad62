import type { Line } from '../frame/line.js';
import type { Scene } from '../stage/scene.js';
import { policy, request } from './hostile-deciders.js';
import { neighbours, observer, provisioning } from './hostile-executors.js';
import { broker, database, elsewhere, source } from './hostile-outside.js';
import { registry } from './hostile-registry.js';
import { independence } from './hostile-source.js';

const f20: Line<Scene> = {
  id: 'F20',
  required: '0 access beyond its row of DESIGN §7',
  play: async (scene, attempts) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0, k = 0] =
      await scene.workforce.hires(10);
    await request(scene, attempts, a);
    await policy(scene, attempts, b, c);
    await provisioning(scene, attempts, d, e);
    await observer(scene, attempts, f);
    await neighbours(scene, attempts, g);
    await source(scene, attempts, h);
    await broker(scene, attempts, h);
    await database(scene, attempts, i, k);
    await elsewhere(scene, attempts);
    await independence(scene, attempts, await scene.workforce.hires(3));
    await registry(scene, attempts, await scene.workforce.hires(6));
    await scene.requests.tidies();
  },
};

/** Each part alone, hostile, with all that it has. */
export const hostileParts: readonly Line<Scene>[] = [f20];

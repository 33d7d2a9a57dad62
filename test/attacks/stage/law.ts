import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { enact } from '@countersign/demo/stage';
import type { Scene } from './scene.js';

/** Sections of a policy that are lists; what is more of them is joined to what the sample policy says. */
export type MoreLaw = Readonly<Record<string, readonly object[]>>;

/** The custodians sign the sample policy with more to it. Waits until every service that judges or verifies has taken it over. */
export const publishesLaw = (scene: Scene, more: MoreLaw): Promise<void> =>
  enact(scene.about, (policy) => writeFileSync(join(policy, 'zz-attack.yaml'), JSON.stringify(more)));

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examineFolders } from '../../deploy/doctor/folders.mjs';
import { buildEmptyHouse } from './empty-house.mjs';

const root = join(__dirname, '../..');

it('the doctor says it when one duty imports another', async () => {
  const house = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-doctor-')));
  try {
    const tree = join(root, 'test/boundaries/fixtures/imports/services-are-islands/by-path');
    buildEmptyHouse(root, [tree], house);
    const { complaints } = await examineFolders(house);
    expect(complaints.map(({ sentence }) => sentence)).toEqual([
      '`services/approval/src/inbox/services-are-islands-by-path.store.ts` imports `services/policy/src/assess/assess.decision.ts`, against the rule `services-are-islands`',
    ]);
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
});

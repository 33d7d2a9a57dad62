import { databaseSettings, readSettings, signingSettings } from './index.js';

const { instance } = signingSettings;
const { databaseUrl } = databaseSettings;

describe('settings of every service', () => {
  it('tell replicas apart by a name that fits into a chain', () => {
    expect(readSettings({ instance }, {})).toEqual({ instance: '1' });
    expect(readSettings({ instance }, { INSTANCE: 'b-2' })).toEqual({ instance: 'b-2' });
    for (const wrong of ['B', 'a.b', '-a', 'a'.repeat(13)])
      expect(() => readSettings({ instance }, { INSTANCE: wrong })).toThrow(/`INSTANCE` is wrong/);
  });

  it.each([
    ['postgres://policy@db', 'it names no database'],
    ['postgres://policy@db/policy?sslmode=require', 'its query is neither'],
    ['postgres://policy@db/policy?application_name=x', 'its query is neither'],
  ])('refuse %s as a setting, before anything connects', (url, objection) => {
    expect(() => readSettings({ databaseUrl }, { DATABASE_URL: url })).toThrow(objection);
  });
});

import { objectionToDatabaseUrl, readDatabaseAddress } from './database-address.js';

describe('the address of a database', () => {
  it.each([
    ['postgres://policy@db/policy', { host: 'db', port: 5432, ssl: false }],
    ['postgresql://policy@db:5433/policy?sslmode=disable', { host: 'db', port: 5433, ssl: false }],
    ['postgres://policy@db/policy?sslmode=verify-full', { host: 'db', port: 5432, ssl: true }],
    ['postgres://policy@[::1]:5433/policy', { host: '::1', port: 5433, ssl: false }],
  ])('is read from %s', (url, expected) => {
    expect(readDatabaseAddress(url)).toEqual({ username: 'policy', database: 'policy', ...expected });
  });

  it('has names that were escaped', () => {
    expect(readDatabaseAddress('postgres://a%40b@db/c%20d')).toMatchObject({
      username: 'a@b',
      database: 'c d',
    });
  });

  it.each<readonly [url: string, objection: string]>([
    ['policy', 'it is not a URL'],
    ['mysql://policy@db/policy', 'it is not a PostgreSQL URL'],
    ['postgres://policy:secret@db/policy', 'it holds a password'],
    ['postgres://db/policy', 'it names no role'],
    ['postgres://policy@db', 'it names no database'],
    ['postgres://policy@db/', 'it names no database'],
    ['postgres://policy@db/%ff', 'it names no database'],
    ...['require', 'verify-ca', 'prefer', 'verify-full&sslmode=disable', 'verify-full&host=elsewhere'].map(
      (mode) =>
        [
          `postgres://policy@db/policy?sslmode=${mode}`,
          'its query is neither `sslmode=verify-full` nor `sslmode=disable`',
        ] as const,
    ),
  ])('is not %s', (url, objection) => {
    expect(objectionToDatabaseUrl(url)).toBe(objection);
    expect(() => readDatabaseAddress(url)).toThrow(expect.objectContaining({ code: 'BAD_DATABASE_URL' }));
  });
});

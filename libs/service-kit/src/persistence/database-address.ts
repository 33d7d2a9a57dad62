import { BadDatabaseUrl } from './errors.js';

/** Where a database is and who works there. The password is never part of it. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly database: string;
  /** TLS with a verified certificate (by the system's authorities, or those of `NODE_EXTRA_CA_CERTS`), or none at all. */
  readonly ssl: boolean;
}

/** What may follow the question mark, and whether it means TLS. Anything else would be dropped without a word. */
const queries = new Map([
  ['', false],
  ['?sslmode=disable', false],
  ['?sslmode=verify-full', true],
]);

/** The part as it was before it was written into a URL; null when it never was a right one. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

const refuse = (objection: string): never => {
  throw new BadDatabaseUrl(objection);
};

/**
 * Reads `postgres://role@host:port/database`, without a password; `?sslmode=verify-full` for TLS, `disable` (the default) for none, and no
 * other query. The one reading of it, for settings and for pools. Throws `BAD_DATABASE_URL` with a clause that begins with `it`.
 */
export function readDatabaseAddress(text: string): DatabaseAddress {
  if (!URL.canParse(text)) return refuse('it is not a URL');
  const { protocol, password, hostname, port, search, ...url } = partsOf(text);
  if (!/^postgres(ql)?:$/.test(protocol)) return refuse('it is not a PostgreSQL URL');
  if (password) return refuse('it holds a password');
  if (!url.username) return refuse('it names no role');
  if (!hostname) return refuse('it names no host');
  if (!url.database) return refuse('it names no database');
  const ssl =
    queries.get(search) ?? refuse('its query is neither `sslmode=verify-full` nor `sslmode=disable`');
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port || 5432),
    username: url.username,
    database: url.database,
    ssl,
  };
}

function partsOf(text: string) {
  const { protocol, password, hostname, port, search, username, pathname } = new URL(text);
  return {
    protocol,
    password,
    hostname,
    port,
    search,
    username: decoded(username),
    database: decoded(pathname.slice(1)),
  };
}

/** What is wrong with a database URL, in words; undefined when nothing is. */
export function objectionToDatabaseUrl(text: string): string | undefined {
  try {
    readDatabaseAddress(text);
    return undefined;
  } catch (error) {
    if (error instanceof BadDatabaseUrl) return error.message;
    throw error;
  }
}

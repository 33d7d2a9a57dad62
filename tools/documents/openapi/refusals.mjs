// Which codes a route can answer with: those of the errors that its handler's code can reach, as far as the edge has a status
// for them, and those of the edge itself. Reached means named: what is handed over, stored in a table or called is followed.
import ts from 'typescript';
import { within } from './source.mjs';

/** @typedef {import('./source.mjs').Source} Source */

/** @param {Source} source @param {ts.Node} node @returns {ts.Declaration[]} */
function declared({ checker, isOurs }, node) {
  const symbol = checker.getSymbolAtLocation(node);
  const real = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return (real?.declarations ?? []).filter((each) => isOurs(each.getSourceFile()));
}

/** @param {ts.Declaration} declaration @returns {ts.Node | undefined} what runs when it is used */
function codeOf(declaration) {
  if (ts.isClassDeclaration(declaration)) return declaration.members.find(ts.isConstructorDeclaration)?.body;
  if (ts.isFunctionLike(declaration)) return /** @type {{ body?: ts.Node }} */ (declaration).body;
  if (ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration))
    return declaration.initializer;
  return undefined;
}

/** @param {Source} source @param {ts.NewExpression} node @returns {string[]} the codes of the error that it makes, if it makes one */
function codesOf({ checker }, node) {
  const type = checker.getTypeAtLocation(node);
  const [code, retriable] = ['code', 'retriable'].map((name) => type.getProperty(name));
  if (!code || !retriable) return [];
  const value = checker.getTypeOfSymbol(code);
  return (value.isUnion() ? value.types : [value]).flatMap((each) =>
    each.isStringLiteral() ? [each.value] : [],
  );
}

/** @param {Source} source @param {ts.Node} start @returns {Set<string>} */
export function reachedCodes(source, start) {
  /** @type {Set<string>} */
  const codes = new Set();
  const seen = new Set([start]);
  const left = [start];
  for (let node = left.pop(); node; node = left.pop())
    for (const part of within(node)) {
      if (ts.isNewExpression(part)) for (const code of codesOf(source, part)) codes.add(code);
      if (!ts.isIdentifier(part)) continue;
      for (const code of declared(source, part).map(codeOf))
        if (code && !seen.has(code)) (left.push(code), seen.add(code));
    }
  return codes;
}

/** `TRUST_MISSING`: law and keys are handed to the use cases as a function, which is not followed. */
const everywhere = ['REFUSED_HEADERS', 'MALFORMED_URL', 'BAD_REQUEST', 'RATE_LIMITED', 'TRUST_MISSING'];
const body = ['MALFORMED_JSON', 'BODY_TIMEOUT', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'ENCODED_BODY'];
const login = ['TOKEN_MISSING', 'TOKEN_REFUSED', 'SCOPE_MISSING', 'IDENTITY_PROVIDER_UNAVAILABLE'];

/** Codes of the kit that belong to no route: there is none at the path, or not with this method. */
export const routeless = ['NOT_FOUND', 'METHOD_NOT_ALLOWED'];

/** What the edge itself answers on such a route. @param {import('./edge.mjs').Operation} operation @returns {string[]} */
export const codesOfEdge = ({ method, scope, parameters, body: taken }) => [
  ...everywhere,
  ...(method === 'get' ? ['UNEXPECTED_BODY'] : body),
  ...(scope === null ? [] : login),
  ...(parameters.length > 0 || taken ? ['SCHEMA_VIOLATION'] : []),
  ...(parameters.some(({ name }) => name === 'idempotency-key') ? ['BAD_IDEMPOTENCY_KEY'] : []),
];

// The schema of an answer, from the type of what a handler returns. Where the type is that of a schema of ours, by the house's
// rule that both have one name and one file, the document has that very schema.
import { createRequire } from 'node:module';
import ts from 'typescript';
import { NotDocumented } from './not-documented.mjs';
import { docOf, within } from './source.mjs';

const require = createRequire(import.meta.url);
/** @typedef {import('./source.mjs').Source} Source */
/** @typedef {{ source: Source, named: Record<string, object> }} Context schemas by the name they get in the document */

/** @param {ts.Symbol | undefined} symbol of a type @param {Context} context @returns {object | null} a reference to its own schema */
function ownSchema(symbol, { source, named }) {
  const file = symbol?.declarations?.[0]?.getSourceFile();
  if (!symbol || !file || !source.isOurs(file) || !file.fileName.includes('/libs/')) return null;
  const value = require(file.fileName.replace('/src/', '/dist/').replace(/\.ts$/, '.js'))[symbol.name];
  if (value?.type === undefined && value?.anyOf === undefined) return null;
  named[symbol.name] = JSON.parse(JSON.stringify(value));
  return { $ref: `#/components/schemas/${symbol.name}` };
}

/**
 * A type as it is written, because a type that is inferred from a schema has lost its name when it is looked at.
 * @param {ts.TypeNode} node @param {Context} context @returns {object}
 */
function schemaOfWritten(node, context) {
  const { checker } = context.source;
  if (ts.isTypeReferenceNode(node)) {
    const symbol = checker.getSymbolAtLocation(node.typeName);
    const real = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const own = ownSchema(real, context);
    if (own) return own;
  }
  return ts.isUnionTypeNode(node)
    ? either(node.types.map((each) => schemaOfWritten(each, context)))
    : schemaOfType(checker.getTypeFromTypeNode(node), context);
}

/** @param {object[]} schemas @returns {object} the one, or any of them; `null` comes last */
function either(schemas) {
  const texts = [...new Set(schemas.map((schema) => JSON.stringify(schema)))];
  const isNull = (/** @type {string} */ text) => text === '{"type":"null"}';
  const all = [...texts.filter((text) => !isNull(text)), ...texts.filter(isNull)].map((text) =>
    JSON.parse(text),
  );
  return all.length === 1 ? all[0] : { anyOf: all };
}

/** @param {ts.Type} type @param {Context} context @returns {object} */
function schemaOfObject(type, context) {
  const { checker } = context.source;
  const properties = checker.getPropertiesOfType(type).map((property) => {
    const declaration = property.valueDeclaration;
    const written = declaration && ts.isPropertySignature(declaration) ? declaration.type : undefined;
    const schema = written
      ? schemaOfWritten(written, context)
      : schemaOfType(checker.getTypeOfSymbol(property), context);
    const description = declaration ? docOf(declaration) : '';
    return {
      name: property.name,
      optional: (property.flags & ts.SymbolFlags.Optional) !== 0,
      schema: description ? { ...schema, description } : schema,
    };
  });
  return {
    type: 'object',
    required: properties.filter(({ optional }) => !optional).map(({ name }) => name),
    properties: Object.fromEntries(properties.map(({ name, schema }) => [name, schema])),
  };
}

/** @param {ts.UnionType} type @param {Context} context @returns {object} */
function schemaOfUnion({ types }, context) {
  const literals = types.flatMap((each) => (each.isStringLiteral() ? [each.value] : [])).sort();
  const others = types.filter((each) => !each.isStringLiteral()).map((each) => schemaOfType(each, context));
  return either([...(literals.length > 0 ? [{ type: 'string', enum: literals }] : []), ...others]);
}

/** @type {[flag: ts.TypeFlags, schema: object][]} */
const simple = [
  [ts.TypeFlags.BooleanLike, { type: 'boolean' }],
  [ts.TypeFlags.NumberLike, { type: 'number' }],
  [ts.TypeFlags.StringLike, { type: 'string' }],
  [ts.TypeFlags.Null, { type: 'null' }],
  [ts.TypeFlags.Unknown, {}],
];

/** @param {ts.Type} type @param {Context} context @returns {object} JSON Schema; open, because an answer may grow @throws {NotDocumented} */
function schemaOfType(type, context) {
  const { checker } = context.source;
  const own = ownSchema(type.aliasSymbol, context);
  if (own) return own;
  const found = simple.find(([flag]) => type.flags & flag);
  if (found) return found[1];
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(/** @type {ts.TypeReference} */ (type));
    return { type: 'array', items: item ? schemaOfType(item, context) : {} };
  }
  if (type.isUnion()) return schemaOfUnion(type, context);
  if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return schemaOfObject(type, context);
  throw new NotDocumented(`an answer has the type \`${checker.typeToString(type)}\``);
}

/** @param {Source} source @param {import('./source.mjs').Method} method @param {Record<string, object>} named is added to @returns {object} */
export function answerOf(source, method, named) {
  const returned = within(method.body).flatMap((node) =>
    ts.isReturnStatement(node) && node.expression ? [node.expression] : [],
  );
  const [answer, ...more] = returned.map((expression) => source.checker.getTypeAtLocation(expression));
  if (!answer || more.length > 0)
    throw new NotDocumented(`\`${method.name.getText()}\` does not return once`);
  return schemaOfType(source.checker.getAwaitedType(answer) ?? answer, { source, named });
}

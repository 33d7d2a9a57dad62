// What a service's HTTP edge takes, read from the application itself: the real module behind the real edge, never listening.
import { createRequire } from 'node:module';
import { schemaOf } from './asked-schemas.mjs';
import { headerOf } from './header-form.mjs';
import { NotDocumented } from './not-documented.mjs';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const { createHttpApp, Readiness } = require('@countersign/service-kit/http');
const { routeArguments, routeStatus } = require('../../../libs/service-kit/dist/http/route-arguments.js');

/**
 * @typedef {{ name: string, in: 'path' | 'query' | 'header', required: boolean, schema: object, description?: string }} Parameter
 * @typedef {object} Operation
 * @property {string} controller
 * @property {string} handler the controller's method
 * @property {string} method in lower case
 * @property {string} path as OpenAPI writes it: `/requests/{id}`
 * @property {string | null} scope null for a public route
 * @property {number} status of success
 * @property {Parameter[]} parameters
 * @property {{ type: string, schema: object } | null} body
 */

/** @typedef {import('../../../libs/service-kit/src/http/route-arguments.js').RouteArgument} Argument */
/** @typedef {Pick<Operation, 'parameters' | 'body'>} Taken */

const log = { debug() {}, info() {}, warn() {}, error() {} };
/** @type {Taken} */
const nothing = { parameters: [], body: null };

/** @param {{ properties?: Record<string, object>, required?: string[] }} schema @returns {Parameter[]} */
const queryOf = ({ properties = {}, required = [] }) =>
  Object.entries(properties).map(([name, schema]) => ({
    ...{ name, in: 'query', required: required.includes(name), schema },
  }));

/** What a handler takes by one of its arguments. @param {Argument} argument @param {any} controller @param {string} handler @returns {Promise<Taken>} */
async function takenBy({ from, name, pipes, factory }, controller, handler) {
  const schema = () => schemaOf(handler, () => pipes.reduce(through, undefined));
  switch (from) {
    case 'custom': {
      const header = headerOf(/** @type {NonNullable<typeof factory>} */ (factory));
      return header ? { parameters: [header], body: null } : nothing;
    }
    case 'body':
      return { parameters: [], body: { type: 'application/json', schema: await schema() } };
    case 'query':
      return { parameters: queryOf(await schema()), body: null };
    case 'path':
      return { parameters: [{ name, in: 'path', required: true, schema: await schema() }], body: null };
    case 'request': {
      // it reads the request as it came: an event, whose signature covers the raw bytes
      const event = await schemaOf(handler, () => controller[handler]({ headers: {} }));
      return { parameters: [], body: { type: 'application/cloudevents+json', schema: event } };
    }
    default:
      throw new NotDocumented(`\`${handler}\` has an argument from ${from}`);
  }
}

/** @param {unknown} value @param {Argument['pipes'][number]} pipe */
const through = (value, pipe) => pipe.transform(value, { type: 'custom' });

/** @param {any} instance @param {{ handler: string, method: string, path: string, access: any }} route @returns {Promise<Operation>} */
async function operationOf(instance, { handler: name, method, path, access }) {
  const [controller = '', handler = ''] = name.split('.');
  /** @type {Taken[]} */
  const taken = [];
  for (const argument of routeArguments(instance.constructor, handler))
    taken.push(await takenBy(argument, instance, handler)); // a schema is asked at a time
  return {
    ...{ controller, handler, method: method.toLowerCase() },
    path: path.replace(/:(\w+)/g, '{$1}'),
    scope: access.kind === 'scope' ? access.scope : null,
    status: routeStatus(instance.constructor, handler),
    parameters: taken.flatMap(({ parameters }) => parameters),
    body: taken.find(({ body }) => body)?.body ?? null,
  };
}

/**
 * @param {any} module the service's own, as its composition root makes it
 * @returns {Promise<Operation[]>} one for each route of its controllers
 */
export async function operationsOf(module) {
  const app = await createHttpApp(module, {
    ...{ log, readiness: new Readiness(log) },
    verifier: { verify: () => Promise.reject(new NotDocumented('nobody calls')) },
  });
  try {
    /** @type {Operation[]} */
    const operations = [];
    for (const route of app.routes) {
      const controller = module.controllers.find((/** @type {Function} */ { name }) =>
        route.handler.startsWith(`${name}.`),
      );
      operations.push(await operationOf(app.nest.get(controller), route));
    }
    return operations;
  } finally {
    await app.nest.close();
  }
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expandDuties, loadInventory } from './duties.mjs';
import { parseDuties } from './duties-file.mjs';

const SMALL = `
systems: { erp: { kind: postgres }, crm: { kind: postgres } }
sources: { hr: { sends: [worker.hired.v1], signs: [worker.hired.v1] } }
duties:
  orders:
    folder: services/orders
    does: orders
    process: service
    consumes: ['upstream.{source}', 'connector.{system}']
    produces: ['orders.{system}', 'orders.{system}.urgent']
    signs: [orders.placed.v1]
    database: orders
    must: [order]
    never: [connect]
  connector:
    folder: services/connector
    does: connects
    process: service
    per: system
    consumes: ['orders.{system}']
    produces: ['connector.{system}']
    signs: [connector.answered.v1]
    database: 'connector_{system}'
    target: manages
    must: [connect]
    never: [order]
`;

/** @param {string} from @param {string} to @returns {string} what is said of the small file once it has been changed */
function refusal(from, to) {
  assert.ok(SMALL.includes(from), `the fixture does not hold ${from}`);
  try {
    expandDuties(parseDuties(SMALL.replace(from, to)));
    return 'nothing';
  } catch (error) {
    assert.equal(/** @type {any} */ (error).code, 'DUTIES_INVALID');
    return /** @type {Error} */ (error).message;
  }
}

describe('the inventory', () => {
  const inventory = expandDuties(parseDuties(SMALL));

  it('has one process for every system where the duty says so, and otherwise one', () => {
    assert.deepEqual(
      inventory.processes.map(({ name, database, system }) => [name, database, system]),
      [
        ['orders', 'orders', null],
        ['connector-erp', 'connector_erp', 'erp'],
        ['connector-crm', 'connector_crm', 'crm'],
      ],
    );
  });

  it('expands a placeholder to all systems, or to the process’s own', () => {
    const [orders, erp] = inventory.processes;
    assert.deepEqual(orders?.produces, [
      'orders.erp',
      'orders.crm',
      'orders.erp.urgent',
      'orders.crm.urgent',
    ]);
    assert.deepEqual(orders?.consumes, ['upstream.hr', 'connector.erp', 'connector.crm']);
    assert.deepEqual(erp?.consumes, ['orders.erp']);
    assert.deepEqual(erp?.target, { system: 'erp', role: 'countersign_connector', access: 'manages' });
  });

  it('allows exactly: one writer a topic, the readers that consume it, and everybody her own group', () => {
    const of = (/** @type {string} */ principal) =>
      inventory.acls
        .filter((a) => a.principal === principal)
        .map((a) => `${a.operation} ${a.resource.type} ${a.resource.name}`);
    assert.deepEqual(of('connector-erp').sort(), [
      'READ group connector-erp',
      'READ topic orders.erp',
      'WRITE topic connector.erp',
    ]);
    assert.deepEqual(of('hr'), ['WRITE topic upstream.hr']);
    for (const topic of inventory.topics)
      assert.equal(
        inventory.acls.filter((a) => a.operation === 'WRITE' && a.resource.name === topic.name).length,
        1,
      );
  });

  it('gives a process no variable that it has no use for', () => {
    const names = (/** @type {number} */ at) => inventory.processes[at]?.environment ?? [];
    assert.ok(names(0).includes('WEBHOOK_SECRETS_FILE') && !names(0).includes('TARGET_URL'));
    assert.ok(names(1).includes('TARGET_URL') && !names(1).includes('WEBHOOK_SECRETS_FILE'));
  });

  it('of the repository is whole: every service has database, roles and key', () => {
    const real = loadInventory();
    for (const process of real.processes.filter((p) => p.kind === 'service')) {
      assert.ok(
        real.keys.some((key) => key.principal === process.name),
        `${process.name} has no key`,
      );
      const roles = real.roles.filter((role) => role.database === process.database).map((role) => role.kind);
      assert.deepEqual(roles, ['owner', 'runtime'], process.name);
    }
    assert.deepEqual(
      real.keys.filter((key) => key.kind === 'source').map((key) => key.principal),
      ['hr'],
    );
  });
});

describe('a file of duties is refused', () => {
  for (const [what, from, to, expected] of [
    [
      'with an unknown field',
      'does: orders',
      'does: orders\n    reads: [x]',
      'unknown field `duties.orders.reads`',
    ],
    ['with an unknown section', 'duties:', 'extra: 1\nduties:', 'unknown field `extra`'],
    ['with a field missing', '    does: connects\n', '', 'missing field `duties.connector.does`'],
    [
      'with a value that is none',
      'process: service',
      'process: deamon',
      '`duties.orders.process` must be one of service, command',
    ],
    ['with a field given twice', 'does: orders', 'does: orders\n    does: other', 'Map keys must be unique'],
    [
      'with a type without version',
      'orders.placed.v1',
      'orders.placed',
      '`duties.orders.signs.0` must match pattern',
    ],
    [
      'with a system whose name cannot be a role’s',
      'crm: {',
      'c-rm: {',
      '`systems.c-rm` is not a valid name',
    ],
    [
      'with an unknown placeholder',
      "'orders.{system}.urgent'",
      "'orders.{planet}'",
      'unknown placeholder `{planet}` in duty `orders`',
    ],
    [
      'with two writers of a topic',
      "['connector.{system}']\n    signs",
      "['connector.{system}', 'orders.{system}']\n    signs",
      'topic `orders.erp` has more than one writer',
    ],
    [
      'with two signers of a type',
      'connector.answered.v1',
      'orders.placed.v1',
      'statement type `orders.placed.v1` is signed by more than one duty',
    ],
    [
      'with a database shared',
      "'connector_{system}'",
      'orders',
      'database `orders` belongs to more than one process',
    ],
    [
      'with a topic that nobody writes',
      "'upstream.{source}'",
      'governance',
      '`orders` consumes `governance`, which nobody writes',
    ],
    [
      'with a service without a database',
      'database: orders',
      'database: null',
      'duty `orders`: a service has a database of its own',
    ],
    [
      'with a target for no system',
      '    per: system\n',
      '',
      'duty `connector`: `target` and `per: system` belong together',
    ],
    [
      'with a source that signs what it does not send',
      'signs: [worker.hired.v1]',
      'signs: [worker.left.v1]',
      'source `hr` signs `worker.left.v1`, which it does not send',
    ],
    ['with the super user’s name', 'hr: {', 'admin: {', 'principal `admin` is the broker’s super user'],
  ])
    it(String(what), () =>
      assert.ok(
        refusal(String(from), String(to)).includes(String(expected).replace('’', "'")),
        refusal(String(from), String(to)),
      ),
    );

  it('naming every problem at once', () => {
    const message = refusal(
      "process: service\n    consumes: ['up",
      "process: x\n    y: 1\n    consumes: ['up",
    );
    assert.ok(message.includes('`duties.orders.process`') && message.includes('`duties.orders.y`'), message);
  });
});

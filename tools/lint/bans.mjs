// What the house does not write, as lint rules of our own: one name a ban, so that a report says which rule of the style
// guide was broken. `selectors` are esquery patterns over the syntax tree; whatever matches is reported with `message`.

const call = (object, property) =>
  `CallExpression[callee.object.name="${object}"][callee.property.name="${property}"]`;
const from = (pattern) =>
  ['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression'].map(
    (node) => `${node}[source.value=${pattern}]`,
  );
const testWord = '/^(describe|it|test)$/';

/** @type {Record<string, { message: string, selectors: string[] }>} */
export const bans = {
  'no-default-export': {
    message: 'export by name: a default export is renamed by every reader (STYLE 7)',
    selectors: ['ExportDefaultDeclaration', 'ExportSpecifier[exported.name="default"]', 'TSExportAssignment'],
  },
  'no-export-star': {
    message: 'name what you export: `export *` hides what is public and makes cycles (STYLE 7)',
    selectors: ['ExportAllDeclaration'],
  },
  'no-bare-error': {
    message: 'use a class of CountersignError with a code that says whether a retry can help (STYLE 14)',
    selectors: [
      'NewExpression[callee.name=/^(Error|TypeError|RangeError|AggregateError)$/]',
      'CallExpression[callee.name=/^(Error|TypeError|RangeError|AggregateError)$/]',
      'ThrowStatement > :matches(Literal, TemplateLiteral, ObjectExpression)',
    ],
  },
  'no-clock': {
    message: 'time enters as data or from an injected Clock (STYLE 6)',
    selectors: [
      call('performance', 'now'),
      call('process', 'hrtime'),
      'NewExpression[callee.name="Date"][arguments.length=0]',
      'CallExpression[callee.name="Date"]',
      'MemberExpression[object.name="Date"][property.name="now"]',
      'ImportSpecifier[imported.name="systemClock"]',
      ...from('/^(node:)?perf_hooks$/'),
    ],
  },
  'no-random': {
    message: 'randomness enters as data (STYLE 6)',
    selectors: [
      'MemberExpression[object.name="Math"][property.name="random"]',
      'Identifier[name=/^(randomUUID|randomBytes|randomInt|getRandomValues)$/]',
    ],
  },
  'no-nest-here': {
    message:
      'Nest belongs to *.controller.ts, *.consumer.ts, *.module.ts, main.ts and service-kit (STYLE 12)',
    selectors: from('/^@nestjs\\u002f/'),
  },
  'no-forward-ref': {
    message: 'forwardRef is a design alarm: split the use case or emit an event (STYLE 5)',
    selectors: ['Identifier[name="forwardRef"]'],
  },
  'no-environment': {
    message: 'only config.ts reads the environment; everybody else is given settings (STYLE 28)',
    selectors: [
      'MemberExpression[object.name="process"][property.name="env"]',
      'MemberExpression[object.name="process"][property.value="env"]',
      'VariableDeclarator[init.name="process"] > ObjectPattern > Property[key.name="env"]',
      'ImportDeclaration[source.value=/^(node:)?process$/] > ImportSpecifier[imported.name="env"]',
    ],
  },
  'no-many-dependencies': {
    message: 'more than seven constructor parameters: this class does more than one thing (STYLE 10)',
    selectors: ['MethodDefinition[kind="constructor"] > FunctionExpression[params.length>7]'],
  },
  'no-skipped-test': {
    message:
      'no skipped, focused, planned or expected-to-fail test: make it pass, or say `unavailable` (CONTRIBUTING)',
    selectors: [
      `MemberExpression[object.name=${testWord}][property.name=/^(skip|only|todo|failing)$/]`,
      `MemberExpression[object.object.name=${testWord}][property.name=/^(skip|only|todo|failing)$/]`,
      `CallExpression[callee.name=${testWord}] > ObjectExpression > Property[key.name=/^(skip|only|todo)$/][value.value=true]`,
      'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe|pending)$/]',
    ],
  },
};

// The house's own lint rules, as `countersign/<name>`.
import { bans } from './bans.mjs';
import { fileName } from './file-name.mjs';

/** @param {{ message: string, selectors: string[] }} ban @returns {import('eslint').Rule.RuleModule} */
const ruleOf = ({ message, selectors }) => ({
  meta: { type: 'problem', schema: [] },
  create: (context) =>
    Object.fromEntries(selectors.map((selector) => [selector, (node) => context.report({ node, message })])),
});

/** @type {import('eslint').ESLint.Plugin} */
export const countersign = {
  meta: { name: 'countersign' },
  rules: {
    'file-name': fileName,
    ...Object.fromEntries(Object.entries(bans).map(([name, ban]) => [name, ruleOf(ban)])),
  },
};

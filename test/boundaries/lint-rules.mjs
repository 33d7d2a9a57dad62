// Prints the names of the house's own lint rules, as JSON.
import { countersign } from '../../tools/lint/plugin.mjs';

console.log(JSON.stringify(Object.keys(countersign.rules)));

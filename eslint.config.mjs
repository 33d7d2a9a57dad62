import { house } from './tools/lint/config.mjs';

export default house(import.meta.dirname);

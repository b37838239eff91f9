// `npm start`: the whole shop from nothing.
import { shop } from './shop.mjs';

await shop(process.argv.slice(2));

import { TemplateFault } from './values/index.ts';

/** Characters and items that one value may have, so that a template cannot fill the memory. */
const maxLength = 100_000_000;
const maxItems = 10_000_000;

/** @throws TemplateFault for a length that no sane template reaches */
export function refuseLong(length: number): void {
  if (length > maxLength) {
    throw new TemplateFault(`a text of ${length} characters is too large`, 'OUTPUT_LIMIT');
  }
}

/** Items that an iterator may give, which could go on for ever. */
const maxGiven = 2_000_000;

/** @throws TemplateFault for an iterator that nothing stops */
export function refuseEndless(count: number): void {
  if (count > maxGiven)
    throw new TemplateFault(
      `an iterator gave more than ${maxGiven} items`,
      'STEP_LIMIT',
      'An endless one, such as count() or cycle(), needs islice() around it, or a break',
    );
}

/** As deep as Python compares. The engine's own stack would end too, but not with the same error everywhere. */
const maxDepth = 1_000;

/** @throws TemplateFault for values in values, such as a list in itself, that are compared */
export function refuseDeep(depth: number): void {
  if (depth > maxDepth) throw new TemplateFault('a value is nested too deep', 'RECURSION_LIMIT');
}

/** @throws TemplateFault for a list or tuple that no sane template makes */
export function refuseMany(count: number): void {
  if (count > maxItems) throw new TemplateFault(`a list of ${count} items is too large`, 'OUTPUT_LIMIT');
}

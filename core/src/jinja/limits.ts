import { TemplateFault } from './values/index.ts';

/** Characters or items that one value may have, so that a template cannot fill the memory. */
const maxLength = 100_000_000;

/** @throws TemplateFault for a length that no sane template reaches */
export function refuseLong(length: number): void {
  if (length > maxLength) {
    throw new TemplateFault(`a value of ${length} characters or items is too large`, 'OUTPUT_LIMIT');
  }
}

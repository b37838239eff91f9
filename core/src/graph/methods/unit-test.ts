import { byQualifiedName } from './method.ts';

export const unitTest = byQualifiedName('unit_test');

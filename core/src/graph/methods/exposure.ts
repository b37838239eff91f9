import { byQualifiedName } from './method.ts';

export const exposure = byQualifiedName('exposure');

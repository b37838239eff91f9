import { byQualifiedName } from './method.ts';

export const metric = byQualifiedName('metric');

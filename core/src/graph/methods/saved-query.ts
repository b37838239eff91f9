import { byQualifiedName } from './method.ts';

export const savedQuery = byQualifiedName('saved_query');

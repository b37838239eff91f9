import { byQualifiedName } from './method.ts';

export const semanticModel = byQualifiedName('semantic_model');

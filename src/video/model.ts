import type { Parsed } from '../step/problem.ts';

/** The model if the input `model` is empty. */
export const defaultModel = 'seedance2.0-sp';

// According to the vendor's table, each of these families has its own path. Sent to SP Create Video, they fail or are billed as another
// product.
const servedElsewhere = /^(?:seedance-?2\.5|seedance25|minimax-h3|kling-o3|wan3\.0|flux-3|video-translate)/;

/** Parses a model of SP Create Video. Has no list of models, because JimmyAI adds new ones every few weeks. */
export function parseModel(text: string): Parsed<string> {
  const model = text || defaultModel;
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(model)) return { problem: `“${text}” is not valid. Write a value such as ${defaultModel}` };
  return servedElsewhere.test(model.toLowerCase().replaceAll('_', '-'))
    ? {
        problem: `“${text}” is not a model of SP Create Video: JimmyAI serves this family at another path, and could bill it as another product. Use a seedance2.0 model, such as ${defaultModel} or seedance2.0-fast-sp`,
      }
    : { value: model };
}

/** Whether JimmyAI documents defaults and a duration range for a model. Assumes so for an invalid one (`null`). */
export function isSpModel(model: string | null): boolean {
  return model === null || /-sp$/i.test(model);
}

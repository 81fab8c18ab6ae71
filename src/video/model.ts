import type { Parsed } from '../step/problem.ts';

/** What an empty `model` stands for. */
export const defaultModel = 'seedance2.0-sp';

// By the vendor's own table each of these families has a path of its own. Sent to SP Create Video they fail, or are billed as something else.
const servedElsewhere = /^(?:seedance-?2\.5|seedance25|minimax-h3|kling-o3|wan3\.0|flux-3|video-translate)/;

/** A model of SP Create Video. Which ones there are, JimmyAI knows: there are new ones every few weeks. */
export function parseModel(text: string): Parsed<string> {
  const model = text || defaultModel;
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(model)) return { problem: `“${text}” is not valid. Write a value such as ${defaultModel}` };
  return servedElsewhere.test(model.toLowerCase().replaceAll('_', '-'))
    ? {
        problem: `“${text}” is not a model of SP Create Video: JimmyAI serves this family at another path, and could bill it as another product. Use a seedance2.0 model, such as ${defaultModel} or seedance2.0-fast-sp`,
      }
    : { value: model };
}

/** Whether JimmyAI documents defaults and a range for a model. An unreadable one is held to them. */
export function isSpModel(model: string | null): boolean {
  return model === null || /-sp$/i.test(model);
}

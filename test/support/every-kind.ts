import type { PortraitEndpoint } from '../../src/jimmyai/failure.ts';
import type { PortraitFailure } from '../../src/portrait/tracked-portrait.ts';

/** Something of every kind: what leaves one out doesn't compile. */
export type OfEveryKind<T extends { readonly kind: string }> = {
  readonly [K in T['kind']]: readonly Extract<T, { readonly kind: K }>[];
};

const endpoints: { readonly [E in PortraitEndpoint]: E } = {
  upload: 'upload',
  submit: 'submit',
  status: 'status',
  'batch-status': 'batch-status',
};

/** Every endpoint that the portrait action calls. */
export const portraitEndpoints: readonly PortraitEndpoint[] = Object.values(endpoints);

const withoutCall: OfEveryKind<Exclude<PortraitFailure, { kind: 'call' }>> = {
  'rejected-image': [{ kind: 'rejected-image', reason: null }],
  deleted: [{ kind: 'deleted' }],
  'interrupted-earlier': [{ kind: 'interrupted-earlier', recorded: { recordedAt: 0, requestId: null } }],
  'in-doubt-earlier': [{ kind: 'in-doubt-earlier', recorded: { recordedAt: 0, requestId: null } }],
  'in-progress-elsewhere': [{ kind: 'in-progress-elsewhere' }],
  'unclear-image': [{ kind: 'unclear-image' }],
};

/** A failure of a portrait of every kind but `call`. */
export const portraitFailuresWithoutCall: readonly PortraitFailure[] = Object.values(withoutCall).flat();

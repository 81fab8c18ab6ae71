import type { ImageFile } from '../jimmyai/image.ts';

/** Where a portrait comes from. */
export type Source =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'file'; readonly file: ImageFile }
  | { readonly kind: 'asset-id'; readonly assetId: string };

/** One portrait the workflow asked for. */
export interface Portrait {
  /** The asset name, or the ID of an `asset-id` without a name. */
  readonly name: string;
  readonly source: Source;
  /** Its key in the state file; `null` if nothing is remembered. */
  readonly key: string | null;
}

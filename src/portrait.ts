import type { ImageFile } from './image-file.ts';

/** Where a portrait comes from. */
export type Source =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'file'; readonly file: ImageFile }
  | { readonly kind: 'asset-id'; readonly assetId: string };

/** One portrait the workflow asked for. */
export interface Portrait {
  /** The asset name; for an `asset-id` without one, the id. */
  readonly name: string;
  readonly source: Source;
  /** Its key in the state file; `null` where nothing is remembered. */
  readonly key: string | null;
}

/** A portrait at the service. Ids and refs in it are safe in a shell script. */
export interface Asset {
  readonly assetId: string;
  readonly officialId: string | null;
  /** `null` where the service gives none that is usable. */
  readonly assetRef: string | null;
  readonly status: Status;
}

/** What the service says of an asset. `Processing` stands for every status that is neither of the others. */
export type Status =
  | { readonly kind: 'Processing' }
  | { readonly kind: 'Active' }
  | { readonly kind: 'Failed'; readonly reason: string | null }
  /** Somebody took it away. */
  | { readonly kind: 'Deleted' };

/** The alphabet of an `asset_id` and an `official_id`: nothing that a later `echo` would obey. */
export const idPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,255}$/;

/** The alphabet of an `asset_ref`. */
export const refPattern = /^[A-Za-z0-9._~:/@%+,=-]{1,1024}$/;

/**
 * What SP Create Video takes for an asset.
 * The documentation calls `asset://{asset_id}` equivalent to the `asset_ref`.
 */
export function assetRef(asset: Asset): string {
  return asset.assetRef ?? `asset://${asset.assetId}`;
}

/** An asset of which nothing is known but its id. */
export function assetCalled(assetId: string): Asset {
  return { assetId, officialId: null, assetRef: null, status: { kind: 'Processing' } };
}

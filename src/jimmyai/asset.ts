import { field, nonEmptyString } from '../step/json.ts';
import type { TextGuard } from '../step/text-guard.ts';
import { readReason } from './reason.ts';
import { idPattern, readId } from './returned-id.ts';
import { unknownStatusWarner } from './unknown-status.ts';

/** A portrait at JimmyAI. Its IDs and refs are safe in a shell script. */
export interface Asset {
  readonly assetId: string;
  readonly officialId: string | null;
  /** `null` if JimmyAI returns no usable one. */
  readonly assetRef: string | null;
}

/** The status of an asset at JimmyAI. `Processing` also stands for every status that is unknown. */
export type AssetStatus =
  | { readonly kind: 'Processing' }
  | { readonly kind: 'Active' }
  | { readonly kind: 'Failed'; readonly reason: string | null }
  | { readonly kind: 'Deleted' };

/** An asset as one response describes it. */
export interface DescribedAsset {
  readonly asset: Asset;
  readonly status: AssetStatus;
}

/** The characters and length of an `asset_ref`. */
export const refPattern = /^[A-Za-z0-9._~:/@%+,=-]{1,1024}$/;

/**
 * The reference to an asset that SP Create Video accepts. The vendor's page “SP Create Video” calls `asset://{asset_id}` equivalent to the
 * `asset_ref`.
 */
export function assetRefOf(asset: Asset): string {
  return asset.assetRef ?? `asset://${asset.assetId}`;
}

/** An asset known only by its ID. */
export function assetWithId(assetId: string): Asset {
  return { assetId, officialId: null, assetRef: null };
}

/** Decodes assets in responses. An ID or ref that contains the token or has the wrong type is unusable. */
export interface AssetDecoder {
  /** The ID in `data`; `null` if there is no usable one. */
  id(data: unknown): string | null;
  /** The asset `assetId` as `data` describes it; `Processing` if `data` has no status. */
  asset(assetId: string, data: unknown): DescribedAsset;
}

/** Creates a decoder that shows text only through `redactor`, and warns once about each value that it drops. */
export function createAssetDecoder(redactor: TextGuard, warnOnce: (text: string, title: string) => void): AssetDecoder {
  const usable = (value: unknown, pattern: RegExp) =>
    typeof value === 'string' && pattern.test(value) && !redactor.containsSecret(value) ? value : null;

  function optional(assetId: string, data: unknown, key: string, pattern: RegExp, consequence: string): string | null {
    const value = field(data, key) ?? '';
    if (value === '') return null;
    const accepted = usable(value, pattern);
    if (accepted === null) warnOnce(`JimmyAI sent an unusable ${key} for asset ${assetId}. ${consequence}`, `Unusable ${key}`);
    return accepted;
  }

  const warnOfUnknown = unknownStatusWarner(redactor, warnOnce);

  function decodeStatus(data: unknown): AssetStatus {
    const status = readStatus(data);
    switch (status?.toLowerCase()) {
      case 'active':
        return { kind: 'Active' };
      case 'failed':
      // Used by the vendor's asset library.
      case 'rejected':
        return { kind: 'Failed', reason: readReason(data, redactor) };
      case 'deleted':
        return { kind: 'Deleted' };
      case 'processing':
      // Used by the vendor's asset library.
      case 'pending':
      // The asset library's pages say to query an expired asset again.
      case 'expired':
      case undefined:
        return { kind: 'Processing' };
      default:
        warnOfUnknown(status ?? '');
        return { kind: 'Processing' };
    }
  }

  return {
    id: (data) => readId(field(data, 'asset_id'), (text) => redactor.containsSecret(text)),
    asset: (assetId, data) => ({
      asset: {
        assetId,
        officialId: optional(assetId, data, 'official_id', idPattern, 'The output `official_id` stays empty.'),
        assetRef: optional(assetId, data, 'asset_ref', refPattern, `The action uses asset://${assetId} instead.`),
      },
      status: decodeStatus(data),
    }),
  };
}

/** The status in `data`, or `null` if it has none. */
export function readStatus(data: unknown): string | null {
  return nonEmptyString(field(data, 'status'));
}

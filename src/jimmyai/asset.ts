import { field, nonEmptyString } from '../step/json.ts';
import type { TextGuard } from '../step/text-guard.ts';
import { readReason } from './reason.ts';
import { idPattern, readId } from './returned-id.ts';
import { unknownStatusWarner } from './unknown-status.ts';

/** A portrait at JimmyAI. Ids and refs in it are safe in a shell script. */
export interface Asset {
  readonly assetId: string;
  readonly officialId: string | null;
  /** `null` if JimmyAI gives none that is usable. */
  readonly assetRef: string | null;
}

/** What JimmyAI says of an asset's processing. `Processing` stands for every status that is none of the others. */
export type AssetStatus =
  | { readonly kind: 'Processing' }
  | { readonly kind: 'Active' }
  | { readonly kind: 'Failed'; readonly reason: string | null }
  /** Somebody deleted the asset. */
  | { readonly kind: 'Deleted' };

/** An asset as one response describes it. */
export interface DescribedAsset {
  readonly asset: Asset;
  readonly status: AssetStatus;
}

/** The alphabet of an `asset_ref`. */
export const refPattern = /^[A-Za-z0-9._~:/@%+,=-]{1,1024}$/;

/**
 * What SP Create Video accepts for an asset.
 * The vendor's page “SP Create Video” calls `asset://{asset_id}` equivalent to the `asset_ref`.
 */
export function assetRefOf(asset: Asset): string {
  return asset.assetRef ?? `asset://${asset.assetId}`;
}

/** An asset of which nothing is known but its id. */
export function assetWithId(assetId: string): Asset {
  return { assetId, officialId: null, assetRef: null };
}

/** Decodes what JimmyAI tells of assets: an id or ref that contains the token is broken, and so is anything but a string. */
export interface AssetDecoder {
  /** The id in `data`, or `null` if it has none that is usable. */
  id(data: unknown): string | null;
  /** The asset `assetId` as `data` describes it. Without a status it is taken for `Processing`. */
  asset(assetId: string, data: unknown): DescribedAsset;
}

/** A decoder that shows no text but through `redactor`, and warns once of each value that it leaves out. */
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
      // The vendor's asset library has this one.
      case 'rejected':
        return { kind: 'Failed', reason: readReason(data, redactor) };
      case 'deleted':
        return { kind: 'Deleted' };
      case 'processing':
      // The vendor's asset library has this one.
      case 'pending':
      // The asset library's pages: an expired asset is to be queried again.
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

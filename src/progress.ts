import type { Clock } from './clock.ts';
import type { Endpoint, Failure } from './jimmyai/failure.ts';
import type { Asset, Portrait } from './portrait.ts';

/** How far a portrait has come. */
export type State =
  | { readonly kind: 'unsubmitted' }
  /** Submitted by an earlier run; this one has heard nothing of it yet. */
  | { readonly kind: 'known'; readonly asset: Asset }
  | { readonly kind: 'processing'; readonly asset: Asset }
  | { readonly kind: 'active'; readonly asset: Asset }
  | { readonly kind: 'failed'; readonly asset: Asset | null; readonly trouble: Trouble };

/** Why a portrait failed. */
export type Trouble =
  /** The service says so. */
  | { readonly kind: 'failed-at-service'; readonly reason: string | null }
  /** The service says that the asset was taken away. */
  | { readonly kind: 'deleted' }
  /** The last answer of a call. */
  | { readonly kind: 'call'; readonly endpoint: Endpoint; readonly failure: Failure; readonly attempts: number }
  /** The state file tells of a submission whose end was never written down. */
  | { readonly kind: 'interrupted-earlier' };

/** One portrait on its way. Times are in milliseconds of the clock. */
export interface Item {
  readonly portrait: Portrait;
  state: State;
  /** Whether the state file spared its submission. */
  reused: boolean;
  /** When its wait began. */
  since: number;
  /** When it was through, one way or the other. */
  until: number | null;
  /** Why its last status check gave nothing. */
  checkFailure: Failure | null;
}

/** Who is told of what happens while it happens. */
export interface Observer {
  moved(item: Item, before: State): void;
  /** A submission or upload is made again in `pause` milliseconds. */
  retrying(item: Item, endpoint: Endpoint, failure: Failure, pause: number): void;
  /** A status check gave nothing and is made again. */
  checkFailed(endpoint: Endpoint, failure: Failure): void;
  /** A remembered asset is of no use: its portrait is submitted again. */
  forgotten(item: Item, assetId: string): void;
  /** Every portrait has been submitted, or can't be; what the workflow or the state file knew is through. */
  submitted(): void;
  warnOnce(text: string, title: string): void;
}

/** A portrait before anything was done for it. */
export function newItem(portrait: Portrait, now: number): Item {
  return { portrait, state: { kind: 'unsubmitted' }, reused: false, since: now, until: null, checkFailure: null };
}

/** Brings `item` into `state`, and tells the observer. */
export function move(item: Item, state: State, { clock, observer }: { clock: Clock; observer: Observer }): void {
  const before = item.state;
  item.state = state;
  item.until = state.kind === 'active' || state.kind === 'failed' ? clock.now() : null;
  observer.moved(item, before);
}

/** The asset of a portrait, once its id is known. */
export function assetOf(state: State): Asset | null {
  return state.kind === 'unsubmitted' ? null : state.asset;
}

/** The state that an asset is in by the service's word. */
export function stateOf(asset: Asset): State {
  switch (asset.status.kind) {
    case 'Processing':
      return { kind: 'processing', asset };
    case 'Active':
      return { kind: 'active', asset };
    case 'Failed':
      return { kind: 'failed', asset, trouble: { kind: 'failed-at-service', reason: asset.status.reason } };
    case 'Deleted':
      return { kind: 'failed', asset, trouble: { kind: 'deleted' } };
  }
}

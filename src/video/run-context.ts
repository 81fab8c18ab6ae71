import type { Failure } from '../jimmyai/failure.ts';
import type { JimmyAiVideos } from '../jimmyai/video-client.ts';
import type { Cancellation, OutsideCause } from '../step/cancellation.ts';
import type { Clock, Deadline } from '../step/clock.ts';
import type { Send } from '../step/net/sender.ts';
import type { VideoObserver } from './tracked-video.ts';

/** Why the step stops early. */
export type StopCause = OutsideCause | { readonly kind: 'failure'; readonly failure: Failure };

/** What all parts of a run share. */
export interface RunContext {
  readonly videos: JimmyAiVideos;
  /** Sends the requests of downloads. */
  readonly send: Send;
  readonly clock: Clock;
  /** Returns 0 to 1, like `Math.random`. */
  readonly random: () => number;
  readonly deadline: Deadline;
  readonly pollIntervalMs: number;
  /** The service's origin. A service on this machine may link to this machine. */
  readonly baseUrl: string;
  readonly cancellation: Cancellation<StopCause>;
  readonly observer: VideoObserver;
}

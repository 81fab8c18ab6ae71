import type { Failure } from '../jimmyai/failure.ts';
import type { JimmyAiVideos } from '../jimmyai/video-client.ts';
import type { Cancellation, OutsideCause } from '../step/cancellation.ts';
import type { Clock, Deadline } from '../step/clock.ts';
import type { Send } from '../step/net/sender.ts';
import type { VideoObserver } from './tracked-video.ts';

/** Why the step ends before the video is there. */
export type StopCause = OutsideCause | { readonly kind: 'failure'; readonly failure: Failure };

/** What the parts of one run share. */
export interface RunContext {
  readonly videos: JimmyAiVideos;
  /** Sends the requests of downloads. */
  readonly send: Send;
  readonly clock: Clock;
  /** From 0 to 1, as `Math.random`. */
  readonly random: () => number;
  readonly deadline: Deadline;
  readonly pollIntervalMs: number;
  /** The service's origin: what is on this machine may lead to this machine. */
  readonly baseUrl: string;
  readonly cancellation: Cancellation<StopCause>;
  readonly observer: VideoObserver;
}

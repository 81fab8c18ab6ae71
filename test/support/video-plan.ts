import type { VideoRequest } from '../../src/video/inputs.ts';
import type { Plan } from '../../src/video/plan.ts';

/** Returns a typical creation with `changes`. */
export function requestWith(changes: Partial<VideoRequest> = {}): VideoRequest {
  const defaults = {
    model: 'm',
    prompt: 'p',
    duration: 5,
    resolution: '720p',
    ratio: '16:9',
    images: ['asset://a'],
    extra: { json: '{}', fields: {} },
  };
  return { ...defaults, ...changes };
}

/** Returns a typical plan to create a video, with `changes`. */
export function planWith(changes: Partial<Plan> = {}): Plan {
  return {
    mode: { kind: 'run', token: 'sk_test' },
    task: { kind: 'create', request: requestWith() },
    file: { absolute: '/workspace/video.mp4', relative: 'video.mp4' },
    timeoutMs: 60_000,
    pollIntervalMs: 10_000,
    wait: true,
    baseUrl: 'https://www.jimmyai.cn',
    ...changes,
  };
}

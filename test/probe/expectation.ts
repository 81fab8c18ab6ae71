import type { ApiOptions } from '../../src/jimmyai/api.ts';
import type { Failure, Result } from '../../src/jimmyai/failure.ts';
import type { Cancellation, OutsideCause } from '../../src/step/cancellation.ts';
import type { Clock } from '../../src/step/clock.ts';
import { codeSpan } from '../../src/step/markdown.ts';
import type { Send } from '../../src/step/net/sender.ts';
import { cut, type Redactor } from '../../src/step/redactor.ts';
import { describeContent, Recorder } from './recorder.ts';

/** What the calls of one probe share. */
export interface Probe {
  readonly token: string;
  /** The service's origin. */
  readonly baseUrl: string;
  readonly send: Send;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly cancellation: Cancellation<OutsideCause>;
  /** Prints a line at once. The line is not redacted yet. */
  readonly say: (line: string) => void;
}

/** A call, and what the action should make of the response. `call` and `expected` are Markdown. */
export interface Expectation<T> {
  readonly call: string;
  readonly expected: string;
  readonly ask: (options: ApiOptions) => Promise<Result<T>>;
  readonly judge: (result: Result<T>) => Judgement;
}

/** What the action makes of a response, in Markdown, and whether that was expected. */
export interface Judgement {
  readonly verdict: string;
  readonly holds: boolean;
}

/** One row of the table. All texts are Markdown, and fit to be shown. */
export interface Row extends Judgement {
  readonly call: string;
  readonly expected: string;
  readonly httpStatus: string;
  readonly response: string;
  readonly traceId: string;
}

const maxResponseLength = 160;

/** Makes a call with the action's own client. */
export async function check<T>(
  { call, expected, ask, judge }: Expectation<T>,
  { token, baseUrl, send, clock, redactor, say }: Probe,
): Promise<{ readonly row: Row; readonly result: Result<T> }> {
  const recorder = new Recorder(send);
  const reporter = { debug: () => {}, warnOnce: say };
  const result = await ask({ token, baseUrl, send: recorder.send, clock, reporter, redactor });
  const { last } = recorder;
  const noResponse = result.ok ? '' : result.failure.detail;
  const response = last === null ? noResponse : describeContent(last);
  const row = {
    call,
    expected,
    httpStatus: last === null ? 'none' : String(last.httpStatus),
    response: codeSpan(cut(redactor.sanitize(response), maxResponseLength)),
    traceId: last?.traceId ?? 'no',
    ...judge(result),
  };
  return { row, result };
}

/** A failure as the action's policy sees it. `meaning`: the verdict on it, or its title. */
export function describeFailure({ kind }: Failure, meaning: string | null): string {
  return meaning === null ? codeSpan(kind) : `${codeSpan(kind)} → ${meaning}`;
}

/** The rows as a table in Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [
    ['Call', 'HTTP', 'Response', '`X-Trace-Id`', 'What the action makes of it', 'Expected', ''],
    ['---', '---', '---', '---', '---', '---', '---'],
    ...rows.map((row) => [row.call, row.httpStatus, row.response, row.traceId, row.verdict, row.expected, row.holds ? '✅' : '❌']),
  ];
  return cells.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

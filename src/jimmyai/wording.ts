// JimmyAI's texts tell what its codes don't. Sources: the vendor's documentation, its public code and reports from users.

// Excludes a load balancer and an image's white balance.
const exhausted = [
  /余额|欠费|额度|配额|限额|金额不足|请充值|(?<![a-z]|(?:load|white)[ _-]?)(?:balance|quota)(?![a-z])|insufficient (?:funds|credit)/i,
  /(?<!(?:[Ll]oad|[Ww]hite)[ _-]?)(?:Balance|Quota)(?![a-z])/,
  /(?:吉米币|jimicoin).{0,20}不足/i,
];

// Right after a creation, JimmyAI may not have recorded the task yet.
const missingTask = /任务不存在|not found/i;

// Excludes texts about a pending review: what is under review exists.
const wrongRequest =
  /参数|格式|不支持|不能为空|无效|非法|(?<!正在|等待|待)审核(?!中)|配置不存在|缺少|必填|\b(?:invalid|unsupported|not supported|required|missing|malformed|must be|too (?:long|large|small|short))\b/i;

const failedCall = [
  /调用.{0,40}(?:失败|异常|出错|错误)|(?:请求|连接|接口|网络|响应)(?:失败|异常|中断)|上游|超时|(?:服务器?|系统|内部|网络)(?:错误|异常|繁忙|不可用)/,
  /time[ -]?out|timed out|deadline exceeded|\bEOF\b|\breset\b|refused|broken pipe|upstream|\bconnect|internal (?:server )?error/i,
  /\b(?:HTTP|status|code):? 5\d\d\b|\b50[234]\b/i,
  // What a Go program reports when it panics, or can't parse the response to a call of its own.
  /invalid (?:character|memory)|unexpected end of JSON|unmarshal|nil pointer|\bpanic\b/i,
];

/** Whether a text reports an exhausted balance or quota. */
export function reportsExhaustion(text: string): boolean {
  return exhausted.some((pattern) => pattern.test(text));
}

/** Whether a text says that the service doesn't know a task. */
export function reportsMissingTask(text: string): boolean {
  return missingTask.test(text);
}

/** Whether a text reports that a call by JimmyAI itself failed while it handled the request: the asset or video may exist. */
export function reportsFailedCall(text: string): boolean {
  return failedCall.some((pattern) => pattern.test(text));
}

/** Whether a text names what is wrong with the request, so that nothing was created. */
export function namesWrongRequest(text: string): boolean {
  return wrongRequest.test(text) && !reportsFailedCall(text);
}

/** `text` without quotes of what the run has sent. Very short texts stay: any text may contain them. */
export function withoutQuotes(text: string, sent: readonly string[]): string {
  const quotable = sent.filter((words) => words.length >= (/^[ -~]*$/.test(words) ? 4 : 2));
  const forms = quotable.flatMap((words) => [words, JSON.stringify(words).slice(1, -1)]);
  return forms.sort((a, b) => b.length - a.length).reduce((left, words) => left.replaceAll(words, '…'), text);
}

// How failed tasks have reported JimmyAI's own problems.
const temporaryFailure =
  /timed? ?out|deadline exceeded|超时|upload failed|上传失败|connection (?:reset|refused|closed)|broken pipe|\bEOF\b|internal (?:server )?error|(?:服务器?|系统|网络|内部)(?:错误|异常|繁忙)|\b50[234]\b/i;

/** What the reason of a failed video is about. */
export type ReasonTopic = 'moderation' | 'moderation-without-word' | 'model' | 'temporary' | 'other';

/** What the reason of a failed video is about, judging by its text. */
export function topicOf(reason: string): ReasonTopic {
  const [, word] = /PROVIDER_MODERATION_ERROR[\s:：]*(.*)$/is.exec(reason) ?? [];
  if (word !== undefined) return /\w|\p{L}/u.test(word) ? 'moderation' : 'moderation-without-word';
  if (namesModel(reason)) return 'model';
  return temporaryFailure.test(reason) ? 'temporary' : 'other';
}

/** Whether a text says that the service doesn't serve the model. */
export function namesModel(text: string): boolean {
  return /配置不存在|不支持的?模型|模型[^，。；]{0,40}(?:不存在|不支持|无效)|(?:unknown|unsupported|invalid) model|model[^,;]{0,40}(?:not (?:found|supported)|does not exist)/i.test(
    text,
  );
}

// Where JimmyAI's codes don't tell, its texts do. They were read in the vendor's documentation, its public code and reports of its users.

// A load balancer and an image's white balance are something else.
const exhausted = [
  /余额|欠费|额度|配额|限额|金额不足|请充值|(?<![a-z]|(?:load|white)[ _-]?)(?:balance|quota)(?![a-z])|insufficient (?:funds|credit)/i,
  /(?<!(?:[Ll]oad|[Ww]hite)[ _-]?)(?:Balance|Quota)(?![a-z])/,
  /(?:吉米币|jimicoin).{0,20}不足/i,
];

// Right after a creation that may only be early.
const missingTask = /任务不存在|not found/i;

// What is still under review exists.
const wrongRequest =
  /参数|格式|不支持|不能为空|无效|非法|(?<!正在|等待|待)审核(?!中)|配置不存在|缺少|必填|\b(?:invalid|unsupported|not supported|required|missing|malformed|must be|too (?:long|large|small|short))\b/i;

const failedCall = [
  /调用.{0,40}(?:失败|异常|出错|错误)|(?:请求|连接|接口|网络|响应)(?:失败|异常|中断)|上游|超时|(?:服务器?|系统|内部|网络)(?:错误|异常|繁忙|不可用)/,
  /time[ -]?out|timed out|deadline exceeded|\bEOF\b|\breset\b|refused|broken pipe|upstream|\bconnect|internal (?:server )?error/i,
  /\b(?:HTTP|status|code):? 5\d\d\b|\b50[234]\b/i,
  // What a Go program says when it breaks, or can't read the response to a call that it made.
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

/** Whether a text reports that a call which the service made for the request failed: what it was to make may exist. */
export function reportsFailedCall(text: string): boolean {
  return failedCall.some((pattern) => pattern.test(text));
}

/** Whether a text names what is wrong with the request, so that nothing was made. */
export function namesWrongRequest(text: string): boolean {
  return wrongRequest.test(text) && !reportsFailedCall(text);
}

/** `text` without the words that the request itself sent, which the service may quote. Very short ones stay: they are in any text. */
export function withoutQuotes(text: string, sent: readonly string[]): string {
  const quotable = sent.filter((words) => words.length >= (/^[ -~]*$/.test(words) ? 4 : 2));
  const forms = quotable.flatMap((words) => [words, JSON.stringify(words).slice(1, -1)]);
  return forms.sort((a, b) => b.length - a.length).reduce((left, words) => left.replaceAll(words, '…'), text);
}

// What failed tasks said of the service's own troubles.
const temporaryTrouble =
  /timed? ?out|deadline exceeded|超时|upload failed|上传失败|connection (?:reset|refused|closed)|broken pipe|\bEOF\b|internal (?:server )?error|(?:服务器?|系统|网络|内部)(?:错误|异常|繁忙)|\b50[234]\b/i;

/** What the reason of a failed video is about. */
export type ReasonTopic = 'moderation' | 'moderation-without-word' | 'model' | 'temporary' | 'other';

/** What the reason of a failed video is about, so far as its text tells. */
export function topicOf(reason: string): ReasonTopic {
  const [, word] = /PROVIDER_MODERATION_ERROR[\s:：]*(.*)$/is.exec(reason) ?? [];
  if (word !== undefined) return /\w|\p{L}/u.test(word) ? 'moderation' : 'moderation-without-word';
  if (namesModel(reason)) return 'model';
  return temporaryTrouble.test(reason) ? 'temporary' : 'other';
}

/** Whether a text says that the service doesn't serve the model. */
export function namesModel(text: string): boolean {
  return /配置不存在|不支持的?模型|模型.{0,10}(?:不存在|不支持|无效)|(?:unknown|unsupported|invalid) model|model.{0,20}(?:not (?:found|supported)|does not exist)/i.test(
    text,
  );
}

import { isPrivateHost } from '../step/net/public-host.ts';

/**
 * What is wrong with `text` as the public URL of an image and what to write instead, or `null`. `alternative` is what there is beside
 * a public URL.
 */
export function problemWithPublicUrl(text: string, alternative: string): string | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return 'must be an absolute http(s) URL, such as https://example.com/portrait.jpg';
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    return `contains a user name or password, which JimmyAI would receive. Use a URL without them, or ${alternative}`;
  }
  if (isPrivateHost(url.hostname)) {
    return `points to a host that JimmyAI can’t reach. Use a public URL, or ${alternative}`;
  }
  const blob = /^\/([^/]+\/[^/]+)\/blob\/(.+)$/.exec(url.pathname);
  if (/^(?:www\.)?github\.com\.?$/.test(url.hostname) && blob !== null) {
    return `this is a web page that shows the image. Write https://raw.githubusercontent.com/${blob[1]}/${blob[2]}`;
  }
  return null;
}

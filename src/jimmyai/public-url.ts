import { isPrivateHost } from '../step/net/public-host.ts';

/**
 * What is wrong with `text` as the public URL of an image and what to write instead, or `null`. `alternative` names an option other than a
 * public URL.
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
  const raw = rawUrlOf(url);
  return raw === null ? null : `this is a web page that shows the image. Write ${raw}`;
}

/** The URL of the file that a page on GitHub, Gitee or any GitLab shows; `null` for any other URL. */
function rawUrlOf({ origin, hostname, pathname }: URL): string | null {
  const [, project, file] = /^\/([^/]+\/[^/]+)\/blob\/(.+)$/.exec(pathname) ?? [];
  const host = hostname.replace(/^www\.|\.$/g, '');
  if (project !== undefined && host === 'github.com') return `https://raw.githubusercontent.com/${project}/${file}`;
  if (project !== undefined && (host === 'gitee.com' || host === 'gitlab.com')) return `https://${host}/${project}/raw/${file}`;
  // Only GitLab separates the project from the page with `/-/`.
  return /^\/.+\/-\/blob\/./.test(pathname) ? `${origin}${pathname.replace('/-/blob/', '/-/raw/')}` : null;
}

import { existsSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';

/** Whether a link's text leads out of a folder, wherever the folder may come to lie. @param root Without links in it. */
export function textLeadsOut(root: string, link: string, target: string): boolean {
  return /^([/\\]|[A-Za-z]:)/.test(target) || isOutside(root, resolve(dirname(link), target));
}

/**
 * Whether a link that is there leads out of a folder, by its text or by way of other links. One that leads nowhere is
 * removed: elsewhere it might lead somewhere.
 */
export function linkLeadsOut(root: string, link: string): boolean {
  if (textLeadsOut(root, link, readlinkSync(link))) return true;
  if (!existsSync(link)) {
    rmSync(link, { force: true });
    return false;
  }
  // The other realpath joins the texts of links, and is fooled by `..` behind one.
  return isOutside(root, realpathSync.native(link));
}

function isOutside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '..' || way.startsWith(`..${sep}`) || way === '.git' || way.startsWith(`.git${sep}`);
}

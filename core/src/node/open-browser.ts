import { spawn } from 'node:child_process';

/** Shows an address in the browser of whoever sits here; without one nothing happens. */
export function openBrowser(address: string): void {
  const [command, ...words] = {
    win32: ['cmd', '/c', 'start', '""', address],
    darwin: ['open', address],
  }[process.platform as string] ?? ['xdg-open', address];
  const child = spawn(command!, words, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

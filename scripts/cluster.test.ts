import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('cluster.mjs', import.meta.url));

/** Programs that stand for Java and Maven: what they say and how they end is what a machine could do. */
describe.skipIf(process.platform === 'win32')('a cluster that cannot be had', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bk-cluster-'));
    fake('bin/java', 'echo \'openjdk version "25.0.1"\' >&2; exit 1');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('for want of Java names those that are too old, and how to get one', () => {
    fake('bin/java', 'echo \'openjdk version "17.0.15"\' >&2');
    const { status, stderr } = cluster('up');
    expect(status).toBe(2);
    expect(stderr).toContain(`it needs Java 24 or newer (${join(folder, 'bin/java')} is 17)`);
    expect(stderr).toContain('BK_JAVA_HOME');
  });

  it('for want of Maven says so', () => {
    const { status, stderr } = spawnSync(process.execPath, [program, 'fetch'], {
      encoding: 'utf8',
      env: { ...environment(), PATH: join(folder, 'nothing') },
    });
    expect(status).toBe(2);
    expect(stderr).toContain('Maven is needed for it, and there is no program "mvn"');
  });

  it('since an archive is not to be had repeats why, and leaves nothing behind', () => {
    fake('bin/mvn', 'echo "[ERROR] Could not find artifact"; exit 1');
    const { status, stderr } = cluster('fetch');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^Cannot fetch .*: Could not find artifact$/m);
    expect(readdirSync(join(folder, 'home'))).toEqual([]);
  });

  it('since an archive does not arrive in time stops waiting', () => {
    fake('bin/mvn', 'exec sleep 30');
    const { status, stderr } = cluster('fetch', '--within', '1');
    expect(status).toBe(2);
    expect(stderr).toContain('it did not arrive in time');
  });

  it('since a port is taken names it', async () => {
    pretendFetched();
    const server = await listening();
    try {
      const { port } = server.address() as { port: number };
      const { status, stderr } = await clusterBeside('up', '--port', String(port));
      expect(status).toBe(2);
      expect(stderr).toContain(`port ${port} is taken by another program. Choose others with --port`);
    } finally {
      server.close();
    }
  });

  it('since a node ends while it starts shows its last words, and stops the others', () => {
    pretendFetched();
    fake(
      'bin/java',
      'if [ "$1" = -version ]; then echo \'openjdk version "25"\' >&2; exit 0; fi; echo "ERROR no memory left"; exit 1',
    );
    const { status, stderr } = cluster('up', '--port', '28080');
    expect(status).toBe(2);
    expect(stderr).toMatch(/has ended\.\nERROR no memory left/);
    expect(cluster('status').status).toBe(1);
  });

  it('is not stopped, and says so', () => {
    const { status, stdout } = cluster('down');
    expect([status, stdout]).toEqual([0, 'There is no cluster to stop.\n']);
  });

  it('refuses a number of workers that is none', () => {
    const { status, stderr } = cluster('up', '--workers', 'many');
    expect(status).toBe(2);
    expect(stderr).toContain('--workers is "many": a whole number from 1 to 16 is needed.');
  });

  function cluster(...words: string[]) {
    return spawnSync(process.execPath, [program, ...words], { encoding: 'utf8', env: environment() });
  }

  /** Without blocking this process, which holds a port. */
  async function clusterBeside(...words: string[]) {
    const child = spawn(process.execPath, [program, ...words], { env: environment() });
    let stderr = '';
    child.stderr.on('data', (data) => (stderr += String(data)));
    const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { status, stderr };
  }

  function environment() {
    return {
      ...process.env,
      PATH: [join(folder, 'bin'), process.env['PATH']].join(delimiter),
      BK_JAVA_HOME: folder,
      BK_CLUSTER_HOME: join(folder, 'home'),
    };
  }

  function fake(path: string, script: string): void {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, path), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  function pretendFetched(): void {
    mkdirSync(join(folder, 'home/trino-server-476'), { recursive: true });
    writeFileSync(join(folder, 'home/s3proxy-4.1.0-jar-with-dependencies.jar'), '');
  }
});

function listening(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

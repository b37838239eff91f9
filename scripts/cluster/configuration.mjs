// The files that a node of Trino reads, as text by their path.
import { join } from 'node:path';
import { serverFolder } from './archives.mjs';

/** Anybody's on loopback: the storage server does not look at them, its client wants to have them. */
const storageKey = 'bk-build';

/**
 * Where the cluster keeps tables. `local` is the root of what catalogs on local files name; the buckets of the storage server
 * are folders of `buckets`.
 */
export function storageFolders(run) {
  return {
    ice: join(run, 'storage/ice'),
    delta: join(run, 'storage/delta'),
    buckets: join(run, 'storage/s3'),
  };
}

export const buckets = ['lake'];

export function nodeFiles(cluster, node) {
  return {
    'etc/config.properties': properties({
      coordinator: node.isCoordinator,
      ...(node.isCoordinator && { 'node-scheduler.include-coordinator': false }),
      'http-server.http.port': node.port,
      'discovery.uri': cluster.url,
      'plugin.dir': join(serverFolder, 'plugin'),
      'query.max-memory': `${cluster.workers}GB`,
      'query.max-memory-per-node': '1GB',
      // A query whose worker is lost begins again.
      'retry-policy': 'QUERY',
      'retry-initial-delay': '1s',
      // What does not fit is put aside on disk.
      'spill-enabled': true,
      'spiller-spill-path': join(cluster.run, 'spill', node.name),
      'max-spill-per-node': '20GB',
      'query-max-spill-per-node': '20GB',
    }),
    'etc/exchange-manager.properties': properties({
      'exchange-manager.name': 'filesystem',
      'exchange.base-directories': join(cluster.run, 'exchange'),
    }),
    'etc/log.properties': properties({ 'io.trino': 'INFO' }),
    ...catalogFiles(cluster),
  };
}

function catalogFiles({ run, storagePort }) {
  const folders = storageFolders(run);
  return {
    'etc/catalog/ice.properties': properties({
      'connector.name': 'iceberg',
      'iceberg.catalog.type': 'TESTING_FILE_METASTORE',
      'hive.metastore.catalog.dir': 'local:///meta',
      'fs.native-local.enabled': true,
      'local.location': folders.ice,
    }),
    // Reads Delta tables wherever they are on this machine: local:///home/me/data/delta/raw_orders.
    'etc/catalog/delta.properties': properties({
      'connector.name': 'delta_lake',
      'hive.metastore': 'file',
      'hive.metastore.catalog.dir': `local://${folders.delta}`,
      'delta.register-table-procedure.enabled': true,
      'fs.native-local.enabled': true,
      'local.location': '/',
    }),
    'etc/catalog/lake.properties': properties({
      'connector.name': 'delta_lake',
      'hive.metastore': 'file',
      'hive.metastore.catalog.dir': 's3://lake/meta',
      'hive.metastore.disable-location-checks': true,
      'delta.register-table-procedure.enabled': true,
      'delta.enable-non-concurrent-writes': true,
      'fs.native-s3.enabled': true,
      's3.endpoint': `http://127.0.0.1:${storagePort}`,
      's3.region': 'eu-central-1',
      's3.path-style-access': true,
      's3.aws-access-key': storageKey,
      's3.aws-secret-key': storageKey,
    }),
  };
}

export function s3proxyFile({ run, storagePort }) {
  return properties({
    's3proxy.endpoint': `http://127.0.0.1:${storagePort}`,
    's3proxy.authorization': 'none',
    's3proxy.ignore-unknown-headers': true,
    'jclouds.provider': 'filesystem-nio2',
    'jclouds.filesystem.basedir': storageFolders(run).buckets,
    'jclouds.identity': storageKey,
    'jclouds.credential': storageKey,
  });
}

/** Words for `java`. What is allowed and added is what the server's own launcher allows and adds. */
export function nodeWords(node, { isBrief }) {
  return [
    '-Xmx2G',
    // The second compiler pays off after minutes of the same work, and takes half of all there is to start with.
    ...(isBrief ? ['-XX:TieredStopAtLevel=1'] : []),
    '-XX:G1HeapRegionSize=32M',
    '-XX:+ExplicitGCInvokesConcurrent',
    '-XX:+ExitOnOutOfMemoryError',
    '-XX:-OmitStackTraceInFastThrow',
    '-XX:ReservedCodeCacheSize=256M',
    '-XX:+EnableDynamicAgentLoading',
    '-Djdk.attach.allowAttachSelf=true',
    '-Djdk.nio.maxCachedBufferSize=2000000',
    '-Dfile.encoding=UTF-8',
    '--add-modules=jdk.incubator.vector',
    '--sun-misc-unsafe-memory-access=allow',
    '-Dnode.environment=berlinkart',
    `-Dnode.id=${node.name}`,
    `-Dnode.data-dir=${join(node.folder, 'data')}`,
    '-Dnode.bind-ip=127.0.0.1',
    '-Dnode.internal-address=127.0.0.1',
    '-Dconfig=etc/config.properties',
    '-Dlog.levels-file=etc/log.properties',
    '-cp',
    join(serverFolder, 'lib', '*'),
    'io.trino.server.TrinoServer',
  ];
}

function properties(entries) {
  return Object.entries(entries)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

// Whether the dashboard answers; the container's health check. Exit code 0 when it does.
try {
  const { ok } = await fetch('http://127.0.0.1:8501/api/health', { signal: AbortSignal.timeout(4_000) });
  process.exitCode = ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}

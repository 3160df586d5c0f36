/** The pages whose code is fetched when they are opened. */
export const loadLibrary = async () => (await import('../library/library.tsx')).Library;
export const loadReport = async () => (await import('../report/report.tsx')).Report;
export const loadAdmin = async () => (await import('../admin/admin.tsx')).Admin;

const pages = new Map<string, () => Promise<unknown>>([
  ['/library', loadLibrary],
  ['/report', loadReport],
  ['/admin', loadAdmin],
]);

/** Begins to fetch the code of the page that a path leads to, before it is known who is there. */
export function prefetchPage(path: string): void {
  // Opening the page asks again, and says when that fails.
  pages
    .get(path)?.()
    .catch(() => {});
}

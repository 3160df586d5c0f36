export interface NetworkListener {
  /** The network came back, or the page was looked at again: whatever waits should try now. */
  awake: () => void;
  /** There is no network, from the beginning or any more. */
  offline: () => void;
}

/** Tells when this machine loses its network, gets it back or wakes up. Node cannot tell, and nothing is called there. */
export function watchNetwork({ awake, offline }: NetworkListener): () => void {
  if (typeof window === 'undefined') return () => undefined;
  const looked = () => {
    if (document.visibilityState === 'visible' && navigator.onLine) awake();
  };
  if (!navigator.onLine) offline();
  window.addEventListener('online', awake);
  window.addEventListener('offline', offline);
  document.addEventListener('visibilitychange', looked);
  return () => {
    window.removeEventListener('online', awake);
    window.removeEventListener('offline', offline);
    document.removeEventListener('visibilitychange', looked);
  };
}

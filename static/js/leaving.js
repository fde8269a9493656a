// Before a page is left on purpose, what stands on it is brought to safety.

/** Async functions, one for each part of the page that holds something; each resolves once nothing of it can be lost. */
export const beforeLeaving = new Set();

/** Waits for all of them. A part that fails has kept its answers elsewhere or says so itself; it holds up nobody. */
export const settle = () => Promise.allSettled([...beforeLeaving].map((keep) => keep()));

type Installed = { lock: string; installed: string | null };
export function reasonToInstall(root: string): string | null;
export function markInstalled(root: string): void;
export function staleness(texts: Installed & { marker: string | null }): string | null;
export function markerOf(texts: Installed): string;

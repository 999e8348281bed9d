/** Serves the gallery on this machine alone. `port`: 0 for any that is free. */
export declare function createGalleryServer(port?: number): Promise<{ readonly origin: string; close(): void }>

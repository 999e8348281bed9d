export declare function createLogIn(): {
  tokenFor(name: unknown): { readonly token: string; readonly expiresAt: number }
  authenticate(
    request: unknown,
    context: { readonly auth?: string },
  ): boolean | { readonly user: { readonly id: string; readonly name: string }; readonly expiresAt: number }
}

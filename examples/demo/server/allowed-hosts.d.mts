import type { Server } from 'node:http'

export interface AllowedHosts {
  nameIn(request: { readonly headers: { readonly host?: string | undefined } }): string | undefined
  isAllowed(name: string): boolean
}

export declare function allowedHosts(boundTo: string): AllowedHosts
export declare function withAllowedHosts(inner: Server, hosts: AllowedHosts): Server

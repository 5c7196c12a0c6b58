/// <reference types="vite/client" />
interface ImportMetaEnv {
  /** Address of the program for tests by HTTP, `self` for where the page came from; empty in what users install. */
  readonly VITE_HTTP_HOST: string
}

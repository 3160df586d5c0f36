// The package's entry only adds a warning below Node 22 to these modules; that they do on Node 20 the tests here show.
declare module 'oidc-provider/lib/provider.js' {
  export { default as Provider } from 'oidc-provider';
}

declare module 'oidc-provider/lib/helpers/errors.js' {
  import { errors } from 'oidc-provider';
  export const InvalidScope: typeof errors.InvalidScope;
}

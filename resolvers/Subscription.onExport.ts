export { request, response } from './own-subscription.ts';

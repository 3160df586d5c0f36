export { request, response } from './image-link.ts';

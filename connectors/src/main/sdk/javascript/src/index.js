export { Loop, VERSION } from './client.js';
export * from './errors.js';

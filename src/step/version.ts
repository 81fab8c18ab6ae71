/** This action's version, as in package.json. */
export const version = '0.0.0';

/** The `User-Agent` of all requests. */
export const userAgent = `seedance-realperson-action/${version}`;

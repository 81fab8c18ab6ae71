/** This action's version, as in package.json. */
export const version = '0.0.0';

/** How the action names itself to servers. */
export const userAgent = `seedance-realperson-action/${version}`;

/******/ (() => { // webpackBootstrap
/******/ 	var __webpack_modules__ = ({

/***/ 770:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

module.exports = __nccwpck_require__(218);


/***/ }),

/***/ 218:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {

"use strict";
var __webpack_unused_export__;


var net = __nccwpck_require__(278);
var tls = __nccwpck_require__(756);
var http = __nccwpck_require__(611);
var https = __nccwpck_require__(692);
var events = __nccwpck_require__(434);
var assert = __nccwpck_require__(613);
var util = __nccwpck_require__(23);


exports.httpOverHttp = httpOverHttp;
exports.httpsOverHttp = httpsOverHttp;
exports.httpOverHttps = httpOverHttps;
exports.httpsOverHttps = httpsOverHttps;


function httpOverHttp(options) {
  var agent = new TunnelingAgent(options);
  agent.request = http.request;
  return agent;
}

function httpsOverHttp(options) {
  var agent = new TunnelingAgent(options);
  agent.request = http.request;
  agent.createSocket = createSecureSocket;
  agent.defaultPort = 443;
  return agent;
}

function httpOverHttps(options) {
  var agent = new TunnelingAgent(options);
  agent.request = https.request;
  return agent;
}

function httpsOverHttps(options) {
  var agent = new TunnelingAgent(options);
  agent.request = https.request;
  agent.createSocket = createSecureSocket;
  agent.defaultPort = 443;
  return agent;
}


function TunnelingAgent(options) {
  var self = this;
  self.options = options || {};
  self.proxyOptions = self.options.proxy || {};
  self.maxSockets = self.options.maxSockets || http.Agent.defaultMaxSockets;
  self.requests = [];
  self.sockets = [];

  self.on('free', function onFree(socket, host, port, localAddress) {
    var options = toOptions(host, port, localAddress);
    for (var i = 0, len = self.requests.length; i < len; ++i) {
      var pending = self.requests[i];
      if (pending.host === options.host && pending.port === options.port) {
        // Detect the request to connect same origin server,
        // reuse the connection.
        self.requests.splice(i, 1);
        pending.request.onSocket(socket);
        return;
      }
    }
    socket.destroy();
    self.removeSocket(socket);
  });
}
util.inherits(TunnelingAgent, events.EventEmitter);

TunnelingAgent.prototype.addRequest = function addRequest(req, host, port, localAddress) {
  var self = this;
  var options = mergeOptions({request: req}, self.options, toOptions(host, port, localAddress));

  if (self.sockets.length >= this.maxSockets) {
    // We are over limit so we'll add it to the queue.
    self.requests.push(options);
    return;
  }

  // If we are under maxSockets create a new one.
  self.createSocket(options, function(socket) {
    socket.on('free', onFree);
    socket.on('close', onCloseOrRemove);
    socket.on('agentRemove', onCloseOrRemove);
    req.onSocket(socket);

    function onFree() {
      self.emit('free', socket, options);
    }

    function onCloseOrRemove(err) {
      self.removeSocket(socket);
      socket.removeListener('free', onFree);
      socket.removeListener('close', onCloseOrRemove);
      socket.removeListener('agentRemove', onCloseOrRemove);
    }
  });
};

TunnelingAgent.prototype.createSocket = function createSocket(options, cb) {
  var self = this;
  var placeholder = {};
  self.sockets.push(placeholder);

  var connectOptions = mergeOptions({}, self.proxyOptions, {
    method: 'CONNECT',
    path: options.host + ':' + options.port,
    agent: false,
    headers: {
      host: options.host + ':' + options.port
    }
  });
  if (options.localAddress) {
    connectOptions.localAddress = options.localAddress;
  }
  if (connectOptions.proxyAuth) {
    connectOptions.headers = connectOptions.headers || {};
    connectOptions.headers['Proxy-Authorization'] = 'Basic ' +
        new Buffer(connectOptions.proxyAuth).toString('base64');
  }

  debug('making CONNECT request');
  var connectReq = self.request(connectOptions);
  connectReq.useChunkedEncodingByDefault = false; // for v0.6
  connectReq.once('response', onResponse); // for v0.6
  connectReq.once('upgrade', onUpgrade);   // for v0.6
  connectReq.once('connect', onConnect);   // for v0.7 or later
  connectReq.once('error', onError);
  connectReq.end();

  function onResponse(res) {
    // Very hacky. This is necessary to avoid http-parser leaks.
    res.upgrade = true;
  }

  function onUpgrade(res, socket, head) {
    // Hacky.
    process.nextTick(function() {
      onConnect(res, socket, head);
    });
  }

  function onConnect(res, socket, head) {
    connectReq.removeAllListeners();
    socket.removeAllListeners();

    if (res.statusCode !== 200) {
      debug('tunneling socket could not be established, statusCode=%d',
        res.statusCode);
      socket.destroy();
      var error = new Error('tunneling socket could not be established, ' +
        'statusCode=' + res.statusCode);
      error.code = 'ECONNRESET';
      options.request.emit('error', error);
      self.removeSocket(placeholder);
      return;
    }
    if (head.length > 0) {
      debug('got illegal response body from proxy');
      socket.destroy();
      var error = new Error('got illegal response body from proxy');
      error.code = 'ECONNRESET';
      options.request.emit('error', error);
      self.removeSocket(placeholder);
      return;
    }
    debug('tunneling connection has established');
    self.sockets[self.sockets.indexOf(placeholder)] = socket;
    return cb(socket);
  }

  function onError(cause) {
    connectReq.removeAllListeners();

    debug('tunneling socket could not be established, cause=%s\n',
          cause.message, cause.stack);
    var error = new Error('tunneling socket could not be established, ' +
                          'cause=' + cause.message);
    error.code = 'ECONNRESET';
    options.request.emit('error', error);
    self.removeSocket(placeholder);
  }
};

TunnelingAgent.prototype.removeSocket = function removeSocket(socket) {
  var pos = this.sockets.indexOf(socket)
  if (pos === -1) {
    return;
  }
  this.sockets.splice(pos, 1);

  var pending = this.requests.shift();
  if (pending) {
    // If we have pending requests and a socket gets closed a new one
    // needs to be created to take over in the pool for the one that closed.
    this.createSocket(pending, function(socket) {
      pending.request.onSocket(socket);
    });
  }
};

function createSecureSocket(options, cb) {
  var self = this;
  TunnelingAgent.prototype.createSocket.call(self, options, function(socket) {
    var hostHeader = options.request.getHeader('host');
    var tlsOptions = mergeOptions({}, self.options, {
      socket: socket,
      servername: hostHeader ? hostHeader.replace(/:.*$/, '') : options.host
    });

    // 0 is dummy port for v0.6
    var secureSocket = tls.connect(0, tlsOptions);
    self.sockets[self.sockets.indexOf(socket)] = secureSocket;
    cb(secureSocket);
  });
}


function toOptions(host, port, localAddress) {
  if (typeof host === 'string') { // since v0.10
    return {
      host: host,
      port: port,
      localAddress: localAddress
    };
  }
  return host; // for v0.11 or later
}

function mergeOptions(target) {
  for (var i = 1, len = arguments.length; i < len; ++i) {
    var overrides = arguments[i];
    if (typeof overrides === 'object') {
      var keys = Object.keys(overrides);
      for (var j = 0, keyLen = keys.length; j < keyLen; ++j) {
        var k = keys[j];
        if (overrides[k] !== undefined) {
          target[k] = overrides[k];
        }
      }
    }
  }
  return target;
}


var debug;
if (process.env.NODE_DEBUG && /\btunnel\b/.test(process.env.NODE_DEBUG)) {
  debug = function() {
    var args = Array.prototype.slice.call(arguments);
    if (typeof args[0] === 'string') {
      args[0] = 'TUNNEL: ' + args[0];
    } else {
      args.unshift('TUNNEL:');
    }
    console.error.apply(console, args);
  }
} else {
  debug = function() {};
}
__webpack_unused_export__ = debug; // for test


/***/ }),

/***/ 613:
/***/ ((module) => {

"use strict";
module.exports = require("assert");

/***/ }),

/***/ 434:
/***/ ((module) => {

"use strict";
module.exports = require("events");

/***/ }),

/***/ 611:
/***/ ((module) => {

"use strict";
module.exports = require("http");

/***/ }),

/***/ 692:
/***/ ((module) => {

"use strict";
module.exports = require("https");

/***/ }),

/***/ 278:
/***/ ((module) => {

"use strict";
module.exports = require("net");

/***/ }),

/***/ 756:
/***/ ((module) => {

"use strict";
module.exports = require("tls");

/***/ }),

/***/ 23:
/***/ ((module) => {

"use strict";
module.exports = require("util");

/***/ })

/******/ 	});
/************************************************************************/
/******/ 	// The module cache
/******/ 	var __webpack_module_cache__ = {};
/******/ 	
/******/ 	// The require function
/******/ 	function __nccwpck_require__(moduleId) {
/******/ 		// Check if module is in cache
/******/ 		var cachedModule = __webpack_module_cache__[moduleId];
/******/ 		if (cachedModule !== undefined) {
/******/ 			return cachedModule.exports;
/******/ 		}
/******/ 		// Create a new module (and put it into the cache)
/******/ 		var module = __webpack_module_cache__[moduleId] = {
/******/ 			// no module.id needed
/******/ 			// no module.loaded needed
/******/ 			exports: {}
/******/ 		};
/******/ 	
/******/ 		// Execute the module function
/******/ 		var threw = true;
/******/ 		try {
/******/ 			__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 			threw = false;
/******/ 		} finally {
/******/ 			if(threw) delete __webpack_module_cache__[moduleId];
/******/ 		}
/******/ 	
/******/ 		// Return the exports of the module
/******/ 		return module.exports;
/******/ 	}
/******/ 	
/************************************************************************/
/******/ 	/* webpack/runtime/asset-relocator-loader */
/******/ 	if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = __dirname + "/";
/******/ 	
/******/ 	/* webpack/runtime/compat get default export */
/******/ 	(() => {
/******/ 		// getDefaultExport function for compatibility with non-harmony modules
/******/ 		__nccwpck_require__.n = (module) => {
/******/ 			var getter = module && module.__esModule ?
/******/ 				() => (module['default']) :
/******/ 				() => (module);
/******/ 			__nccwpck_require__.d(getter, { a: getter });
/******/ 			return getter;
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/create fake namespace object */
/******/ 	(() => {
/******/ 		var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 		var leafPrototypes;
/******/ 		// create a fake namespace object
/******/ 		// mode & 1: value is a module id, require it
/******/ 		// mode & 2: merge all properties of value into the ns
/******/ 		// mode & 4: return value when already ns object
/******/ 		// mode & 16: return value when it's Promise-like
/******/ 		// mode & 8|1: behave like require
/******/ 		__nccwpck_require__.t = function(value, mode) {
/******/ 			if(mode & 1) value = this(value);
/******/ 			if(mode & 8) return value;
/******/ 			if(typeof value === 'object' && value) {
/******/ 				if((mode & 4) && value.__esModule) return value;
/******/ 				if((mode & 16) && typeof value.then === 'function') return value;
/******/ 			}
/******/ 			var ns = Object.create(null);
/******/ 			__nccwpck_require__.r(ns);
/******/ 			var def = {};
/******/ 			leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 			for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 				Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 			}
/******/ 			def['default'] = () => (value);
/******/ 			__nccwpck_require__.d(ns, def);
/******/ 			return ns;
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/define property getters */
/******/ 	(() => {
/******/ 		// define getter functions for harmony exports
/******/ 		__nccwpck_require__.d = (exports, definition) => {
/******/ 			for(var key in definition) {
/******/ 				if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 					Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 				}
/******/ 			}
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/hasOwnProperty shorthand */
/******/ 	(() => {
/******/ 		__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/make namespace object */
/******/ 	(() => {
/******/ 		// define __esModule on exports
/******/ 		__nccwpck_require__.r = (exports) => {
/******/ 			if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 				Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 			}
/******/ 			Object.defineProperty(exports, '__esModule', { value: true });
/******/ 		};
/******/ 	})();
/******/ 	
/************************************************************************/
var __webpack_exports__ = {};
// This entry need to be wrapped in an IIFE because it need to be in strict mode.
(() => {
"use strict";

;// CONCATENATED MODULE: ./lib/step/cancellation.js
const gracePeriodMs = 500;
const lastWriteMs = 250;
class Cancellation {
    #clock;
    #stopping = new AbortController();
    #aborted = new AbortController();
    #abandoned = new AbortController();
    constructor(clock) {
        this.#clock = clock;
    }
    get cause() {
        return this.stopping.aborted ? this.stopping.reason : null;
    }
    get stopping() {
        return this.#stopping.signal;
    }
    get aborted() {
        return this.#aborted.signal;
    }
    get abandoned() {
        return this.#abandoned.signal;
    }
    stop(cause) {
        this.#stopping.abort(cause);
    }
    async cancel(cause) {
        this.stop(cause);
        await this.#clock.sleep(gracePeriodMs, this.aborted);
        this.#aborted.abort();
        await this.#clock.sleep(lastWriteMs, this.abandoned);
        this.#abandoned.abort();
    }
}

;// CONCATENATED MODULE: ./lib/step/clock.js
const systemClock = {
    now: () => Number(process.hrtime.bigint()) / 1e6,
    sleep: (ms, signal) => new Promise((resolve) => {
        if (signal.aborted)
            return resolve();
        const wake = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', wake);
            resolve();
        };
        const timer = setTimeout(wake, Math.max(0, ms));
        signal.addEventListener('abort', wake);
    }),
};
function deadlineOf(start, timeoutMs) {
    const end = start + timeoutMs;
    return { start, lastPoll: end - Math.min(2000, timeoutMs / 10), end };
}

;// CONCATENATED MODULE: ./lib/step/lifecycle.js


const maxFlushMs = 5000;
const lingerMs = 200;
async function runAsProcess(step) {
    process.exitCode = 1;
    process.stdout.on('error', () => { });
    process.stderr.on('error', () => { });
    const cancellation = new Cancellation(systemClock);
    process.on('uncaughtException', (error) => cancellation.stop({ kind: 'internal', message: String(error) }));
    for (const signal of ['SIGINT', 'SIGTERM'])
        process.on(signal, () => void cancellation.cancel({ kind: 'cancelled', signal }));
    if (await step(cancellation, systemClock))
        process.exitCode = 0;
    setTimeout(() => process.stdout.write('', leave), lingerMs).unref();
    setTimeout(leave, maxFlushMs).unref();
}
function leave() {
    if (process.getActiveResourcesInfo().some((resource) => /^(?:FSReq|CloseReq)/.test(resource)))
        process.kill(process.pid, 'SIGKILL');
    process.exit();
}

;// CONCATENATED MODULE: ./lib/step/json.js
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function json_field(value, key) {
    return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
function json_nonEmptyString(value) {
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

;// CONCATENATED MODULE: ./lib/step/errors.js
function messageOf(error) {
    if (error instanceof AggregateError)
        return messageOf(error.errors[0]);
    return error instanceof Error ? error.message : String(error);
}

;// CONCATENATED MODULE: ./lib/step/net/read-text.js

async function readText(body, maxBytes) {
    const chunks = [];
    let length = 0;
    try {
        for await (const chunk of body) {
            length += chunk.length;
            if (length > maxBytes)
                return { kind: 'flawed', cause: `the response is longer than ${maxBytes / 2 ** 20} MiB` };
            chunks.push(chunk);
        }
    }
    catch (error) {
        return { kind: 'flawed', cause: `the response is incomplete: ${messageOf(error)}` };
    }
    return { kind: 'whole', text: new TextDecoder().decode(Buffer.concat(chunks)) };
}

;// CONCATENATED MODULE: ./lib/step/version.js
const version = '0.0.0';
const userAgent = `seedance-realperson-action/${version}`;

;// CONCATENATED MODULE: ./lib/step/net/retry-after.js
function retryAfterMsOf({ 'retry-after': value, date }, wallClock) {
    if (value === undefined)
        return 0;
    const seconds = Number(value);
    if (Number.isFinite(seconds))
        return Math.max(0, seconds * 1000);
    const now = Date.parse(date ?? '') || wallClock;
    return Math.max(0, Date.parse(value) - now) || 0;
}

;// CONCATENATED MODULE: ./lib/jimmyai/failure.js
const failureKinds = (/* unused pure expression or super */ null && ([
    'unauthorized',
    'balance',
    'balance-reported',
    'balance-ambiguous',
    'rejected',
    'rejected-by-gateway',
    'redirected',
    'untrusted',
    'not-found',
    'no-endpoint',
    'not-sent',
    'unreadable-body',
    'busy',
    'unavailable',
    'server-error',
    'ambiguous',
    'unexpected',
]));
const everywhere = (verdict) => ({
    upload: verdict,
    submit: verdict,
    status: verdict,
    'batch-status': verdict,
    create: verdict,
    query: verdict,
});
const rejection = { upload: 'fail', submit: 'fail', status: 'fail', 'batch-status': 'one-by-one', create: 'fail', query: 'fail' };
const absence = { ...everywhere('stop'), status: 'not-understood', 'batch-status': 'one-by-one', query: 'missing' };
const ambiguity = { ...everywhere('retry'), submit: 'fail', create: 'fail' };
const neverCreateAgain = { ...everywhere('retry'), create: 'fail' };
const never = { submit: false, create: false };
const perhaps = { submit: true, create: true };
const perhapsVideo = { submit: false, create: true };
const nothingMore = { assetUnknown: false, noEndpoint: false };
const policies = {
    unauthorized: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
    balance: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
    'balance-reported': { verdicts: everywhere('stop'), possiblyMade: perhapsVideo, ...nothingMore },
    'balance-ambiguous': { verdicts: everywhere('stop'), possiblyMade: perhaps, ...nothingMore },
    rejected: { verdicts: rejection, possiblyMade: never, assetUnknown: true, noEndpoint: false },
    'rejected-by-gateway': { verdicts: { ...rejection, status: 'not-understood' }, possiblyMade: never, ...nothingMore },
    redirected: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
    untrusted: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
    'not-found': { verdicts: absence, possiblyMade: never, assetUnknown: true, noEndpoint: true },
    'no-endpoint': { verdicts: absence, possiblyMade: never, assetUnknown: false, noEndpoint: true },
    'not-sent': { verdicts: everywhere('retry'), possiblyMade: never, ...nothingMore },
    'unreadable-body': { verdicts: rejection, possiblyMade: never, ...nothingMore },
    busy: { verdicts: everywhere('retry'), possiblyMade: never, ...nothingMore },
    unavailable: { verdicts: neverCreateAgain, possiblyMade: perhapsVideo, ...nothingMore },
    'server-error': { verdicts: neverCreateAgain, possiblyMade: perhapsVideo, ...nothingMore },
    ambiguous: { verdicts: ambiguity, possiblyMade: perhaps, ...nothingMore },
    unexpected: {
        verdicts: { ...rejection, status: 'not-understood', 'batch-status': 'not-understood', query: 'not-understood' },
        possiblyMade: perhaps,
        ...nothingMore,
    },
};
function verdictOn(endpoint, failure) {
    return policies[failure.kind].verdicts[endpoint];
}
function isPossiblyMade(endpoint, failure) {
    return policies[failure.kind].possiblyMade[endpoint];
}
function saysAssetUnknown(failure) {
    return policies[failure.kind].assetUnknown;
}
function saysNoEndpoint(failure) {
    return policies[failure.kind].noEndpoint;
}
function failed(kind, detail) {
    return { ok: false, failure: { kind, detail, retryAfterMs: 0 } };
}

;// CONCATENATED MODULE: ./lib/jimmyai/envelope.js



const successCodes = new Set(['0', '200', '20000']);
const exhausted = [
    /余额|欠费|额度|配额|(?<![a-z]|(?:load|white)[ _-]?)(?:balance|quota)(?![a-z])|insufficient (?:funds|credit)/i,
    /(?<!(?:[Ll]oad|[Ww]hite)[ _-]?)(?:Balance|Quota)(?![a-z])/,
];
const missingTask = /任务不存在|not found/i;
function readReply(endpoint, reply, wallClock, excerpt) {
    if (reply.kind === 'lost')
        return failed('ambiguous', excerpt(reply.cause));
    if (reply.kind !== 'responded')
        return failed(reply.kind, excerpt(reply.cause));
    const { status, headers, body } = reply;
    const envelope = body.kind === 'whole' ? parseJson(body.text) : undefined;
    const code = readCode(envelope);
    const hasSuccessCode = code !== null && successCodes.has(code);
    const succeeded = status >= 200 && status < 300;
    const text = errorText(envelope, body.kind === 'whole' ? body.text : '');
    if (succeeded && hasSuccessCode)
        return { ok: true, value: { data: json_field(envelope, 'data'), msg: text } };
    const flaw = body.kind === 'flawed' ? body.cause : succeeded && code === null ? 'the response does not match the API documentation' : '';
    const head = excerpt(`HTTP ${status}${describeTarget(headers.location)}${code === null ? '' : `, code ${code}`}`);
    const detail = [head, excerpt(text) || excerpt(flaw)].filter(Boolean).join(': ');
    const retryAfterMs = retryAfterMsOf(headers, wallClock);
    const isOwnEnvelope = code !== null && !hasSuccessCode;
    const kind = kindOf({ endpoint, status, code, isOwnEnvelope, hasRetryAfter: headers['retry-after'] !== undefined, text });
    const failure = kind === 'redirected' ? { kind, detail, retryAfterMs, target: originOf(headers.location) } : { kind, detail, retryAfterMs };
    return { ok: false, failure };
}
function kindOf({ endpoint, status, code, isOwnEnvelope, hasRetryAfter, text }) {
    const succeeded = status >= 200 && status < 300;
    const isError = status >= 400 || (succeeded && code !== null);
    if (code === '20001')
        return 'unauthorized';
    if (isError && status !== 429 && exhausted.some((pattern) => pattern.test(text))) {
        if (status < 500)
            return (status === 402 || isOwnEnvelope) && code !== '-1' ? 'balance' : 'balance-reported';
        if (isOwnEnvelope)
            return 'balance-ambiguous';
    }
    const isRefusal = isError && status < 500 && status !== 429;
    if (endpoint === 'query' && isRefusal && isOwnEnvelope && missingTask.test(text))
        return 'not-found';
    if (code === '20002')
        return 'rejected';
    const isAboutVideo = endpoint === 'create' || endpoint === 'query';
    if (code === '-1' && (succeeded || status === 429 || status === 503 || isAboutVideo))
        return 'server-error';
    if (succeeded)
        return code === null ? 'ambiguous' : 'unexpected';
    return kindOfStatus(status, isOwnEnvelope, hasRetryAfter);
}
function kindOfStatus(status, isOwnEnvelope, hasRetryAfter) {
    switch (status) {
        case 401:
        case 403:
            return 'unauthorized';
        case 402:
            return 'balance';
        case 400:
        case 422:
            return isOwnEnvelope ? 'rejected' : 'rejected-by-gateway';
        case 413:
        case 415:
            return 'rejected-by-gateway';
        case 404:
            return isOwnEnvelope ? 'not-found' : 'no-endpoint';
        case 405:
            return 'no-endpoint';
        case 429:
            return 'busy';
        case 503:
            return isOwnEnvelope || hasRetryAfter ? 'unavailable' : 'ambiguous';
        default:
            if (status >= 300 && status < 400)
                return 'redirected';
            return status >= 400 && status < 500 ? 'unexpected' : 'ambiguous';
    }
}
function readCode(envelope) {
    const code = json_field(envelope, 'code');
    return typeof code === 'number' || typeof code === 'string' ? String(code) : null;
}
function errorText(envelope, body) {
    for (const key of ['msg', 'message', 'error']) {
        const text = json_nonEmptyString(json_field(envelope, key));
        if (text !== null)
            return text;
    }
    return envelope === undefined && body.length < 1000 && !body.includes('<') ? body.trim() : '';
}
function describeTarget(location) {
    return location === undefined ? '' : ` to ${location.replace(/[?#].*$/s, '')}`;
}
function originOf(location) {
    if (location === undefined || !URL.canParse(location))
        return null;
    const { origin } = new URL(location);
    return /^https?:\/\/[a-z0-9.:[\]-]+$/.test(origin) ? origin : null;
}

;// CONCATENATED MODULE: ./lib/jimmyai/api.js



const requestTimeoutMs = 30_000;
const maxResponseBytes = 1024 * 1024;
async function callApi(call, bounds, options) {
    const { endpoint, method, path } = call;
    const { clock, reporter, redactor } = options;
    const started = clock.now();
    const reply = await sendCall(call, bounds, options);
    const result = readReply(endpoint, reply, Date.now(), (text) => redactor.excerpt(text));
    const outcome = result.ok ? 'success' : `${result.failure.kind}: ${result.failure.detail}`;
    const httpStatus = reply.kind === 'responded' ? `HTTP ${reply.status}` : 'no response';
    reporter.debug(`${method} ${path}: ${httpStatus}, ${Math.round(clock.now() - started)} ms, ${outcome}`);
    return result;
}
async function sendCall(call, { deadline, signal }, { token, baseUrl, send, clock }) {
    const { endpoint, method, path, contentType, body } = call;
    const timeoutMs = Math.max(0, deadline - clock.now());
    const reply = await send({
        method,
        url: new URL(path, baseUrl),
        headers: {
            accept: 'application/json',
            authorization: `Bearer ${token}`,
            ...(contentType === undefined ? {} : { 'content-type': contentType }),
            'user-agent': userAgent,
        },
        body,
        timeoutMs: endpoint === 'upload' ? timeoutMs : Math.min(timeoutMs, requestTimeoutMs),
        idleTimeoutMs: requestTimeoutMs,
        connection: endpoint === 'submit' || endpoint === 'create' ? 'fresh' : 'kept',
        signal,
    });
    return reply.kind === 'responded' ? { ...reply, body: await readText(reply.body, maxResponseBytes) } : reply;
}
function quoteMsg({ msg }, redactor) {
    return msg === '' ? '' : ` (JimmyAI’s message: ${redactor.excerpt(msg)})`;
}

;// CONCATENATED MODULE: ./lib/jimmyai/asset.js

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,255}$/;
const idAlphabet = 'only letters, digits and . _ : - and starts with a letter or digit';
const refPattern = /^[A-Za-z0-9._~:/@%+,=-]{1,1024}$/;
function assetRefOf(asset) {
    return asset.assetRef ?? `asset://${asset.assetId}`;
}
function assetWithId(assetId) {
    return { assetId, officialId: null, assetRef: null };
}
function createAssetDecoder(redactor, warnOnce) {
    const usable = (value, pattern) => typeof value === 'string' && pattern.test(value) && !redactor.containsSecret(value) ? value : null;
    function optional(assetId, data, key, pattern, consequence) {
        const value = field(data, key) ?? '';
        if (value === '')
            return null;
        const accepted = usable(value, pattern);
        if (accepted === null)
            warnOnce(`JimmyAI sent an unusable ${key} for asset ${assetId}. ${consequence}`, `Unusable ${key}`);
        return accepted;
    }
    function decodeStatus(data) {
        const status = readStatus(data);
        switch (status?.toLowerCase()) {
            case 'active':
                return { kind: 'Active' };
            case 'failed': {
                const reason = nonEmptyString(field(data, 'error_message'));
                return { kind: 'Failed', reason: reason === null ? null : redactor.excerpt(reason) };
            }
            case 'deleted':
                return { kind: 'Deleted' };
            case 'processing':
            case 'expired':
            case undefined:
                return { kind: 'Processing' };
            default:
                warnOnce(`JimmyAI reported the unknown status “${redactor.excerpt(status ?? '')}”. Polling continues.`, 'Unknown status');
                return { kind: 'Processing' };
        }
    }
    return {
        id: (data) => usable(field(data, 'asset_id'), idPattern),
        asset: (assetId, data) => ({
            asset: {
                assetId,
                officialId: optional(assetId, data, 'official_id', idPattern, 'The output `official_id` stays empty.'),
                assetRef: optional(assetId, data, 'asset_ref', refPattern, `The action uses asset://${assetId} instead.`),
            },
            status: decodeStatus(data),
        }),
    };
}
function readStatus(data) {
    return nonEmptyString(field(data, 'status'));
}

;// CONCATENATED MODULE: ./lib/jimmyai/task.js


function createTaskDecoder(redactor, warnOnce) {
    function decodeStatus(status, data) {
        switch (status.toLowerCase()) {
            case 'queued':
            case 'pending':
            case 'submitted':
                return { kind: 'queued' };
            case 'processing':
                return { kind: 'processing' };
            case 'completed':
            case 'success':
            case 'succeeded':
                return { kind: 'completed' };
            case 'failed':
            case 'error':
            case 'canceled':
            case 'cancelled':
            case 'expired': {
                const reason = ['error_message', 'error_msg', 'reason']
                    .map((key) => json_nonEmptyString(json_field(data, key)))
                    .find((text) => text !== null);
                return { kind: 'failed', reason: reason === undefined ? null : redactor.excerpt(reason) };
            }
            default:
                warnOnce(`JimmyAI reported the unknown status “${redactor.excerpt(status)}”. Polling continues.`, 'Unknown status');
                return { kind: 'processing' };
        }
    }
    return {
        id(data) {
            const value = json_field(data, 'task_id');
            const text = Number.isSafeInteger(value) ? String(value) : value;
            return typeof text === 'string' && idPattern.test(text) && !redactor.containsSecret(text) ? text : null;
        },
        task(data) {
            const status = json_nonEmptyString(json_field(data, 'status'));
            if (status === null)
                return null;
            const progress = json_field(data, 'progress');
            return {
                status: decodeStatus(status, data),
                progress: typeof progress === 'number' && progress >= 0 && progress <= 100 ? progress : null,
                videoUrl: json_nonEmptyString(json_field(json_field(data, 'result'), 'video_url')),
                cost: decodeCost(json_field(data, 'cost')),
            };
        },
    };
}
function decodeCost(value) {
    const text = typeof value === 'number' ? String(value) : value;
    return typeof text === 'string' && /^\d{1,15}(?:\.\d{1,15})?$/.test(text) ? text : null;
}

;// CONCATENATED MODULE: ./lib/jimmyai/video-client.js




const createPath = '/api/open-api/v1/seedance/videos';
const queryPath = '/api/open-api/v1/videos/';
class JimmyAiVideoClient {
    #options;
    #decoder;
    constructor(options) {
        this.#options = options;
        this.#decoder = createTaskDecoder(options.redactor, (text, title) => options.reporter.warnOnce(text, title));
    }
    async create(request, bounds) {
        const body = { kind: 'text', text: JSON.stringify(request) };
        const call = { endpoint: 'create', method: 'POST', path: createPath, contentType: 'application/json', body };
        const result = await callApi(call, bounds, this.#options);
        if (!result.ok)
            return result;
        const { data } = result.value;
        const taskId = this.#decoder.id(data);
        return taskId === null
            ? failed('ambiguous', `the response to the creation has no usable task_id${quoteMsg(result.value, this.#options.redactor)}`)
            : { ok: true, value: { taskId, task: this.#decode(withStatus(data)) } };
    }
    async query(taskId, bounds) {
        const call = { endpoint: 'query', method: 'GET', path: `${queryPath}${encodeURIComponent(taskId)}`, body: { kind: 'none' } };
        const result = await callApi(call, bounds, this.#options);
        if (!result.ok)
            return result;
        const task = this.#decode(result.value.data);
        return task === null
            ? failed('unexpected', `the response has no status${quoteMsg(result.value, this.#options.redactor)}`)
            : { ok: true, value: task };
    }
    #decode(data) {
        const task = this.#decoder.task(data);
        const link = task?.videoUrl ?? null;
        if (link !== null && URL.canParse(link))
            this.#options.redactor.addQueryOf(link);
        return task;
    }
}
function withStatus(data) {
    return isRecord(data) ? { ...data, status: json_nonEmptyString(data['status']) ?? 'queued' } : data;
}

;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = require("node:http");
var external_node_http_default = /*#__PURE__*/__nccwpck_require__.n(external_node_http_namespaceObject);
// EXTERNAL MODULE: external "http"
var external_http_ = __nccwpck_require__(611);
var external_http_namespaceObject = /*#__PURE__*/__nccwpck_require__.t(external_http_, 2);
// EXTERNAL MODULE: external "https"
var external_https_ = __nccwpck_require__(692);
var external_https_namespaceObject = /*#__PURE__*/__nccwpck_require__.t(external_https_, 2);
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/proxy.js
function getProxyUrl(reqUrl) {
    const usingSsl = reqUrl.protocol === 'https:';
    if (checkBypass(reqUrl)) {
        return undefined;
    }
    const proxyVar = (() => {
        if (usingSsl) {
            return process.env['https_proxy'] || process.env['HTTPS_PROXY'];
        }
        else {
            return process.env['http_proxy'] || process.env['HTTP_PROXY'];
        }
    })();
    if (proxyVar) {
        try {
            return new DecodedURL(proxyVar);
        }
        catch (_a) {
            if (!proxyVar.startsWith('http://') && !proxyVar.startsWith('https://'))
                return new DecodedURL(`http://${proxyVar}`);
        }
    }
    else {
        return undefined;
    }
}
function checkBypass(reqUrl) {
    if (!reqUrl.hostname) {
        return false;
    }
    const reqHost = reqUrl.hostname;
    if (isLoopbackAddress(reqHost)) {
        return true;
    }
    const noProxy = process.env['no_proxy'] || process.env['NO_PROXY'] || '';
    if (!noProxy) {
        return false;
    }
    // Determine the request port
    let reqPort;
    if (reqUrl.port) {
        reqPort = Number(reqUrl.port);
    }
    else if (reqUrl.protocol === 'http:') {
        reqPort = 80;
    }
    else if (reqUrl.protocol === 'https:') {
        reqPort = 443;
    }
    // Format the request hostname and hostname with port
    const upperReqHosts = [reqUrl.hostname.toUpperCase()];
    if (typeof reqPort === 'number') {
        upperReqHosts.push(`${upperReqHosts[0]}:${reqPort}`);
    }
    // Compare request host against noproxy
    for (const upperNoProxyItem of noProxy
        .split(',')
        .map(x => x.trim().toUpperCase())
        .filter(x => x)) {
        if (upperNoProxyItem === '*' ||
            upperReqHosts.some(x => x === upperNoProxyItem ||
                x.endsWith(`.${upperNoProxyItem}`) ||
                (upperNoProxyItem.startsWith('.') &&
                    x.endsWith(`${upperNoProxyItem}`)))) {
            return true;
        }
    }
    return false;
}
function isLoopbackAddress(host) {
    const hostLower = host.toLowerCase();
    return (hostLower === 'localhost' ||
        hostLower.startsWith('127.') ||
        hostLower.startsWith('[::1]') ||
        hostLower.startsWith('[0:0:0:0:0:0:0:1]'));
}
class DecodedURL extends URL {
    constructor(url, base) {
        super(url, base);
        this._decodedUsername = decodeURIComponent(super.username);
        this._decodedPassword = decodeURIComponent(super.password);
    }
    get username() {
        return this._decodedUsername;
    }
    get password() {
        return this._decodedPassword;
    }
}
//# sourceMappingURL=proxy.js.map
// EXTERNAL MODULE: ./node_modules/tunnel/index.js
var tunnel = __nccwpck_require__(770);
;// CONCATENATED MODULE: ./lib/stubs/undici.js
class ProxyAgent {
    constructor() {
        throw new Error('undici is not in this bundle');
    }
}

;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/index.js
/* eslint-disable @typescript-eslint/no-explicit-any */
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};





var HttpCodes;
(function (HttpCodes) {
    HttpCodes[HttpCodes["OK"] = 200] = "OK";
    HttpCodes[HttpCodes["MultipleChoices"] = 300] = "MultipleChoices";
    HttpCodes[HttpCodes["MovedPermanently"] = 301] = "MovedPermanently";
    HttpCodes[HttpCodes["ResourceMoved"] = 302] = "ResourceMoved";
    HttpCodes[HttpCodes["SeeOther"] = 303] = "SeeOther";
    HttpCodes[HttpCodes["NotModified"] = 304] = "NotModified";
    HttpCodes[HttpCodes["UseProxy"] = 305] = "UseProxy";
    HttpCodes[HttpCodes["SwitchProxy"] = 306] = "SwitchProxy";
    HttpCodes[HttpCodes["TemporaryRedirect"] = 307] = "TemporaryRedirect";
    HttpCodes[HttpCodes["PermanentRedirect"] = 308] = "PermanentRedirect";
    HttpCodes[HttpCodes["BadRequest"] = 400] = "BadRequest";
    HttpCodes[HttpCodes["Unauthorized"] = 401] = "Unauthorized";
    HttpCodes[HttpCodes["PaymentRequired"] = 402] = "PaymentRequired";
    HttpCodes[HttpCodes["Forbidden"] = 403] = "Forbidden";
    HttpCodes[HttpCodes["NotFound"] = 404] = "NotFound";
    HttpCodes[HttpCodes["MethodNotAllowed"] = 405] = "MethodNotAllowed";
    HttpCodes[HttpCodes["NotAcceptable"] = 406] = "NotAcceptable";
    HttpCodes[HttpCodes["ProxyAuthenticationRequired"] = 407] = "ProxyAuthenticationRequired";
    HttpCodes[HttpCodes["RequestTimeout"] = 408] = "RequestTimeout";
    HttpCodes[HttpCodes["Conflict"] = 409] = "Conflict";
    HttpCodes[HttpCodes["Gone"] = 410] = "Gone";
    HttpCodes[HttpCodes["TooManyRequests"] = 429] = "TooManyRequests";
    HttpCodes[HttpCodes["InternalServerError"] = 500] = "InternalServerError";
    HttpCodes[HttpCodes["NotImplemented"] = 501] = "NotImplemented";
    HttpCodes[HttpCodes["BadGateway"] = 502] = "BadGateway";
    HttpCodes[HttpCodes["ServiceUnavailable"] = 503] = "ServiceUnavailable";
    HttpCodes[HttpCodes["GatewayTimeout"] = 504] = "GatewayTimeout";
})(HttpCodes || (HttpCodes = {}));
var Headers;
(function (Headers) {
    Headers["Accept"] = "accept";
    Headers["ContentType"] = "content-type";
})(Headers || (Headers = {}));
var MediaTypes;
(function (MediaTypes) {
    MediaTypes["ApplicationJson"] = "application/json";
})(MediaTypes || (MediaTypes = {}));
/**
 * Returns the proxy URL, depending upon the supplied url and proxy environment variables.
 * @param serverUrl  The server URL where the request will be sent. For example, https://api.github.com
 */
function lib_getProxyUrl(serverUrl) {
    const proxyUrl = pm.getProxyUrl(new URL(serverUrl));
    return proxyUrl ? proxyUrl.href : '';
}
const HttpRedirectCodes = [
    HttpCodes.MovedPermanently,
    HttpCodes.ResourceMoved,
    HttpCodes.SeeOther,
    HttpCodes.TemporaryRedirect,
    HttpCodes.PermanentRedirect
];
const HttpResponseRetryCodes = [
    HttpCodes.BadGateway,
    HttpCodes.ServiceUnavailable,
    HttpCodes.GatewayTimeout
];
const RetryableHttpVerbs = ['OPTIONS', 'GET', 'DELETE', 'HEAD'];
const ExponentialBackoffCeiling = 10;
const ExponentialBackoffTimeSlice = 5;
class HttpClientError extends Error {
    constructor(message, statusCode) {
        super(message);
        this.name = 'HttpClientError';
        this.statusCode = statusCode;
        Object.setPrototypeOf(this, HttpClientError.prototype);
    }
}
class HttpClientResponse {
    constructor(message) {
        this.message = message;
    }
    readBody() {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve) => __awaiter(this, void 0, void 0, function* () {
                let output = Buffer.alloc(0);
                this.message.on('data', (chunk) => {
                    output = Buffer.concat([output, chunk]);
                });
                this.message.on('end', () => {
                    resolve(output.toString());
                });
            }));
        });
    }
    readBodyBuffer() {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve) => __awaiter(this, void 0, void 0, function* () {
                const chunks = [];
                this.message.on('data', (chunk) => {
                    chunks.push(chunk);
                });
                this.message.on('end', () => {
                    resolve(Buffer.concat(chunks));
                });
            }));
        });
    }
}
function isHttps(requestUrl) {
    const parsedUrl = new URL(requestUrl);
    return parsedUrl.protocol === 'https:';
}
class lib_HttpClient {
    constructor(userAgent, handlers, requestOptions) {
        this._ignoreSslError = false;
        this._allowRedirects = true;
        this._allowRedirectDowngrade = false;
        this._maxRedirects = 50;
        this._allowRetries = false;
        this._maxRetries = 1;
        this._keepAlive = false;
        this._disposed = false;
        this.userAgent = this._getUserAgentWithOrchestrationId(userAgent);
        this.handlers = handlers || [];
        this.requestOptions = requestOptions;
        if (requestOptions) {
            if (requestOptions.ignoreSslError != null) {
                this._ignoreSslError = requestOptions.ignoreSslError;
            }
            this._socketTimeout = requestOptions.socketTimeout;
            if (requestOptions.allowRedirects != null) {
                this._allowRedirects = requestOptions.allowRedirects;
            }
            if (requestOptions.allowRedirectDowngrade != null) {
                this._allowRedirectDowngrade = requestOptions.allowRedirectDowngrade;
            }
            if (requestOptions.maxRedirects != null) {
                this._maxRedirects = Math.max(requestOptions.maxRedirects, 0);
            }
            if (requestOptions.keepAlive != null) {
                this._keepAlive = requestOptions.keepAlive;
            }
            if (requestOptions.allowRetries != null) {
                this._allowRetries = requestOptions.allowRetries;
            }
            if (requestOptions.maxRetries != null) {
                this._maxRetries = requestOptions.maxRetries;
            }
        }
    }
    options(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('OPTIONS', requestUrl, null, additionalHeaders || {});
        });
    }
    get(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('GET', requestUrl, null, additionalHeaders || {});
        });
    }
    del(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('DELETE', requestUrl, null, additionalHeaders || {});
        });
    }
    post(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('POST', requestUrl, data, additionalHeaders || {});
        });
    }
    patch(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('PATCH', requestUrl, data, additionalHeaders || {});
        });
    }
    put(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('PUT', requestUrl, data, additionalHeaders || {});
        });
    }
    head(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('HEAD', requestUrl, null, additionalHeaders || {});
        });
    }
    sendStream(verb, requestUrl, stream, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request(verb, requestUrl, stream, additionalHeaders);
        });
    }
    /**
     * Gets a typed object from an endpoint
     * Be aware that not found returns a null.  Other errors (4xx, 5xx) reject the promise
     */
    getJson(requestUrl_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, additionalHeaders = {}) {
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            const res = yield this.get(requestUrl, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    postJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.post(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    putJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.put(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    patchJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.patch(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    /**
     * Makes a raw http request.
     * All other methods such as get, post, patch, and request ultimately call this.
     * Prefer get, del, post and patch
     */
    request(verb, requestUrl, data, headers) {
        return __awaiter(this, void 0, void 0, function* () {
            if (this._disposed) {
                throw new Error('Client has already been disposed.');
            }
            const parsedUrl = new URL(requestUrl);
            let info = this._prepareRequest(verb, parsedUrl, headers);
            // Only perform retries on reads since writes may not be idempotent.
            const maxTries = this._allowRetries && RetryableHttpVerbs.includes(verb)
                ? this._maxRetries + 1
                : 1;
            let numTries = 0;
            let response;
            do {
                response = yield this.requestRaw(info, data);
                // Check if it's an authentication challenge
                if (response &&
                    response.message &&
                    response.message.statusCode === HttpCodes.Unauthorized) {
                    let authenticationHandler;
                    for (const handler of this.handlers) {
                        if (handler.canHandleAuthentication(response)) {
                            authenticationHandler = handler;
                            break;
                        }
                    }
                    if (authenticationHandler) {
                        return authenticationHandler.handleAuthentication(this, info, data);
                    }
                    else {
                        // We have received an unauthorized response but have no handlers to handle it.
                        // Let the response return to the caller.
                        return response;
                    }
                }
                let redirectsRemaining = this._maxRedirects;
                while (response.message.statusCode &&
                    HttpRedirectCodes.includes(response.message.statusCode) &&
                    this._allowRedirects &&
                    redirectsRemaining > 0) {
                    const redirectUrl = response.message.headers['location'];
                    if (!redirectUrl) {
                        // if there's no location to redirect to, we won't
                        break;
                    }
                    const parsedRedirectUrl = new URL(redirectUrl);
                    if (parsedUrl.protocol === 'https:' &&
                        parsedUrl.protocol !== parsedRedirectUrl.protocol &&
                        !this._allowRedirectDowngrade) {
                        throw new Error('Redirect from HTTPS to HTTP protocol. This downgrade is not allowed for security reasons. If you want to allow this behavior, set the allowRedirectDowngrade option to true.');
                    }
                    // we need to finish reading the response before reassigning response
                    // which will leak the open socket.
                    yield response.readBody();
                    // strip authorization header if redirected to a different hostname
                    if (parsedRedirectUrl.hostname !== parsedUrl.hostname) {
                        for (const header in headers) {
                            // header names are case insensitive
                            if (header.toLowerCase() === 'authorization') {
                                delete headers[header];
                            }
                        }
                    }
                    // let's make the request with the new redirectUrl
                    info = this._prepareRequest(verb, parsedRedirectUrl, headers);
                    response = yield this.requestRaw(info, data);
                    redirectsRemaining--;
                }
                if (!response.message.statusCode ||
                    !HttpResponseRetryCodes.includes(response.message.statusCode)) {
                    // If not a retry code, return immediately instead of retrying
                    return response;
                }
                numTries += 1;
                if (numTries < maxTries) {
                    yield response.readBody();
                    yield this._performExponentialBackoff(numTries);
                }
            } while (numTries < maxTries);
            return response;
        });
    }
    /**
     * Needs to be called if keepAlive is set to true in request options.
     */
    dispose() {
        if (this._agent) {
            this._agent.destroy();
        }
        this._disposed = true;
    }
    /**
     * Raw request.
     * @param info
     * @param data
     */
    requestRaw(info, data) {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve, reject) => {
                function callbackForResult(err, res) {
                    if (err) {
                        reject(err);
                    }
                    else if (!res) {
                        // If `err` is not passed, then `res` must be passed.
                        reject(new Error('Unknown error'));
                    }
                    else {
                        resolve(res);
                    }
                }
                this.requestRawWithCallback(info, data, callbackForResult);
            });
        });
    }
    /**
     * Raw request with callback.
     * @param info
     * @param data
     * @param onResult
     */
    requestRawWithCallback(info, data, onResult) {
        if (typeof data === 'string') {
            if (!info.options.headers) {
                info.options.headers = {};
            }
            info.options.headers['Content-Length'] = Buffer.byteLength(data, 'utf8');
        }
        let callbackCalled = false;
        function handleResult(err, res) {
            if (!callbackCalled) {
                callbackCalled = true;
                onResult(err, res);
            }
        }
        const req = info.httpModule.request(info.options, (msg) => {
            const res = new HttpClientResponse(msg);
            handleResult(undefined, res);
        });
        let socket;
        req.on('socket', sock => {
            socket = sock;
        });
        // If we ever get disconnected, we want the socket to timeout eventually
        req.setTimeout(this._socketTimeout || 3 * 60000, () => {
            if (socket) {
                socket.end();
            }
            handleResult(new Error(`Request timeout: ${info.options.path}`));
        });
        req.on('error', function (err) {
            // err has statusCode property
            // res should have headers
            handleResult(err);
        });
        if (data && typeof data === 'string') {
            req.write(data, 'utf8');
        }
        if (data && typeof data !== 'string') {
            data.on('close', function () {
                req.end();
            });
            data.pipe(req);
        }
        else {
            req.end();
        }
    }
    /**
     * Gets an http agent. This function is useful when you need an http agent that handles
     * routing through a proxy server - depending upon the url and proxy environment variables.
     * @param serverUrl  The server URL where the request will be sent. For example, https://api.github.com
     */
    getAgent(serverUrl) {
        const parsedUrl = new URL(serverUrl);
        return this._getAgent(parsedUrl);
    }
    getAgentDispatcher(serverUrl) {
        const parsedUrl = new URL(serverUrl);
        const proxyUrl = getProxyUrl(parsedUrl);
        const useProxy = proxyUrl && proxyUrl.hostname;
        if (!useProxy) {
            return;
        }
        return this._getProxyAgentDispatcher(parsedUrl, proxyUrl);
    }
    _prepareRequest(method, requestUrl, headers) {
        const info = {};
        info.parsedUrl = requestUrl;
        const usingSsl = info.parsedUrl.protocol === 'https:';
        info.httpModule = usingSsl ? external_https_namespaceObject : external_http_namespaceObject;
        const defaultPort = usingSsl ? 443 : 80;
        info.options = {};
        info.options.host = info.parsedUrl.hostname;
        info.options.port = info.parsedUrl.port
            ? parseInt(info.parsedUrl.port)
            : defaultPort;
        info.options.path =
            (info.parsedUrl.pathname || '') + (info.parsedUrl.search || '');
        info.options.method = method;
        info.options.headers = this._mergeHeaders(headers);
        if (this.userAgent != null) {
            info.options.headers['user-agent'] = this.userAgent;
        }
        info.options.agent = this._getAgent(info.parsedUrl);
        // gives handlers an opportunity to participate
        if (this.handlers) {
            for (const handler of this.handlers) {
                handler.prepareRequest(info.options);
            }
        }
        return info;
    }
    _mergeHeaders(headers) {
        if (this.requestOptions && this.requestOptions.headers) {
            return Object.assign({}, lowercaseKeys(this.requestOptions.headers), lowercaseKeys(headers || {}));
        }
        return lowercaseKeys(headers || {});
    }
    /**
     * Gets an existing header value or returns a default.
     * Handles converting number header values to strings since HTTP headers must be strings.
     * Note: This returns string | string[] since some headers can have multiple values.
     * For headers that must always be a single string (like Content-Type), use the
     * specialized _getExistingOrDefaultContentTypeHeader method instead.
     */
    _getExistingOrDefaultHeader(additionalHeaders, header, _default) {
        let clientHeader;
        if (this.requestOptions && this.requestOptions.headers) {
            const headerValue = lowercaseKeys(this.requestOptions.headers)[header];
            if (headerValue) {
                clientHeader =
                    typeof headerValue === 'number' ? headerValue.toString() : headerValue;
            }
        }
        const additionalValue = additionalHeaders[header];
        if (additionalValue !== undefined) {
            return typeof additionalValue === 'number'
                ? additionalValue.toString()
                : additionalValue;
        }
        if (clientHeader !== undefined) {
            return clientHeader;
        }
        return _default;
    }
    /**
     * Specialized version of _getExistingOrDefaultHeader for Content-Type header.
     * Always returns a single string (not an array) since Content-Type should be a single value.
     * Converts arrays to comma-separated strings and numbers to strings to ensure type safety.
     * This was split from _getExistingOrDefaultHeader to provide stricter typing for callers
     * that assign the result to places expecting a string (e.g., additionalHeaders[Headers.ContentType]).
     */
    _getExistingOrDefaultContentTypeHeader(additionalHeaders, _default) {
        let clientHeader;
        if (this.requestOptions && this.requestOptions.headers) {
            const headerValue = lowercaseKeys(this.requestOptions.headers)[Headers.ContentType];
            if (headerValue) {
                if (typeof headerValue === 'number') {
                    clientHeader = String(headerValue);
                }
                else if (Array.isArray(headerValue)) {
                    clientHeader = headerValue.join(', ');
                }
                else {
                    clientHeader = headerValue;
                }
            }
        }
        const additionalValue = additionalHeaders[Headers.ContentType];
        // Return the first non-undefined value, converting numbers or arrays to strings if necessary
        if (additionalValue !== undefined) {
            if (typeof additionalValue === 'number') {
                return String(additionalValue);
            }
            else if (Array.isArray(additionalValue)) {
                return additionalValue.join(', ');
            }
            else {
                return additionalValue;
            }
        }
        if (clientHeader !== undefined) {
            return clientHeader;
        }
        return _default;
    }
    _getAgent(parsedUrl) {
        let agent;
        const proxyUrl = getProxyUrl(parsedUrl);
        const useProxy = proxyUrl && proxyUrl.hostname;
        if (this._keepAlive && useProxy) {
            agent = this._proxyAgent;
        }
        if (!useProxy) {
            agent = this._agent;
        }
        // if agent is already assigned use that agent.
        if (agent) {
            return agent;
        }
        const usingSsl = parsedUrl.protocol === 'https:';
        let maxSockets = 100;
        if (this.requestOptions) {
            maxSockets = this.requestOptions.maxSockets || external_http_.globalAgent.maxSockets;
        }
        // This is `useProxy` again, but we need to check `proxyURl` directly for TypeScripts's flow analysis.
        if (proxyUrl && proxyUrl.hostname) {
            const agentOptions = {
                maxSockets,
                keepAlive: this._keepAlive,
                proxy: Object.assign(Object.assign({}, ((proxyUrl.username || proxyUrl.password) && {
                    proxyAuth: `${proxyUrl.username}:${proxyUrl.password}`
                })), { host: proxyUrl.hostname, port: proxyUrl.port })
            };
            let tunnelAgent;
            const overHttps = proxyUrl.protocol === 'https:';
            if (usingSsl) {
                tunnelAgent = overHttps ? tunnel.httpsOverHttps : tunnel.httpsOverHttp;
            }
            else {
                tunnelAgent = overHttps ? tunnel.httpOverHttps : tunnel.httpOverHttp;
            }
            agent = tunnelAgent(agentOptions);
            this._proxyAgent = agent;
        }
        // if tunneling agent isn't assigned create a new agent
        if (!agent) {
            const options = { keepAlive: this._keepAlive, maxSockets };
            agent = usingSsl ? new external_https_.Agent(options) : new external_http_.Agent(options);
            this._agent = agent;
        }
        if (usingSsl && this._ignoreSslError) {
            // we don't want to set NODE_TLS_REJECT_UNAUTHORIZED=0 since that will affect request for entire process
            // http.RequestOptions doesn't expose a way to modify RequestOptions.agent.options
            // we have to cast it to any and change it directly
            agent.options = Object.assign(agent.options || {}, {
                rejectUnauthorized: false
            });
        }
        return agent;
    }
    _getProxyAgentDispatcher(parsedUrl, proxyUrl) {
        let proxyAgent;
        if (this._keepAlive) {
            proxyAgent = this._proxyAgentDispatcher;
        }
        // if agent is already assigned use that agent.
        if (proxyAgent) {
            return proxyAgent;
        }
        const usingSsl = parsedUrl.protocol === 'https:';
        proxyAgent = new ProxyAgent(Object.assign({ uri: proxyUrl.href, pipelining: !this._keepAlive ? 0 : 1 }, ((proxyUrl.username || proxyUrl.password) && {
            token: `Basic ${Buffer.from(`${proxyUrl.username}:${proxyUrl.password}`).toString('base64')}`
        })));
        this._proxyAgentDispatcher = proxyAgent;
        if (usingSsl && this._ignoreSslError) {
            // we don't want to set NODE_TLS_REJECT_UNAUTHORIZED=0 since that will affect request for entire process
            // http.RequestOptions doesn't expose a way to modify RequestOptions.agent.options
            // we have to cast it to any and change it directly
            proxyAgent.options = Object.assign(proxyAgent.options.requestTls || {}, {
                rejectUnauthorized: false
            });
        }
        return proxyAgent;
    }
    _getUserAgentWithOrchestrationId(userAgent) {
        const baseUserAgent = userAgent || 'actions/http-client';
        const orchId = process.env['ACTIONS_ORCHESTRATION_ID'];
        if (orchId) {
            // Sanitize the orchestration ID to ensure it contains only valid characters
            // Valid characters: 0-9, a-z, _, -, .
            const sanitizedId = orchId.replace(/[^a-z0-9_.-]/gi, '_');
            return `${baseUserAgent} actions_orchestration_id/${sanitizedId}`;
        }
        return baseUserAgent;
    }
    _performExponentialBackoff(retryNumber) {
        return __awaiter(this, void 0, void 0, function* () {
            retryNumber = Math.min(ExponentialBackoffCeiling, retryNumber);
            const ms = ExponentialBackoffTimeSlice * Math.pow(2, retryNumber);
            return new Promise(resolve => setTimeout(() => resolve(), ms));
        });
    }
    _processResponse(res, options) {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve, reject) => __awaiter(this, void 0, void 0, function* () {
                const statusCode = res.message.statusCode || 0;
                const response = {
                    statusCode,
                    result: null,
                    headers: {}
                };
                // not found leads to null obj returned
                if (statusCode === HttpCodes.NotFound) {
                    resolve(response);
                }
                // get the result from the body
                function dateTimeDeserializer(key, value) {
                    if (typeof value === 'string') {
                        const a = new Date(value);
                        if (!isNaN(a.valueOf())) {
                            return a;
                        }
                    }
                    return value;
                }
                let obj;
                let contents;
                try {
                    contents = yield res.readBody();
                    if (contents && contents.length > 0) {
                        if (options && options.deserializeDates) {
                            obj = JSON.parse(contents, dateTimeDeserializer);
                        }
                        else {
                            obj = JSON.parse(contents);
                        }
                        response.result = obj;
                    }
                    response.headers = res.message.headers;
                }
                catch (err) {
                    // Invalid resource (contents not json);  leaving result obj null
                }
                // note that 3xx redirects are handled by the http layer.
                if (statusCode > 299) {
                    let msg;
                    // if exception/error in body, attempt to get better error
                    if (obj && obj.message) {
                        msg = obj.message;
                    }
                    else if (contents && contents.length > 0) {
                        // it may be the case that the exception is in the body message as string
                        msg = contents;
                    }
                    else {
                        msg = `Failed request: (${statusCode})`;
                    }
                    const err = new HttpClientError(msg, statusCode);
                    err.result = response.result;
                    reject(err);
                }
                else {
                    resolve(response);
                }
            }));
        });
    }
}
const lowercaseKeys = (obj) => Object.keys(obj).reduce((c, k) => ((c[k.toLowerCase()] = obj[k]), c), {});
//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/step/net/agent.js



function createAgent(origin, options) {
    const agent = new lib_HttpClient(undefined, [], options).getAgent(origin);
    const proxy = json_field(agent, 'proxyOptions');
    if (isRecord(proxy) && typeof proxy['host'] === 'string')
        proxy['host'] = proxy['host'].replace(/^\[(.*)\]$/, '$1');
    return agent;
}
function namesUnusableProxy(origin) {
    const url = new URL(origin);
    const variable = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
    const proxy = process.env[variable] || process.env[variable.toUpperCase()];
    if (!proxy || checkBypass(url))
        return false;
    try {
        return getProxyUrl(url) === undefined;
    }
    catch {
        return true;
    }
}
function usesProxy(origin) {
    return getProxyUrl(new URL(origin)) !== undefined;
}

;// CONCATENATED MODULE: external "node:https"
const external_node_https_namespaceObject = require("node:https");
var external_node_https_default = /*#__PURE__*/__nccwpck_require__.n(external_node_https_namespaceObject);
;// CONCATENATED MODULE: external "node:tls"
const external_node_tls_namespaceObject = require("node:tls");
;// CONCATENATED MODULE: ./lib/step/net/exchange.js




const maxBytesInFlight = 8_000_000;
const minBytesPerMs = 100;
function exchange(request, agent) {
    return new Promise((resolve) => void new Exchange(request, agent, resolve));
}
class Exchange {
    #secure;
    #request;
    #message;
    #resolve;
    #timeoutTimer;
    #idleTimer;
    #socket = null;
    #reached = false;
    #responded = false;
    #ended = false;
    #cause = null;
    #abort = () => this.#interrupt('the request was interrupted');
    constructor(request, agent, resolve) {
        const { method, url, headers, body, lookup, timeoutMs, idleTimeoutMs, signal } = request;
        this.#secure = url.protocol === 'https:';
        this.#request = request;
        this.#resolve = resolve;
        const options = { method, agent, headers: { ...headers, ...lengthOf(body) }, ...(lookup === undefined ? {} : { lookup }) };
        this.#message = (this.#secure ? (external_node_https_default()) : (external_node_http_default())).request(url, options);
        this.#timeoutTimer = setTimeout(() => this.#interrupt(`the request took longer than ${seconds(timeoutMs)}`), timeoutMs);
        this.#expectProgressWithin(idleTimeoutMs);
        this.#listen();
        signal.addEventListener('abort', this.#abort);
        if (signal.aborted)
            this.#abort();
        else
            this.#send(body);
    }
    #listen() {
        this.#message.on('socket', (socket) => this.#watch(socket));
        this.#message.on('error', (error) => this.#fail(causeOf(error)));
        this.#message.on('close', () => this.#fail(closedEarly));
        this.#message.on('response', (response) => this.#respond(response));
    }
    #watch(socket) {
        this.#socket = socket;
        const onReached = () => {
            this.#reached = true;
            this.#expectProgressWithin(this.#request.idleTimeoutMs);
        };
        const pending = socket instanceof external_node_tls_namespaceObject.TLSSocket ? !socket.authorized : socket.connecting;
        if (pending && !this.#message.reusedSocket)
            socket.once(this.#secure ? 'secureConnect' : 'connect', onReached);
        else
            onReached();
    }
    #send(body) {
        const { idleTimeoutMs } = this.#request;
        switch (body.kind) {
            case 'none':
                this.#message.end();
                return;
            case 'text':
                this.#message.end(body.text);
                return;
            case 'stream':
                stream(body.chunks, this.#message, () => this.#expectProgressWithin(idleTimeoutMs)).then(() => this.#expectProgressWithin(idleTimeoutMs + Math.min(body.length, maxBytesInFlight) / minBytesPerMs), (error) => this.#giveUp({ kind: 'unreadable-body', cause: messageOf(error) }));
        }
    }
    #respond(response) {
        if (this.#ended)
            return;
        this.#responded = true;
        this.#expectProgressWithin(this.#request.idleTimeoutMs);
        response.on('error', () => { });
        const { statusCode: status = 0, headers } = response;
        this.#resolve({
            kind: 'responded',
            status,
            headers,
            body: this.#read(response),
            close: () => this.#interrupt('the response was given up'),
        });
    }
    async *#read(response) {
        try {
            for await (const chunk of response) {
                clearTimeout(this.#idleTimer);
                yield chunk;
                this.#expectProgressWithin(this.#request.idleTimeoutMs);
            }
            if (!response.complete)
                throw new Error('the response ended early');
        }
        catch (error) {
            if (!response.complete)
                throw new Error(this.#cause ?? messageOf(error));
            for (let rest = response.read(); rest !== null; rest = response.read())
                yield rest;
        }
        finally {
            this.#end();
            if (!response.complete || !this.#message.writableEnded)
                this.#message.destroy();
        }
    }
    #expectProgressWithin(ms) {
        clearTimeout(this.#idleTimer);
        if (!this.#ended)
            this.#idleTimer = setTimeout(() => this.#interrupt(`the connection was idle for ${seconds(ms)}`), ms);
    }
    #interrupt(cause) {
        this.#fail(cause);
        this.#message.destroy();
    }
    #fail(cause) {
        this.#cause ??= cause;
        if (this.#responded)
            return;
        const isUntrusted = !this.#reached && this.#socket instanceof external_node_tls_namespaceObject.TLSSocket && Boolean(this.#socket.authorizationError);
        if (isUntrusted)
            this.#giveUp({ kind: 'untrusted', cause });
        else
            this.#giveUp({ kind: this.#reached ? 'lost' : 'not-sent', cause });
    }
    #giveUp(reply) {
        if (this.#ended)
            return;
        this.#end();
        this.#resolve(reply);
        this.#message.destroy();
    }
    #end() {
        this.#ended = true;
        clearTimeout(this.#timeoutTimer);
        clearTimeout(this.#idleTimer);
        this.#request.signal.removeEventListener('abort', this.#abort);
    }
}
function lengthOf(body) {
    switch (body.kind) {
        case 'none':
            return {};
        case 'text':
            return { 'content-length': Buffer.byteLength(body.text) };
        case 'stream':
            return { 'content-length': body.length };
    }
}
async function stream(chunks, message, progress) {
    for await (const chunk of chunks) {
        if (message.destroyed)
            return;
        await new Promise((resolve) => message.write(chunk, () => resolve()));
        progress();
    }
    message.end();
}
const closedEarly = 'the connection closed before a response came';
function causeOf(error) {
    const message = messageOf(error);
    return message === 'socket hang up' ? closedEarly : message;
}
function seconds(ms) {
    return `${Math.round(ms / 100) / 10} s`;
}

;// CONCATENATED MODULE: ./lib/step/net/sender.js




class Sender {
    #kept = new Map();
    send = async (request) => {
        try {
            return await exchange(request, this.#agentFor(request));
        }
        catch (error) {
            return { kind: 'not-sent', cause: messageOf(error) };
        }
    };
    close() {
        for (const agent of this.#kept.values())
            if (agent instanceof (external_node_http_default()).Agent)
                agent.destroy();
    }
    #agentFor({ url: { origin }, connection }) {
        if (connection === 'fresh')
            return createAgent(origin, { keepAlive: false });
        const agent = this.#kept.get(origin) ?? createAgent(origin, { keepAlive: true });
        this.#kept.set(origin, agent);
        return agent;
    }
}

;// CONCATENATED MODULE: external "os"
const external_os_namespaceObject = require("os");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function utils_toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function utils_toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/command.js


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function command_issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_namespaceObject.EOL);
}
function command_issue(name, message = '') {
    command_issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = require("crypto");
;// CONCATENATED MODULE: external "fs"
const external_fs_namespaceObject = require("fs");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function file_command_issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_namespaceObject.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_namespaceObject.appendFileSync(filePath, `${utils_toCommandValue(message)}${external_os_namespaceObject.EOL}`, {
        encoding: 'utf8'
    });
}
function file_command_prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
    const convertedValue = utils_toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_namespaceObject.EOL}${convertedValue}${external_os_namespaceObject.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
;// CONCATENATED MODULE: external "path"
const external_path_namespaceObject = require("path");
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/auth.js
var auth_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};
class BasicCredentialHandler {
    constructor(username, password) {
        this.username = username;
        this.password = password;
    }
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Basic ${Buffer.from(`${this.username}:${this.password}`).toString('base64')}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return auth_awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
class auth_BearerCredentialHandler {
    constructor(token) {
        this.token = token;
    }
    // currently implements pre-authorization
    // TODO: support preAuth = false where it hooks on 401
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Bearer ${this.token}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return auth_awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
class PersonalAccessTokenCredentialHandler {
    constructor(token) {
        this.token = token;
    }
    // currently implements pre-authorization
    // TODO: support preAuth = false where it hooks on 401
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Basic ${Buffer.from(`PAT:${this.token}`).toString('base64')}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return auth_awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
//# sourceMappingURL=auth.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/oidc-utils.js
var oidc_utils_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};



class oidc_utils_OidcClient {
    static createHttpClient(allowRetry = true, maxRetry = 10) {
        const requestOptions = {
            allowRetries: allowRetry,
            maxRetries: maxRetry
        };
        return new HttpClient('actions/oidc-client', [new BearerCredentialHandler(oidc_utils_OidcClient.getRequestToken())], requestOptions);
    }
    static getRequestToken() {
        const token = process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
        if (!token) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_TOKEN env variable');
        }
        return token;
    }
    static getIDTokenUrl() {
        const runtimeUrl = process.env['ACTIONS_ID_TOKEN_REQUEST_URL'];
        if (!runtimeUrl) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable');
        }
        return runtimeUrl;
    }
    static getCall(id_token_url) {
        return oidc_utils_awaiter(this, void 0, void 0, function* () {
            var _a;
            const httpclient = oidc_utils_OidcClient.createHttpClient();
            const res = yield httpclient
                .getJson(id_token_url)
                .catch(error => {
                throw new Error(`Failed to get ID Token. \n 
        Error Code : ${error.statusCode}\n 
        Error Message: ${error.message}`);
            });
            const id_token = (_a = res.result) === null || _a === void 0 ? void 0 : _a.value;
            if (!id_token) {
                throw new Error('Response json body do not have ID Token field');
            }
            return id_token;
        });
    }
    static getIDToken(audience) {
        return oidc_utils_awaiter(this, void 0, void 0, function* () {
            try {
                // New ID Token is requested from action service
                let id_token_url = oidc_utils_OidcClient.getIDTokenUrl();
                if (audience) {
                    const encodedAudience = encodeURIComponent(audience);
                    id_token_url = `${id_token_url}&audience=${encodedAudience}`;
                }
                debug(`ID token url is ${id_token_url}`);
                const id_token = yield oidc_utils_OidcClient.getCall(id_token_url);
                setSecret(id_token);
                return id_token;
            }
            catch (error) {
                throw new Error(`Error message: ${error.message}`);
            }
        });
    }
}
//# sourceMappingURL=oidc-utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/summary.js
var summary_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const { access, appendFile, writeFile } = external_fs_namespaceObject.promises;
const SUMMARY_ENV_VAR = 'GITHUB_STEP_SUMMARY';
const SUMMARY_DOCS_URL = 'https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-job-summary';
class Summary {
    constructor() {
        this._buffer = '';
    }
    /**
     * Finds the summary file path from the environment, rejects if env var is not found or file does not exist
     * Also checks r/w permissions.
     *
     * @returns step summary file path
     */
    filePath() {
        return summary_awaiter(this, void 0, void 0, function* () {
            if (this._filePath) {
                return this._filePath;
            }
            const pathFromEnv = process.env[SUMMARY_ENV_VAR];
            if (!pathFromEnv) {
                throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
            }
            try {
                yield access(pathFromEnv, external_fs_namespaceObject.constants.R_OK | external_fs_namespaceObject.constants.W_OK);
            }
            catch (_a) {
                throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
            }
            this._filePath = pathFromEnv;
            return this._filePath;
        });
    }
    /**
     * Wraps content in an HTML tag, adding any HTML attributes
     *
     * @param {string} tag HTML tag to wrap
     * @param {string | null} content content within the tag
     * @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
     *
     * @returns {string} content wrapped in HTML element
     */
    wrap(tag, content, attrs = {}) {
        const htmlAttrs = Object.entries(attrs)
            .map(([key, value]) => ` ${key}="${value}"`)
            .join('');
        if (!content) {
            return `<${tag}${htmlAttrs}>`;
        }
        return `<${tag}${htmlAttrs}>${content}</${tag}>`;
    }
    /**
     * Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
     *
     * @param {SummaryWriteOptions} [options] (optional) options for write operation
     *
     * @returns {Promise<Summary>} summary instance
     */
    write(options) {
        return summary_awaiter(this, void 0, void 0, function* () {
            const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
            const filePath = yield this.filePath();
            const writeFunc = overwrite ? writeFile : appendFile;
            yield writeFunc(filePath, this._buffer, { encoding: 'utf8' });
            return this.emptyBuffer();
        });
    }
    /**
     * Clears the summary buffer and wipes the summary file
     *
     * @returns {Summary} summary instance
     */
    clear() {
        return summary_awaiter(this, void 0, void 0, function* () {
            return this.emptyBuffer().write({ overwrite: true });
        });
    }
    /**
     * Returns the current summary buffer as a string
     *
     * @returns {string} string of summary buffer
     */
    stringify() {
        return this._buffer;
    }
    /**
     * If the summary buffer is empty
     *
     * @returns {boolen} true if the buffer is empty
     */
    isEmptyBuffer() {
        return this._buffer.length === 0;
    }
    /**
     * Resets the summary buffer without writing to summary file
     *
     * @returns {Summary} summary instance
     */
    emptyBuffer() {
        this._buffer = '';
        return this;
    }
    /**
     * Adds raw text to the summary buffer
     *
     * @param {string} text content to add
     * @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
     *
     * @returns {Summary} summary instance
     */
    addRaw(text, addEOL = false) {
        this._buffer += text;
        return addEOL ? this.addEOL() : this;
    }
    /**
     * Adds the operating system-specific end-of-line marker to the buffer
     *
     * @returns {Summary} summary instance
     */
    addEOL() {
        return this.addRaw(external_os_namespaceObject.EOL);
    }
    /**
     * Adds an HTML codeblock to the summary buffer
     *
     * @param {string} code content to render within fenced code block
     * @param {string} lang (optional) language to syntax highlight code
     *
     * @returns {Summary} summary instance
     */
    addCodeBlock(code, lang) {
        const attrs = Object.assign({}, (lang && { lang }));
        const element = this.wrap('pre', this.wrap('code', code), attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML list to the summary buffer
     *
     * @param {string[]} items list of items to render
     * @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
     *
     * @returns {Summary} summary instance
     */
    addList(items, ordered = false) {
        const tag = ordered ? 'ol' : 'ul';
        const listItems = items.map(item => this.wrap('li', item)).join('');
        const element = this.wrap(tag, listItems);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML table to the summary buffer
     *
     * @param {SummaryTableCell[]} rows table rows
     *
     * @returns {Summary} summary instance
     */
    addTable(rows) {
        const tableBody = rows
            .map(row => {
            const cells = row
                .map(cell => {
                if (typeof cell === 'string') {
                    return this.wrap('td', cell);
                }
                const { header, data, colspan, rowspan } = cell;
                const tag = header ? 'th' : 'td';
                const attrs = Object.assign(Object.assign({}, (colspan && { colspan })), (rowspan && { rowspan }));
                return this.wrap(tag, data, attrs);
            })
                .join('');
            return this.wrap('tr', cells);
        })
            .join('');
        const element = this.wrap('table', tableBody);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds a collapsable HTML details element to the summary buffer
     *
     * @param {string} label text for the closed state
     * @param {string} content collapsable content
     *
     * @returns {Summary} summary instance
     */
    addDetails(label, content) {
        const element = this.wrap('details', this.wrap('summary', label) + content);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML image tag to the summary buffer
     *
     * @param {string} src path to the image you to embed
     * @param {string} alt text description of the image
     * @param {SummaryImageOptions} options (optional) addition image attributes
     *
     * @returns {Summary} summary instance
     */
    addImage(src, alt, options) {
        const { width, height } = options || {};
        const attrs = Object.assign(Object.assign({}, (width && { width })), (height && { height }));
        const element = this.wrap('img', null, Object.assign({ src, alt }, attrs));
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML section heading element
     *
     * @param {string} text heading text
     * @param {number | string} [level=1] (optional) the heading level, default: 1
     *
     * @returns {Summary} summary instance
     */
    addHeading(text, level) {
        const tag = `h${level}`;
        const allowedTag = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].includes(tag)
            ? tag
            : 'h1';
        const element = this.wrap(allowedTag, text);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML thematic break (<hr>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addSeparator() {
        const element = this.wrap('hr', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML line break (<br>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addBreak() {
        const element = this.wrap('br', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML blockquote to the summary buffer
     *
     * @param {string} text quote text
     * @param {string} cite (optional) citation url
     *
     * @returns {Summary} summary instance
     */
    addQuote(text, cite) {
        const attrs = Object.assign({}, (cite && { cite }));
        const element = this.wrap('blockquote', text, attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML anchor tag to the summary buffer
     *
     * @param {string} text link text/content
     * @param {string} href hyperlink
     *
     * @returns {Summary} summary instance
     */
    addLink(text, href) {
        const element = this.wrap('a', text, { href });
        return this.addRaw(element).addEOL();
    }
}
const _summary = new Summary();
/**
 * @deprecated use `core.summary`
 */
const markdownSummary = (/* unused pure expression or super */ null && (_summary));
const summary = (/* unused pure expression or super */ null && (_summary));
//# sourceMappingURL=summary.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/path-utils.js

/**
 * toPosixPath converts the given path to the posix form. On Windows, \\ will be
 * replaced with /.
 *
 * @param pth. Path to transform.
 * @return string Posix path.
 */
function toPosixPath(pth) {
    return pth.replace(/[\\]/g, '/');
}
/**
 * toWin32Path converts the given path to the win32 form. On Linux, / will be
 * replaced with \\.
 *
 * @param pth. Path to transform.
 * @return string Win32 path.
 */
function toWin32Path(pth) {
    return pth.replace(/[/]/g, '\\');
}
/**
 * toPlatformPath converts the given path to a platform-specific path. It does
 * this by replacing instances of / and \ with the platform-specific path
 * separator.
 *
 * @param pth The path to platformize.
 * @return string The platform-specific path.
 */
function toPlatformPath(pth) {
    return pth.replace(/[/\\]/g, path.sep);
}
//# sourceMappingURL=path-utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/platform.js
var platform_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const getWindowsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout: version } = yield exec.getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Version"', undefined, {
        silent: true
    });
    const { stdout: name } = yield exec.getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Caption"', undefined, {
        silent: true
    });
    return {
        name: name.trim(),
        version: version.trim()
    };
});
const getMacOsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    var _a, _b, _c, _d;
    const { stdout } = yield exec.getExecOutput('sw_vers', undefined, {
        silent: true
    });
    const version = (_b = (_a = stdout.match(/ProductVersion:\s*(.+)/)) === null || _a === void 0 ? void 0 : _a[1]) !== null && _b !== void 0 ? _b : '';
    const name = (_d = (_c = stdout.match(/ProductName:\s*(.+)/)) === null || _c === void 0 ? void 0 : _c[1]) !== null && _d !== void 0 ? _d : '';
    return {
        name,
        version
    };
});
const getLinuxInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout } = yield exec.getExecOutput('lsb_release', ['-i', '-r', '-s'], {
        silent: true
    });
    const [name, version] = stdout.trim().split('\n');
    return {
        name,
        version
    };
});
const platform = external_os_namespaceObject.platform();
const arch = external_os_namespaceObject.arch();
const isWindows = platform === 'win32';
const isMacOS = platform === 'darwin';
const isLinux = platform === 'linux';
function getDetails() {
    return platform_awaiter(this, void 0, void 0, function* () {
        return Object.assign(Object.assign({}, (yield (isWindows
            ? getWindowsInfo()
            : isMacOS
                ? getMacOsInfo()
                : getLinuxInfo()))), { platform,
            arch,
            isWindows,
            isMacOS,
            isLinux });
    });
}
//# sourceMappingURL=platform.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/core.js
var core_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function core_setSecret(secret) {
    command_issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${path.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return file_command_issueFileCommand('OUTPUT', file_command_prepareKeyValueMessage(name, value));
    }
    process.stdout.write(external_os_namespaceObject.EOL);
    command_issueCommand('set-output', { name }, utils_toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function core_debug(message) {
    command_issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    command_issueCommand('error', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function warning(message, properties = {}) {
    command_issueCommand('warning', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + external_os_namespaceObject.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return core_awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return issueFileCommand('STATE', prepareKeyValueMessage(name, value));
    }
    issueCommand('save-state', { name }, toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return core_awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

//# sourceMappingURL=core.js.map
;// CONCATENATED MODULE: ./lib/step/advice.js
function capitalize(clause) {
    return clause.charAt(0).toUpperCase() + clause.slice(1);
}
function decapitalize(title) {
    return /^[A-Z][a-z]+[A-Z]/.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}
function inAttempts(attempts) {
    return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}
function explain({ what, next }) {
    return `${capitalize(what)}. ${next}`;
}

;// CONCATENATED MODULE: ./lib/step/redactor.js
const anyUrl = /(?:\\?\/){2}(?:[^\s"'<>\u3000-\u303f\uff00-\uffef]|'(?!\s|$))*/g;
const bareQuery = /\?(?=[^\s"'<>=]{0,100}=)(?:[^\s"'<>\u3000-\u303f\uff00-\uffef]|'(?!\s|$))*/g;
const urlCredentials = /((?:\\?\/){2})[^\s/\\?#@"'<>]+@/g;
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const shortEscapes = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const maxExcerptLength = 300;
const minSecretValueLength = 20;
const mask = '***';
class Secrets {
    #byStart = new Map();
    #startLengths = new Set();
    #firstTwo = new Set();
    add(secret) {
        const text = secret.toWellFormed();
        const inJson = JSON.stringify(text).slice(1, -1);
        for (const form of new Set([secret, encodeURIComponent(text), inJson, inJson.replaceAll('/', '\\/')].map(lowerCase))) {
            if (form === '')
                continue;
            const start = form.slice(0, 6);
            const others = this.#byStart.get(start) ?? [];
            if (others.includes(form))
                continue;
            this.#byStart.set(start, [...others, form].sort((a, b) => b.length - a.length));
            this.#startLengths.add(start.length);
            this.#firstTwo.add(twoAt(form, 0));
        }
    }
    isIn(text) {
        const lower = lowerCase(text);
        for (let index = 0; index < lower.length; index++)
            if (this.#lengthAt(lower, index) > 0)
                return true;
        return false;
    }
    maskIn(text) {
        if (this.#byStart.size === 0)
            return text;
        const lower = lowerCase(text);
        let masked = '';
        let done = 0;
        for (let index = 0; index < lower.length;) {
            const length = this.#lengthAt(lower, index);
            if (length > 0) {
                masked += text.slice(done, index) + mask;
                done = index + length;
            }
            index += Math.max(1, length);
        }
        return masked + text.slice(done);
    }
    #lengthAt(lower, index) {
        if (!this.#firstTwo.has(twoAt(lower, index)) && !this.#startLengths.has(1))
            return 0;
        let longest = 0;
        for (const startLength of this.#startLengths) {
            const found = this.#byStart.get(lower.slice(index, index + startLength))?.find((form) => lower.startsWith(form, index));
            longest = Math.max(longest, found?.length ?? 0);
        }
        return longest;
    }
}
function twoAt(text, index) {
    return (text.charCodeAt(index) << 16) | text.charCodeAt(index + 1);
}
function lowerCase(text) {
    const lower = text.toLowerCase();
    return lower.length === text.length ? lower : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
class Redactor {
    #tokens = new Secrets();
    #queries = new Secrets();
    addToken(token) {
        this.#tokens.add(token);
    }
    addQueryOf(url) {
        const { search, hash, searchParams } = new URL(url);
        for (const part of [search.slice(1), hash.slice(1)]) {
            if (/^.+=.{4}/.test(part))
                this.#queries.add(part);
        }
        for (const value of searchParams.values())
            if (value.length >= minSecretValueLength)
                this.#queries.add(value);
    }
    containsSecret(text) {
        return this.#tokens.isIn(text);
    }
    sanitize(text) {
        try {
            return escapeControls(withoutQueries(this.#queries.maskIn(this.#tokens.maskIn(text))));
        }
        catch {
            return '(a text that could not be shown)';
        }
    }
    excerpt(text) {
        return cut(this.sanitize(text), maxExcerptLength);
    }
}
function withoutQueries(text) {
    return text
        .replace(urlCredentials, '$1')
        .replace(anyUrl, (url) => url.replace(/[?#].*$/s, ''))
        .replace(bareQuery, '');
}
function escapeControls(text) {
    return text
        .replace(unprintable, (character) => shortEscapes[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`)
        .replace(/##(?=\[)/g, '## ');
}
function cut(text, maxLength) {
    const characters = [...text];
    return characters.length > maxLength ? `${characters.slice(0, maxLength).join('')}…` : text;
}

;// CONCATENATED MODULE: ./lib/step/annotations.js

const maxAnnotationLength = 4096;
const maxLineLength = 1600;
const roomForRest = 100;
function cutLine(line) {
    return cut(line, maxLineLength);
}
function fitAnnotation(lines, end) {
    const shown = [];
    let length = end.join('\n').length;
    for (const line of lines) {
        length += line.length + 1;
        if (length > maxAnnotationLength - roomForRest)
            break;
        shown.push(line);
    }
    if (shown.length < lines.length)
        shown.push(`… and ${lines.length - shown.length} more: see the log.`);
    return [...shown, ...end].join('\n');
}

;// CONCATENATED MODULE: ./lib/step/help-page.js
function helpUrlOf(failure, environment = process.env) {
    const { GITHUB_SERVER_URL: server = '', GITHUB_ACTION_REPOSITORY: repository = '', GITHUB_ACTION_REF: ref = '' } = environment;
    const isPlain = /^https?:\/\/[\w.:-]+(?:\/[\w./-]*)?$/.test(server) && /^[\w.-]+\/[\w.-]+$/.test(repository) && /^[\w./-]+$/.test(ref);
    const view = environment['GITEA_ACTIONS'] === 'true' ? 'src' : 'blob';
    return isPlain ? `${server}/${repository}/${view}/${ref}/docs/troubleshooting.md#${failure}` : null;
}
function helpLinkTo(failure) {
    const url = helpUrlOf(failure);
    return url === null ? '' : ` [Troubleshooting](${url})`;
}

;// CONCATENATED MODULE: ./lib/step/markdown.js
function escapeMarkdown(text) {
    return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~@:$^="'/]/g, '\\$&');
}
function foldedInputs(inputs) {
    const rows = inputs.map(([name, value]) => `| \`${name}\` | ${value} |`).join('\n');
    return `<details><summary>Inputs</summary>\n\n| Input | Value |\n| :-- | :-- |\n${rows}\n\n</details>`;
}

;// CONCATENATED MODULE: ./lib/step/invalid-inputs.js




const maxListed = 20;
async function reportInvalidInputs(step, problems, { log, outputs, redactor }) {
    const lines = problems.map(({ input, text }) => `${input}: ${asSentence(text)}`);
    const title = problems.length === 1 ? 'Invalid input' : `${problems.length} invalid inputs`;
    outputs.write(new Map([['failure', 'invalid-input']]));
    log.writeSummary(invalidInputsSummary(`${step}: ${decapitalize(title)}`, lines, redactor));
    log.error(title, 'invalid-input', ['The step sent nothing.', ...lines]);
    return false;
}
function invalidInputsSummary(heading, problems, redactor) {
    const list = problems.slice(0, maxListed).map((problem) => `- ${escapeMarkdown(cutLine(redactor.sanitize(problem)))}`);
    if (problems.length > list.length)
        list.push(`- … and ${problems.length - list.length} more: see the log.`);
    return `### ❌ ${heading}\n\n**What to do next**\n\nThe step sent nothing. Correct these inputs, then run again.${helpLinkTo('invalid-input')}\n\n${list.join('\n')}\n`;
}
function asSentence(text) {
    return /(?:[.?]|:\/\/\S+)$/.test(text) ? text : `${text}.`;
}

;// CONCATENATED MODULE: ./lib/step/mask-token.js

function tokenIn(text) {
    return text.trim().replace(/^bearer(?:\s+|$)/i, '');
}
function maskToken(input, redactor) {
    for (const secret of new Set([input, input.trim(), tokenIn(input)])) {
        if (secret.trim() === '')
            continue;
        core_setSecret(secret);
        redactor.addToken(secret);
    }
}

;// CONCATENATED MODULE: ./lib/step/output-file.js


class OutputFile {
    #written = new Map();
    #problem = null;
    get problem() {
        return this.#problem;
    }
    write(outputs) {
        for (const [name, value] of outputs) {
            if ((this.#written.get(name) ?? '') === value)
                continue;
            try {
                setOutput(name, value);
                this.#written.set(name, value);
            }
            catch (error) {
                this.#problem = messageOf(error);
            }
        }
    }
}

;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = require("node:fs");
;// CONCATENATED MODULE: ./lib/step/duration.js
const units = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };
const pattern = /^(?=\S)(?:(?<h>\d+(?:\.\d+)?) *h)? *(?:(?<min>\d+(?:\.\d+)?) *m(?:in)?)? *(?:(?<s>\d+(?:\.\d+)?) *s)? *(?:(?<ms>\d+(?:\.\d+)?) *ms)?(?<=\S)$/;
function parseDuration(text) {
    if (/^\d+(?:\.\d+)?$/.test(text))
        return Number(text) * 1000;
    const amounts = Object.entries(pattern.exec(text)?.groups ?? {}).filter(([, amount]) => amount !== undefined);
    if (amounts.length === 0)
        return null;
    return amounts.reduce((sum, [unit, amount]) => sum + Number(amount) * (units[unit] ?? Number.NaN), 0);
}
function formatDuration(ms) {
    if (Math.round(ms) < 1000)
        return `${Math.max(0, Math.round(ms))} ms`;
    if (ms < 9_950)
        return `${Math.round(ms / 100) / 10} s`;
    const seconds = Math.round(ms / 1000);
    if (seconds < 60)
        return `${seconds} s`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60)
        return join(`${minutes} min`, seconds % 60, 's');
    return join(`${Math.floor(minutes / 60)} h`, minutes % 60, 'min');
}
function join(large, rest, unit) {
    return rest === 0 ? large : `${large} ${rest} ${unit}`;
}

;// CONCATENATED MODULE: ./lib/step/step-log.js






const signOfLifeMs = 30_000;
class StepLog {
    #redactor;
    #clock;
    #said = new Set();
    constructor(redactor, clock) {
        this.#redactor = redactor;
        this.#clock = clock;
    }
    info(text) {
        info(this.#redactor.sanitize(text));
    }
    debug(text) {
        core_debug(this.#redactor.sanitize(text));
    }
    infoOnce(text) {
        this.#once(text, () => this.info(text));
    }
    warnOnce(text, title) {
        this.#once(text, () => warning(this.#redactor.sanitize(text), { title }));
    }
    error(title, failure, lines) {
        const shown = lines.map((line) => cutLine(this.#redactor.sanitize(line)));
        const helpUrl = helpUrlOf(failure);
        const help = helpUrl === null ? [] : [`Troubleshooting: ${helpUrl}`];
        for (const line of [...shown, ...help])
            info(line);
        error(fitAnnotation(shown, help), { title: this.#redactor.sanitize(title) });
    }
    writeSummary(summary) {
        const file = process.env['GITHUB_STEP_SUMMARY'] ?? '';
        if (file === '')
            return;
        try {
            appendToFile(file, summary);
        }
        catch (error) {
            this.warnOnce(`The job summary could not be written: ${messageOf(error)}`, 'Job summary not written');
        }
    }
    async showSignsOfLifeDuring(work, { start, end }, progress) {
        const done = new AbortController();
        const signs = async () => {
            for (;;) {
                await this.#clock.sleep(signOfLifeMs, done.signal);
                if (done.signal.aborted)
                    return;
                const now = this.#clock.now();
                this.info(`${progress()} (${formatDuration(now - start)} elapsed, ${formatDuration(end - now)} left)`);
            }
        };
        void signs();
        await work.finally(() => done.abort());
    }
    #once(text, say) {
        if (this.#said.has(text))
            return;
        this.#said.add(text);
        say();
    }
}
function appendToFile(file, text) {
    const descriptor = (0,external_node_fs_namespaceObject.openSync)(file, external_node_fs_namespaceObject.constants.O_WRONLY | external_node_fs_namespaceObject.constants.O_APPEND | (external_node_fs_namespaceObject.constants.O_NONBLOCK ?? 0));
    try {
        if (!(0,external_node_fs_namespaceObject.fstatSync)(descriptor).isFile())
            throw new Error(`“${file}” is not a regular file`);
        (0,external_node_fs_namespaceObject.writeFileSync)(descriptor, text);
    }
    finally {
        (0,external_node_fs_namespaceObject.closeSync)(descriptor);
    }
}

;// CONCATENATED MODULE: ./lib/step/run-step.js








async function runStep({ title, readInputs, resolvePlan, carryOut, adviceOnCause }, cancellation, clock) {
    const startedAt = clock.now();
    const redactor = new Redactor();
    const context = { clock, startedAt, cancellation, redactor, log: new StepLog(redactor, clock), outputs: new OutputFile() };
    try {
        maskToken(getInput('token', { trimWhitespace: false }), redactor);
        const inputs = readInputs((name) => getInput(name, { trimWhitespace: false }));
        const plan = await resolvePlan(inputs, {
            workspace: process.env['GITHUB_WORKSPACE'] || process.cwd(),
            outputFile: process.env['GITHUB_OUTPUT'] ?? '',
            clock,
            startedAt,
            signal: cancellation.stopping,
            abandoned: cancellation.abandoned,
        });
        if (!('problems' in plan))
            return await carryOut(plan, inputs, context);
        const { cause } = cancellation;
        return cause === null ? await reportInvalidInputs(title, plan.problems, context) : reportFailure(adviceOnCause(cause), context);
    }
    catch (error) {
        return reportFailure(adviceOnCause({ kind: 'internal', message: messageOf(error) }), context);
    }
}
function adviceOnOutsideCause(cause) {
    switch (cause.kind) {
        case 'cancelled':
            return {
                word: 'cancelled',
                title: 'Cancelled',
                what: `the job was cancelled (${cause.signal})`,
                next: 'Run the job again when you want to continue.',
            };
        case 'internal':
            return {
                word: 'internal',
                title: 'Internal error',
                what: `the action hit an internal error: ${cause.message}`,
                next: 'Please report this error.',
            };
    }
}
function reportFailure(advice, { log, outputs }) {
    outputs.write(new Map([['failure', advice.word]]));
    log.error(advice.title, advice.word, [explain(advice)]);
    return false;
}

;// CONCATENATED MODULE: ./lib/jimmyai/failure-advice.js
function commonAdviceOn(failure) {
    switch (failure.kind) {
        case 'unauthorized':
            return {
                word: 'token',
                title: 'JimmyAI rejected the API key',
                what: `JimmyAI rejected the API key: ${failure.detail}`,
                next: 'Check the secret behind `token`. It must hold a valid API key of the service at `base-url`.',
            };
        case 'balance':
        case 'balance-reported':
        case 'balance-ambiguous':
            return {
                word: 'balance',
                title: 'JimmyAI balance exhausted',
                what: `the balance of the JimmyAI account or the quota of the API key is exhausted: ${failure.detail}`,
                next: 'Top up the account or raise the quota of the API key, then run again.',
            };
        case 'redirected':
            return {
                word: 'base-url',
                title: 'JimmyAI redirected the request',
                what: `JimmyAI redirected the request: ${failure.detail}`,
                next: failure.target === null
                    ? 'Set `base-url` to the address at which JimmyAI responds.'
                    : `If you trust that address, set \`base-url\` to ${failure.target}. The action never sends the token to a redirect target.`,
            };
        case 'untrusted':
            return {
                word: 'certificate',
                title: 'Certificate not trusted',
                what: `Node.js does not trust the certificate of the service: ${failure.detail}`,
                next: 'Check `base-url`. If the service or a proxy uses a private CA, set the environment variable NODE_EXTRA_CA_CERTS to the PEM file of that CA.',
            };
        case 'no-endpoint':
        case 'not-found':
            return {
                word: 'base-url',
                title: 'Not the JimmyAI API',
                what: `the service has no such endpoint: ${failure.detail}`,
                next: 'Check `base-url`. It must be the scheme and host of the JimmyAI API, such as https://www.jimmyai.cn.',
            };
        case 'rejected':
        case 'rejected-by-gateway':
        case 'not-sent':
        case 'unreadable-body':
        case 'busy':
        case 'unavailable':
        case 'server-error':
        case 'ambiguous':
        case 'unexpected':
            return null;
    }
}
function adviceOnStop(failure) {
    return (commonAdviceOn(failure) ?? {
        word: 'internal',
        title: 'Internal error',
        what: `a request to JimmyAI failed: ${failure.detail}`,
        next: 'Please report this error.',
    });
}
function topUpHint(failure) {
    return commonAdviceOn(failure)?.word === 'balance' ? ' Top up the account, or raise the quota of the API key.' : '';
}

;// CONCATENATED MODULE: ./lib/video/advice.js





function adviceOn(video, ending) {
    const { state } = video;
    const isOwn = video.createdAt !== null;
    switch (state.kind) {
        case 'downloaded':
            return null;
        case 'failed':
            return adviceOnFailed(state.failure, state.taskId, isOwn);
        case 'uncreated':
            return adviceOnUncreated(ending);
        case 'waiting':
        case 'completed':
            if (ending.cause !== null)
                return adviceOnStopped(ending.cause, goOnWith(state.taskId, isOwn));
            return ending.wait ? adviceOnTimeout(video, goOnWith(state.taskId, isOwn), ending.timeoutMs) : null;
    }
}
function adviceOnCause(cause) {
    switch (cause.kind) {
        case 'cancelled':
        case 'internal':
            return adviceOnOutsideCause(cause);
        case 'failure':
            return adviceOnStop(cause.failure);
    }
}
function goOnWith(taskId, isOwn) {
    const how = isOwn
        ? `replace the inputs that describe the video with \`task-id: ${taskId}\` and run again`
        : `run again with \`task-id: ${taskId}\``;
    return `The video is created and paid for. To get the video, ${how} within about three days. This costs nothing.`;
}
function adviceOnUncreated({ cause, timeoutMs }) {
    if (cause === null) {
        return {
            word: 'timeout',
            title: 'Not created in time',
            what: `the video was not created within ${formatDuration(timeoutMs)}`,
            next: 'Nothing was created or paid for. Run again later, or set a longer `timeout`.',
        };
    }
    const advice = adviceOnCause(cause);
    if (cause.kind === 'internal')
        return { ...advice, next: `${advice.next} Before you run again, check the video list in the JimmyAI console.` };
    return { ...advice, what: `the video was not created because ${advice.what}`, next: `Nothing was created or paid for. ${advice.next}` };
}
function adviceOnStopped(cause, goOn) {
    const advice = adviceOnCause(cause);
    const hint = cause.kind === 'cancelled' ? '' : `${advice.next} `;
    return { ...advice, what: `waiting for the video stopped because ${advice.what}`, next: `${hint}${goOn}` };
}
function adviceOnTimeout({ state, queryFailure, downloadFailure }, goOn, timeoutMs) {
    const waited = formatDuration(timeoutMs);
    if (state.kind === 'completed') {
        const last = downloadFailure === null ? '' : `. The last download failed: ${downloadFailure}`;
        return {
            word: downloadFailure === null ? 'timeout' : 'download',
            title: 'Not downloaded in time',
            what: `JimmyAI completed the video, but the download did not finish within ${waited}${last}`,
            next: goOn,
        };
    }
    const last = queryFailure === null ? '' : `. The last query failed: ${queryFailure.detail}`;
    return {
        word: 'timeout',
        title: `Not completed after ${waited}`,
        what: `JimmyAI did not complete the video within ${waited}${last}`,
        next: `A longer \`timeout\` gives JimmyAI more time. ${goOn}`,
    };
}
function adviceOnFailed(failure, taskId, isOwn) {
    const goOn = taskId === null ? '' : goOnWith(taskId, isOwn);
    switch (failure.kind) {
        case 'call':
            return failure.endpoint === 'create'
                ? adviceOnCreation(failure.cause, failure.attempts)
                : adviceOnQuery(failure.cause, failure.attempts, isOwn, goOn);
        case 'failed-at-service':
            return {
                word: 'failed',
                title: 'JimmyAI could not make the video',
                what: `JimmyAI could not make the video${failure.reason === null ? ' and gave no reason' : `: ${failure.reason}`}`,
                next: 'If the reason names the prompt or an image, change `prompt` or `images`. Check in the JimmyAI console whether the video was charged. Running again creates and pays for another video.',
            };
        case 'no-link':
            return {
                word: 'download',
                title: 'Completed without a link',
                what: 'JimmyAI completed the video but gave no usable download link',
                next: `Wait a few minutes. ${goOn}`,
            };
        case 'download':
            return {
                word: 'download',
                title: 'Video not downloaded',
                what: `the video could not be downloaded: ${failure.detail}`,
                next: goOn,
            };
        case 'file':
            return {
                word: 'download',
                title: 'File not writable',
                what: `the video file could not be written: ${failure.detail}`,
                next: `Free disk space, or set another \`file\`. ${goOn}`,
            };
    }
}
function adviceOnCreation(failure, attempts) {
    if (isPossiblyMade('create', failure)) {
        return {
            word: 'possibly-created',
            title: 'Possibly created',
            what: `a video is possibly created and paid for: ${failure.detail}`,
            next: `Don’t re-run yet: that could pay for a second video.${topUpHint(failure)} Check the video list in the JimmyAI console, and whether the \`used_quota\` of the API key has grown. If the video exists, set \`task-id\` to its ID. If not, run again.`,
        };
    }
    const common = commonAdviceOn(failure);
    if (common !== null)
        return common;
    const what = `JimmyAI did not create the video (${inAttempts(attempts)}): ${failure.detail}`;
    switch (verdictOn('create', failure)) {
        case 'retry':
            return failure.kind === 'busy'
                ? { word: 'busy', title: 'JimmyAI is busy', what, next: 'Nothing was created or paid for. Run again later.' }
                : {
                    word: 'unreachable',
                    title: 'JimmyAI not reached',
                    what,
                    next: 'Nothing was created or paid for. Check `base-url`, the network and the proxy, then run again.',
                };
        case 'stop':
        case 'fail':
            return {
                word: 'rejected',
                title: 'JimmyAI rejected the creation',
                what: `JimmyAI rejected the creation: ${failure.detail}`,
                next: 'Nothing was created or paid for. Fix the reported problem, usually in `prompt` or `images` (each asset must be Active in the account of `token`). Then run again.',
            };
    }
}
function adviceOnQuery(failure, attempts, isOwn, goOn) {
    switch (verdictOn('query', failure)) {
        case 'missing':
            return {
                word: 'not-found',
                title: 'Video task not found',
                what: `JimmyAI doesn’t recognize the task ID (${inAttempts(attempts)}): ${failure.detail}`,
                next: isOwn ? goOn : 'Check the task ID. Use the `token` and `base-url` with which the video was created.',
            };
        case 'stop': {
            const advice = adviceOnStop(failure);
            return { ...advice, next: `${advice.next} ${goOn}` };
        }
        case 'fail':
            return {
                word: 'rejected',
                title: 'JimmyAI rejected the query',
                what: `JimmyAI rejected the query: ${failure.detail}`,
                next: goOn,
            };
        case 'retry':
        case 'not-understood':
            return {
                word: 'not-understood',
                title: 'Status not understood',
                what: `JimmyAI’s response contains no valid status (${inAttempts(attempts)}): ${failure.detail}`,
                next: goOn,
            };
    }
}

;// CONCATENATED MODULE: external "node:dns"
const external_node_dns_namespaceObject = require("node:dns");
var external_node_dns_default = /*#__PURE__*/__nccwpck_require__.n(external_node_dns_namespaceObject);
;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = require("node:net");
;// CONCATENATED MODULE: ./lib/step/net/public-host.js



const notPublic = {
    ipv4: [
        ['0.0.0.0', 8],
        ['10.0.0.0', 8],
        ['100.64.0.0', 10],
        ['127.0.0.0', 8],
        ['169.254.0.0', 16],
        ['172.16.0.0', 12],
        ['192.0.0.0', 24],
        ['192.168.0.0', 16],
        ['198.18.0.0', 15],
        ['240.0.0.0', 4],
    ],
    ipv6: [
        ['::', 96],
        ['64:ff9b::', 96],
        ['fc00::', 7],
        ['fe80::', 10],
        ['fec0::', 10],
    ],
};
function isLoopback(hostname) {
    return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
function isPrivateHost(hostname) {
    if (hostname.startsWith('['))
        return isPrivateAddress(hostname.slice(1, -1));
    if (/^\d+(?:\.\d+){3}$/.test(hostname))
        return isPrivateAddress(hostname);
    const host = hostname.replace(/\.$/, '');
    return host === 'localhost' || host.endsWith('.localhost');
}
function isPrivateAddress(address) {
    const list = new external_node_net_namespaceObject.BlockList();
    for (const [network, prefix] of notPublic.ipv4)
        list.addSubnet(network, prefix, 'ipv4');
    for (const [network, prefix] of notPublic.ipv6)
        list.addSubnet(network, prefix, 'ipv6');
    return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}
function lookupFor(url) {
    return usesProxy(url.origin) || isLoopback(url.hostname) ? (external_node_dns_default()).lookup : lookupPublic;
}
const lookupPublic = (hostname, options, callback) => {
    external_node_dns_default().lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error !== null)
            return callback(error, []);
        if (addresses.some(({ address }) => isPrivateAddress(address))) {
            return callback(new Error(`${hostname} resolves to a private address`), []);
        }
        const [first] = addresses;
        if (options.all === true || first === undefined)
            callback(null, addresses);
        else
            callback(null, first.address, first.family);
    });
};

;// CONCATENATED MODULE: ./lib/jimmyai/account.js


const defaultBaseUrl = 'https://www.jimmyai.cn';
function parseToken(text) {
    const token = tokenIn(text);
    if (token === '')
        return {
            problem: 'missing. Save the JimmyAI API key as a repository secret named JIMMYAI_TOKEN, and set token to ${{ secrets.JIMMYAI_TOKEN }}. Pull requests from forks get no secrets',
        };
    return /^[!-~]+$/.test(token)
        ? { value: token }
        : { problem: 'contains white space or characters that no API key has. Copy the key again' };
}
function parseOrigin(text) {
    const url = URL.canParse(text) ? new URL(text) : null;
    const isBareOrigin = url !== null && url.pathname === '/' && !/[?#]/.test(text) && url.username === '' && url.password === '';
    if (!isBareOrigin)
        return { problem: `must be a scheme and host only, such as ${defaultBaseUrl}` };
    const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
    return isSafe ? { value: url.origin } : { problem: 'must start with https://. Otherwise the token would travel unencrypted' };
}

;// CONCATENATED MODULE: ./lib/jimmyai/public-url.js

function problemWithPublicUrl(text, alternative) {
    if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
        return 'must be an absolute http(s) URL, such as https://example.com/portrait.jpg';
    }
    const url = new URL(text);
    if (url.username !== '' || url.password !== '') {
        return `contains a user name or password, which JimmyAI would receive. Use a URL without them, or ${alternative}`;
    }
    if (isPrivateHost(url.hostname)) {
        return `points to a host that JimmyAI can’t reach. Use a public URL, or ${alternative}`;
    }
    const blob = /^\/([^/]+\/[^/]+)\/blob\/(.+)$/.exec(url.pathname);
    if (/^(?:www\.)?github\.com\.?$/.test(url.hostname) && blob !== null) {
        return `this is a web page that shows the image. Write https://raw.githubusercontent.com/${blob[1]}/${blob[2]}`;
    }
    return null;
}

;// CONCATENATED MODULE: ./lib/step/fields.js

function parseDurationWithin(text, fallback, [min, max]) {
    const ms = parseDuration(text || fallback);
    const isWithin = ms !== null && ms >= (parseDuration(min) ?? 0) && ms <= (parseDuration(max) ?? 0);
    return isWithin ? { value: ms } : { problem: `“${text}” is not a duration from ${min} to ${max}. Write a duration such as ${fallback}` };
}
function parseBoolean(text, fallback) {
    if (text === '')
        return { value: fallback };
    if (/^(?:true|True|TRUE)$/.test(text))
        return { value: true };
    if (/^(?:false|False|FALSE)$/.test(text))
        return { value: false };
    return { problem: `must be true or false, not “${text}”` };
}
const hintForEmptyExpression = 'An expression such as ${{ steps.ID.outputs.NAME }} is empty if that step was skipped, has no such output, or has a different ID';

;// CONCATENATED MODULE: ./lib/step/problem.js
class ProblemList {
    #problems = [];
    get problems() {
        return this.#problems;
    }
    add(input, text) {
        if (!this.#problems.some((problem) => problem.input === input && problem.text === text))
            this.#problems.push({ input, text });
    }
    addAll(problems) {
        for (const { input, text } of problems)
            this.add(input, text);
    }
    take(input, parsed) {
        if ('value' in parsed)
            return parsed.value;
        this.add(input, parsed.problem);
        return null;
    }
}

;// CONCATENATED MODULE: ./lib/video/inputs.js






const creationInputs = ['prompt', 'images', 'model', 'duration', 'resolution', 'ratio', 'extra'];
const maxPromptLength = 5000;
const ownFields = ['model', 'prompt', 'duration', 'resolution', 'ratio', 'images'];
function readInputs(getInput) {
    const get = (name) => getInput(name).trim();
    const list = new ProblemList();
    const token = list.take('token', parseToken(getInput('token')));
    const wait = list.take('wait', parseBoolean(get('wait'), true));
    return {
        token,
        task: get('task-id') === '' ? readCreation(get, token, list) : readGiven(get, wait, token, list),
        file: get('file') || 'video.mp4',
        timeoutMs: list.take('timeout', parseDurationWithin(get('timeout'), '30m', ['1s', '6h'])),
        pollIntervalMs: list.take('poll-interval', parseDurationWithin(get('poll-interval'), '10s', ['100ms', '1h'])),
        wait,
        baseUrl: list.take('base-url', parseOrigin(get('base-url') || defaultBaseUrl)),
        problems: list.problems,
    };
}
function readGiven(get, wait, token, list) {
    const taskId = get('task-id');
    for (const input of creationInputs) {
        if (get(input) !== '')
            list.add(input, 'must be empty if task-id is set, because task-id gets an existing video');
    }
    if (wait === false)
        list.add('wait', 'must be true with task-id, because the step has nothing else to do');
    if (idPattern.test(taskId) && (token === null || !taskId.includes(token)))
        return { kind: 'given', taskId };
    list.add('task-id', `not a valid task ID, which has ${idAlphabet}. Copy the output task_id of an earlier run`);
    return null;
}
function readCreation(get, token, list) {
    if (creationInputs.every((input) => get(input) === '')) {
        list.add('task-id, prompt, images', `all are empty. Set prompt and images to create a video, or task-id to get an existing video. ${hintForEmptyExpression}`);
        return null;
    }
    const extra = list.take('extra', parseExtra(get('extra')));
    const frames = extra === null ? [] : ['first_image', 'last_image'].filter((key) => Object.hasOwn(extra, key));
    const images = frames.length > 0 ? checkNoImages(get('images'), frames, list) : readImages(get('images'), list);
    const request = {
        model: list.take('model', parseWord(get('model'), 'seedance2.0-sp', /^[A-Za-z0-9._-]{1,64}$/)),
        prompt: list.take('prompt', parsePrompt(get('prompt'))),
        duration: list.take('duration', parseSeconds(get('duration'))),
        resolution: list.take('resolution', parseWord(get('resolution'), '720p', /^[A-Za-z0-9]{1,16}$/)),
        ratio: list.take('ratio', parseWord(get('ratio'), '16:9', /^(?:\d{1,4}:\d{1,4}|[A-Za-z]{1,16})$/)),
    };
    if (token !== null) {
        for (const input of creationInputs)
            if (get(input).includes(token))
                list.add(input, 'contains the token. Remove it');
    }
    const { model, prompt, duration, resolution, ratio } = request;
    if (model === null || prompt === null || duration === null || resolution === null || ratio === null || extra === null)
        return null;
    return { kind: 'create', request: { model, prompt, duration, resolution, ratio, ...(images === null ? {} : { images }), extra } };
}
function checkNoImages(text, frames, list) {
    if (text !== '')
        list.add('images', `must be empty with ${frames.join(' and ')} in extra`);
    return null;
}
function parsePrompt(prompt) {
    if (prompt === '')
        return { problem: 'missing. Describe the video, or set task-id to get an existing video' };
    const length = [...prompt].length;
    if (length > maxPromptLength)
        return { problem: `has ${length} characters. JimmyAI accepts up to ${maxPromptLength}` };
    if (/[^\P{Cc}\n\r\t]|\p{Cs}/u.test(prompt))
        return { problem: 'contains a control character. Remove it' };
    return { value: prompt };
}
function readImages(text, list) {
    const images = text.startsWith('[')
        ? parseJsonStrings(text)
        : text
            .split(/\r?\n/)
            .map((line) => line.trim())
            .filter(Boolean);
    if (images === null)
        list.add('images', 'must be a JSON array of strings, or one reference per line');
    if (images?.length === 0) {
        list.add('images', 'missing. Pass the output asset_refs of the portrait step. If that output is [], no portrait is Active');
    }
    for (const [index, image] of (images ?? []).entries()) {
        const isRepeated = images?.indexOf(image) !== index;
        const problem = problemWithImage(image) ?? (isRepeated ? 'repeats an earlier entry. Remove one of them' : null);
        if (problem !== null)
            list.add(`images[${index}]`, problem);
    }
    return images;
}
function problemWithImage(image) {
    if (!/^asset:/i.test(image))
        return problemWithPublicUrl(image, 'an asset:// reference');
    return /^asset:\/\/./.test(image) && refPattern.test(image) ? null : 'not a valid asset:// reference. Copy it from the output asset_refs';
}
function parseJsonStrings(text) {
    const value = parseJson(text);
    if (!Array.isArray(value))
        return null;
    const strings = value.filter((entry) => typeof entry === 'string');
    return strings.length === value.length ? strings : null;
}
function parseExtra(text) {
    if (text === '')
        return { value: {} };
    const value = parseJson(text);
    if (!isRecord(value))
        return { problem: 'must be a JSON object, such as {"reference_audios": ["https://example.com/a.mp3"]}' };
    const own = Object.keys(value).filter((key) => ownFields.includes(key));
    return own.length === 0 ? { value } : { problem: `must not contain ${own.join(', ')}. Use the input of that name` };
}
function parseSeconds(text) {
    const [, digits] = /^(\d{1,3})s?$/.exec(text || '5') ?? [];
    const seconds = Number(digits);
    return seconds >= 4 && seconds <= 15 ? { value: seconds } : { problem: `must be whole seconds from 4 to 15, not “${text}”` };
}
function parseWord(text, fallback, pattern) {
    const word = text || fallback;
    return pattern.test(word) ? { value: word } : { problem: `“${text}” is not valid. Write a value such as ${fallback}` };
}

;// CONCATENATED MODULE: ./lib/step/backoff.js
const firstRetryMs = 1000;
const minPollPauseMs = 1000;
function jitter(ms, random) {
    return ms * (0.9 + 0.2 * random());
}
function retryPauseMs(attempts, random) {
    return jitter(firstRetryMs * 2 ** (attempts - 1), random);
}
function pollPauseMs(waitedMs, pollIntervalMs, random) {
    return Math.min(jitter(Math.max(waitedMs / 5, minPollPauseMs), random), pollIntervalMs);
}

;// CONCATENATED MODULE: ./lib/jimmyai/retry.js


const maxAttempts = 5;
async function withRetry(endpoint, context, call, onRetry) {
    const { clock, deadline, stopping, random } = context;
    for (let attempts = 1; mayStart(context); attempts++) {
        const result = await call();
        if (result.ok || verdictOn(endpoint, result.failure) !== 'retry')
            return { result, attempts };
        if (stopping.aborted)
            return null;
        const pauseMs = Math.max(retryPauseMs(attempts, random), result.failure.retryAfterMs);
        if (attempts === maxAttempts || clock.now() + pauseMs > deadline.lastPoll)
            return { result, attempts };
        onRetry(result.failure, pauseMs);
        await clock.sleep(pauseMs, stopping);
    }
    return null;
}
function mayStart({ clock, deadline, stopping }) {
    return !stopping.aborted && clock.now() <= deadline.lastPoll;
}

;// CONCATENATED MODULE: ./lib/video/tracked-video.js

function track(now) {
    return { state: { kind: 'uncreated' }, startedAt: now, createdAt: null, endedAt: null, queryFailure: null, downloadFailure: null };
}
function transitionToGiven(video, taskId, context) {
    transition(video, { kind: 'waiting', taskId, task: null }, context);
}
function transitionToCreated(video, taskId, task, context) {
    video.createdAt = context.clock.now();
    transition(video, task === null ? { kind: 'waiting', taskId, task } : stateOf(taskId, task), context);
}
function transitionToQueried(video, task, context) {
    video.queryFailure = null;
    const taskId = taskIdOf(video.state);
    const cost = task.cost ?? taskOf(video.state)?.cost ?? null;
    if (taskId !== null)
        transition(video, stateOf(taskId, { ...task, cost }), context);
}
function transitionToDownloaded(video, file, context) {
    const { state } = video;
    if (state.kind === 'completed')
        transition(video, { ...state, kind: 'downloaded', file }, context);
}
function transitionToFailed(video, failure, context) {
    transition(video, { kind: 'failed', taskId: taskIdOf(video.state), task: taskOf(video.state), failure }, context);
}
function recordQueryFailure(video, failure) {
    video.queryFailure = failure;
}
function recordDownloadFailure(video, detail) {
    video.downloadFailure = detail;
}
function isPossiblyCreated({ state }) {
    if (state.kind !== 'failed' || state.taskId !== null)
        return false;
    const { failure } = state;
    return failure.kind === 'call' && failure.endpoint === 'create' && isPossiblyMade('create', failure.cause);
}
function taskIdOf(state) {
    return state.kind === 'uncreated' ? null : state.taskId;
}
function taskOf(state) {
    return state.kind === 'uncreated' ? null : state.task;
}
function transition(video, state, { clock, observer }) {
    const before = video.state;
    video.state = state;
    video.endedAt = state.kind === 'downloaded' || state.kind === 'failed' ? clock.now() : null;
    observer.transitioned(video, before);
}
function stateOf(taskId, task) {
    switch (task.status.kind) {
        case 'queued':
        case 'processing':
            return { kind: 'waiting', taskId, task };
        case 'completed':
            return { kind: 'completed', taskId, task };
        case 'failed':
            return { kind: 'failed', taskId, task, failure: { kind: 'failed-at-service', reason: task.status.reason } };
    }
}

;// CONCATENATED MODULE: ./lib/video/create.js



async function createVideo(video, { extra, ...fields }, run) {
    const { clock, random, deadline, cancellation, observer } = run;
    const bounds = { deadline: deadline.end, signal: cancellation.aborted };
    const attempted = await withRetry('create', { clock, random, deadline, stopping: cancellation.stopping }, () => run.videos.create({ ...fields, ...extra }, bounds), (failure, pauseMs) => observer.retrying(failure, pauseMs));
    if (attempted === null)
        return;
    const { result, attempts } = attempted;
    if (result.ok)
        return transitionToCreated(video, result.value.taskId, result.value.task, run);
    const { failure } = result;
    if (verdictOn('create', failure) === 'stop')
        cancellation.stop({ kind: 'failure', failure });
    transitionToFailed(video, { kind: 'call', endpoint: 'create', cause: failure, attempts }, run);
}

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = require("node:crypto");
;// CONCATENATED MODULE: external "node:fs/promises"
const promises_namespaceObject = require("node:fs/promises");
;// CONCATENATED MODULE: external "node:v8"
const external_node_v8_namespaceObject = require("node:v8");
var external_node_v8_default = /*#__PURE__*/__nccwpck_require__.n(external_node_v8_namespaceObject);
;// CONCATENATED MODULE: external "node:vm"
const external_node_vm_namespaceObject = require("node:vm");
var external_node_vm_default = /*#__PURE__*/__nccwpck_require__.n(external_node_vm_namespaceObject);
;// CONCATENATED MODULE: ./lib/step/files/collect-buffers.js


let collect = null;
function collectBuffers() {
    if (collect === null) {
        external_node_v8_default().setFlagsFromString('--expose-gc');
        const found = external_node_vm_default().runInNewContext('gc');
        collect = typeof found === 'function' ? (options) => found(options) : () => { };
    }
    collect({ type: 'minor' });
}

;// CONCATENATED MODULE: ./lib/step/files/file-operations.js



const maxTriesWhileHeld = 10;
const pauseWhileHeldMs = 100;
class NotAFileError extends Error {
    constructor() {
        super('not a regular file');
    }
}
const systemFiles = {
    async read(filePath) {
        try {
            if (!(await (0,promises_namespaceObject.lstat)(filePath)).isFile())
                throw new NotAFileError();
            return await (0,promises_namespaceObject.readFile)(filePath);
        }
        catch (error) {
            return nullIfMissing(error);
        }
    },
    async write(filePath, text, mode) {
        const handle = await (0,promises_namespaceObject.open)(filePath, 'w');
        try {
            if (mode !== null)
                await handle.chmod(mode);
            await handle.writeFile(text);
            await handle.sync();
        }
        finally {
            await handle.close();
        }
    },
    async create(filePath) {
        const handle = await (0,promises_namespaceObject.open)(filePath, 'wx');
        return {
            async write(text) {
                const bytes = Buffer.from(text);
                const { bytesWritten } = await handle.write(bytes, 0, bytes.length, 0);
                if (bytesWritten < bytes.length)
                    throw new Error(`${bytesWritten} of ${bytes.length} bytes could be written`);
            },
            close: () => handle.close(),
        };
    },
    async modeOf(filePath) {
        try {
            return (await (0,promises_namespaceObject.lstat)(filePath)).mode & 0o7777;
        }
        catch (error) {
            return nullIfMissing(error);
        }
    },
    link: promises_namespaceObject.link,
    rename: promises_namespaceObject.rename,
    remove: (filePath) => (0,promises_namespaceObject.rm)(filePath, { force: true }),
    list: promises_namespaceObject.readdir,
    async makeFolder(folder) {
        await (0,promises_namespaceObject.mkdir)(folder, { recursive: true });
    },
    async flushFolder(folder) {
        const handle = await (0,promises_namespaceObject.open)(folder, 'r').catch(() => null);
        await handle?.sync().catch(() => { });
        await handle?.close();
    },
};
function nullIfMissing(error) {
    if (json_field(error, 'code') === 'ENOENT')
        return null;
    throw error;
}
async function whileHeld(work, clock) {
    for (let tries = 1;; tries++) {
        try {
            return await work();
        }
        catch (error) {
            const isHeld = ['EPERM', 'EACCES', 'EBUSY'].includes(String(json_field(error, 'code')));
            if (!isHeld || tries === maxTriesWhileHeld)
                throw error;
            await clock.sleep(pauseWhileHeldMs, new AbortController().signal);
        }
    }
}
async function replaceWith(temporary, filePath) {
    await whileHeld(() => systemFiles.rename(temporary, filePath), systemClock);
}

;// CONCATENATED MODULE: ./lib/step/files/partial-file.js





const headBytes = 12;
const batchBytes = 1024 * 1024;
const batchesBetweenCollections = 10;
class FileWriteError extends Error {
}
class PartialFile {
    #target;
    #temporary;
    #handle;
    #hash = (0,external_node_crypto_namespaceObject.createHash)('sha256');
    #size = 0;
    #batch = [];
    #batchSize = 0;
    #batches = 0;
    #writtenSize = 0;
    #writing = Promise.resolve();
    #earlier = Promise.resolve();
    #head = Buffer.alloc(0);
    constructor(target, temporary, handle) {
        this.#target = target;
        this.#temporary = temporary;
        this.#handle = handle;
    }
    static async create(target) {
        const temporary = `${target}.${crypto.randomUUID()}.part`;
        return new PartialFile(target, temporary, await (0,promises_namespaceObject.open)(temporary, 'wx'));
    }
    get size() {
        return this.#size;
    }
    get head() {
        return this.#head;
    }
    append(chunk) {
        this.#hash.update(chunk);
        if (this.#head.length < headBytes)
            this.#head = Buffer.concat([this.#head, chunk.subarray(0, headBytes - this.#head.length)]);
        this.#batch.push(chunk);
        this.#batchSize += chunk.length;
        this.#size += chunk.length;
        return this.#batchSize >= batchBytes ? this.#writeBatch() : null;
    }
    async restart() {
        this.#takeBatch();
        await this.#writing;
        await this.#handle.truncate(0).catch(rethrow);
        this.#hash = (0,external_node_crypto_namespaceObject.createHash)('sha256');
        this.#size = 0;
        this.#writtenSize = 0;
        this.#head = Buffer.alloc(0);
    }
    async #writeBatch() {
        const batch = this.#takeBatch();
        const before = this.#writing;
        this.#writing = before.then(() => this.#write(batch));
        this.#writing.catch(() => { });
        const earlier = this.#earlier;
        this.#earlier = before;
        await earlier;
    }
    #takeBatch() {
        const batch = this.#batch;
        this.#batch = [];
        this.#batchSize = 0;
        return batch;
    }
    async #write(batch) {
        const bytes = batch.reduce((sum, { length }) => sum + length, 0);
        const { bytesWritten } = await this.#handle.writev(batch, this.#writtenSize).catch(rethrow);
        if (bytesWritten !== bytes)
            throw new FileWriteError(`${bytesWritten} of ${bytes} bytes could be written`);
        this.#writtenSize += bytes;
        this.#batches += 1;
        if (this.#batches % batchesBetweenCollections === 0)
            collectBuffers();
    }
    async complete() {
        await this.#writeBatch();
        await this.#writing;
        await this.#handle.close();
        await replaceWith(this.#temporary, this.#target);
        return this.#hash.digest('hex');
    }
    async discard() {
        await this.#writing.catch(() => { });
        await this.#handle.close().catch(() => { });
        await (0,promises_namespaceObject.rm)(this.#temporary, { force: true }).catch(() => { });
    }
}
function rethrow(error) {
    throw new FileWriteError(messageOf(error));
}

;// CONCATENATED MODULE: ./lib/step/net/followable-url.js

function followableUrl(link, baseUrl, from) {
    if (link === null || !URL.canParse(link, from?.href))
        return null;
    const url = new URL(link, from?.href);
    if (url.username !== '' || url.password !== '')
        return null;
    if (isLoopback(url.hostname)) {
        const mayBeLocal = isLoopback(new URL(baseUrl).hostname) && (from === undefined || isLoopback(from.hostname));
        return mayBeLocal && /^https?:$/.test(url.protocol) ? url : null;
    }
    return url.protocol === 'https:' && !isPrivateHost(url.hostname) ? url : null;
}

;// CONCATENATED MODULE: ./lib/video/download-attempt.js






const idleTimeoutMs = 30_000;
const maxRedirects = 3;
const maxVideoBytes = 2 * 1024 ** 3;
async function attemptDownload(part, link, validator, run) {
    const resume = validator !== null && part.size > 0 ? { offset: part.size, validator: validator.value } : null;
    if (resume === null)
        await part.restart();
    const kept = resume === null ? null : validator;
    const reply = await follow(link, resume, run);
    if (reply.kind === 'stale')
        return { ...reply, validator: kept };
    if (reply.kind !== 'responded')
        return { kind: 'broken', detail: reply.cause, retryAfterMs: 0, validator: kept };
    try {
        return await take(part, reply, kept, run);
    }
    finally {
        reply.close();
    }
}
async function follow(link, resume, run) {
    let url = link;
    for (let redirects = 0;; redirects++) {
        const reply = await get(url, resume, run);
        if (reply.kind !== 'responded' || reply.status < 300 || reply.status >= 400 || reply.status === 304)
            return reply;
        reply.close();
        const next = followableUrl(reply.headers.location ?? null, run.baseUrl, url);
        if (next === null)
            return { kind: 'stale', detail: `HTTP ${reply.status}: the redirect does not lead to a public https address` };
        if (redirects === maxRedirects)
            return { kind: 'stale', detail: 'more than three redirects' };
        url = next;
    }
}
function get(url, resume, { send, clock, deadline, cancellation }) {
    return send({
        method: 'GET',
        url,
        headers: {
            accept: '*/*',
            'accept-encoding': 'identity',
            'user-agent': userAgent,
            ...(resume === null ? {} : { range: `bytes=${resume.offset}-`, 'if-range': resume.validator }),
        },
        body: { kind: 'none' },
        lookup: lookupFor(url),
        timeoutMs: Math.max(0, deadline.end - clock.now()),
        idleTimeoutMs,
        connection: 'fresh',
        signal: cancellation.stopping,
    });
}
async function take(part, response, validator, run) {
    const { status, headers } = response;
    const detail = `HTTP ${status}`;
    if ([401, 403, 404, 410].includes(status))
        return { kind: 'stale', detail: `${detail}: the link has expired`, validator };
    if (status === 206 && validator !== null) {
        const isSame = [undefined, validator.value].includes(validator.value.startsWith('"') ? headers.etag : headers['last-modified']);
        const isRest = isSame && rangeOf(headers) === `${part.size}-${validator.totalBytes - 1}/${validator.totalBytes}`;
        if (isRest)
            return append(part, response, validator, run);
        return { kind: 'broken', detail: `${detail}: the server sent another part than requested`, retryAfterMs: 0, validator: null };
    }
    if (status === 416)
        return { kind: 'broken', detail, retryAfterMs: 0, validator: null };
    if (status !== 200)
        return { kind: 'broken', detail, retryAfterMs: retryAfterMsOf(headers, Date.now()), validator };
    await part.restart();
    const totalBytes = Number(headers['content-length'] ?? Number.NaN);
    if (!Number.isSafeInteger(totalBytes))
        return { kind: 'stale', detail: 'the response has no Content-Length', validator: null };
    if (totalBytes > maxVideoBytes)
        return { kind: 'refused', detail: `the file has ${totalBytes} bytes, but the action downloads at most 2 GiB`, validator: null };
    return append(part, response, { value: validatorIn(headers), totalBytes }, run);
}
async function append(part, response, validator, { observer }) {
    const { totalBytes } = validator;
    const resumable = validator.value === '' ? null : validator;
    observer.downloadStarted(totalBytes, part.size);
    let detail = 'the response ended early';
    try {
        for await (const chunk of response.body) {
            const written = part.append(chunk.subarray(0, totalBytes - part.size));
            observer.downloadProgressed(part.size, totalBytes);
            if (part.head.length === headLength && !isVideo(part.head))
                return noVideo;
            if (written !== null)
                await written;
        }
    }
    catch (error) {
        if (error instanceof FileWriteError)
            throw error;
        detail = messageOf(error);
    }
    if (part.size < totalBytes)
        return { kind: 'broken', detail, retryAfterMs: 0, validator: resumable };
    return isVideo(part.head) ? { kind: 'complete', validator } : noVideo;
}
const noVideo = { kind: 'stale', detail: 'the content is not a video', validator: null };
const headLength = 12;
function isVideo(head) {
    return head.length === headLength && (head.toString('latin1', 4, 8) === 'ftyp' || head.readUInt32BE(0) === 0x1a45dfa3);
}
function validatorIn(headers) {
    const { etag = '', 'last-modified': lastModified = '' } = headers;
    return /^"[^"]*"$/.test(etag) ? etag : lastModified;
}
function rangeOf(headers) {
    return headers['content-range']?.replace(/^bytes /, '') ?? '';
}

;// CONCATENATED MODULE: ./lib/video/wait.js




const maxInARow = 5;
const maxQueriesForLink = 6;
const lateRecordMs = 60_000;
async function waitForLink(video, run) {
    const { clock, deadline, pollIntervalMs, random, cancellation, videos } = run;
    const taskId = taskIdOf(video.state);
    if (taskId === null || video.state.kind === 'failed' || clock.now() > deadline.lastPoll)
        return null;
    const streaks = { misunderstandings: 0, missing: 0, missingSince: null, linkless: 0 };
    const waitingSince = clock.now();
    const isFresh = video.createdAt !== null && video.state.kind === 'waiting';
    let nextAt = waitingSince + (isFresh ? pollPauseMs(0, pollIntervalMs, random) : 0);
    for (;;) {
        nextAt = Math.min(nextAt, deadline.lastPoll);
        if (nextAt > clock.now())
            await clock.sleep(nextAt - clock.now(), cancellation.stopping);
        if (cancellation.stopping.aborted)
            return null;
        const isLast = nextAt >= deadline.lastPoll;
        const bounds = { deadline: isLast ? deadline.end : deadline.lastPoll, signal: cancellation.stopping };
        const result = await videos.query(taskId, bounds);
        if (result.ok) {
            Object.assign(streaks, { misunderstandings: 0, missing: 0, missingSince: null });
            transitionToQueried(video, result.value, run);
            const link = linkOf(video, streaks, run);
            if (link !== null || isFailed(video))
                return link;
        }
        else {
            applyFailure(video, result.failure, streaks, run);
            if (isFailed(video))
                return null;
        }
        if (isLast)
            return null;
        const pauseMs = pollPauseMs(clock.now() - waitingSince, pollIntervalMs, random);
        nextAt = clock.now() + Math.max(pauseMs, result.ok ? 0 : result.failure.retryAfterMs);
    }
}
function isFailed({ state }) {
    return state.kind === 'failed';
}
function linkOf(video, streaks, run) {
    if (video.state.kind !== 'completed')
        return null;
    const link = followableUrl(video.state.task.videoUrl, run.baseUrl);
    streaks.linkless += 1;
    if (link === null && streaks.linkless === maxQueriesForLink)
        transitionToFailed(video, { kind: 'no-link' }, run);
    return link;
}
function applyFailure(video, failure, streaks, run) {
    const verdict = verdictOn('query', failure);
    recordQueryFailure(video, failure);
    streaks.misunderstandings = verdict === 'not-understood' ? streaks.misunderstandings + 1 : 0;
    streaks.missing = verdict === 'missing' ? streaks.missing + 1 : 0;
    if (verdict === 'missing')
        streaks.missingSince ??= run.clock.now();
    if (verdict === 'stop')
        run.cancellation.stop({ kind: 'failure', failure });
    if (isFinal(verdict, video, streaks, run.clock.now())) {
        transitionToFailed(video, { kind: 'call', endpoint: 'query', cause: failure, attempts: Math.max(1, streaks.missing, streaks.misunderstandings) }, run);
    }
    else if (!run.cancellation.stopping.aborted)
        run.observer.queryFailed(failure);
}
function isFinal(verdict, { createdAt }, streaks, now) {
    const { misunderstandings, missing, missingSince } = streaks;
    switch (verdict) {
        case 'stop':
        case 'fail':
            return true;
        case 'missing':
            return createdAt === null ? missing >= maxInARow : missingSince !== null && now - missingSince >= lateRecordMs;
        case 'not-understood':
            return misunderstandings >= maxInARow;
        case 'retry':
            return false;
    }
}

;// CONCATENATED MODULE: ./lib/video/download.js






const maxFreshLinks = 5;
const maxPauseMs = 10_000;
async function downloadVideo(video, firstLink, target, run) {
    let part;
    try {
        part = await PartialFile.create(target.absolute);
    }
    catch (error) {
        return transitionToFailed(video, { kind: 'file', detail: messageOf(error) }, run);
    }
    try {
        if (!(await fill(part, video, firstLink, run)))
            return;
        const bytes = part.size;
        const sha256 = await part.complete();
        transitionToDownloaded(video, { path: target.relative, bytes, sha256 }, run);
    }
    catch (error) {
        transitionToFailed(video, { kind: 'file', detail: messageOf(error) }, run);
    }
    finally {
        await part.discard();
    }
}
async function fill(part, video, firstLink, run) {
    const { clock, deadline, cancellation, observer } = run;
    let link = firstLink;
    let validator = null;
    let freshLinks = 0;
    let failures = 0;
    while (clock.now() < deadline.end && !cancellation.stopping.aborted) {
        const sizeBefore = part.size;
        const attempt = await attemptDownload(part, link, validator, run);
        validator = attempt.validator;
        if (attempt.kind === 'complete')
            return true;
        if (cancellation.stopping.aborted)
            return false;
        recordDownloadFailure(video, attempt.detail);
        if (attempt.kind === 'refused' || (attempt.kind === 'stale' && freshLinks === maxFreshLinks)) {
            transitionToFailed(video, { kind: 'download', detail: attempt.detail }, run);
            return false;
        }
        if (attempt.kind === 'stale') {
            freshLinks += 1;
            observer.downloadFailed(attempt.detail, 0);
            const fresh = await waitForLink(video, run);
            if (fresh === null)
                return false;
            link = fresh;
            continue;
        }
        failures = part.size > sizeBefore ? 1 : failures + 1;
        const pauseMs = Math.max(jitter(Math.min(1000 * 2 ** (failures - 1), maxPauseMs), run.random), attempt.retryAfterMs);
        observer.downloadFailed(attempt.detail, pauseMs);
        await clock.sleep(Math.min(pauseMs, deadline.end - clock.now()), cancellation.stopping);
    }
    return false;
}

;// CONCATENATED MODULE: ./lib/video/make-video.js





async function makeVideo(video, { task, wait, file }, run) {
    try {
        if (task.kind === 'given')
            transitionToGiven(video, task.taskId, run);
        else
            await createVideo(video, task.request, run);
        if (!wait)
            return;
        const link = await waitForLink(video, run);
        if (link !== null)
            await downloadVideo(video, link, file, run);
    }
    catch (error) {
        run.cancellation.stop({ kind: 'internal', message: messageOf(error) });
    }
}

;// CONCATENATED MODULE: ./lib/step/environment.js




function problemWithProxy(origin) {
    return namesUnusableProxy(origin)
        ? 'can’t be reached because the proxy in https_proxy or http_proxy is not a URL. Correct or unset that variable'
        : null;
}
async function checkOutputFile(outputFile, list) {
    if (outputFile === '')
        return;
    try {
        await (0,promises_namespaceObject.access)(outputFile, external_node_fs_namespaceObject.constants.W_OK);
        if (!(await (0,promises_namespaceObject.stat)(outputFile)).isFile())
            throw new Error('not a file');
    }
    catch (error) {
        list.add('GITHUB_OUTPUT', `“${outputFile}” can’t be written (${messageOf(error)}), so no ID could reach later steps. Check the disk and the permissions of the runner`);
    }
}

;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = require("node:path");
var external_node_path_default = /*#__PURE__*/__nccwpck_require__.n(external_node_path_namespaceObject);
;// CONCATENATED MODULE: ./lib/step/files/workspace.js
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});




const maxTextBytes = 10_000_000;
class FileProblem extends Error {
    constructor(filePath, predicate) {
        super(`“${filePath}” ${predicate}`);
    }
}
async function readTextFile(workspace, filePath) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const handle = __addDisposableResource(env_1, await openInWorkspace(workspace, filePath), true);
        const { size } = await handle.stat();
        if (size > maxTextBytes)
            throw new FileProblem(filePath, `is ${formatBytes(size)} (${size} bytes). A list file can have up to ${formatBytes(maxTextBytes)}`);
        return await handle.readFile('utf8');
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = __disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
async function openInWorkspace(workspace, filePath) {
    const [root, real] = await Promise.all([realpath(workspace), realpath(path.resolve(workspace, filePath))]).catch(() => {
        throw new FileProblem(filePath, 'does not exist in the workspace. Check the path, and that an earlier step checks out the repository (actions/checkout)');
    });
    const relative = path.relative(root, real);
    if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) {
        throw new FileProblem(filePath, 'is outside the workspace');
    }
    const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | (constants.O_NOFOLLOW ?? 0)).catch((error) => {
        throw new FileProblem(filePath, `can’t be read: ${error.message}`);
    });
    if ((await handle.stat()).isFile())
        return handle;
    await handle.close();
    throw new FileProblem(filePath, 'is not a file');
}

;// CONCATENATED MODULE: ./lib/step/files/follow-links.js


const maxLinks = 40;
async function followLinks(filePath) {
    let target = filePath;
    for (let links = 0; links < maxLinks; links++) {
        const link = await (0,promises_namespaceObject.readlink)(target).catch(() => null);
        if (link === null)
            return target;
        const folder = external_node_path_default().dirname(target);
        target = external_node_path_default().resolve(await (0,promises_namespaceObject.realpath)(folder).catch(() => folder), link);
    }
    throw new Error('the symbolic link leads back to itself');
}

;// CONCATENATED MODULE: ./lib/step/files/workspace-path.js





async function resolveWritablePath(workspace, filePath) {
    if (/[/\\]$/.test(filePath))
        throw folderProblem(filePath);
    try {
        const root = await (0,promises_namespaceObject.realpath)(workspace);
        const absolute = await whereItLeads(external_node_path_default().resolve(root, filePath));
        const relative = external_node_path_default().relative(root, absolute);
        if (relative === '' || relative === '..' || relative.startsWith(`..${(external_node_path_default()).sep}`) || external_node_path_default().isAbsolute(relative)) {
            throw new FileProblem(filePath, 'is outside the workspace');
        }
        if (await isFolder(absolute))
            throw folderProblem(filePath);
        await assertWritable(absolute);
        return { absolute, relative: relative.split((external_node_path_default()).sep).join('/') };
    }
    catch (error) {
        throw error instanceof FileProblem ? error : new FileProblem(filePath, `can’t be written: ${messageOf(error)}`);
    }
}
function folderProblem(filePath) {
    return new FileProblem(filePath, 'is a folder. Name a file in that folder');
}
async function whereItLeads(target) {
    const end = await followLinks(target);
    const missing = [external_node_path_default().basename(end)];
    for (let folder = external_node_path_default().dirname(end);; folder = external_node_path_default().dirname(folder)) {
        try {
            return external_node_path_default().join(await (0,promises_namespaceObject.realpath)(folder), ...missing);
        }
        catch (error) {
            if (folder === external_node_path_default().dirname(folder))
                throw error;
            missing.unshift(external_node_path_default().basename(folder));
        }
    }
}
async function assertWritable(absolute) {
    const probe = `${absolute}.${crypto.randomUUID()}.part`;
    await (0,promises_namespaceObject.mkdir)(external_node_path_default().dirname(absolute), { recursive: true });
    await (await (0,promises_namespaceObject.open)(probe, 'wx')).close();
    await (0,promises_namespaceObject.rm)(probe);
}
async function isFolder(absolute) {
    try {
        return (await (0,promises_namespaceObject.stat)(absolute)).isDirectory();
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./lib/video/plan.js




async function resolvePlan(inputs, { workspace, outputFile }) {
    const list = new ProblemList();
    list.addAll(inputs.problems);
    const proxyProblem = inputs.baseUrl === null ? null : problemWithProxy(inputs.baseUrl);
    if (proxyProblem !== null)
        list.add('base-url', proxyProblem);
    const file = await resolveFile(inputs.file, workspace, list);
    await checkOutputFile(outputFile, list);
    const { token, task, timeoutMs, pollIntervalMs, wait, baseUrl } = inputs;
    if (list.problems.length > 0 || token === null || task === null || file === null || timeoutMs === null)
        return { problems: list.problems };
    if (pollIntervalMs === null || wait === null || baseUrl === null)
        return { problems: list.problems };
    return { token, task, file, timeoutMs, pollIntervalMs, wait, baseUrl };
}
async function resolveFile(file, workspace, list) {
    try {
        return await resolveWritablePath(workspace, file);
    }
    catch (error) {
        if (!(error instanceof FileProblem))
            throw error;
        list.add('file', error.message);
        return null;
    }
}

;// CONCATENATED MODULE: ./lib/step/bytes.js
const bytes_units = ['kB', 'MB', 'GB'];
function bytes_formatBytes(bytes) {
    let amount = bytes;
    let unit = 'bytes';
    for (const larger of bytes_units) {
        if (amount < 1000)
            break;
        amount /= 1000;
        unit = larger;
    }
    return `${amount >= 10 ? Math.round(amount) : Math.round(amount * 10) / 10} ${unit}`;
}

;// CONCATENATED MODULE: ./lib/video/outputs.js

function outputsOf(video, failure) {
    const { state } = video;
    const file = state.kind === 'downloaded' ? state.file : null;
    return new Map([
        ['task_id', taskIdOf(state) ?? ''],
        ['status', statusOf(video) ?? ''],
        ['path', file?.path ?? ''],
        ['sha256', file?.sha256 ?? ''],
        ['size', file === null ? '' : String(file.bytes)],
        ['cost', taskOf(state)?.cost ?? ''],
        ['failure', failure],
    ]);
}
function statusOf({ state }) {
    if (state.kind === 'uncreated' || state.taskId === null)
        return null;
    return state.task?.status.kind ?? null;
}

;// CONCATENATED MODULE: ./lib/video/summary.js








const summary_maxPromptLength = 300;
function summaryOf(video, plan, advice, now, redactor) {
    const show = (text) => escapeMarkdown(redactor.sanitize(text));
    const [head = '', ...rows] = resultRows(video, advice, plan, now).map(([name, value]) => `| ${name} | ${show(value)} |`);
    const table = [head, '| :-- | :-- |', ...rows].join('\n');
    const heading = `### ${redactor.sanitize(headingOf(video, advice))}`;
    const next = `**What to do next**\n\n${advice === null ? nextStep(video) : stepOutOfTrouble(advice, redactor)}`;
    const parts = advice === null ? [heading, table, next] : [heading, next, table];
    const inputs = foldedInputs(inputsOf(plan).map(([name, value]) => [name, show(value)]));
    return `${[...parts, inputs].join('\n\n')}\n`;
}
function headingOf(video, advice) {
    if (advice === null)
        return video.state.kind === 'downloaded' ? '✅ Video ready' : '✅ Video created';
    const { title } = advice;
    return `${iconOf(video, advice)} ${title.startsWith('Video') ? title : `Video: ${decapitalize(title)}`}`;
}
function iconOf(video, advice) {
    if (advice === null)
        return '✅';
    const isLost = video.state.kind === 'uncreated' || advice.word === 'failed' || taskIdOf(video.state) === null;
    return isLost && !isPossiblyCreated(video) ? '❌' : '⚠️';
}
function resultRows(video, advice, { timeoutMs }, now) {
    const { state, startedAt, endedAt } = video;
    const cost = taskOf(state)?.cost ?? null;
    return [
        ['Task ID', taskIdOf(state) ?? '—'],
        ['Status', `${iconOf(video, advice)} ${statusInWords(video)}`],
        ['Time', `${formatDuration((endedAt ?? now) - startedAt)} elapsed, timeout ${formatDuration(timeoutMs)}`],
        ['Cost', cost === null ? '—' : `${cost} JimiCoin`],
        ...(state.kind === 'downloaded'
            ? [
                ['File', state.file.path],
                ['Size', bytes_formatBytes(state.file.bytes)],
                ['SHA-256', state.file.sha256],
            ]
            : []),
    ];
}
function statusInWords(video) {
    if (isPossiblyCreated(video))
        return 'Possibly created';
    return capitalize(statusOf(video) ?? (taskIdOf(video.state) === null ? 'not created' : 'created'));
}
function inputsOf({ task, file, timeoutMs, pollIntervalMs, wait, baseUrl }) {
    const common = [
        ['file', file.relative],
        ['timeout', formatDuration(timeoutMs)],
        ['poll-interval', formatDuration(pollIntervalMs)],
        ['wait', String(wait)],
        ['base-url', baseUrl],
    ];
    if (task.kind === 'given')
        return [['task-id', task.taskId], ...common];
    const { model, prompt, duration, resolution, ratio, images = [], extra } = task.request;
    const further = Object.keys(extra);
    return [
        ['prompt', cut(prompt, summary_maxPromptLength)],
        ...(images.length === 0 ? [] : [['images', cut(images.join(' '), summary_maxPromptLength)]]),
        ['model', model],
        ['duration', `${duration} s`],
        ['resolution', resolution],
        ['ratio', ratio],
        ...(further.length === 0 ? [] : [['extra', further.join(', ')]]),
        ...common,
    ];
}
function stepOutOfTrouble(advice, redactor) {
    return `${escapeMarkdown(redactor.sanitize(capitalize(advice.what)))}. ${redactor.sanitize(advice.next)}${helpLinkTo(advice.word)}`;
}
function nextStep({ state }) {
    return state.kind === 'downloaded'
        ? 'Keep the file that the output `path` names, with `actions/upload-artifact` or as a release asset. JimmyAI deletes its copy after about three days.'
        : 'To wait in a later job, set `task-id` to the output `task_id`. This costs nothing.';
}

;// CONCATENATED MODULE: ./lib/video/reporter.js







class Reporter {
    #redactor;
    #clock;
    #log;
    #outputs;
    #subject;
    #download = null;
    constructor({ clock, redactor, log, outputs }, subject) {
        this.#redactor = redactor;
        this.#clock = clock;
        this.#log = log;
        this.#outputs = outputs;
        this.#subject = subject;
    }
    start(runAttempt) {
        const { task, file, baseUrl, timeoutMs } = this.#subject.plan;
        const what = task.kind === 'given'
            ? `Getting the video of task ${task.taskId}`
            : `Creating a ${task.request.duration} s video with ${task.request.model}`;
        this.#log.info(`${what} at ${baseUrl}, to be saved as ${file.relative}. The timeout is ${formatDuration(timeoutMs)}.`);
        if (task.kind === 'create' && runAttempt > 1) {
            this.#log.warnOnce(`This is attempt ${runAttempt} of the run, which creates and pays for another video. To get the earlier video, start a new run with task-id set to the task ID in the log of that attempt.`, 'Another video is created');
        }
    }
    transitioned(video, before) {
        this.#outputs.write(outputsOf(video, ''));
        const { state } = video;
        const status = taskOf(state)?.status.kind ?? null;
        const taskId = taskIdOf(state);
        if (before.kind === 'uncreated' && taskId !== null) {
            this.#log.info(video.createdAt === null ? `Polling task ${taskId}` : `JimmyAI accepted the creation: task ID ${taskId}`);
        }
        if (status !== null && status !== taskOf(before)?.status.kind)
            this.#log.info(`The video is ${status}`);
        if (state.kind === 'downloaded') {
            const { path, bytes, sha256 } = state.file;
            this.#log.info(`${path}: ${bytes_formatBytes(bytes)}, SHA-256 ${sha256}`);
        }
        else if (state.kind === 'failed' && isPossiblyCreated(video))
            this.#log.info('The video is possibly created');
    }
    retrying(failure, pauseMs) {
        this.#log.info(`The creation failed (${failure.detail}). Next attempt in ${formatDuration(pauseMs)}.`);
    }
    queryFailed(failure) {
        this.#log.infoOnce(`A query failed (${failure.detail}). Polling continues.`);
    }
    downloadStarted(totalBytes, resumedAt) {
        this.#download = { since: this.#clock.now(), bytesBefore: resumedAt, bytes: resumedAt, totalBytes };
        const rest = resumedAt === 0 ? '' : `, continuing at ${bytes_formatBytes(resumedAt)}`;
        this.#log.info(`Downloading ${bytes_formatBytes(totalBytes)}${rest}`);
    }
    downloadProgressed(bytes) {
        if (this.#download !== null)
            this.#download.bytes = bytes;
    }
    downloadFailed(detail, pauseMs) {
        const how = pauseMs === 0 ? 'Requesting a new link' : `Next attempt in ${formatDuration(pauseMs)}`;
        this.#download = null;
        this.#log.info(`The download failed (${detail}). ${how}.`);
    }
    warnOnce(text, title) {
        this.#log.warnOnce(text, title);
    }
    debug(text) {
        this.#log.debug(text);
    }
    showSignsOfLifeDuring(work, deadline) {
        return this.#log.showSignsOfLifeDuring(work, deadline, () => this.#progress());
    }
    async finish(cause) {
        const { plan, video } = this.#subject;
        const ending = { cause, timeoutMs: plan.timeoutMs, wait: plan.wait };
        const advice = adviceOn(video, ending) ?? (cause === null || video.state.kind === 'downloaded' ? null : adviceOnCause(cause));
        this.#outputs.write(outputsOf(video, advice?.word ?? ''));
        this.#log.writeSummary(summaryOf(video, plan, advice, this.#clock.now(), this.#redactor));
        const taskId = taskIdOf(video.state);
        if (this.#outputs.problem !== null) {
            this.#log.error('Outputs not writable', 'outputs', [
                `The runner’s output file could not be written (${this.#outputs.problem}), so later steps get no outputs.${taskId === null ? '' : ` To get the video, set \`task-id: ${taskId}\`.`}`,
                ...(advice === null ? [] : [explain(advice)]),
            ]);
            return false;
        }
        if (advice !== null)
            this.#log.error(advice.title, advice.word, [explain(advice)]);
        return advice === null;
    }
    #progress() {
        const { video } = this.#subject;
        if (this.#download !== null) {
            const { bytes, bytesBefore, totalBytes, since } = this.#download;
            const percent = Math.floor((100 * bytes) / Math.max(1, totalBytes));
            const perSecond = (1000 * (bytes - bytesBefore)) / Math.max(1, this.#clock.now() - since);
            return `Downloading, ${percent} % of ${bytes_formatBytes(totalBytes)} at ${bytes_formatBytes(perSecond)}/s`;
        }
        const task = taskOf(video.state);
        const progress = task === null || task.progress === null ? '' : `, ${Math.floor(task.progress)} %`;
        return `The video is ${task?.status.kind ?? (taskIdOf(video.state) === null ? 'not created' : 'created')}${progress}`;
    }
}

;// CONCATENATED MODULE: ./lib/video/action.js










function runVideoStep(cancellation, clock) {
    return runStep({ title: 'Video', readInputs: readInputs, resolvePlan: resolvePlan, carryOut, adviceOnCause: adviceOnCause }, cancellation, clock);
}
async function carryOut(plan, _inputs, context) {
    const { clock, startedAt, cancellation, redactor } = context;
    const { token, task, baseUrl, pollIntervalMs } = plan;
    const deadline = deadlineOf(startedAt, plan.timeoutMs);
    if (task.kind === 'create')
        for (const url of urlsIn(task.request))
            redactor.addQueryOf(url);
    const video = track(startedAt);
    const reporter = new Reporter(context, { plan, video });
    reporter.start(Number(process.env['GITHUB_RUN_ATTEMPT'] ?? '1'));
    const sender = new Sender();
    const { send } = sender;
    const videos = new JimmyAiVideoClient({ token, baseUrl, send, clock, reporter, redactor });
    const run = {
        ...{ videos, send, clock, random: Math.random, deadline },
        ...{ pollIntervalMs, baseUrl, cancellation, observer: reporter },
    };
    await reporter.showSignsOfLifeDuring(makeVideo(video, plan, run), deadline);
    sender.close();
    return reporter.finish(cancellation.cause);
}
function urlsIn(value) {
    if (typeof value === 'string')
        return /^https?:/i.test(value) && URL.canParse(value) ? [value] : [];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(urlsIn) : [];
}

;// CONCATENATED MODULE: ./lib/video/main.js


void runAsProcess(runVideoStep);

})();

module.exports = __webpack_exports__;
/******/ })()
;
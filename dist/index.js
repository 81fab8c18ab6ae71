/******/ (() => { // webpackBootstrap
/******/ 	var __webpack_modules__ = ({

/***/ 392:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

"use strict";
/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ hintAtFullWidth)
/* harmony export */ });
const asciiOf = new Map([
    ['：', ':'],
    ['，', ','],
    ['“', '"'],
    ['”', '"'],
    ['＂', '"'],
    ['＇', "'"],
    ['｛', '{'],
    ['｝', '}'],
    ['［', '['],
    ['］', ']'],
    ['【', '['],
    ['】', ']'],
    ['－', '-'],
    ['＃', '#'],
    ['\u3000', ' '],
]);
function hintAtFullWidth(text) {
    for (const character of text) {
        const ascii = asciiOf.get(character);
        if (ascii === ' ')
            return '. The text has a full-width space: write a plain space instead';
        if (ascii !== undefined)
            return `. The character ${character} is full-width: write ${ascii} instead`;
    }
    return '';
}


/***/ }),

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

/***/ 522:
/***/ ((module) => {

"use strict";
module.exports = require("node:zlib");

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
/******/ 	// expose the modules object (__webpack_modules__)
/******/ 	__nccwpck_require__.m = __webpack_modules__;
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
/******/ 	/* webpack/runtime/ensure chunk */
/******/ 	(() => {
/******/ 		__nccwpck_require__.f = {};
/******/ 		// This file contains only the entry chunk.
/******/ 		// The chunk loading function for additional chunks
/******/ 		__nccwpck_require__.e = (chunkId) => {
/******/ 			return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 				__nccwpck_require__.f[key](chunkId, promises);
/******/ 				return promises;
/******/ 			}, []));
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/get javascript chunk filename */
/******/ 	(() => {
/******/ 		// This function allow to reference async chunks
/******/ 		__nccwpck_require__.u = (chunkId) => {
/******/ 			// return url for filenames based on template
/******/ 			return "" + chunkId + ".index.js";
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
/******/ 	/* webpack/runtime/require chunk loading */
/******/ 	(() => {
/******/ 		// no baseURI
/******/ 		
/******/ 		// object to store loaded chunks
/******/ 		// "1" means "loaded", otherwise not loaded yet
/******/ 		var installedChunks = {
/******/ 			792: 1
/******/ 		};
/******/ 		
/******/ 		// no on chunks loaded
/******/ 		
/******/ 		var installChunk = (chunk) => {
/******/ 			var moreModules = chunk.modules, chunkIds = chunk.ids, runtime = chunk.runtime;
/******/ 			for(var moduleId in moreModules) {
/******/ 				if(__nccwpck_require__.o(moreModules, moduleId)) {
/******/ 					__nccwpck_require__.m[moduleId] = moreModules[moduleId];
/******/ 				}
/******/ 			}
/******/ 			if(runtime) runtime(__nccwpck_require__);
/******/ 			for(var i = 0; i < chunkIds.length; i++)
/******/ 				installedChunks[chunkIds[i]] = 1;
/******/ 		
/******/ 		};
/******/ 		
/******/ 		// require() chunk loading for javascript
/******/ 		__nccwpck_require__.f.require = (chunkId, promises) => {
/******/ 			// "1" is the signal for "already loaded"
/******/ 			if(!installedChunks[chunkId]) {
/******/ 				if(true) { // all chunks have JS
/******/ 					installChunk(require("./" + __nccwpck_require__.u(chunkId)));
/******/ 				} else installedChunks[chunkId] = 1;
/******/ 			}
/******/ 		};
/******/ 		
/******/ 		// no external install chunk
/******/ 		
/******/ 		// no HMR
/******/ 		
/******/ 		// no HMR manifest
/******/ 	})();
/******/ 	
/************************************************************************/
var __webpack_exports__ = {};
// This entry need to be wrapped in an IIFE because it need to be in strict mode.
(() => {
"use strict";

;// CONCATENATED MODULE: ./lib/step/cancellation.js
const lastWriteMs = 250;
class Cancellation {
    #clock;
    #stopping = new AbortController();
    #aborted = new AbortController();
    #abandoned = new AbortController();
    #isCancelled = false;
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
    async cancel(cause, graceMs) {
        if (this.#isCancelled)
            this.#aborted.abort();
        this.#isCancelled = true;
        this.stop(cause);
        await this.#clock.sleep(graceMs, this.aborted);
        this.#aborted.abort();
        await this.#clock.sleep(lastWriteMs, this.abandoned);
        this.#abandoned.abort();
    }
}

;// CONCATENATED MODULE: ./lib/step/clock.js
const clock_systemClock = {
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
const graces = [
    ['SIGINT', 5000],
    ['SIGTERM', 500],
];
async function runAsProcess(step) {
    process.exitCode = 1;
    process.stdout.on('error', () => { });
    process.stderr.on('error', () => { });
    const cancellation = new Cancellation(clock_systemClock);
    process.on('uncaughtException', (error) => cancellation.stop({ kind: 'internal', message: String(error) }));
    for (const [signal, graceMs] of graces) {
        process.on(signal, () => void cancellation.cancel({ kind: 'cancelled', signal, afterMs: process.uptime() * 1000 }, graceMs));
    }
    if (await step(cancellation, clock_systemClock))
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
function quoteLongIntegers(text) {
    if (!/\d{16}/.test(text))
        return text;
    return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs, (token) => /^\d{16,}$/.test(token) ? `"${token}"` : token);
}
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function field(value, key) {
    return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
function nonEmptyString(value) {
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

;// CONCATENATED MODULE: ./lib/step/errors.js
function messageOf(error) {
    if (error instanceof AggregateError)
        return messageOf(error.errors[0]);
    return error instanceof Error ? error.message : String(error);
}

;// CONCATENATED MODULE: external "node:stream"
const external_node_stream_namespaceObject = require("node:stream");
;// CONCATENATED MODULE: ./lib/step/net/decode-body.js

function decodeBody(body, contentEncoding) {
    const encoding = encodingIn(contentEncoding);
    return encoding === null ? body : decode(body, encoding);
}
async function* decode(body, encoding) {
    const source = body[Symbol.asyncIterator]();
    const first = await source.next();
    if (first.done)
        return;
    const decoder = await createDecoder(encoding, first.value);
    async function* encoded() {
        yield first.value;
        yield* { [Symbol.asyncIterator]: () => source };
    }
    (0,external_node_stream_namespaceObject.pipeline)(encoded(), decoder, () => { });
    yield* decoder;
}
function isEncoded(contentEncoding) {
    return encodingIn(contentEncoding) !== null;
}
function encodingIn(contentEncoding = '') {
    const [, name = ''] = /^(?:x-)?(gzip|deflate|br)$/.exec(contentEncoding.trim().toLowerCase()) ?? [];
    return name === 'gzip' || name === 'deflate' || name === 'br' ? name : null;
}
async function createDecoder(encoding, [firstByte = 0]) {
    const { createBrotliDecompress, createInflate, createInflateRaw, createUnzip } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 522, 23));
    switch (encoding) {
        case 'br':
            return createBrotliDecompress();
        case 'gzip':
            return createUnzip();
        case 'deflate':
            return (firstByte & 0x0f) === 8 ? createInflate() : createInflateRaw();
    }
}

;// CONCATENATED MODULE: ./lib/step/net/read-text.js


async function readText({ headers, body }, maxBytes) {
    const chunks = [];
    let length = 0;
    const textOf = () => new TextDecoder().decode(Buffer.concat(chunks));
    try {
        for await (const chunk of decodeBody(body, headers['content-encoding'])) {
            length += chunk.length;
            if (length > maxBytes)
                return { kind: 'flawed', text: textOf(), cause: `the response is longer than ${maxBytes / 2 ** 20} MiB` };
            chunks.push(chunk);
        }
        return { kind: 'whole', text: textOf() };
    }
    catch (error) {
        return { kind: 'flawed', text: textOf(), cause: `the response is incomplete: ${messageOf(error)}` };
    }
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
// EXTERNAL MODULE: external "http"
var external_http_ = __nccwpck_require__(611);
var external_http_namespaceObject = /*#__PURE__*/__nccwpck_require__.t(external_http_, 2);
// EXTERNAL MODULE: external "https"
var external_https_ = __nccwpck_require__(692);
var external_https_namespaceObject = /*#__PURE__*/__nccwpck_require__.t(external_https_, 2);
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/proxy.js
function proxy_getProxyUrl(reqUrl) {
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
        const proxyUrl = proxy_getProxyUrl(parsedUrl);
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
        const proxyUrl = proxy_getProxyUrl(parsedUrl);
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
    command_issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    command_issue('endgroup');
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
;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = require("node:fs");
;// CONCATENATED MODULE: external "node:fs/promises"
const promises_namespaceObject = require("node:fs/promises");
;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = require("node:net");
var external_node_net_default = /*#__PURE__*/__nccwpck_require__.n(external_node_net_namespaceObject);
;// CONCATENATED MODULE: ./lib/step/net/agent.js




const addressTimeoutMs = 5000;
function createAgent(origin, options) {
    external_node_net_default().setDefaultAutoSelectFamilyAttemptTimeout(addressTimeoutMs);
    const agent = new lib_HttpClient(undefined, [], options).getAgent(origin);
    adaptToProxy(agent);
    return agent;
}
function adaptToProxy(agent) {
    const proxy = field(agent, 'proxyOptions');
    if (!isRecord(proxy))
        return;
    if (typeof proxy['host'] === 'string')
        proxy['host'] = proxy['host'].replace(/^\[(.*)\]$/, '$1');
    const { proxyAuth: credentials } = proxy;
    const request = field(agent, 'request');
    if (typeof credentials !== 'string' || typeof request !== 'function')
        return;
    delete proxy['proxyAuth'];
    const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    const connect = (options) => request({ ...options, headers: { ...Object(options.headers), 'proxy-authorization': authorization } });
    Object.assign(agent, { request: connect });
}
function problemWithProxyUrl(origin) {
    const url = new URL(origin);
    const variable = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
    const proxy = process.env[variable] || process.env[variable.toUpperCase()];
    if (!proxy || checkBypass(url))
        return null;
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(proxy)?.[1] ?? '';
    if (scheme !== '' && !/^https?$/i.test(scheme))
        return `has the scheme ${scheme}. Only http:// and https:// proxies are supported`;
    try {
        return proxy_getProxyUrl(url) === undefined ? 'is not a URL' : null;
    }
    catch {
        return 'is not a URL';
    }
}
function agent_usesProxy(origin) {
    return getProxyUrl(new URL(origin)) !== undefined;
}
function isForbiddenByProxy({ message }) {
    const [, status = ''] = /^tunneling socket could not be established, statusCode=(\d{3})$/.exec(message) ?? [];
    return /^4/.test(status) && status !== '408' && status !== '429';
}

;// CONCATENATED MODULE: ./lib/step/environment.js




function isOnGitHub(environment = process.env) {
    const isOther = ['ACT', 'GITEA_ACTIONS', 'FORGEJO_ACTIONS'].some((name) => environment[name] === 'true');
    return environment['GITHUB_ACTIONS'] === 'true' && !isOther;
}
const minNodeVersion = [20, 3];
function problemWithNode(version) {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const [minMajor, minMinor] = minNodeVersion;
    if (major > minMajor || (major === minMajor && minor >= minMinor))
        return null;
    return `the runner runs Node.js ${version}, but the action needs ${minNodeVersion.join('.')} or later. Update the runner or its Node.js`;
}
function problemWithProxy(origin) {
    const problem = problemWithProxyUrl(origin);
    return problem === null
        ? null
        : `can’t be reached because the proxy in https_proxy or http_proxy ${problem}. Correct or unset that variable`;
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

;// CONCATENATED MODULE: ./lib/step/commands.js


const colors = { red: '\x1b[31m', yellow: '\x1b[33m', end: '\x1b[0m' };
function withoutCommands(text) {
    return text.replace(/^(\s*):(?=:)/, '$1: ').replace(/##(?=\[)/g, '## ');
}
function printLine(text, color = null) {
    const line = withoutCommands(text);
    info(color === null || !showsColors() ? line : `${colors[color]}${line}${colors.end}`);
}
function printDetails(lines) {
    const isFolded = isOnGitHub();
    if (isFolded)
        startGroup('Details');
    for (const line of lines)
        printLine(line);
    if (isFolded)
        endGroup();
}
function printDebug(text) {
    core_debug(text);
}
function annotateWarning(title, text) {
    warning(text, { title });
}
function annotateError(title, text) {
    error(text, { title });
}
function maskInLog(secret) {
    if (process.env['GITHUB_ACTIONS'] === 'true')
        core_setSecret(secret);
}
function showsColors() {
    return process.env['GITHUB_ACTIONS'] === 'true' && !process.env['NO_COLOR'];
}

;// CONCATENATED MODULE: ./lib/step/mask-token.js

function tokenIn(text) {
    return text.trim().replace(/^bearer(?:\s+|$)/i, '');
}
function maskToken(input, redactor) {
    for (const secret of new Set([input, input.trim(), tokenIn(input)])) {
        if (secret.trim() === '')
            continue;
        maskInLog(secret);
        redactor.addToken(secret);
    }
}

;// CONCATENATED MODULE: external "node:dns"
const external_node_dns_namespaceObject = require("node:dns");
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
        ['224.0.0.0', 4],
        ['240.0.0.0', 4],
    ],
    ipv6: [
        ['::', 96],
        ['64:ff9b:1::', 48],
        ['2002::', 16],
        ['fc00::', 7],
        ['fe80::', 10],
        ['fec0::', 10],
        ['ff00::', 8],
    ],
};
const privateName = /(?:^|\.)(?:localhost|local|internal|oss-[a-z0-9-]+-internal\.aliyuncs\.com)\.?$/;
function isLoopback(hostname) {
    return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
function isPrivateHost(hostname) {
    if (hostname.startsWith('['))
        return isPrivateAddress(hostname.slice(1, -1));
    if (/^\d+(?:\.\d+){3}$/.test(hostname))
        return isPrivateAddress(hostname);
    return privateName.test(hostname);
}
function isPrivateAddress(address) {
    const list = new external_node_net_namespaceObject.BlockList();
    for (const [network, prefix] of notPublic.ipv4) {
        list.addSubnet(network, prefix, 'ipv4');
        list.addSubnet(`64:ff9b::${network}`, 96 + prefix, 'ipv6');
    }
    for (const [network, prefix] of notPublic.ipv6)
        list.addSubnet(network, prefix, 'ipv6');
    return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}
function lookupFor(url) {
    return usesProxy(url.origin) || isLoopback(url.hostname) ? dns.lookup : lookupPublic;
}
class PrivateAddressError extends Error {
}
const lookupPublic = (hostname, options, callback) => {
    dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error !== null)
            return callback(error, []);
        if (addresses.some(({ address }) => isPrivateForName(address))) {
            return callback(new PrivateAddressError(`${hostname} resolves to a private address`), []);
        }
        const [first] = addresses;
        if (options.all === true || first === undefined)
            callback(null, addresses);
        else
            callback(null, first.address, first.family);
    });
};
function isPrivateForName(address) {
    const embedded = ipv4InNat64(address) ?? address;
    return isPrivateAddress(embedded) && !/^198\.1[89]\./.test(embedded);
}
function ipv4InNat64(address) {
    if (!/^64:ff9b:/i.test(address))
        return null;
    const [, high, low = ''] = /^\[64:ff9b::(?:(?:([0-9a-f]+):)?([0-9a-f]+))?\]$/.exec(new URL(`http://[${address}]`).hostname) ?? [];
    if (low === '')
        return null;
    return new URL(`http://${Number.parseInt(high ?? '0', 16) * 2 ** 16 + Number.parseInt(low, 16)}`).hostname;
}

;// CONCATENATED MODULE: ./lib/jimmyai/account.js


const defaultBaseUrl = 'https://www.jimmyai.cn';
const vendorOrigins = [defaultBaseUrl, 'https://api.viraltok.ai'];
function serviceAt(origin) {
    return vendorOrigins.includes(origin) ? defaultBaseUrl : origin;
}
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
function parseTokenFor(dryRun, text) {
    return dryRun === true && tokenIn(text) === '' ? { value: null } : parseToken(text);
}
function parseOrigin(text) {
    const url = URL.canParse(text) ? new URL(text) : null;
    const isBareOrigin = url !== null && url.pathname === '/' && !/[?#]/.test(text) && url.username === '' && url.password === '';
    if (!isBareOrigin)
        return { problem: `must be a scheme and host only, such as ${defaultBaseUrl}` };
    const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
    return isSafe ? { value: url.origin } : { problem: 'must start with https://. Otherwise the token would travel unencrypted' };
}

;// CONCATENATED MODULE: ./lib/jimmyai/failure.js
const failureKinds = (/* unused pure expression or super */ null && ([
    'unauthorized',
    'balance',
    'balance-reported',
    'balance-ambiguous',
    'rejected',
    'rejected-by-catch-all',
    'rejected-without-code',
    'rejected-by-page',
    'blocked',
    'blocked-method',
    'redirected',
    'untrusted',
    'not-found',
    'no-endpoint',
    'not-sent',
    'unreadable-body',
    'busy',
    'unavailable',
    'ambiguous',
    'unexpected',
]));
const requestIdPattern = /^[\w.:-]{1,128}$/;
const everywhere = (verdict) => ({
    upload: verdict,
    submit: verdict,
    status: verdict,
    'batch-status': verdict,
    create: verdict,
    query: verdict,
});
const failing = { upload: 'fail', submit: 'fail', create: 'fail' };
const notUnderstood = { status: 'not-understood', 'batch-status': 'not-understood', query: 'not-understood' };
const retriedCheck = { status: 'retry', 'batch-status': 'retry', query: 'retry' };
const rejection = { ...failing, status: 'fail', 'batch-status': 'one-by-one', query: 'fail' };
const foreignRejection = { ...failing, ...notUnderstood, 'batch-status': 'one-by-one' };
const obstacle = { ...everywhere('stop'), ...notUnderstood };
const absence = { ...everywhere('stop'), status: 'not-understood', 'batch-status': 'one-by-one', query: 'missing' };
const never = { submit: false, create: false };
const perhaps = { submit: true, create: true };
const perhapsVideo = { submit: false, create: true };
const nothingMore = { isUnknown: false, noEndpoint: false };
const policies = {
    unauthorized: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
    balance: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
    'balance-reported': { verdicts: everywhere('stop'), possiblyMade: perhapsVideo, ...nothingMore },
    'balance-ambiguous': { verdicts: everywhere('stop'), possiblyMade: perhaps, ...nothingMore },
    rejected: { verdicts: rejection, possiblyMade: never, isUnknown: true, noEndpoint: false },
    'rejected-by-catch-all': { verdicts: { ...failing, ...retriedCheck }, possiblyMade: never, ...nothingMore },
    'rejected-without-code': { verdicts: foreignRejection, possiblyMade: never, ...nothingMore },
    'rejected-by-page': { verdicts: { ...foreignRejection, create: 'stop' }, possiblyMade: never, ...nothingMore },
    blocked: { verdicts: obstacle, possiblyMade: never, ...nothingMore },
    'blocked-method': { verdicts: { ...obstacle, 'batch-status': 'one-by-one' }, possiblyMade: never, isUnknown: false, noEndpoint: true },
    redirected: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
    untrusted: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
    'not-found': { verdicts: absence, possiblyMade: never, isUnknown: true, noEndpoint: true },
    'no-endpoint': { verdicts: absence, possiblyMade: never, isUnknown: false, noEndpoint: true },
    'not-sent': { verdicts: everywhere('retry'), possiblyMade: never, ...nothingMore },
    'unreadable-body': { verdicts: rejection, possiblyMade: never, ...nothingMore },
    busy: { verdicts: everywhere('retry'), possiblyMade: never, ...nothingMore },
    unavailable: { verdicts: { ...everywhere('retry'), create: 'fail' }, possiblyMade: perhapsVideo, ...nothingMore },
    ambiguous: { verdicts: { ...everywhere('retry'), submit: 'fail', create: 'fail' }, possiblyMade: perhaps, ...nothingMore },
    unexpected: { verdicts: { ...failing, ...notUnderstood }, possiblyMade: perhaps, ...nothingMore },
};
function verdictOn(endpoint, failure) {
    return policies[failure.kind].verdicts[endpoint];
}
function isPossiblyMade(endpoint, failure) {
    return policies[failure.kind].possiblyMade[endpoint];
}
function saysUnknown(failure) {
    return policies[failure.kind].isUnknown;
}
function saysNoEndpoint(failure) {
    return policies[failure.kind].noEndpoint;
}
function failed(kind, detail, more = {}) {
    return { ok: false, failure: { kind, detail, hasReason: false, retryAfterMs: 0, returnedId: null, trace: null, ...more } };
}

;// CONCATENATED MODULE: ./lib/jimmyai/reason.js

const failureKeys = ['error_message', 'error_msg', 'reason', 'remark', 'fail_reason', 'message', 'error', 'detail'];
function readReason(data, redactor) {
    const text = textUnder(failureKeys, data);
    return text === null ? null : redactor.excerpt(text);
}
function textUnder(keys, data) {
    for (const key of keys) {
        const value = field(data, key);
        const text = nonEmptyString(value) ?? keys.map((inner) => nonEmptyString(field(value, inner))).find((inner) => inner !== null);
        if (text)
            return text;
    }
    return null;
}

;// CONCATENATED MODULE: ./lib/jimmyai/wording.js
const exhausted = [
    /余额|欠费|额度|配额|限额|金额不足|请充值|(?<![a-z]|(?:load|white)[ _-]?)(?:balance|quota)(?![a-z])|insufficient (?:funds|credit)/i,
    /(?<!(?:[Ll]oad|[Ww]hite)[ _-]?)(?:Balance|Quota)(?![a-z])/,
    /(?:吉米币|jimicoin).{0,20}不足/i,
];
const missingTask = /任务不存在|not found/i;
const wrongRequest = /参数|格式|不支持|不能为空|无效|非法|(?<!正在|等待|待)审核(?!中)|配置不存在|缺少|必填|\b(?:invalid|unsupported|not supported|required|missing|malformed|must be|too (?:long|large|small|short))\b/i;
const failedCall = [
    /调用.{0,40}(?:失败|异常|出错|错误)|(?:请求|连接|接口|网络|响应)(?:失败|异常|中断)|上游|超时|(?:服务器?|系统|内部|网络)(?:错误|异常|繁忙|不可用)/,
    /time[ -]?out|timed out|deadline exceeded|\bEOF\b|\breset\b|refused|broken pipe|upstream|\bconnect|internal (?:server )?error/i,
    /\b(?:HTTP|status|code):? 5\d\d\b|\b50[234]\b/i,
    /invalid (?:character|memory)|unexpected end of JSON|unmarshal|nil pointer|\bpanic\b/i,
];
function reportsExhaustion(text) {
    return exhausted.some((pattern) => pattern.test(text));
}
function reportsMissingTask(text) {
    return missingTask.test(text);
}
function reportsFailedCall(text) {
    return failedCall.some((pattern) => pattern.test(text));
}
function namesWrongRequest(text) {
    return wrongRequest.test(text) && !reportsFailedCall(text);
}
function withoutQuotes(text, sent) {
    const quotable = sent.filter((words) => words.length >= (/^[ -~]*$/.test(words) ? 4 : 2));
    const forms = quotable.flatMap((words) => [words, JSON.stringify(words).slice(1, -1)]);
    return forms.sort((a, b) => b.length - a.length).reduce((left, words) => left.replaceAll(words, '…'), text);
}
const temporaryFailure = /timed? ?out|deadline exceeded|超时|upload failed|上传失败|connection (?:reset|refused|closed)|broken pipe|\bEOF\b|internal (?:server )?error|(?:服务器?|系统|网络|内部)(?:错误|异常|繁忙)|\b50[234]\b/i;
function topicOf(reason) {
    const [, word] = /PROVIDER_MODERATION_ERROR[\s:：]*(.*)$/is.exec(reason) ?? [];
    if (word !== undefined)
        return /\w|\p{L}/u.test(word) ? 'moderation' : 'moderation-without-word';
    if (namesModel(reason))
        return 'model';
    return temporaryFailure.test(reason) ? 'temporary' : 'other';
}
function namesModel(text) {
    return /配置不存在|不支持的?模型|模型[^，。；]{0,40}(?:不存在|不支持|无效)|(?:unknown|unsupported|invalid) model|model[^,;]{0,40}(?:not (?:found|supported)|does not exist)/i.test(text);
}

;// CONCATENATED MODULE: ./lib/jimmyai/envelope.js






const isSuccessCode = (code) => /^(?:0|20000|2\d\d|success|succeed(?:ed)?|ok)$/i.test(code);
function readReply(reply, context) {
    const { endpoint, sent, isEstablished, wallClock, excerpt, findId } = context;
    if (reply.kind === 'lost')
        return failed('ambiguous', excerpt(reply.cause));
    if (reply.kind === 'untrusted')
        return failed(atFirstContact('untrusted', context), excerpt(reply.cause));
    if (reply.kind !== 'responded')
        return failed(reply.kind, excerpt(reply.cause));
    const { status, headers, body } = reply;
    const json = jsonOf(body);
    const code = readCode(json);
    const succeeded = status >= 200 && status < 300;
    const reason = reasonIn(json, body);
    if (succeeded && isSuccess(json, code))
        return { ok: true, value: { data: field(json, 'data'), body: json, msg: reason } };
    const kind = kindOf({
        endpoint,
        isEstablished,
        status: succeeded && code !== null && /^4\d\d$/.test(code) ? Number(code) : status,
        code,
        sender: code !== null && !isSuccessCode(code) ? 'jimmyai' : isRecord(json) && reason !== '' ? 'json' : 'page',
        hasRetryAfter: headers['retry-after'] !== undefined,
        reason: withoutQuotes(reason, sent),
    }, body);
    const returnedId = findId(body, json, succeeded && code === null && reason === '');
    const isKept = returnedId !== null && body.kind === 'whole' && (endpoint === 'submit' || endpoint === 'create') && isPossiblyMade(endpoint, { kind });
    const facts = {
        detail: detailOf(reply, { code, reason: reason || contentOf(json), namedId: isKept ? null : returnedId }, excerpt),
        hasReason: reason !== '',
        retryAfterMs: retryAfterMsOf(headers, wallClock),
        returnedId: isKept ? returnedId : null,
        trace: null,
    };
    return { ok: false, failure: kind === 'redirected' ? { kind, ...facts, target: originOf(headers.location) } : { kind, ...facts } };
}
function atFirstContact(kind, { endpoint, isEstablished }) {
    const isCheck = endpoint === 'status' || endpoint === 'batch-status' || endpoint === 'query';
    return isCheck && isEstablished ? 'unexpected' : kind;
}
function kindOf(evidence, body) {
    const { endpoint, status, code, sender, reason } = evidence;
    if (body.kind === 'flawed')
        return 'ambiguous';
    const succeeded = status >= 200 && status < 300;
    const isError = status >= 400 || (succeeded && code !== null);
    if (code === '20001')
        return 'unauthorized';
    if (isError && status !== 429 && reportsExhaustion(reason)) {
        if (status >= 500 && sender === 'jimmyai')
            return 'balance-ambiguous';
        if (status < 500 && code === '-1')
            return reportsFailedCall(reason) ? 'balance-ambiguous' : 'balance-reported';
        if (status < 500 && sender === 'jimmyai')
            return 'balance';
        if (status < 500)
            return atFirstContact(status === 402 ? 'balance' : 'balance-reported', evidence);
    }
    const isRefusal = isError && status < 500 && status !== 429;
    if (endpoint === 'query' && isRefusal && sender === 'jimmyai' && reportsMissingTask(reason))
        return 'not-found';
    if (code === '20002')
        return 'rejected';
    if (code === '-1')
        return namesWrongRequest(reason) ? 'rejected-by-catch-all' : 'ambiguous';
    if (succeeded)
        return code === null ? 'ambiguous' : 'unexpected';
    return kindOfStatus(evidence);
}
function kindOfStatus(evidence) {
    const { endpoint, isEstablished, status, sender, hasRetryAfter } = evidence;
    const isOwn = sender === 'jimmyai';
    switch (status) {
        case 401:
            return isOwn || !isEstablished || endpoint === 'create' ? 'unauthorized' : 'unexpected';
        case 402:
            return isOwn ? 'balance' : atFirstContact('balance', evidence);
        case 403:
            return isOwn ? 'unauthorized' : 'blocked';
        case 400:
        case 422:
            if (isOwn)
                return 'rejected';
            return sender === 'json' ? 'rejected-without-code' : 'rejected-by-page';
        case 413:
        case 415:
            return sender === 'page' ? 'rejected-by-page' : 'rejected-without-code';
        case 404:
            return isOwn ? 'not-found' : 'no-endpoint';
        case 405:
            return isOwn ? 'no-endpoint' : 'blocked-method';
        case 406:
        case 451:
            return isOwn ? 'unexpected' : 'blocked';
        case 429:
            return 'busy';
        case 503:
            return isOwn || hasRetryAfter ? 'unavailable' : 'ambiguous';
        default:
            if (status >= 300 && status < 400)
                return atFirstContact('redirected', evidence);
            return status >= 400 && status < 500 ? 'unexpected' : 'ambiguous';
    }
}
function isSuccess(json, code) {
    if (code !== null)
        return isSuccessCode(code);
    const data = field(json, 'data');
    return typeof data === 'object' && data !== null;
}
function isFromJimmyAi(reply) {
    if (reply.kind !== 'responded')
        return false;
    const json = jsonOf(reply.body);
    return readCode(json) !== null || (reply.status < 300 && isSuccess(json, null));
}
function jsonOf(body) {
    return body.kind === 'whole' ? parseJson(quoteLongIntegers(body.text)) : undefined;
}
function readCode(json) {
    const code = field(json, 'code');
    return typeof code === 'number' || typeof code === 'string' ? String(code) : null;
}
const reasonKeys = ['msg', 'message', 'error', 'detail'];
function reasonIn(json, body) {
    const text = textUnder(reasonKeys, json);
    if (text !== null)
        return text;
    const isText = json === undefined && body.kind === 'whole' && body.text.length < 1000 && !body.text.includes('<');
    return isText ? body.text.trim() : '';
}
function contentOf(json) {
    const isEmpty = (value) => value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
    return isRecord(json) && Object.entries(json).some(([key, value]) => key !== 'code' && !isEmpty(value)) ? JSON.stringify(json) : '';
}
function detailOf({ status, headers, body }, { code, reason, namedId }, excerpt) {
    const isUnreadable = status >= 200 && status < 300 && code === null;
    const flaw = body.kind === 'flawed' ? body.cause : isUnreadable ? 'the response does not match the API documentation' : '';
    const head = excerpt(`HTTP ${status}${describeTarget(headers.location)}${code === null ? '' : `, code ${code}`}`);
    const named = namedId === null ? '' : ` (the response names the ID ${namedId})`;
    return `${[head, excerpt(reason) || excerpt(flaw)].filter(Boolean).join(': ')}${named}`;
}
function describeTarget(location) {
    return location === undefined ? '' : ` to ${location.replace(/[?#].*$/s, '')}`;
}
function originOf(location) {
    if (location === undefined || !URL.canParse(location))
        return null;
    const parsed = parseOrigin(new URL(location).origin);
    return 'value' in parsed && /^https?:\/\/[a-z0-9.:[\]-]+$/.test(parsed.value) ? parsed.value : null;
}

;// CONCATENATED MODULE: ./lib/jimmyai/returned-id.js

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,255}$/;
const idAlphabet = 'only letters, digits and . _ : - and starts with a letter or digit';
function readId(value, containsSecret) {
    const text = Number.isSafeInteger(value) && value !== 0 ? String(value) : value;
    return typeof text === 'string' && idPattern.test(text) && !containsSecret(text) ? text : null;
}
const names = {
    submit: { always: ['asset_id', 'assetId'], inSuccess: ['id'] },
    create: { always: ['task_id', 'taskId'], inSuccess: ['id', 'projectId'] },
};
function findIdIn(json, endpoint, isSuccess, containsSecret) {
    const { always = [], inSuccess = [] } = names[endpoint] ?? {};
    const data = field(json, 'data');
    for (const place of [data, Array.isArray(data) ? data[0] : undefined, json]) {
        for (const name of isSuccess ? [...always, ...inSuccess] : always) {
            const id = readId(field(place, name), containsSecret);
            if (id !== null)
                return id;
        }
    }
    return null;
}
function findIdInPart({ text }, endpoint, containsSecret) {
    for (const name of names[endpoint]?.always ?? []) {
        const [, quoted, digits] = new RegExp(`"${name}"\\s*:\\s*(?:"([^"\\\\]{1,256})"|(\\d{1,64})[\\s,}])`).exec(text) ?? [];
        const id = readId(quoted ?? digits, containsSecret);
        if (id !== null)
            return id;
    }
    return null;
}
function namesOther(data, endpoint, id, containsSecret) {
    const named = (names[endpoint]?.always ?? []).map((name) => field(data, name) ?? '').filter((value) => value !== '');
    return named.length > 0 && !named.some((value) => readId(value, containsSecret) === id);
}

;// CONCATENATED MODULE: ./lib/jimmyai/api.js





const checkTimeoutMs = 30_000;
const maxResponseBytes = 1024 * 1024;
class Api {
    #options;
    #isEstablished = false;
    #sent = new Set();
    constructor(options) {
        this.#options = options;
    }
    async call(call, bounds) {
        const { endpoint, method, path } = call;
        const { clock, reporter, redactor } = this.#options;
        const started = clock.now();
        const sentAt = Date.now();
        const requestId = crypto.randomUUID();
        for (const text of textsIn(call.sent))
            this.#sent.add(text);
        const reply = await this.#send(call, requestId, bounds);
        const containsSecret = (text) => redactor.containsSecret(text);
        const trace = { requestId: (reply.kind === 'responded' && traceIdIn(reply.headers, containsSecret)) || requestId, sentAt };
        const result = readReply(reply, {
            endpoint,
            sent: [...this.#sent],
            isEstablished: this.#isEstablished,
            wallClock: Date.now(),
            excerpt: (text) => redactor.excerpt(text),
            findId: (body, json, isSuccess) => {
                const id = body.kind === 'whole' ? findIdIn(json, endpoint, isSuccess, containsSecret) : findIdInPart(body, endpoint, containsSecret);
                if (id !== null)
                    redactor.keepId(id);
                return id;
            },
        });
        this.#isEstablished ||= isFromJimmyAi(reply);
        const outcome = result.ok ? 'success' : `${result.failure.kind}: ${result.failure.detail}`;
        const httpStatus = reply.kind === 'responded' ? `HTTP ${reply.status}` : 'no response';
        reporter.debug(`${method} ${path}: ${httpStatus}, ${Math.round(clock.now() - started)} ms, request ID ${trace.requestId}, ${outcome}`);
        const wasSent = reply.kind === 'responded' || reply.kind === 'lost';
        if (result.ok)
            return { ok: true, value: { ...result.value, trace } };
        return wasSent ? { ok: false, failure: { ...result.failure, trace } } : result;
    }
    incomplete(endpoint, what, { msg, body, trace }) {
        const { redactor } = this.#options;
        const message = msg === '' ? '' : ` (JimmyAI’s message: ${redactor.excerpt(msg)})`;
        const returnedId = findIdIn(body, endpoint, true, (text) => redactor.containsSecret(text));
        return failed('ambiguous', `${what}${message}`, { hasReason: msg !== '', returnedId, trace });
    }
    async #send(call, requestId, { deadline, signal }) {
        const { endpoint, method, path, contentType, body } = call;
        const { token, baseUrl, send, clock } = this.#options;
        const timeoutMs = Math.max(0, deadline - clock.now());
        const isMaking = endpoint === 'submit' || endpoint === 'create';
        const reply = await send({
            method,
            url: new URL(path, baseUrl),
            headers: {
                accept: 'application/json',
                'accept-encoding': 'identity',
                authorization: `Bearer ${token}`,
                ...(contentType === undefined ? {} : { 'content-type': contentType }),
                'user-agent': userAgent,
                'x-request-id': requestId,
            },
            body,
            timeoutMs: isMaking || endpoint === 'upload' ? timeoutMs : Math.min(timeoutMs, checkTimeoutMs),
            idleTimeoutMs: isMaking ? timeoutMs : checkTimeoutMs,
            connection: isMaking ? 'fresh' : 'kept',
            signal,
        });
        if (reply.kind !== 'responded')
            return reply;
        const timer = setTimeout(() => reply.close(), isMaking ? timeoutMs : checkTimeoutMs);
        const text = await readText(reply, maxResponseBytes);
        clearTimeout(timer);
        return { ...reply, body: text };
    }
}
function traceIdIn({ 'x-trace-id': id }, containsSecret) {
    return typeof id === 'string' && requestIdPattern.test(id) && !containsSecret(id) ? id : null;
}
function textsIn(value) {
    if (typeof value === 'string')
        return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

;// CONCATENATED MODULE: ./lib/jimmyai/unknown-status.js
const maxWarnings = 5;
function unknownStatusWarner(redactor, warnOnce) {
    const seen = new Set();
    return (status) => {
        if (seen.size >= maxWarnings || seen.has(status))
            return;
        seen.add(status);
        warnOnce(`JimmyAI reported the unknown status “${redactor.excerpt(status)}”. Polling continues.`, 'Unknown status');
    };
}

;// CONCATENATED MODULE: ./lib/jimmyai/asset.js




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
    const warnOfUnknown = unknownStatusWarner(redactor, warnOnce);
    function decodeStatus(data) {
        const status = readStatus(data);
        switch (status?.toLowerCase()) {
            case 'active':
                return { kind: 'Active' };
            case 'failed':
            case 'rejected':
                return { kind: 'Failed', reason: readReason(data, redactor) };
            case 'deleted':
                return { kind: 'Deleted' };
            case 'processing':
            case 'pending':
            case 'expired':
            case undefined:
                return { kind: 'Processing' };
            default:
                warnOfUnknown(status ?? '');
                return { kind: 'Processing' };
        }
    }
    return {
        id: (data) => readId(field(data, 'asset_id'), (text) => redactor.containsSecret(text)),
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

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = require("node:crypto");
;// CONCATENATED MODULE: ./lib/step/bytes.js
const units = ['kB', 'MB', 'GB'];
function formatBytes(bytes) {
    let amount = bytes;
    let unit = 'bytes';
    for (const larger of units) {
        if (amount < 1000)
            break;
        amount /= 1000;
        unit = larger;
    }
    return `${amount >= 10 ? Math.round(amount) : Math.round(amount * 10) / 10} ${unit}`;
}

;// CONCATENATED MODULE: ./lib/step/files/decode-text.js
const lfsPointer = 'version https://git-lfs.github.com/spec/v1';
const lfsPointerProblem = 'is a Git LFS pointer, not the file itself. Set lfs: true for actions/checkout';
function isLfsPointer(start) {
    return Buffer.from(start.subarray(0, lfsPointer.length)).toString('latin1') === lfsPointer;
}
function decodeText(bytes) {
    const [first, second] = bytes;
    if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
        return { problem: 'is UTF-16, not UTF-8: save the file as UTF-8' };
    if (isLfsPointer(bytes))
        return { problem: lfsPointerProblem };
    const text = decodeUtf8(bytes);
    if (text === null)
        return { problem: 'is not UTF-8: save the file as UTF-8' };
    const conflict = /^<{7}(?: |\r?$)/m.exec(text);
    if (conflict !== null) {
        const line = text.slice(0, conflict.index).split('\n').length;
        return { problem: `has a conflict marker of Git in line ${line}. Resolve the conflict` };
    }
    return { value: text };
}
function decodeUtf8(bytes) {
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    }
    catch {
        return null;
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





const maxTextBytes = 1_048_576;
class FileProblem extends Error {
    constructor(filePath, predicate) {
        super(`“${filePath}” ${predicate}`);
    }
}
function relativeWithin(root, real, filePath) {
    const relative = external_node_path_default().relative(root, real);
    if (relative === '..' || relative.startsWith(`..${(external_node_path_default()).sep}`) || external_node_path_default().isAbsolute(relative)) {
        throw new FileProblem(filePath, 'is outside the workspace');
    }
    return relative;
}
async function readTextFile(workspace, filePath) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const handle = __addDisposableResource(env_1, await openInWorkspace(workspace, filePath), true);
        const { size } = await handle.stat();
        if (size > maxTextBytes)
            throw new FileProblem(filePath, `is ${formatBytes(size)} (${size} bytes). A list file can have up to 1 MiB (${maxTextBytes} bytes)`);
        const decoded = decodeText(await handle.readFile());
        if ('problem' in decoded)
            throw new FileProblem(filePath, decoded.problem);
        return decoded.value;
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
    const [root, real] = await Promise.all([(0,promises_namespaceObject.realpath)(workspace), (0,promises_namespaceObject.realpath)(external_node_path_default().resolve(workspace, filePath))]).catch(() => {
        throw new FileProblem(filePath, 'does not exist in the workspace. Check the path, and that an earlier step checks out the repository (actions/checkout)');
    });
    relativeWithin(root, real, filePath);
    const handle = await (0,promises_namespaceObject.open)(real, external_node_fs_namespaceObject.constants.O_RDONLY | external_node_fs_namespaceObject.constants.O_NONBLOCK | (external_node_fs_namespaceObject.constants.O_NOFOLLOW ?? 0)).catch((error) => {
        throw new FileProblem(filePath, `can’t be read: ${error.message}`);
    });
    if ((await handle.stat()).isFile())
        return handle;
    await handle.close();
    throw new FileProblem(filePath, 'is not a file');
}

;// CONCATENATED MODULE: ./lib/jimmyai/image.js
var image_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var image_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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




const maxImageBytes = 100_000_000;
const signatures = [
    { type: { extension: 'jpg', mime: 'image/jpeg' }, matches: (start) => start.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) },
    {
        type: { extension: 'png', mime: 'image/png' },
        matches: (start) => start.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')),
    },
    { type: { extension: 'webp', mime: 'image/webp' }, matches: (start) => /^RIFF.{4}WEBP/s.test(start.toString('latin1')) },
    { type: { extension: 'bmp', mime: 'image/bmp' }, matches: (start) => /^BM.{4}\0{4}/s.test(start.toString('latin1')) },
    { type: { extension: 'gif', mime: 'image/gif' }, matches: (start) => /^GIF8[79]a/.test(start.toString('latin1')) },
];
const startBytes = 64;
const otherFormats = [
    { name: 'AVIF', brand: /^avi[fs]$/ },
    { name: 'HEIC', brand: /^he(?:ic|ix|im|is|vc|vx|vm|vs)$/ },
    { name: 'HEIF', brand: /^m(?:if|sf)\d$/ },
];
async function inspectImage(workspace, imagePath) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const handle = image_addDisposableResource(env_1, await openInWorkspace(workspace, imagePath), true);
        const { size } = await handle.stat();
        if (size === 0)
            throw new FileProblem(imagePath, 'is empty');
        if (size > maxImageBytes)
            throw new FileProblem(imagePath, `is ${formatBytes(size)} (${size} bytes). JimmyAI accepts up to ${formatBytes(maxImageBytes)}`);
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(startBytes), 0, startBytes, 0);
        const start = buffer.subarray(0, bytesRead);
        const type = signatures.find(({ matches }) => matches(start))?.type;
        if (type === undefined)
            throw new FileProblem(imagePath, describeUnusable(start));
        return { path: imagePath, workspace, size, type, sha256: null };
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = image_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
function describeUnusable(start) {
    if (isLfsPointer(start))
        return lfsPointerProblem;
    const brands = brandsIn(start);
    const format = otherFormats.find(({ brand }) => brands.some((text) => brand.test(text)));
    if (format === undefined)
        return 'is not a JPEG, PNG, WebP, BMP or GIF image';
    return `is ${format.name}, not JPEG, PNG, WebP, BMP or GIF. Convert the image to JPEG or PNG`;
}
function brandsIn(start) {
    if (start.toString('latin1', 4, 8) !== 'ftyp')
        return [];
    const end = Math.min(start.readUInt32BE(0), start.length);
    const brands = [start.toString('latin1', 8, 12)];
    for (let index = 16; index + 4 <= end; index += 4)
        brands.push(start.toString('latin1', index, index + 4));
    return brands;
}
async function* readImage({ workspace, path: imagePath, size, sha256 }) {
    const env_2 = { stack: [], error: void 0, hasError: false };
    try {
        const changed = () => new FileProblem(imagePath, 'changed while the step ran');
        const handle = image_addDisposableResource(env_2, await openInWorkspace(workspace, imagePath), true);
        if ((await handle.stat()).size !== size)
            throw changed();
        const hash = sha256 === null ? null : (0,external_node_crypto_namespaceObject.createHash)('sha256');
        let left = size;
        for await (const chunk of handle.createReadStream({ end: size - 1, autoClose: false, highWaterMark: 256 * 1024 })) {
            hash?.update(chunk);
            left -= chunk.length;
            if (left === 0 && (hash?.digest('hex') ?? null) !== sha256)
                throw changed();
            yield chunk;
        }
        if (left > 0)
            throw new FileProblem(imagePath, 'was cut short while the step read it');
    }
    catch (e_2) {
        env_2.error = e_2;
        env_2.hasError = true;
    }
    finally {
        const result_2 = image_disposeResources(env_2);
        if (result_2)
            await result_2;
    }
}
async function hashImage(file, signal) {
    const hash = (0,external_node_crypto_namespaceObject.createHash)('sha256');
    for await (const chunk of readImage(file)) {
        if (signal.aborted)
            throw new FileProblem(file.path, 'could not be read before the timeout');
        hash.update(chunk);
    }
    return { ...file, sha256: hash.digest('hex') };
}

;// CONCATENATED MODULE: ./lib/jimmyai/client.js






const paths = {
    upload: '/api/open-api/v1/files/upload',
    submit: '/api/open-api/v1/seedance/sp/realperson/submit',
    status: '/api/open-api/v1/seedance/sp/realperson/status',
    'batch-status': '/api/open-api/v1/seedance/sp/realperson/batch-status',
};
class JimmyAiClient {
    #api;
    #redactor;
    #decoder;
    constructor(options) {
        this.#api = new Api(options);
        this.#redactor = options.redactor;
        this.#decoder = createAssetDecoder(options.redactor, (text, title) => options.reporter.warnOnce(text, title));
    }
    async upload(file, bounds) {
        const { contentType, body } = multipart(file);
        const result = await this.#call('upload', contentType, body, {}, bounds);
        if (!result.ok)
            return result;
        const url = field(result.value.data, 'url');
        if (typeof url !== 'string' || !/^https?:/i.test(url) || !URL.canParse(url)) {
            return this.#api.incomplete('upload', 'the response to the upload has no usable url', result.value);
        }
        this.#redactor.addQueryOf(url);
        return { ok: true, value: url };
    }
    async submit(name, url, bounds) {
        const result = await this.#callWithJson('submit', { name, url }, bounds);
        if (!result.ok)
            return result;
        const { data } = result.value;
        const assetId = this.#decoder.id(data);
        return assetId === null
            ? this.#api.incomplete('submit', 'the response to the submission has no usable asset_id', result.value)
            : { ok: true, value: this.#decoder.asset(assetId, data) };
    }
    async status(assetId, bounds) {
        const result = await this.#callWithJson('status', { asset_id: assetId }, bounds);
        if (!result.ok)
            return result;
        const { data } = result.value;
        return namesOther(data, 'submit', assetId, (text) => this.#redactor.containsSecret(text))
            ? failed('unexpected', 'the response describes a different asset ID')
            : decodeChecked(this.#decoder, assetId, data);
    }
    async batchStatus(assetIds, bounds) {
        const result = await this.#callWithJson('batch-status', { asset_ids: assetIds }, bounds);
        if (!result.ok)
            return result;
        const items = field(result.value.data, 'items');
        if (!Array.isArray(items))
            return failed('unexpected', 'the response has no items');
        const asked = new Set(assetIds);
        const found = new Map();
        for (const item of items) {
            const assetId = this.#decoder.id(item);
            if (assetId !== null && asked.has(assetId))
                found.set(assetId, decodeChecked(this.#decoder, assetId, item));
        }
        return { ok: true, value: found };
    }
    #callWithJson(endpoint, fields, bounds) {
        return this.#call(endpoint, 'application/json', { kind: 'text', text: JSON.stringify(fields) }, fields, bounds);
    }
    #call(endpoint, contentType, body, sent, bounds) {
        return this.#api.call({ endpoint, method: 'POST', path: paths[endpoint], contentType, body, sent }, bounds);
    }
}
function decodeChecked(decoder, assetId, data) {
    return readStatus(data) === null ? failed('unexpected', 'the response has no status') : { ok: true, value: decoder.asset(assetId, data) };
}
function multipart(file) {
    const boundary = `seedance-${crypto.randomUUID()}`;
    const head = Buffer.from(`--${boundary}\r\n` +
        `Content-Disposition: form-data; name="file"; filename="portrait.${file.type.extension}"\r\n` +
        `Content-Type: ${file.type.mime}\r\n\r\n`);
    const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
    async function* chunks() {
        yield head;
        yield* readImage(file);
        yield tail;
    }
    return {
        contentType: `multipart/form-data; boundary=${boundary}`,
        body: { kind: 'stream', length: head.length + file.size + tail.length, chunks: chunks() },
    };
}

;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = require("node:http");
var external_node_http_default = /*#__PURE__*/__nccwpck_require__.n(external_node_http_namespaceObject);
;// CONCATENATED MODULE: external "node:https"
const external_node_https_namespaceObject = require("node:https");
var external_node_https_default = /*#__PURE__*/__nccwpck_require__.n(external_node_https_namespaceObject);
;// CONCATENATED MODULE: external "node:tls"
const external_node_tls_namespaceObject = require("node:tls");
;// CONCATENATED MODULE: ./lib/step/net/exchange.js






const connectTimeoutMs = 30_000;
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
        const { method, url, headers, body, lookup, timeoutMs, signal } = request;
        this.#secure = url.protocol === 'https:';
        this.#request = request;
        this.#resolve = resolve;
        const options = { method, agent, headers: { ...headers, ...lengthOf(body) }, ...(lookup === undefined ? {} : { lookup }) };
        this.#message = (this.#secure ? (external_node_https_default()) : (external_node_http_default())).request(url, options);
        this.#timeoutTimer = setTimeout(() => this.#interrupt(`the request took longer than ${seconds(timeoutMs)}`), timeoutMs);
        this.#expectProgressWithin(connectTimeoutMs);
        this.#listen();
        signal.addEventListener('abort', this.#abort);
        if (signal.aborted)
            this.#abort();
        else
            this.#send(body);
    }
    #listen() {
        this.#message.on('socket', (socket) => this.#watch(socket));
        this.#message.on('error', (error) => this.#fail(causeOf(error), obstacleIn(error)));
        this.#message.on('close', () => this.#fail(this.#responded ? 'the connection closed' : closedEarly));
        this.#message.on('response', (response) => this.#respond(response));
    }
    #watch(socket) {
        this.#socket = socket;
        const onReached = () => {
            this.#reached = true;
            this.#expectProgressWithin(this.#request.idleTimeoutMs);
        };
        const pending = socket instanceof external_node_tls_namespaceObject.TLSSocket ? !socket.authorized : socket.connecting || socket.destroyed;
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
                stream(body.chunks, this.#message, () => this.#expectProgressWithin(idleTimeoutMs)).then(() => this.#expectProgressWithin(idleTimeoutMs + Math.min(body.length, maxBytesInFlight) / minBytesPerMs), (error) => {
                    this.#cause ??= messageOf(error);
                    this.#giveUp({ kind: 'unreadable-body', cause: messageOf(error) });
                });
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
            close: () => {
                this.#end();
                this.#interrupt('the response was given up');
            },
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
    #fail(cause, obstacle = {}) {
        this.#cause ??= cause;
        if (this.#responded)
            return;
        const isUntrusted = !this.#reached && this.#socket instanceof external_node_tls_namespaceObject.TLSSocket && Boolean(this.#socket.authorizationError);
        if (isUntrusted)
            this.#giveUp({ kind: 'untrusted', cause });
        else if (this.#reached)
            this.#giveUp({ kind: 'lost', cause });
        else
            this.#giveUp({ kind: 'not-sent', cause, ...obstacle });
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
function obstacleIn(error) {
    if (error instanceof PrivateAddressError)
        return { obstacle: 'private-address' };
    return isForbiddenByProxy(error) ? { obstacle: 'proxy' } : {};
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

;// CONCATENATED MODULE: ./lib/step/redaction/decoded-text.js
const ignorable = /\p{Default_Ignorable_Code_Point}/u;
const escapeStart = /[\\&]/;
const maxLayers = 6;
const maxEntityLength = 10;
const entities = new Map(Object.entries({
    ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', sol: '/', quest: '?', equals: '=' },
    ...{ num: '#', colon: ':', percnt: '%', plus: '+', commat: '@', period: '.' },
}).map(([name, character]) => [name, character.charCodeAt(0)]));
class DecodedText {
    #source;
    #units = null;
    #length;
    constructor(source) {
        this.#source = source;
        this.#length = source.length;
        if (ignorable.test(source))
            this.#leaveOutIgnorables();
        if (escapeStart.test(source))
            this.#decode(false);
    }
    decodePercent() {
        return this.#decode(true);
    }
    startOf(index) {
        if (index >= this.#length)
            return this.#source.length;
        return this.#units === null ? index : (this.#units.starts[index] ?? 0);
    }
    toString() {
        if (this.#units === null)
            return this.#source;
        const parts = [];
        for (let start = 0; start < this.#length; start += 8192) {
            parts.push(String.fromCharCode(...this.#units.codes.subarray(start, Math.min(start + 8192, this.#length))));
        }
        return parts.join('');
    }
    toBytes() {
        const bytes = this.#units === null ? Buffer.from(this.#source) : this.#encode();
        for (let index = 0; index < bytes.length; index++) {
            const byte = bytes[index] ?? 0;
            if (byte === 0x2b)
                bytes[index] = 0x20;
            else if (byte >= 0x41 && byte <= 0x5a)
                bytes[index] = byte + 0x20;
        }
        return bytes;
    }
    createLocator() {
        let index = 0;
        let bytesBefore = 0;
        return (byteIndex) => {
            while (index < this.#length) {
                const size = utf8Size(this.#codePointAt(index));
                if (bytesBefore + size > byteIndex)
                    break;
                bytesBefore += size;
                index += size === 4 ? 2 : 1;
            }
            return this.startOf(index);
        };
    }
    #codeAt(index) {
        return this.#units === null ? this.#source.charCodeAt(index) : (this.#units.codes[index] ?? 0);
    }
    #codePointAt(index) {
        const code = this.#codeAt(index);
        if (code < 0xd800 || code > 0xdfff)
            return code;
        const next = index + 1 < this.#length ? this.#codeAt(index + 1) : 0;
        return code < 0xdc00 && next >= 0xdc00 && next <= 0xdfff ? ((code - 0xd7c0) << 10) + (next & 0x3ff) : 0xfffd;
    }
    #encode() {
        const bytes = new Uint8Array(3 * this.#length);
        let length = 0;
        for (let index = 0; index < this.#length; index++) {
            const code = this.#codePointAt(index);
            if (code < 0x80)
                bytes[length++] = Math.abs(code);
            else {
                const size = utf8Size(code);
                if (size === 4)
                    index += 1;
                bytes[length++] = (size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0) | (code >> (6 * (size - 1)));
                for (let rest = size - 2; rest >= 0; rest--)
                    bytes[length++] = 0x80 | ((code >> (6 * rest)) & 0x3f);
            }
        }
        return bytes.subarray(0, length);
    }
    #leaveOutIgnorables() {
        const codes = new Int32Array(this.#length);
        const starts = new Int32Array(this.#length);
        let length = 0;
        for (const { index: from, 0: stretch } of this.#source.matchAll(/\P{Default_Ignorable_Code_Point}+/gu)) {
            for (let offset = 0; offset < stretch.length; offset++) {
                codes[length] = stretch.charCodeAt(offset);
                starts[length++] = from + offset;
            }
        }
        this.#units = { codes, starts };
        this.#length = length;
    }
    #decode(percent) {
        let layers = 0;
        while (layers < maxLayers && this.#decodeLayer(percent))
            layers++;
        return layers > 0;
    }
    #decodeLayer(percent) {
        const end = this.#length;
        let units = this.#units;
        let length = 0;
        let pendingStart = -1;
        for (let index = 0; index < end;) {
            const code = units === null ? this.#source.charCodeAt(index) : (units.codes[index] ?? 0);
            const isEscapeStart = code === 0x5c || code === 0x26 || (percent && code === 0x25);
            const found = isEscapeStart ? this.#escapeAt(index, end) : null;
            if (found !== null)
                units ??= this.#materialize();
            const next = found === null ? index + 1 : found.next;
            const start = pendingStart >= 0 ? pendingStart : this.startOf(index);
            if (found?.code === null)
                pendingStart = start;
            else {
                if (units !== null && (length < index || found !== null)) {
                    units.codes[length] = found?.code ?? code;
                    units.starts[length] = start;
                }
                length += 1;
                pendingStart = -1;
            }
            index = next;
        }
        this.#length = length;
        return length < end;
    }
    #materialize() {
        const codes = new Int32Array(this.#length);
        const starts = new Int32Array(this.#length);
        for (let index = 0; index < this.#length; index++) {
            codes[index] = this.#source.charCodeAt(index);
            starts[index] = index;
        }
        this.#units = { codes, starts };
        return this.#units;
    }
    #escapeAt(index, end) {
        switch (this.#codeAt(index)) {
            case 0x5c: {
                const kind = index + 1 < end ? this.#codeAt(index + 1) | 0x20 : 0;
                const digits = kind === 0x75 ? 4 : kind === 0x78 ? 2 : 0;
                const code = digits === 0 ? null : this.#hexAt(index + 2, digits, end);
                return code === null ? { code: null, next: index + 1 } : { code, next: index + 2 + digits };
            }
            case 0x25: {
                const isLegacy = index + 1 < end && (this.#codeAt(index + 1) | 0x20) === 0x75;
                const code = isLegacy ? this.#hexAt(index + 2, 4, end) : this.#hexAt(index + 1, 2, end);
                if (code === null)
                    return null;
                return isLegacy ? { code, next: index + 6 } : { code: code < 0x80 ? code : -code, next: index + 3 };
            }
            default:
                return this.#entityAt(index, end);
        }
    }
    #hexAt(index, digits, end) {
        let value = 0;
        for (let at = index; at < index + digits; at++) {
            const digit = at < end ? hexDigit(this.#codeAt(at)) : -1;
            if (digit < 0)
                return null;
            value = value * 16 + digit;
        }
        return value;
    }
    #entityAt(index, end) {
        const name = [];
        for (let at = index + 1; at < Math.min(end, index + maxEntityLength); at++) {
            const code = this.#codeAt(at);
            if (code === 0x3b) {
                const value = valueOfEntity(String.fromCharCode(...name));
                return value === undefined || value > 0xffff ? null : { code: value, next: at + 1 };
            }
            if (!isWordOrHash(code))
                return null;
            name.push(code);
        }
        return null;
    }
}
function valueOfEntity(name) {
    const [, hex, decimal] = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name) ?? [];
    if (hex !== undefined)
        return Number.parseInt(hex, 16);
    return decimal === undefined ? entities.get(name.toLowerCase()) : Number(decimal);
}
function isWordOrHash(code) {
    const lower = code | 0x20;
    return code === 0x23 || (code >= 0x30 && code <= 0x39) || (lower >= 0x61 && lower <= 0x7a);
}
function hexDigit(code) {
    if (code >= 0x30 && code <= 0x39)
        return code - 0x30;
    const lower = code | 0x20;
    return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
function utf8Size(codePoint) {
    if (codePoint < 0x80)
        return 1;
    if (codePoint < 0x800)
        return 2;
    return codePoint < 0x10000 ? 3 : 4;
}

;// CONCATENATED MODULE: ./lib/step/redaction/run-table.js

const runLength = 6;
const runKinds = { none: 0, query: 1, secret: 2 };
const initialCapacity = 1024;
class RunTable {
    #seeds = [(0,external_node_crypto_namespaceObject.randomInt)(2 ** 32) | 1, (0,external_node_crypto_namespaceObject.randomInt)(2 ** 32) | 1];
    #count = 0;
    #capacity = initialCapacity;
    #slots = new Int32Array(2 * initialCapacity);
    get isEmpty() {
        return this.#count === 0;
    }
    add(bytes, kind) {
        forEachRun(bytes, (firstHalf, secondHalf) => this.#put(firstHalf, secondHalf, kind));
    }
    kindOf(firstHalf, secondHalf) {
        return (this.#slots[this.#slotOf(firstHalf, secondHalf)] ?? 0) >> 24;
    }
    #slotOf(firstHalf, secondHalf) {
        const slots = this.#slots;
        const last = 2 * this.#capacity - 1;
        const hash = Math.imul(firstHalf, this.#seeds[0]) ^ Math.imul(secondHalf, this.#seeds[1]);
        let slot = (2 * (hash ^ (hash >>> 15))) & last;
        for (let head = slots[slot] ?? 0; head !== 0; head = slots[slot] ?? 0) {
            if ((head & 0xffffff) === firstHalf && slots[slot + 1] === secondHalf)
                return slot;
            slot = (slot + 2) & last;
        }
        return slot;
    }
    #put(firstHalf, secondHalf, kind) {
        const slot = this.#slotOf(firstHalf, secondHalf);
        const head = this.#slots[slot] ?? 0;
        this.#slots[slot] = head | (kind << 24) | firstHalf;
        this.#slots[slot + 1] = secondHalf;
        if (head !== 0)
            return;
        this.#count += 1;
        if (this.#count * 2 > this.#capacity)
            this.#grow();
    }
    #grow() {
        const slots = this.#slots;
        this.#capacity *= 2;
        this.#count = 0;
        this.#slots = new Int32Array(2 * this.#capacity);
        for (let slot = 0; slot < slots.length; slot += 2) {
            const head = slots[slot] ?? 0;
            if (head !== 0)
                this.#put(head & 0xffffff, slots[slot + 1] ?? 0, head >> 24);
        }
    }
}
function forEachRun(bytes, visit) {
    let firstHalf = 0;
    let secondHalf = 0;
    for (let index = 0; index < bytes.length; index++) {
        firstHalf = ((firstHalf << 8) | (secondHalf >>> 16)) & 0xffffff;
        secondHalf = ((secondHalf << 8) | (bytes[index] ?? 0)) & 0xffffff;
        if (index >= runLength - 1)
            visit(firstHalf, secondHalf, index + 1);
    }
}

;// CONCATENATED MODULE: ./lib/step/redaction/stretches.js
function replaceStretches(text, stretches, replacement) {
    let replaced = '';
    let done = 0;
    for (const { start, end } of mergeStretches(stretches)) {
        replaced += text.slice(done, start) + replacement;
        done = end;
    }
    return replaced + text.slice(done);
}
function mergeStretches(stretches) {
    const separate = [];
    for (const stretch of stretches.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
        const last = separate.at(-1);
        if (last === undefined || stretch.start >= last.end)
            separate.push(stretch);
        else
            separate[separate.length - 1] = { start: last.start, end: Math.max(last.end, stretch.end) };
    }
    return separate;
}

;// CONCATENATED MODULE: ./lib/step/redaction/secret-index.js



const mask = '***';
const credentialName = /(?:signature|sign|sig|token|secret|password|passwd|pwd|ticket|hmac|policy|jwt|session|(?:api|access|auth|secret)[-_]?key)$/i;
const minMixedLength = 6;
const minWordyLength = 10;
const minNumericLength = 16;
const minUnnamedLength = 20;
const minTokenLength = 16;
const minShareOfChanges = 0.25;
const minQueryPieceLength = 20;
const minPairValueLength = 4;
const percentSign = 0x25;
const maxEscapeLength = 16;
const maxIdLength = 256;
const idCharacter = /[A-Za-z0-9._:-]/;
class SecretIndex {
    #runs = new RunTable();
    #tokens = [];
    #ids = new Set();
    addToken(token) {
        for (const bytes of [decodedBytesOf(token), new DecodedText(token).toBytes()]) {
            const isKnown = this.#tokens.some((known) => known.equals(bytes));
            if (bytes.length > 0 && !isKnown)
                this.#tokens.push(Buffer.from(bytes));
        }
        const random = (token.trim().split(/\s+/).at(-1) ?? '').replace(/^(?:[a-z]+[-_.:])+/i, '');
        if (random.length >= minTokenLength && isMixed(random))
            this.#addValue(random);
    }
    addQuery(query) {
        this.#runs.add(decodedBytesOf(query), runKinds.query);
        for (const pair of query.split('&')) {
            const equals = pair.indexOf('=');
            const value = pair.slice(equals + 1);
            if (isSecretValue(pair.slice(0, Math.max(0, equals)), percentDecoded(value)))
                this.#addValue(value);
        }
    }
    keepId(id) {
        this.#ids.add(id);
    }
    containsToken(text) {
        if (this.#tokens.length === 0)
            return false;
        const decoded = new DecodedText(text);
        return this.#tokensIn(decoded.toBytes()).length > 0 || (decoded.decodePercent() && this.#tokensIn(decoded.toBytes()).length > 0);
    }
    maskIn(text) {
        if (this.#tokens.length === 0 && this.#runs.isEmpty)
            return text;
        const decoded = new DecodedText(text);
        const written = decoded.toString().includes('%') ? this.#findWritten(decoded) : [];
        decoded.decodePercent();
        const found = [...written, ...this.#findDecoded(decoded)];
        return replaceStretches(text, found.filter((stretch) => !this.#isId(text, stretch)), mask);
    }
    #isId(text, { start, end }) {
        if (this.#ids.size === 0)
            return false;
        let from = start;
        while (from > Math.max(0, start - maxIdLength) && idCharacter.test(text.charAt(from - 1)))
            from -= 1;
        let to = end;
        while (to < end + maxIdLength && idCharacter.test(text.charAt(to)))
            to += 1;
        const word = text.slice(from, to);
        return this.#ids.has(word) || this.#ids.has(word.replace(/[.:]$/, ''));
    }
    #addValue(value) {
        this.#runs.add(decodedBytesOf(value), runKinds.secret);
        const decoded = percentDecoded(value);
        for (const written of [value, decoded, encodeURIComponent(decoded.toWellFormed())])
            this.#runs.add(new DecodedText(written).toBytes(), runKinds.secret);
    }
    #findWritten(text) {
        const bytes = text.toBytes();
        const secrets = new Chain();
        let percent = bytes.lastIndexOf(percentSign, runLength - 2);
        forEachRun(bytes, (firstHalf, secondHalf, end) => {
            if (bytes[end - 1] === percentSign)
                percent = end - 1;
            const mayDiffer = percent >= 0 && percent >= end - runLength - maxEscapeLength;
            secrets.add(mayDiffer && (this.#runs.kindOf(firstHalf, secondHalf) & runKinds.secret) !== 0, end);
        });
        return inSource([...this.#tokensIn(bytes), ...secrets.end(bytes.length)], text);
    }
    #findDecoded(text) {
        const bytes = text.toBytes();
        const secrets = new Chain();
        const pieces = new Chain();
        forEachRun(bytes, (firstHalf, secondHalf, end) => {
            const kind = this.#runs.kindOf(firstHalf, secondHalf);
            secrets.add((kind & runKinds.secret) !== 0, end);
            pieces.add(kind !== runKinds.none, end);
        });
        const ofQueries = pieces.end(bytes.length).filter(({ start, end }) => isQueryPiece(bytes.subarray(start, end)));
        return inSource([...this.#tokensIn(bytes), ...secrets.end(bytes.length), ...ofQueries], text);
    }
    #tokensIn(bytes) {
        const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
        const found = [];
        for (const token of this.#tokens) {
            for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + token.length)) {
                found.push({ start: at, end: at + token.length });
            }
        }
        return found;
    }
}
class Chain {
    #found = [];
    #start = -1;
    add(isKnown, end) {
        if (!isKnown)
            this.#close(end - 1);
        else if (this.#start < 0)
            this.#start = end - runLength;
    }
    end(length) {
        this.#close(length);
        return this.#found;
    }
    #close(end) {
        if (this.#start >= 0)
            this.#found.push({ start: this.#start, end });
        this.#start = -1;
    }
}
function inSource(stretches, text) {
    const [locateStart, locateEnd] = [text.createLocator(), text.createLocator()];
    return mergeStretches(stretches).map(({ start, end }) => ({ start: locateStart(start), end: locateEnd(end) }));
}
function decodedBytesOf(text) {
    const decoded = new DecodedText(text);
    decoded.decodePercent();
    return decoded.toBytes();
}
function percentDecoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}
function isSecretValue(name, value) {
    if (!credentialName.test(name))
        return value.length >= minUnnamedLength && looksRandom(value);
    if (isMixed(value))
        return value.length >= minMixedLength;
    return value.length >= (/^\d*$/.test(value) ? minNumericLength : minWordyLength);
}
function isMixed(value) {
    return /[a-z]/i.test(value) && (/\d/.test(value) || /[a-z].*[A-Z]/.test(value));
}
function looksRandom(value) {
    const neighbours = value.match(/[a-z0-9](?=[a-z0-9])/gi)?.length ?? 0;
    const changes = value.match(/[a-z](?=[A-Z\d])|[A-Z](?=\d)|\d(?=[A-Za-z])|(?<=[A-Z\d])[A-Z](?=[a-z])/g)?.length ?? 0;
    return changes / Math.max(1, neighbours) >= minShareOfChanges;
}
function isQueryPiece(piece) {
    const equals = piece.indexOf(0x3d, 1);
    if (equals > 0 && piece.length - equals - 1 >= minPairValueLength)
        return true;
    return characterCount(piece) >= minQueryPieceLength;
}
function characterCount(utf8) {
    let count = 0;
    for (const byte of utf8)
        if ((byte & 0xc0) !== 0x80)
            count += 1;
    return count;
}

;// CONCATENATED MODULE: ./lib/step/redaction/url-queries.js


const delimiter = /[?#&]|%(?:25)*(?:3f|23)/gi;
const mayHaveDelimiter = /[?#&@\\]|%(?:25)*(?:3f|23|40)/i;
const wordEnd = /[\s"<>“”](?=[^\s"<>“”]*$)/;
const opening = String.raw `[('‘（【《[{\x60:：=,，]*`;
const onlyOpening = new RegExp(`^${opening}$`);
const pathStart = new RegExp(String.raw `^${opening}\.{0,2}/`);
const encodedSlash = /%(?:25)*2f/i;
const wordAhead = /[\p{L}\p{N}%_~.-]/uy;
const sixAhead = /[^\s"<>]{6}/y;
const equalsAhead = /[^\s"'<>?#=]+=/y;
const encodedEqualsAhead = /(?:(?!%(?:25)*(?:3f|23|3d))[^\s"<>?#])*%(?:25)*3d/iy;
const pairAhead = /[^\s"'<>?#&=]+=/y;
const plain = /[^\s"'<>“”\u3000-\u303f\uff00-\uffef]*/y;
const furtherPair = /(?:(?!\/\/|["'][,:}\]])[^\s?#&])*&[^\s"'<>?#&=]+=/y;
const quotedAhead = /"[\p{L}\p{N}%&=_-]|'[^\s"<>,;:)\]}]/uy;
const credentials = /(?<=\/\/)[^\s/?#"<>]*@/g;
const encodedCredentials = /(?<=%(?:25)*2f%(?:25)*2f)(?:(?!%(?:25)*2f)[^\s"<>/?#])*%(?:25)*40/gi;
function removeQueries(text) {
    if (!mayHaveDelimiter.test(text))
        return text;
    const decoded = new DecodedText(text);
    const shape = decoded.toString();
    const found = [...credentialsIn(shape), ...queriesIn(shape)].filter(({ start, end }) => end > start);
    const inSource = found.map(({ start, end }) => ({ start: decoded.startOf(start), end: decoded.startOf(end) }));
    return replaceStretches(text, inSource, '');
}
function* credentialsIn(shape) {
    for (const pattern of [credentials, encodedCredentials]) {
        for (const { index, 0: match } of shape.matchAll(pattern))
            yield { start: index, end: index + match.length };
    }
}
function* queriesIn(shape) {
    let word = wordBehind('', 0);
    let read = 0;
    for (const { index, 0: mark } of shape.matchAll(delimiter)) {
        if (index < read)
            continue;
        word = extended(word, shape.slice(read, index), read);
        const behind = index + mark.length;
        if (beginsQuery(shape, mark, behind, word)) {
            const end = queryEnd(shape, behind);
            yield { start: mark === '&' && word.hasEquals && !word.isUrl ? word.start : index, end };
            read = end;
            word = wordBehind('', end);
        }
        else {
            word = extended(word, mark, index);
            read = behind;
        }
    }
}
function wordBehind(text, start) {
    return {
        isEmpty: onlyOpening.test(text),
        isUrl: text.includes('//'),
        isPath: pathStart.test(text),
        hasSlash: text.includes('/'),
        hasEncodedSlash: encodedSlash.test(text),
        hasEquals: text.includes('='),
        start,
    };
}
function extended(word, more, start) {
    const boundary = more.search(wordEnd);
    if (boundary >= 0)
        return wordBehind(more.slice(boundary + 1), start + boundary + 1);
    const added = wordBehind(more, start);
    return {
        isEmpty: word.isEmpty && added.isEmpty,
        isUrl: word.isUrl || added.isUrl,
        isPath: word.isPath || (word.isEmpty && added.isPath),
        hasSlash: word.hasSlash || added.hasSlash,
        hasEncodedSlash: word.hasEncodedSlash || added.hasEncodedSlash,
        hasEquals: word.hasEquals || added.hasEquals,
        start: word.start,
    };
}
function beginsQuery(shape, mark, behind, word) {
    const follows = (pattern) => matchAt(pattern, shape, behind) !== null;
    switch (mark) {
        case '?':
            if (word.isUrl || word.isPath || (word.isEmpty && follows(wordAhead)) || (word.hasSlash && follows(sixAhead)))
                return true;
            return follows(equalsAhead);
        case '#':
            return word.isUrl || word.isPath || follows(equalsAhead);
        case '&':
            return follows(pairAhead);
        default:
            return word.hasEncodedSlash || follows(encodedEqualsAhead);
    }
}
function queryEnd(shape, start) {
    for (let at = start;;) {
        at = matchAt(plain, shape, at) ?? at;
        const isQuoted = matchAt(quotedAhead, shape, at) !== null;
        const pair = isQuoted || at === shape.length ? null : matchAt(furtherPair, shape, at);
        if (!isQuoted && pair === null)
            return at;
        at = pair ?? at + 1;
    }
}
function matchAt(pattern, text, index) {
    pattern.lastIndex = index;
    return pattern.test(text) ? pattern.lastIndex : null;
}

;// CONCATENATED MODULE: ./lib/step/redactor.js




const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;
const visible = String.raw `[[\p{L}\p{M}\p{N}\p{S}]--\p{Default_Ignorable_Code_Point}]`;
const selector = String.raw `[\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`;
const needed = new RegExp(`(?<=${visible})${selector}|(?<=${visible}${selector}?)[\\u200c\\u200d](?=${visible})`, 'gv');
const shortEscapes = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const maxExcerptLength = 300;
class Redactor {
    #secrets = new SecretIndex();
    addToken(token) {
        this.#secrets.addToken(token);
    }
    addQueryOf(url) {
        const [, query = '', fragment = ''] = /^[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(url) ?? [];
        for (const part of [query, fragment])
            this.#secrets.addQuery(part);
    }
    addQueriesIn(text) {
        for (const [url] of new DecodedText(text).toString().matchAll(/\/\/[^\s"<>]+/g))
            this.addQueryOf(url);
    }
    keepId(id) {
        this.#secrets.keepId(id);
    }
    containsSecret(text) {
        return this.#secrets.containsToken(text);
    }
    sanitize(text) {
        try {
            return withoutCommands(escapeUnprintable(removeQueries(this.#secrets.maskIn(text))));
        }
        catch {
            return '(a text that could not be shown)';
        }
    }
    excerpt(text) {
        return cut(this.sanitize(text), maxExcerptLength);
    }
}
function escapeUnprintable(text) {
    if (text.search(unprintable) === -1)
        return text;
    const kept = new Set([...text.matchAll(needed)].map(({ index }) => index));
    return text.replace(unprintable, (character, index) => kept.has(index) ? character : (shortEscapes[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`));
}
function cut(text, maxLength) {
    const characters = [...text.slice(0, 2 * maxLength + 2)];
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
const pages = [
    { label: 'Troubleshooting', file: 'troubleshooting.md' },
    { label: '故障排查', file: 'troubleshooting.zh-CN.md' },
];
function helpPagesOf(failure, environment = process.env) {
    const { GITHUB_SERVER_URL: server = '', GITHUB_ACTION_REPOSITORY: repository = '', GITHUB_ACTION_REF: ref = '' } = environment;
    const isPlain = /^https?:\/\/[\w.:-]+(?:\/[\w./-]*)?$/.test(server) && /^[\w.-]+\/[\w.-]+$/.test(repository) && /^[\w./-]+$/.test(ref);
    const view = environment['GITEA_ACTIONS'] === 'true' ? 'src' : 'blob';
    return isPlain ? pages.map(({ label, file }) => ({ label, url: `${server}/${repository}/${view}/${ref}/docs/${file}#${failure}` })) : [];
}
function helpLinksTo(failure) {
    const links = helpPagesOf(failure).map(({ label, url }) => `[${label}](${url})`);
    return links.length === 0 ? '' : ` ${links.join(' · ')}`;
}

;// CONCATENATED MODULE: ./lib/step/markdown.js
function escapeMarkdown(text) {
    return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~@:$^="'/]/g, '\\$&');
}
function codeSpan(text) {
    const fence = '`'.repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
    const padding = /^`|`$/.test(text) ? ' ' : '';
    return `${fence}${padding}${text.replaceAll('|', '\\|')}${padding}${fence}`;
}
function tableWithin(maxBytes, head, rows, rest) {
    const shown = [...head];
    let left = maxBytes;
    for (const [index, row] of rows.entries()) {
        left -= Buffer.byteLength(row) + 1;
        if (left < 0) {
            shown.push('', `… and ${rows.length - index} more: see ${rest}.`);
            break;
        }
        shown.push(row);
    }
    return shown.join('\n');
}
function foldedInputs(inputs) {
    const rows = inputs.map(([name, value]) => `| \`${name}\` | ${value} |`).join('\n');
    return `<details><summary>Inputs</summary>\n\n| Input | Value |\n| :-- | :-- |\n${rows}\n\n</details>`;
}

;// CONCATENATED MODULE: ./lib/step/invalid-inputs.js




const maxListed = 20;
async function reportInvalidInputs(step, { problems, omitted }, { log, outputs, redactor }, mind = '') {
    const count = problems.length + omitted;
    const lines = problems.map(({ input, text }) => `${input}: ${asSentence(text)}`);
    const title = count === 1 ? 'Invalid input' : `${count} invalid inputs`;
    outputs.write(new Map([['failure', 'invalid-input']]));
    const next = `The step sent nothing. Fix ${count === 1 ? 'the problem' : 'these problems'}, then start a new run.${mind === '' ? '' : ` ${mind}`}`;
    log.writeSummary(invalidInputsSummary(`${step}: ${decapitalize(title)}`, lines, next, redactor));
    log.error(title, 'invalid-input', [...lines, ...(omitted === 0 ? [] : [`… and ${omitted} more problems.`])], [next]);
    return false;
}
function invalidInputsSummary(heading, problems, next, redactor) {
    const list = problems.slice(0, maxListed).map((problem) => `- ${escapeMarkdown(cutLine(redactor.sanitize(problem)))}`);
    if (problems.length > list.length)
        list.push(`- … and ${problems.length - list.length} more: see the log.`);
    return `### ❌ ${heading}\n\n${list.join('\n')}\n\n${next}${helpLinksTo('invalid-input')}\n`;
}
function asSentence(text) {
    const lastWord = text.slice(text.lastIndexOf(' ') + 1);
    return /[.?]$/.test(text) || lastWord.includes('://') ? text : `${text}.`;
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

;// CONCATENATED MODULE: ./lib/step/duration.js
const duration_units = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };
const pattern = /^(?=\S)(?:(?<h>\d+(?:\.\d+)?) *h *)?(?:(?<min>\d+(?:\.\d+)?) *m(?:in)? *)?(?:(?<s>\d+(?:\.\d+)?) *s *)?(?:(?<ms>\d+(?:\.\d+)?) *ms)?(?<=\S)$/;
function parseDuration(text) {
    if (/^\d+(?:\.\d+)?$/.test(text))
        return Number(text) * 1000;
    const amounts = Object.entries(pattern.exec(text)?.groups ?? {}).filter(([, amount]) => amount !== undefined);
    if (amounts.length === 0)
        return null;
    return amounts.reduce((sum, [unit, amount]) => sum + Number(amount) * (duration_units[unit] ?? Number.NaN), 0);
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
    info(text, color = null) {
        printLine(this.#redactor.sanitize(text), color);
    }
    debug(text) {
        printDebug(this.#redactor.sanitize(text));
    }
    infoOnce(text) {
        this.#once(text, () => this.info(text));
    }
    warnOnce(text, title) {
        this.#once(text, () => annotateWarning(this.#redactor.sanitize(title), this.#redactor.sanitize(text)));
    }
    error(title, failure, lines, last = []) {
        const show = (line) => cutLine(this.#redactor.sanitize(line));
        const shown = lines.map(show);
        const end = [...last.map(show), ...helpPagesOf(failure).map(({ label, url }) => `${label}: ${url}`)];
        printDetails([...shown, ...end]);
        annotateError(this.#redactor.sanitize(title), fitAnnotation(shown, end));
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









async function runStep({ title, mind = '', readInputs, resolvePlan, carryOut, adviceOnCause }, cancellation, clock) {
    const startedAt = clock.now();
    const redactor = new Redactor();
    const context = { clock, startedAt, cancellation, redactor, log: new StepLog(redactor, clock), outputs: new OutputFile() };
    try {
        maskToken(getInput('token', { trimWhitespace: false }), redactor);
        const nodeProblem = problemWithNode(process.versions.node);
        if (nodeProblem !== null)
            return await reportInvalidInputs(title, { problems: [{ input: 'Node.js', text: nodeProblem }], omitted: 0 }, context, mind);
        const inputs = readInputs((name) => {
            const text = getInput(name, { trimWhitespace: false });
            redactor.addQueriesIn(text);
            return text;
        });
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
        return cause === null ? await reportInvalidInputs(title, plan, context, mind) : reportFailure(adviceOnCause(cause), context);
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
                what: `${describeCancellation(cause.afterMs)} (${cause.signal})`,
                next: 'To continue, start a new run with the IDs above, if there are any.',
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
function describeCancellation(afterMs) {
    const minutes = Math.round(afterMs / 60_000);
    const isWhole = minutes > 0 && Math.abs(afterMs - minutes * 60_000) < 3000;
    return isWhole
        ? `the job was cancelled after ${minutes} min, probably because \`timeout-minutes\` was reached`
        : 'the job was cancelled, or reached its `timeout-minutes`';
}
function reportFailure(advice, { log, outputs }) {
    outputs.write(new Map([['failure', advice.word]]));
    log.error(advice.title, advice.word, [explain(advice)]);
    return false;
}

;// CONCATENATED MODULE: ./lib/step/utc.js
function formatUtc(ms) {
    return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

;// CONCATENATED MODULE: ./lib/jimmyai/failure-advice.js

const support = 'JimmyAI’s support (联系客服, the online chat in the console at https://api.viraltok.ai)';
function commonAdviceOn(failure) {
    switch (failure.kind) {
        case 'unauthorized':
            return {
                word: 'token',
                title: 'JimmyAI rejected the API key',
                what: `JimmyAI rejected the API key: ${failure.detail}`,
                next: 'Correct the secret behind `token`. It must hold only an API key, issued by the service at `base-url`.',
            };
        case 'balance':
        case 'balance-reported':
        case 'balance-ambiguous':
            return {
                word: 'balance',
                title: 'JimmyAI balance exhausted',
                what: `the balance of the JimmyAI account or the quota of the API key is exhausted: ${failure.detail}`,
                next: 'Top up the account or raise the quota of the API key in the JimmyAI console.',
            };
        case 'blocked':
        case 'blocked-method':
            return adviceOnBlocked(failure);
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
        case 'rejected-by-catch-all':
        case 'rejected-without-code':
        case 'rejected-by-page':
        case 'not-sent':
        case 'unreadable-body':
        case 'busy':
        case 'unavailable':
        case 'ambiguous':
        case 'unexpected':
            return null;
    }
}
function adviceOnBlocked({ detail }) {
    return {
        word: 'blocked',
        title: 'Request blocked',
        what: `a firewall or gateway in front of JimmyAI blocked the request: ${detail}`,
        next: `Check \`base-url\`. If \`base-url\` is correct, a firewall may refuse the address of this runner: use a runner in another network, or ask ${support}.`,
    };
}
function adviceOnStop(failure) {
    return (commonAdviceOn(failure) ?? {
        word: 'internal',
        title: 'Internal error',
        what: `a request to JimmyAI failed: ${failure.detail}`,
        next: 'Please report this error.',
    });
}
function describeTrace({ trace }, show = (id) => id) {
    return trace === null ? null : `request ID ${show(trace.requestId)}, ${formatUtc(trace.sentAt)}`;
}
function topUpHint(failure) {
    return commonAdviceOn(failure)?.word === 'balance' ? ' Top up the account, or raise the quota of the API key.' : '';
}

;// CONCATENATED MODULE: ./lib/portrait/tracked-portrait.js


const maxRecordDelayMs = 60_000;
function track(portrait, now) {
    return {
        ...{ portrait, state: { kind: 'unsubmitted' }, reused: false },
        ...{ startedAt: now, submittedAt: null, recordedBy: now, awaited: false, endedAt: null, pollFailure: null },
    };
}
function transitionToGiven(tracked, assetId, context) {
    transition(tracked, { kind: 'known', assetId }, context);
}
function transitionToRemembered(tracked, asset, context) {
    markRemembered(tracked, asset, context);
    transition(tracked, { kind: 'known', assetId: asset.assetId }, context);
}
function transitionToDoubted(tracked, asset, context) {
    markRemembered(tracked, asset, context);
    transition(tracked, { kind: 'unconfirmed', assetId: asset.assetId, failure: { kind: 'in-doubt-earlier', recorded: asset } }, context);
}
function transitionToSubmitted(tracked, described, context) {
    markSubmitted(tracked, context);
    transition(tracked, stateOf(described), context);
}
function transitionToUnconfirmed(tracked, assetId, failure, context) {
    markSubmitted(tracked, context);
    transition(tracked, { kind: 'unconfirmed', assetId, failure }, context);
}
function transitionToUnresolved(tracked, context) {
    if (tracked.state.kind === 'unconfirmed')
        transitionToFailed(tracked, tracked.state.failure, context);
}
function transitionToPolled(tracked, { asset, status }, context) {
    tracked.pollFailure = null;
    const before = assetOf(tracked.state);
    const merged = {
        assetId: asset.assetId,
        officialId: asset.officialId ?? before?.officialId ?? null,
        assetRef: asset.assetRef ?? before?.assetRef ?? null,
    };
    transition(tracked, stateOf({ asset: merged, status }), context);
}
function transitionToFailed(tracked, failure, context) {
    transition(tracked, { kind: 'failed', asset: assetOf(tracked.state), failure }, context);
}
function transitionToForgotten(tracked, context) {
    tracked.reused = false;
    transition(tracked, { kind: 'unsubmitted' }, context);
}
function recordPollFailure(tracked, failure) {
    tracked.pollFailure = failure;
}
function isTerminal({ state }) {
    return state.kind === 'active' || state.kind === 'failed';
}
function failureOf({ state }) {
    return state.kind === 'failed' || state.kind === 'unconfirmed' ? state.failure : null;
}
function isPossiblySubmitted(tracked) {
    const failure = failureOf(tracked);
    switch (failure?.kind) {
        case 'interrupted-earlier':
        case 'in-doubt-earlier':
        case 'in-progress-elsewhere':
            return true;
        case 'call':
            return failure.endpoint === 'submit' && isPossiblyMade('submit', failure.cause);
        case 'rejected-image':
        case 'deleted':
        case 'unclear-image':
        case undefined:
            return false;
    }
}
function isUnknownAtService({ state }) {
    if (state.kind !== 'failed' || state.failure.kind !== 'call')
        return false;
    const { endpoint, cause } = state.failure;
    return (endpoint === 'status' || endpoint === 'batch-status') && saysUnknown(cause);
}
function waitedMs({ awaited, startedAt, endedAt }, now) {
    return awaited ? (endedAt ?? now) - startedAt : null;
}
function assetOf(state) {
    switch (state.kind) {
        case 'unsubmitted':
            return null;
        case 'known':
        case 'unconfirmed':
            return assetWithId(state.assetId);
        case 'processing':
        case 'active':
        case 'failed':
            return state.asset;
    }
}
function assetIdOf(state) {
    return assetOf(state)?.assetId ?? null;
}
function markSubmitted(tracked, { clock }) {
    tracked.startedAt = clock.now();
    tracked.submittedAt = tracked.startedAt;
    tracked.recordedBy = tracked.startedAt + maxRecordDelayMs;
}
function markRemembered(tracked, { ageMs }, { clock }) {
    tracked.reused = true;
    tracked.recordedBy = clock.now() + maxRecordDelayMs - ageMs;
}
function transition(tracked, state, { clock, observer }) {
    const before = tracked.state;
    tracked.state = state;
    tracked.awaited ||= state.kind === 'processing';
    tracked.endedAt = isTerminal(tracked) ? clock.now() : null;
    observer.transitioned(tracked, before);
}
function stateOf({ asset, status }) {
    switch (status.kind) {
        case 'Processing':
            return { kind: 'processing', asset };
        case 'Active':
            return { kind: 'active', asset };
        case 'Failed':
            return { kind: 'failed', asset, failure: { kind: 'rejected-image', reason: status.reason } };
        case 'Deleted':
            return { kind: 'failed', asset, failure: { kind: 'deleted' } };
    }
}

;// CONCATENATED MODULE: ./lib/portrait/failed-advice.js




function adviceOnFailed(failure, { portrait, state }, resume, others) {
    const doubt = { key: portrait.key, ...(assetIdOf(state) === null ? {} : { resume }) };
    switch (failure.kind) {
        case 'rejected-image':
            return {
                word: 'failed',
                title: 'JimmyAI rejected the image',
                what: `JimmyAI rejected the image${failure.reason === null ? ' and gave no reason' : `: ${failure.reason}`}`,
                next: 'Use another image: one real face, sharp and from the front. Then start a new run. Don’t use “Re-run jobs”: that submits the same image again, which creates another asset.',
            };
        case 'deleted':
            return {
                word: 'deleted',
                title: 'Asset deleted',
                what: 'JimmyAI reports that the asset was deleted',
                next: portrait.key === null
                    ? 'Find out who deleted the asset. To submit the portrait again, start a new run with its `url` or `file`.'
                    : `Find out who deleted the asset. To submit the portrait again, remove the entry with the key ${portrait.key} from the state file, then start a new run.`,
            };
        case 'interrupted-earlier':
            return {
                word: 'possibly-submitted',
                title: 'Possibly submitted before',
                what: 'possibly submitted: an earlier run was interrupted while it submitted this portrait',
                ...wayOutOfEarlierDoubt(failure.recorded, doubt),
            };
        case 'in-doubt-earlier':
            return {
                word: 'possibly-submitted',
                title: 'Possibly submitted before',
                what: 'possibly submitted: an earlier run could not tell whether JimmyAI accepted this portrait',
                ...wayOutOfEarlierDoubt(failure.recorded, doubt),
            };
        case 'in-progress-elsewhere':
            return {
                word: 'possibly-submitted',
                title: 'Another step is submitting',
                what: 'possibly submitted: another step with the same `state-file` is probably still submitting this portrait',
                next: 'Wait until that step has ended. Then start a new run with the same `state-file`: it goes on with what that step has recorded.',
            };
        case 'unclear-image':
            return {
                word: 'state-file',
                title: 'Possibly another image',
                what: 'not submitted because the state file has an asset for this name and URL, but the query of the URL differs, so the action can’t tell whether the image is the same',
                next: 'If the image is the same, start a new run that replaces `url` by `asset-id`, with the `asset_id` in the entry. If it is another image, give it another `name`, or remove the entry, then start a new run. For new portraits, a URL without a signature or `file` avoids this question.',
            };
        case 'call': {
            const { endpoint, cause, attempts } = failure;
            switch (endpoint) {
                case 'submit':
                    return adviceOnSubmission(cause, attempts, doubt, others);
                case 'upload':
                    return adviceOnUpload(cause, attempts, others);
                case 'status':
                case 'batch-status':
                    return adviceOnCheck(endpoint, cause, attempts, portrait.source.kind === 'asset-id', resume);
            }
        }
    }
}
function adviceOnObstacle(failure) {
    const { word, title, what, next } = adviceOnStop(failure);
    return { word, title, what: `not submitted because ${what}`, next: `${next} Then start a new run.` };
}
function later(others) {
    return others === 'none' ? 'Start a new run of this step alone later.' : 'Start a new run later.';
}
function adviceOnSubmission(failure, attempts, doubt, others) {
    if (isPossiblyMade('submit', failure)) {
        return {
            word: 'possibly-submitted',
            title: 'Possibly submitted',
            what: `possibly submitted: ${failure.detail}`,
            ...wayOutOfDoubt(`Don’t re-run yet: that could create a duplicate asset.${topUpHint(failure)} `, failure.trace === null ? 'the time of this run' : 'the request ID and the time (UTC) in this message', doubt),
        };
    }
    switch (failure.kind) {
        case 'rejected':
        case 'rejected-by-catch-all':
        case 'rejected-without-code':
        case 'rejected-by-page':
            return {
                word: 'rejected',
                title: 'JimmyAI rejected the submission',
                what: `JimmyAI rejected the submission: ${failure.detail}`,
                next: `${failure.hasReason ? 'Fix the reported problem, usually in' : 'JimmyAI gave no reason. Check'} \`name\` or \`url\` (JimmyAI must be able to open the URL). Then start a new run.`,
            };
        case 'busy':
        case 'unavailable':
            return {
                word: 'busy',
                title: 'JimmyAI is busy',
                what: `not submitted because JimmyAI is busy (${inAttempts(attempts)}): ${failure.detail}`,
                next: later(others),
            };
        case 'not-sent':
            return {
                word: 'unreachable',
                title: 'JimmyAI not reached',
                what: `not submitted because the action could not reach JimmyAI (${inAttempts(attempts)}): ${failure.detail}`,
                next: 'Check `base-url`, the network and the proxy, then start a new run.',
            };
        case 'unauthorized':
        case 'blocked':
        case 'blocked-method':
        case 'balance':
        case 'balance-reported':
        case 'balance-ambiguous':
        case 'redirected':
        case 'untrusted':
        case 'not-found':
        case 'no-endpoint':
        case 'unreadable-body':
        case 'ambiguous':
        case 'unexpected':
            return adviceOnObstacle(failure);
    }
}
function adviceOnUpload(failure, attempts, others) {
    if (verdictOn('upload', failure) === 'stop')
        return adviceOnObstacle(failure);
    const isAboutTheImage = verdictOn('upload', failure) === 'fail';
    return {
        word: 'upload',
        title: 'Image not uploaded',
        what: `not submitted because the image could not be uploaded (${inAttempts(attempts)}): ${failure.detail}`,
        next: isAboutTheImage ? 'Check the image file, then start a new run.' : later(others),
    };
}
function adviceOnCheck(endpoint, failure, attempts, isGiven, resume) {
    const verdict = verdictOn(endpoint, failure);
    if (verdict === 'stop')
        return { ...adviceOnStop(failure), resume };
    if (verdict === 'fail' || saysUnknown(failure)) {
        return {
            word: 'not-found',
            title: 'Asset not found',
            what: `JimmyAI doesn’t recognize the asset ID: ${failure.detail}`,
            next: isGiven
                ? `Check the asset ID, and that \`token\` and \`base-url\` are those with which the portrait was submitted. If one of the three is wrong, correct it and start a new run of this step alone. If all are right, ask ${support} whether this asset, or another of the same portrait, exists. If another asset exists, start a new run of this step alone with that asset’s ID as \`asset-id\`. If none exists, start a new run of this step alone with \`url\` or \`file\` in place of \`asset-id\`.`
                : 'JimmyAI had accepted the submission, so don’t submit the portrait again.',
            ...(isGiven ? {} : { resume }),
        };
    }
    return {
        word: 'not-understood',
        title: 'Status not understood',
        what: `JimmyAI’s response contains no valid status (${inAttempts(attempts)}): ${failure.detail}`,
        next: 'Check that the asset belongs to the account of `token`, and that `base-url` is correct.',
        resume,
    };
}
function wayOutOfDoubt(warning, quote, { key, resume }) {
    if (resume !== undefined) {
        const ask = `If a later run can’t confirm the asset either, ask ${support}, and quote ${quote}.`;
        return {
            next: `${warning}JimmyAI named the asset ID but has not confirmed the asset. Checking the ID again costs nothing. ${ask}`,
            resume,
        };
    }
    const ask = `${warning}Ask ${support} whether an asset with this name was created. Quote ${quote}.`;
    const next = key === null
        ? `${ask} If it exists, start a new run of this step alone with its ID as \`asset-id\` in place of \`url\` or \`file\`. If it doesn’t, start a new run that submits only this portrait.`
        : `${ask} If it exists, write its ID as \`asset_id\` into the entry in the state file. If it doesn’t, remove the entry. Then start a new run with the same \`state-file\`.`;
    return { next };
}
function wayOutOfEarlierDoubt({ recordedAt, requestId }, doubt) {
    const time = recordedAt === null ? 'the time of that run' : 'the time (UTC) in this message';
    const quote = requestId === null ? time : `the request ID and ${time}`;
    const { resume } = doubt;
    if (resume === undefined)
        return wayOutOfDoubt('', quote, doubt);
    return {
        next: `JimmyAI named the asset ID, but no run has confirmed the asset yet. Ask ${support} whether this asset, or another with this name, exists. Quote ${quote}. If only another asset exists, write its ID as \`asset_id\` into the entry in the state file. If none exists, remove the entry. Then start a new run with the same \`state-file\`.`,
        resume,
    };
}

;// CONCATENATED MODULE: ./lib/portrait/advice.js





function adviceOn(tracked, ending) {
    const advice = adviceOnState(tracked, ending);
    return advice === null || ending.others !== 'resubmitted' ? advice : { ...advice, resubmitsOthers: true };
}
function adviceOnState(tracked, ending) {
    const { state } = tracked;
    switch (state.kind) {
        case 'active':
            return null;
        case 'failed':
        case 'unconfirmed':
            return withCause(adviceOnFailed(state.failure, tracked, resumeWith(ending), ending.others), tracked, ending.cause);
        case 'known':
            return adviceOnProcessing(tracked.pollFailure, ending);
        case 'processing':
            return ending.cause === null && !ending.wait ? null : adviceOnProcessing(tracked.pollFailure, ending);
        case 'unsubmitted':
            return adviceOnUnsubmitted(ending);
    }
}
function adviceOnCause(cause) {
    switch (cause.kind) {
        case 'cancelled':
            return adviceOnOutsideCause(cause);
        case 'state-file':
            return {
                word: 'state-file',
                title: 'State file not writable',
                what: `the state file could not be written: ${cause.message}`,
                next: 'Make the folder of `state-file` writable, and let a step that holds its lock file end. Then start a new run.',
            };
        case 'internal': {
            const advice = adviceOnOutsideCause(cause);
            return {
                ...advice,
                next: `${advice.next} Before you start a new run, ask ${support} about each portrait that has no asset ID here.`,
            };
        }
        case 'failure':
            return adviceOnStop(cause.failure);
    }
}
function withCause(advice, tracked, cause) {
    const { state } = tracked;
    if (cause === null || assetIdOf(state) === null || !isPossiblySubmitted(tracked))
        return advice;
    const { what, next } = adviceOnCause(cause);
    const hint = cause.kind === 'cancelled' ? '' : `${next} `;
    return { ...advice, what: `${advice.what}. Polling stopped because ${what}`, next: `${hint}${advice.next}` };
}
function resumeWith({ hasStateFile, cause }) {
    return hasStateFile && cause?.kind !== 'state-file' ? 'state-file' : 'asset-id';
}
function adviceOnProcessing(pollFailure, ending) {
    const resume = resumeWith(ending);
    if (ending.cause === null) {
        const waited = formatDuration(ending.timeoutMs);
        const lastCheck = pollFailure === null ? '' : `. The last status check failed: ${pollFailure.detail}`;
        return {
            word: 'timeout',
            title: `Not ready after ${waited}`,
            what: `not ready after ${waited}${lastCheck}`,
            next: `${pollFailure === null ? 'Nothing is lost: JimmyAI is still processing the portrait' : 'The portrait is still submitted'}. A longer \`timeout\` gives JimmyAI more time.`,
            resume,
        };
    }
    const { word, title, what, next } = adviceOnCause(ending.cause);
    const hint = ending.cause.kind === 'cancelled' ? '' : next;
    return { word, title, what: `still submitted. Waiting stopped because ${what}`, next: hint, resume };
}
function adviceOnUnsubmitted({ cause, timeoutMs }) {
    if (cause === null) {
        return {
            word: 'timeout',
            title: 'Not submitted in time',
            what: `not submitted within ${formatDuration(timeoutMs)}`,
            next: 'Set a longer `timeout` or give a shorter list, then start a new run.',
        };
    }
    if (cause.kind === 'failure')
        return adviceOnObstacle(cause.failure);
    const { word, title, what, next } = adviceOnCause(cause);
    return { word, title, what: `not submitted because ${what}`, next };
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
const maxProblems = 100;
class ProblemList {
    #problems = new Map();
    #omitted = 0;
    get problems() {
        return [...this.#problems.values()];
    }
    get omitted() {
        return this.#omitted;
    }
    get isEmpty() {
        return this.#problems.size === 0;
    }
    add(input, text) {
        const key = JSON.stringify([input, text]);
        if (this.#problems.has(key))
            return;
        if (this.#problems.size < maxProblems)
            this.#problems.set(key, { input, text });
        else
            this.#omitted += 1;
    }
    addAll({ problems, omitted }) {
        for (const { input, text } of problems)
            this.add(input, text);
        this.#omitted += omitted;
    }
    take(input, parsed) {
        if ('value' in parsed)
            return parsed.value;
        this.add(input, parsed.problem);
        return null;
    }
}

;// CONCATENATED MODULE: ./lib/portrait/inputs.js



const sourceInputs = ['url', 'file', 'asset-id', 'portraits', 'portraits-file'];
function readInputs(getInput) {
    const get = (name) => getInput(name).trim();
    const list = new ProblemList();
    const textOf = (kind) => (kind === 'portraits' ? getInput(kind).trimEnd() : get(kind));
    const sources = sourceInputs.map((kind) => ({ kind, text: textOf(kind) })).filter(({ text }) => text !== '');
    const dryRun = list.take('dry-run', parseBoolean(get('dry-run'), false));
    const parsed = {
        token: list.take('token', parseTokenFor(dryRun, getInput('token'))),
        dryRun,
        timeoutMs: list.take('timeout', parseDurationWithin(get('timeout'), '15m', ['1s', '6h'])),
        pollIntervalMs: list.take('poll-interval', parseDurationWithin(get('poll-interval'), '5s', ['100ms', '1h'])),
        wait: list.take('wait', parseBoolean(get('wait'), true)),
        baseUrl: list.take('base-url', parseOrigin(get('base-url') || defaultBaseUrl)),
        name: get('name'),
        sources,
        stateFile: get('state-file'),
    };
    checkSources(sources, parsed.name, list);
    return { ...parsed, problems: list.problems, omitted: list.omitted };
}
function checkSources(sources, name, list) {
    const kinds = sources.map(({ kind }) => kind);
    const exactlyOne = `Set exactly one of ${sourceInputs.join(', ')}`;
    if (kinds.length === 0)
        list.add(sourceInputs.join(', '), `all are empty. ${exactlyOne}. ${hintForEmptyExpression}`);
    if (kinds.length > 1)
        list.add(kinds[0] ?? 'url', `can’t be combined with ${kinds.slice(1).join(' and ')}. ${exactlyOne}`);
    for (const kind of kinds) {
        const isList = kind === 'portraits' || kind === 'portraits-file';
        if (isList && name !== '')
            list.add('name', `must be empty with ${kind}. Give each entry of the list its own name`);
    }
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
    const raw = rawUrlOf(url);
    return raw === null ? null : `this is a web page that shows the image. Write ${raw}`;
}
function rawUrlOf({ origin, hostname, pathname }) {
    const [, project, file] = /^\/([^/]+\/[^/]+)\/blob\/(.+)$/.exec(pathname) ?? [];
    const host = hostname.replace(/^www\.|\.$/g, '');
    if (project !== undefined && host === 'github.com')
        return `https://raw.githubusercontent.com/${project}/${file}`;
    if (project !== undefined && (host === 'gitee.com' || host === 'gitlab.com'))
        return `https://${host}/${project}/raw/${file}`;
    return /^\/.+\/-\/blob\/./.test(pathname) ? `${origin}${pathname.replace('/-/blob/', '/-/raw/')}` : null;
}

;// CONCATENATED MODULE: ./lib/step/mode.js
function modeOf({ dryRun, token }) {
    if (dryRun === true)
        return { kind: 'dry-run' };
    return dryRun === null || token === null ? null : { kind: 'run', token };
}

;// CONCATENATED MODULE: ./lib/step/wait-limits.js
class WaitEnded extends Error {
    constructor({ signal }) {
        super(signal.aborted ? 'the step was stopped first' : 'the timeout came first');
    }
}
function isOver({ clock, deadline, signal }) {
    return signal.aborted || clock.now() >= deadline;
}
async function within(work, limits) {
    const { clock, deadline, signal } = limits;
    const settled = new AbortController();
    const ended = clock.sleep(deadline - clock.now(), AbortSignal.any([signal, settled.signal])).then(() => {
        throw new WaitEnded(limits);
    });
    ended.catch(() => { });
    try {
        return await Promise.race([work, ended]);
    }
    finally {
        settled.abort();
    }
}

;// CONCATENATED MODULE: ./lib/step/plan-within.js



const maxReadMs = 60_000;
const holdMs = 250;
async function planWithin(inputs, surroundings, resolve) {
    const { clock, startedAt, signal, abandoned } = surroundings;
    const limits = { clock, deadline: startedAt + (inputs.timeoutMs ?? maxReadMs), signal };
    const list = new ProblemList();
    list.addAll(inputs);
    const proxyProblem = inputs.baseUrl === null ? null : problemWithProxy(inputs.baseUrl);
    if (proxyProblem !== null)
        list.add('base-url', proxyProblem);
    const work = checkOutputFile(surroundings.outputFile, list).then(() => resolve(list, limits));
    try {
        return (await within(work, { clock, deadline: limits.deadline + holdMs, signal: abandoned })) ?? list;
    }
    catch (error) {
        if (!(error instanceof WaitEnded))
            throw error;
        list.add('timeout', 'over before the files that the inputs name could be used. Check the disk of the runner, or set a longer timeout');
        return list;
    }
}

// EXTERNAL MODULE: ./lib/portrait/full-width.js
var full_width = __nccwpck_require__(392);
;// CONCATENATED MODULE: ./lib/portrait/portrait-list.js




const maxPortraits = 500;
const maxValuesLength = 2_000_000;
const sourceKeys = ['url', 'file', 'asset-id'];
const keys = ['name', ...sourceKeys];
async function readListFile(workspace, filePath) {
    try {
        return await parseList('portraits-file', await readTextFile(workspace, filePath));
    }
    catch (error) {
        if (!(error instanceof FileProblem))
            throw error;
        return onlyProblem('portraits-file', error.message);
    }
}
async function parseList(input, text) {
    const { readYaml } = await Promise.all(/* import() */[__nccwpck_require__.e(243), __nccwpck_require__.e(936)]).then(__nccwpck_require__.bind(__nccwpck_require__, 936));
    const problem = (text) => onlyProblem(input, text);
    const document = readYaml(text);
    if ('problem' in document)
        return problem(document.problem);
    const { value: list, entries } = document.value;
    if (!Array.isArray(list))
        return problem(`must be a list with one entry per portrait: - { name: …, url: … }${hintIn(list)}`);
    if (list.length === 0)
        return problem('the list is empty. Write at least one entry: - { name: …, url: … }');
    if (list.length > maxPortraits)
        return problem(`has ${list.length} entries. Split the list over several steps of at most ${maxPortraits} entries`);
    const hasLines = text.trimEnd().includes('\n');
    const portraits = [];
    const problems = new ProblemList();
    const firstWith = new Map();
    let valuesLength = 0;
    for (const [index, entry] of list.entries()) {
        const place = new PlaceInList(`${input}[${index}]`, entries[index] ?? null, hasLines);
        const first = firstWith.get(entry);
        if (!isRecord(entry))
            problems.add(place.ofEntry(), `must be an entry with keys: { name: …, url: … }${hintIn(entry)}`);
        else if (first !== undefined)
            problems.add(place.ofEntry(), `repeats ${first} by an alias. Remove one of the two entries`);
        else {
            firstWith.set(entry, place.ofEntry());
            valuesLength += portrait_list_lengthOf(entry);
            if (valuesLength > maxValuesLength)
                return problem(`has values of over ${maxValuesLength} characters, aliases included. Shorten the values`);
            portraits.push(readEntry(place, entry, problems));
        }
    }
    return { portraits, problems: problems.problems, omitted: problems.omitted };
}
function onlyProblem(input, text) {
    return { portraits: [], problems: [{ input, text }], omitted: 0 };
}
function hintIn(value) {
    if (isRecord(value))
        return (0,full_width/* hintAtFullWidth */.M)(Object.keys(value).join(''));
    return typeof value === 'string' ? (0,full_width/* hintAtFullWidth */.M)(value) : '';
}
function portrait_list_lengthOf(entry) {
    return Object.values(entry).reduce((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
}
class PlaceInList {
    #name;
    #entry;
    #showsLines;
    constructor(name, entry, showsLines) {
        this.#name = name;
        this.#entry = entry;
        this.#showsLines = showsLines;
    }
    ofEntry() {
        return `${this.#name}${this.#atLine(this.#entry?.line)}`;
    }
    ofKey(key) {
        return `${this.#name}.${key}${this.#atLine(this.#entry?.values.get(key)?.line ?? this.#entry?.line)}`;
    }
    plainTextOf(key) {
        return this.#entry?.values.get(key)?.plainText ?? null;
    }
    #atLine(line) {
        return line === undefined || !this.#showsLines ? '' : ` (line ${line})`;
    }
}
function readEntry(place, entry, problems) {
    for (const [key, value] of Object.entries(entry)) {
        if (!keys.includes(key))
            problems.add(place.ofKey(key), `unknown key. The keys are ${keys.join(', ')}${(0,full_width/* hintAtFullWidth */.M)(key)}`);
        else if (typeof value !== 'string') {
            const plainText = value === null ? null : place.plainTextOf(key);
            problems.add(place.ofKey(key), `must be text${plainText === null ? '' : `: write "${plainText}"`}`);
        }
    }
    const textOf = (key) => {
        const value = entry[key];
        if (!Object.hasOwn(entry, key))
            return '';
        return typeof value === 'string' ? value.trim() : null;
    };
    const given = sourceKeys.flatMap((kind) => {
        const text = textOf(kind);
        return text === null || text === '' ? [] : [{ kind, text }];
    });
    const [source] = given;
    const hasUnreadable = sourceKeys.some((key) => textOf(key) === null);
    if (given.length > 1 || (source === undefined && !hasUnreadable)) {
        problems.add(place.ofEntry(), `must have exactly one of ${sourceKeys.join(', ')}`);
    }
    return {
        input: { name: place.ofKey('name'), source: place.ofKey(source?.kind ?? 'url') },
        name: textOf('name'),
        source: given.length === 1 && source !== undefined ? source : null,
    };
}

;// CONCATENATED MODULE: ./lib/portrait/signed-url.js

const signingNames = new Set([
    'awsaccesskeyid x-amz-security-token key-pair-id',
    'x-amz-algorithm x-amz-credential x-amz-date x-amz-expires x-amz-signedheaders x-amz-signature x-amz-content-sha256 x-amz-s3session-token',
    'googleaccessid',
    'x-goog-algorithm x-goog-credential x-goog-date x-goog-expires x-goog-signedheaders x-goog-signature x-goog-security-token x-goog-content-sha256',
    'ossaccesskeyid security-token',
    'x-oss-signature-version x-oss-credential x-oss-date x-oss-expires x-oss-additional-headers x-oss-signature x-oss-security-token',
    'q-sign-algorithm q-ak q-sign-time q-key-time q-header-list q-url-param-list q-signature x-cos-security-token',
    'x-tos-algorithm x-tos-credential x-tos-date x-tos-expires x-tos-signedheaders x-tos-signature x-tos-security-token x-tos-content-sha256 x-tos-policy',
    'x-obs-security-token x-bce-security-token ucloudpublickey',
    'kssaccesskeyid x-kss-signature-version x-kss-access-key-id x-kss-additional-headers x-kss-security-token',
    'x-kss-algorithm x-kss-credential x-kss-date x-kss-expires x-kss-signedheaders x-kss-signature',
].flatMap((names) => names.split(' ')));
const companies = [
    { required: ['Expires', 'Signature'], optional: ['AccessKeyId'] },
    { required: ['Signature', 'Key-Pair-Id'], optional: ['Policy', 'Hash-Algorithm'] },
    { required: ['sv', 'sr', 'se', 'sp', 'sig'], optional: 'st spr sip skoid sktid skt ske sks skv saoid suoid scid sdd ses'.split(' ') },
    { required: ['sv', 'sr', 'si', 'sig'], optional: ['st', 'se', 'sp', 'spr', 'sip'] },
    { required: ['sv', 'ss', 'srt', 'se', 'sp', 'sig'], optional: ['st', 'spr', 'sip', 'ses'] },
];
function withoutQuery(url) {
    return url.replace(/[?#].*$/s, '');
}
function withoutSignature(url) {
    const query = withoutSigningParameters(queryOf(url));
    return query === '' ? withoutQuery(url) : `${withoutQuery(url)}?${query}`;
}
function hashQuery(url) {
    const query = queryOf(url);
    return { query: sha256(query), image: sha256(withoutSigningParameters(query)) };
}
function hashQueryOf(source) {
    return source.kind === 'url' ? hashQuery(source.url) : null;
}
function isSameImage(before, now) {
    if (before.query === undefined)
        return now.query === sha256('');
    return before.query === now.query || before.image === now.image;
}
function queryOf(url) {
    const [, query = ''] = /^[^?#]*\?([^#]*)/.exec(url) ?? [];
    return query;
}
function withoutSigningParameters(query) {
    const parameters = query.split('&').map((text) => ({ text, ...signed_url_decode(text) }));
    const names = new Set(parameters.map(({ name }) => name));
    const present = companies.filter(({ required }) => required.every((name) => names.has(name)));
    const inCompany = new Set(present.flatMap(({ required, optional }) => [...required, ...optional]));
    const kept = parameters.filter(({ name, value }) => !inCompany.has(name) && !signsAlone(name, value));
    return kept.map(({ text }) => text).join('&');
}
function signsAlone(name, value) {
    return signingNames.has(name.toLowerCase()) || (name.toLowerCase() === 'authorization' && value.startsWith('bce-auth-v1/'));
}
function signed_url_decode(parameter) {
    const [[name, value] = ['', '']] = new URLSearchParams(parameter);
    return { name, value };
}
function sha256(text) {
    return (0,external_node_crypto_namespaceObject.createHash)('sha256').update(text).digest('hex');
}

;// CONCATENATED MODULE: ./lib/step/files/creatable.js



async function assertCreatable(filePath) {
    const names = [external_node_path_default().basename(filePath)];
    let folder = external_node_path_default().dirname(filePath);
    while (!(await exists(folder))) {
        names.push(external_node_path_default().basename(folder));
        folder = external_node_path_default().dirname(folder);
    }
    await (0,promises_namespaceObject.access)(folder, promises_namespaceObject.constants.W_OK);
    for (const name of names)
        await exists(external_node_path_default().join(folder, name));
}
async function exists(filePath) {
    try {
        await (0,promises_namespaceObject.stat)(filePath);
        return true;
    }
    catch (error) {
        if (field(error, 'code') === 'ENOENT')
            return false;
        throw error;
    }
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
    if (field(error, 'code') === 'ENOENT')
        return null;
    throw error;
}
async function whileHeld(work, clock) {
    for (let tries = 1;; tries++) {
        try {
            return await work();
        }
        catch (error) {
            const isHeld = ['EPERM', 'EACCES', 'EBUSY'].includes(String(field(error, 'code')));
            if (!isHeld || tries === maxTriesWhileHeld)
                throw error;
            await clock.sleep(pauseWhileHeldMs, new AbortController().signal);
        }
    }
}
async function replaceWith(temporary, filePath) {
    await whileHeld(() => systemFiles.rename(temporary, filePath), systemClock);
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

;// CONCATENATED MODULE: ./lib/step/files/lease.js



const leaseMs = 10_000;
const renewalMs = 2000;
const pauseMs = 20;
const lease_pattern = /^lease [0-9a-f-]{36} \d{6}\n$/;
class ForeignLockError extends Error {
    constructor(lock) {
        super(`“${lock}” is in the way: it is not a lock file of this action. Move or remove it`);
    }
}
class Lease {
    owner;
    #lock;
    #files;
    #limits;
    #released = new AbortController();
    #renewals = Promise.resolve();
    constructor(lock, limits, files) {
        this.owner = crypto.randomUUID();
        this.#lock = lock;
        this.#limits = limits;
        this.#files = files;
    }
    static async acquire(filePath, limits, files) {
        const { clock, signal } = limits;
        const lock = lockPathFor(filePath);
        const lease = new Lease(lock, limits, files);
        let seen = '';
        let unchangedSince = clock.now();
        for (;;) {
            const text = await lease.#read();
            if (text === null) {
                if (await lease.#take())
                    return lease;
            }
            else if (text !== seen) {
                seen = text;
                unchangedSince = clock.now();
            }
            else if (clock.now() - unchangedSince >= leaseMs) {
                if (text === '')
                    throw new ForeignLockError(lock);
                await files.remove(lock);
                continue;
            }
            if (isOver(limits))
                throw new WaitEnded(limits);
            await clock.sleep(pauseMs, signal);
        }
    }
    async isHeld() {
        return (await this.#read())?.includes(this.owner) ?? false;
    }
    async release() {
        try {
            await this.#endRenewals();
            if (await this.isHeld())
                await this.#files.remove(this.#lock);
        }
        catch {
        }
    }
    async #read() {
        try {
            const text = (await whileHeld(() => this.#files.read(this.#lock), this.#limits.clock))?.toString('utf8') ?? null;
            if (text === null || text === '' || lease_pattern.test(text))
                return text;
        }
        catch (error) {
            if (!(error instanceof NotAFileError))
                throw error;
        }
        throw new ForeignLockError(this.#lock);
    }
    async #take() {
        const prepared = preparedPathFor(this.#lock, this.owner);
        await this.#create(prepared);
        try {
            await this.#files.link(prepared, this.#lock);
            return true;
        }
        catch (error) {
            await this.#endRenewals();
            return field(error, 'code') === 'EEXIST' ? false : await this.#takeWithoutLink(error);
        }
        finally {
            await this.#files.remove(prepared).catch(() => { });
        }
    }
    async #takeWithoutLink(linkError) {
        try {
            await this.#create(this.#lock);
            return true;
        }
        catch (error) {
            if (field(error, 'code') === 'EEXIST')
                return false;
            throw linkError;
        }
    }
    async #create(filePath) {
        const file = await whileHeld(() => this.#files.create(filePath), this.#limits.clock);
        try {
            await file.write(this.#text(0));
        }
        catch (error) {
            await file.close();
            await this.#files.remove(filePath);
            throw error;
        }
        this.#released = new AbortController();
        this.#renewals = this.#renew(file, this.#released.signal);
    }
    async #renew(file, released) {
        for (let renewals = 1;; renewals++) {
            await this.#limits.clock.sleep(renewalMs, released);
            if (released.aborted)
                break;
            await file.write(this.#text(renewals)).catch(() => { });
        }
        await file.close();
    }
    async #endRenewals() {
        this.#released.abort();
        await this.#renewals;
    }
    #text(renewals) {
        return `lease ${this.owner} ${String(renewals).padStart(6, '0')}\n`;
    }
}
function firstPathFor(filePath) {
    return preparedPathFor(lockPathFor(filePath), crypto.randomUUID());
}
function lockPathFor(filePath) {
    return `${filePath}.lock`;
}
function preparedPathFor(lock, owner) {
    return `${lock}.${owner}.tmp`;
}

;// CONCATENATED MODULE: ./lib/step/files/update-file.js





const update_file_pauseMs = 20;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
async function updateFile(filePath, change, limits, files) {
    for (;;) {
        await files.makeFolder(external_node_path_default().dirname(filePath));
        const lease = await Lease.acquire(filePath, limits, files);
        try {
            await fence(filePath, files);
            const text = change(await files.read(filePath));
            if (text === null || (await replace(filePath, text, lease, limits, files)))
                return;
        }
        finally {
            await lease.release();
        }
        if (isOver(limits))
            throw new WaitEnded(limits);
        await limits.clock.sleep(update_file_pauseMs, limits.signal);
    }
}
async function fence(filePath, files) {
    const folder = external_node_path_default().dirname(filePath);
    const start = `${external_node_path_default().basename(filePath)}.`;
    for (const name of await files.list(folder)) {
        const isTemporary = name.startsWith(start) && name.endsWith('.tmp') && uuid.test(name.slice(start.length, -'.tmp'.length));
        if (isTemporary)
            await files.remove(external_node_path_default().join(folder, name));
    }
}
async function replace(filePath, text, lease, { clock }, files) {
    const temporary = `${filePath}.${lease.owner}.tmp`;
    try {
        await files.write(temporary, text, await files.modeOf(filePath));
        if (!(await lease.isHeld()))
            return false;
        await whileHeld(() => files.rename(temporary, filePath), clock);
    }
    catch (error) {
        if (field(error, 'code') !== 'ENOENT' && (await lease.isHeld()))
            throw error;
        return false;
    }
    finally {
        await files.remove(temporary);
    }
    await files.flushFolder(external_node_path_default().dirname(filePath));
    return true;
}

;// CONCATENATED MODULE: ./lib/portrait/state-file-content.js





class StateFileProblem extends Error {
}
const maxIntentAgeMs = 60_000;
function newEntry(key, outcome, step, before, { query, requestId } = {}) {
    const assetId = outcome === null || outcome === 'unknown' ? null : outcome.assetId;
    const { outcome: _, request_id: idBefore, ...kept } = before?.fields ?? {};
    const fields = { ...kept, ...query, key, asset_id: assetId, since: new Date().toISOString(), step };
    if (outcome === null)
        return { outcome, fields: { ...fields, outcome: 'pending' } };
    if (outcome !== 'unknown' && outcome.isConfirmed)
        return { outcome, fields };
    const doubtedId = requestId ?? idBefore;
    return { outcome, fields: { ...fields, outcome: 'unknown', ...(doubtedId === undefined ? {} : { request_id: doubtedId }) } };
}
function isSame(entry, other) {
    if (entry === null || other === null)
        return entry === other;
    return ['asset_id', 'since', 'outcome', 'step'].every((name) => entry.fields[name] === other.fields[name]);
}
function recalledFrom({ outcome, fields }, watchedMs, query) {
    const since = Date.parse(String(fields['since']));
    const requestId = fields['request_id'];
    const recorded = {
        recordedAt: Number.isNaN(since) ? null : since,
        requestId: typeof requestId === 'string' && requestIdPattern.test(requestId) ? requestId : null,
    };
    if (outcome === 'unknown')
        return { kind: 'in-doubt', ...recorded };
    if (outcome !== null && query !== null && !isSameImage({ query: fields['query'], image: fields['image'] }, query))
        return { kind: 'unclear-image' };
    const ageMs = Math.max(Date.now() - since, watchedMs);
    if (outcome !== null)
        return { kind: outcome.isConfirmed ? 'submitted' : 'unconfirmed', assetId: outcome.assetId, ageMs, ...recorded };
    return ageMs < maxIntentAgeMs ? { kind: 'in-progress' } : { kind: 'interrupted', ...recorded };
}
function serialize({ fields, entries }) {
    const assets = [...entries.values()].map((entry) => entry.fields);
    return `${JSON.stringify({ ...fields, version: 1, assets }, null, 2)}\n`;
}
function parseContent(content) {
    const decoded = decodeText(content ?? Buffer.alloc(0));
    if ('problem' in decoded)
        throw new StateFileProblem(`${decoded.problem}. Keep every entry: a portrait without an entry is submitted again`);
    const text = decoded.value;
    const entries = new Map();
    if (text.trim() === '')
        return { fields: {}, entries };
    const state = parseJson(text);
    if (state === undefined)
        throw notAState('not JSON');
    const assets = field(state, 'assets');
    if (!isRecord(state) || state['version'] !== 1 || !Array.isArray(assets))
        throw notAState('not written by this version of the action');
    assets.forEach((entry, index) => {
        const key = field(entry, 'key');
        const assetId = field(entry, 'asset_id');
        const valid = isRecord(entry) &&
            typeof key === 'string' &&
            /^[0-9a-f]{64}$/.test(key) &&
            (assetId === null || (typeof assetId === 'string' && idPattern.test(assetId)));
        if (!valid)
            throw notAState(`assets[${index}] is not a valid entry`);
        if (entries.has(key))
            throw notAState(`assets[${index}] has the key of an earlier entry`);
        entries.set(key, { outcome: outcomeOf(assetId, entry['outcome']), fields: entry });
    });
    return { fields: state, entries };
}
function outcomeOf(assetId, outcome) {
    if (assetId !== null)
        return { assetId, isConfirmed: outcome === undefined };
    return outcome === undefined || outcome === 'pending' ? null : 'unknown';
}
function notAState(what) {
    return new StateFileProblem(`is not a valid state file (${what}). Restore the file, for example from Git. If you remove the file, the action submits every portrait again`);
}

;// CONCATENATED MODULE: ./lib/portrait/state-file-changes.js

class StateFileChanges {
    #step;
    #pending = new Map();
    #written = new Map();
    constructor(step) {
        this.#step = step;
    }
    get isEmpty() {
        return this.#pending.size === 0 && this.#written.size === 0;
    }
    get pending() {
        return [...this.#pending.values()];
    }
    latest(key) {
        return this.#written.get(key)?.latest ?? null;
    }
    claim(key, entry, before) {
        this.#written.set(key, { before, latest: null });
        return this.#add(key, entry, (current) => current === null || isSame(current, before) || this.#isOwn(current));
    }
    replace(key, entry, before, force) {
        if (!this.#written.has(key))
            this.#written.set(key, { before, latest: null });
        this.#add(key, entry, (current) => force || current === null || isSame(current, before) || this.#isOwn(current));
    }
    takeBack(key) {
        const before = this.#written.get(key)?.before ?? null;
        this.#written.delete(key);
        this.#add(key, before, (current) => current !== null && this.#isOwn(current));
    }
    leave(key) {
        this.#written.delete(key);
    }
    isAnyLost(entries) {
        return [...this.#written.keys()].some((key) => this.#lostEntry(key, entries) !== null);
    }
    apply(changes, entries) {
        let isChanged = false;
        const put = (key, entry) => {
            isChanged = true;
            if (entry === null)
                entries.delete(key);
            else
                entries.set(key, entry);
        };
        for (const key of this.#written.keys()) {
            const lost = this.#lostEntry(key, entries);
            if (lost !== null)
                put(key, lost);
        }
        for (const change of changes) {
            const { key, entry } = change;
            change.gaveWay = !change.mayReplace(entries.get(key) ?? null);
            if (change.gaveWay)
                continue;
            put(key, entry);
            const written = this.#written.get(key);
            if (written !== undefined)
                this.#written.set(key, { ...written, latest: entry });
        }
        return isChanged;
    }
    settle(changes) {
        for (const change of changes)
            if (this.#pending.get(change.key) === change)
                this.#pending.delete(change.key);
    }
    #add(key, entry, mayReplace) {
        const change = { key, entry, mayReplace, gaveWay: false };
        this.#pending.set(key, change);
        return change;
    }
    #isOwn(entry) {
        return entry.fields['step'] === this.#step;
    }
    #lostEntry(key, entries) {
        const { before = null, latest = null } = this.#written.get(key) ?? {};
        const current = entries.get(key) ?? null;
        if (this.#pending.has(key) || isSame(current, latest))
            return null;
        return current === null || isSame(current, before) || this.#isOwn(current) ? latest : null;
    }
}

;// CONCATENATED MODULE: ./lib/portrait/state-file.js









const neighbourPauseMs = 250;
const state_file_renewalMs = 20_000;
const state_file_never = new AbortController().signal;
class StateFile {
    path;
    #files;
    #entries;
    #step = crypto.randomUUID();
    #changes = new StateFileChanges(this.#step);
    #atWork = new Map();
    #currentWrite = Promise.resolve();
    #nextWrite = null;
    #deadline = 0;
    constructor(filePath, entries, files) {
        this.path = filePath;
        this.#entries = entries;
        this.#files = files;
    }
    static async read(filePath, files = systemFiles) {
        try {
            const target = await followLinks(filePath);
            return new StateFile(target, parseContent(await files.read(target)).entries, files);
        }
        catch (error) {
            if (error instanceof StateFileProblem)
                throw error;
            if (error instanceof NotAFileError)
                throw new StateFileProblem('is not a file. Name a file, or a path for a new one');
            throw new StateFileProblem(`can’t be read: ${messageOf(error)}`);
        }
    }
    async assertWritable(limits, isDryRun = false) {
        try {
            if (isDryRun)
                await assertCreatable(firstPathFor(this.path));
            else
                await updateFile(this.path, () => null, limits, this.#files);
        }
        catch (error) {
            throw new StateFileProblem(`can’t be written: ${messageOf(this.#explain(error))}`);
        }
    }
    recall(key, query = null) {
        const entry = this.#entries.get(key);
        return entry === undefined ? null : recalledFrom(entry, 0, query);
    }
    async awaitNeighbour(key, limits, query = null) {
        const { clock, signal } = limits;
        let watchedSince = clock.now();
        for (;;) {
            const watched = this.#entries.get(key) ?? null;
            const recalled = watched === null ? null : recalledFrom(watched, clock.now() - watchedSince, query);
            if (recalled?.kind !== 'in-progress' || isOver(limits))
                return recalled;
            await clock.sleep(neighbourPauseMs, signal);
            if (isOver(limits))
                return recalled;
            const entry = (await this.#readEntries(limits)).get(key) ?? null;
            if (isSame(entry, watched))
                continue;
            watchedSince = clock.now();
            this.#learn(key, entry);
        }
    }
    async rememberIntent(key, limits, query = null) {
        const before = this.#entries.get(key) ?? null;
        if (before !== null && recalledFrom(before, 0, query).kind !== 'submitted')
            return await this.#takeTurn(key, limits, query);
        const change = this.#changes.claim(key, newEntry(key, null, this.#step, before, { query }), before);
        try {
            await this.#save(limits);
        }
        catch (error) {
            this.#changes.takeBack(key);
            throw error;
        }
        if (!change.gaveWay) {
            void this.#renewIntent(key, limits.clock);
            return null;
        }
        this.#changes.leave(key);
        return await this.#takeTurn(key, limits, query);
    }
    async #takeTurn(key, limits, query) {
        return (await this.awaitNeighbour(key, limits, query)) ?? (await this.rememberIntent(key, limits, query));
    }
    async remember(key, assetId, limits, doubt = null) {
        this.#replace(key, { assetId, isConfirmed: doubt === null }, true, doubt?.requestId);
        await this.#save(limits);
    }
    async rememberUnknown(key, assetId, limits) {
        this.#replace(key, { assetId, isConfirmed: false }, false);
        await this.#save(limits);
    }
    async rememberDoubt(key, limits, requestId = null) {
        this.#replace(key, 'unknown', false, requestId);
        await this.#save(limits);
    }
    async forgetIntent(key, limits) {
        this.#endRenewal(key);
        this.#changes.takeBack(key);
        await this.#save(limits);
    }
    async restore(limits) {
        if (this.#changes.isEmpty)
            return;
        const isLost = this.#changes.isAnyLost(await this.#readEntries(limits));
        if (isLost)
            await this.#save(limits);
        else if (this.#changes.pending.length > 0)
            await this.#save(limits).catch(() => { });
    }
    #replace(key, outcome, force, requestId = null) {
        if (outcome !== null)
            this.#endRenewal(key);
        const before = this.#changes.latest(key) ?? this.#entries.get(key) ?? null;
        this.#changes.replace(key, newEntry(key, outcome, this.#step, before, { requestId }), before, force);
    }
    async #renewIntent(key, clock) {
        const done = new AbortController();
        this.#atWork.set(key, done);
        for (;;) {
            await clock.sleep(state_file_renewalMs, done.signal);
            if (done.signal.aborted)
                return;
            this.#replace(key, null, false);
            await this.#queueWrite(clock).catch(() => { });
        }
    }
    #endRenewal(key) {
        this.#atWork.get(key)?.abort();
        this.#atWork.delete(key);
    }
    async #save(limits) {
        this.#deadline = Math.max(this.#deadline, limits.deadline);
        try {
            await within(this.#queueWrite(limits.clock), limits);
        }
        catch (error) {
            throw this.#explain(error);
        }
    }
    #queueWrite(clock) {
        this.#nextWrite ??= this.#currentWrite
            .catch(() => { })
            .then(() => {
            this.#nextWrite = null;
            this.#currentWrite = this.#write(clock);
            return this.#currentWrite;
        });
        return this.#nextWrite;
    }
    async #write(clock) {
        let entries = this.#entries;
        let changes = this.#changes.pending;
        const update = (content) => {
            const state = parseContent(content);
            entries = state.entries;
            changes = this.#changes.pending;
            return this.#changes.apply(changes, state.entries) ? serialize(state) : null;
        };
        await updateFile(this.path, update, { clock, deadline: this.#deadline, signal: state_file_never }, this.#files);
        for (const { key } of changes)
            this.#learn(key, entries.get(key) ?? null);
        this.#changes.settle(changes);
    }
    #learn(key, entry) {
        if (entry === null)
            this.#entries.delete(key);
        else
            this.#entries.set(key, entry);
    }
    async #readEntries(limits) {
        return parseContent(await within(this.#files.read(this.path), limits)).entries;
    }
    #explain(error) {
        if (!(error instanceof WaitEnded))
            return error;
        return new Error(`${error.message}. Another step may hold the lock file “${this.path}.lock”, or the disk does not respond`);
    }
}

;// CONCATENATED MODULE: ./lib/portrait/plan.js














function resolvePlan(inputs, surroundings) {
    return planWithin(inputs, surroundings, (list, limits) => resolve(inputs, surroundings, limits, list));
}
async function resolve(inputs, surroundings, limits, list) {
    const listed = await listPortraits(inputs, surroundings.workspace, list);
    const portraits = await resolvePortraits(listed, inputs, withinTimeout(inputs, surroundings), list);
    const stateFile = await resolveStateFile(inputs, surroundings.workspace, limits, list);
    const { timeoutMs, pollIntervalMs, wait, baseUrl } = inputs;
    const mode = modeOf(inputs);
    if (!list.isEmpty || mode === null || timeoutMs === null || pollIntervalMs === null || wait === null || baseUrl === null) {
        return null;
    }
    return { mode, portraits, timeoutMs, pollIntervalMs, wait, stateFile, baseUrl };
}
function withinTimeout({ timeoutMs }, surroundings) {
    if (timeoutMs === null)
        return surroundings;
    return { ...surroundings, signal: AbortSignal.any([surroundings.signal, AbortSignal.timeout(timeoutMs)]) };
}
async function listPortraits({ name, sources }, workspace, list) {
    const listed = [];
    for (const { kind, text } of sources) {
        if (kind === 'portraits' || kind === 'portraits-file') {
            const read = kind === 'portraits' ? await parseList(kind, text) : await readListFile(workspace, text);
            list.addAll(read);
            listed.push(...read.portraits);
        }
        else
            listed.push({ input: { name: 'name', source: kind }, name, source: { kind, text } });
    }
    return sources.length > 0 ? listed : [{ input: { name: 'name', source: 'url' }, name, source: null }];
}
async function resolvePortraits(listed, inputs, surroundings, list) {
    const remembers = inputs.stateFile !== '';
    const firstWith = new Map();
    const firstWithKey = new Map();
    const portraits = [];
    for (const { input, name, source: written } of listed) {
        const problem = name === null ? null : problemWithName(name, written !== null && written.kind !== 'asset-id', inputs.token);
        if (problem !== null)
            list.add(input.name, problem);
        const resolved = written === null ? null : list.take(input.source, await resolveSource(written, inputs.token, surroundings));
        if (name === null || resolved === null)
            continue;
        const withContent = remembers || listed.length > 1 ? list.take(input.source, await readContentOf(resolved, surroundings)) : resolved;
        const source = withContent ?? resolved;
        const identity = JSON.stringify([name.normalize(), fingerprintOf(source, input.source, withoutSignature)]);
        const key = remembers && source.kind !== 'asset-id' ? keyOf(inputs.baseUrl, name, source, input.source) : null;
        const first = firstWith.get(identity);
        const firstInFile = key === null ? undefined : firstWithKey.get(key);
        if (first !== undefined)
            list.add(input.source, `repeats ${first} (same name and source). Remove one of the two entries`);
        else if (firstInFile !== undefined) {
            list.add(input.source, `has the name and, but for its query, the URL of ${firstInFile}, which the state file can’t tell apart. Give each its own name`);
        }
        firstWith.set(identity, input.source);
        if (key !== null)
            firstWithKey.set(key, input.source);
        portraits.push({ name: name || (source.kind === 'asset-id' ? source.assetId : ''), source, key });
    }
    return portraits;
}
function keyOf(baseUrl, name, source, input) {
    const service = baseUrl === null ? null : serviceAt(baseUrl);
    return (0,external_node_crypto_namespaceObject.createHash)('sha256')
        .update(JSON.stringify([service, name.normalize(), fingerprintOf(source, input, withoutQuery)]))
        .digest('hex');
}
function problemWithName(name, required, token) {
    if (name === '')
        return required ? 'missing. Give the portrait an asset name' : null;
    if (token !== null && name.includes(token))
        return 'contains the token. Choose another name';
    if (name.includes('\ufffd'))
        return 'contains U+FFFD (�), the mark of a wrongly decoded text. Write the name again, in a file saved as UTF-8';
    if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(name))
        return 'contains a line break or another control character. Remove it';
    return null;
}
async function resolveSource({ kind, text }, token, { workspace }) {
    switch (kind) {
        case 'url': {
            const problem = problemWithPublicUrl(text, '`file` for an image in the workspace');
            return problem === null ? { value: { kind, url: new URL(text).href } } : { problem: `${problem}${(0,full_width/* hintAtFullWidth */.M)(text.charAt(0))}` };
        }
        case 'asset-id': {
            const isUsable = idPattern.test(text) && (token === null || !text.includes(token));
            return isUsable
                ? { value: { kind, assetId: text } }
                : { problem: `not a valid asset ID, which has ${idAlphabet}. Copy the output asset_id of an earlier run` };
        }
        case 'file':
            return fileOrProblem(async () => ({ kind, file: await inspectImage(workspace, text) }));
    }
}
async function readContentOf(source, { signal }) {
    if (source.kind !== 'file')
        return { value: source };
    return fileOrProblem(async () => ({ ...source, file: await hashImage(source.file, signal) }));
}
async function fileOrProblem(read) {
    try {
        return { value: await read() };
    }
    catch (error) {
        if (!(error instanceof FileProblem))
            throw error;
        return { problem: error.message };
    }
}
function fingerprintOf(source, input, reduce) {
    switch (source.kind) {
        case 'url':
            return `url ${reduce(source.url)}`;
        case 'asset-id':
            return `asset-id ${source.assetId}`;
        case 'file':
            return `file ${source.file.sha256 ?? input}`;
    }
}
async function resolveStateFile({ stateFile: statePath, dryRun }, workspace, limits, list) {
    if (statePath === '')
        return null;
    try {
        const stateFile = await StateFile.read(external_node_path_default().resolve(workspace, statePath));
        await stateFile.assertWritable(limits, dryRun === true);
        return stateFile;
    }
    catch (error) {
        if (!(error instanceof StateFileProblem))
            throw error;
        list.add('state-file', `“${statePath}” ${error.message}`);
        return null;
    }
}

;// CONCATENATED MODULE: ./lib/portrait/limit.js
function createLimit(concurrency) {
    const waiting = [];
    let free = concurrency;
    return async (task) => {
        if (free > 0)
            free -= 1;
        else
            await new Promise((start) => waiting.push(start));
        try {
            return await task();
        }
        finally {
            const start = waiting.shift();
            if (start === undefined)
                free += 1;
            else
                start();
        }
    };
}

;// CONCATENATED MODULE: ./lib/jimmyai/streak.js
const maxInARow = 5;
const patienceMs = 60_000;
class Streak {
    #length = 0;
    #since = 0;
    get length() {
        return this.#length;
    }
    count(isOne, now) {
        if (this.#length === 0)
            this.#since = now;
        this.#length = isOne ? this.#length + 1 : 0;
    }
    isTooLong(now, isCertain = false) {
        return this.#length >= maxInARow && (isCertain || isPatienceOver(this.#since, now));
    }
}
function isPatienceOver(since, now) {
    return now - since >= patienceMs;
}

;// CONCATENATED MODULE: ./lib/step/backoff.js
const firstRetryMs = 1000;
const minPollPauseMs = 1000;
function jitter(ms, random) {
    return ms * (0.9 + 0.2 * random());
}
function retryPauseMs(attempts, random, maxMs = Number.POSITIVE_INFINITY) {
    return jitter(Math.min(firstRetryMs * 2 ** (attempts - 1), maxMs), random);
}
function pollPauseMs(waitedMs, pollIntervalMs, random) {
    return Math.min(jitter(Math.max(waitedMs / 5, minPollPauseMs), random), pollIntervalMs);
}

;// CONCATENATED MODULE: ./lib/portrait/status-check.js


const maxIdsPerCall = 50;
const concurrentCalls = 4;
class StatusChecker {
    #run;
    #limit = createLimit(concurrentCalls);
    #batchWorks = true;
    constructor(run) {
        this.#run = run;
    }
    async check(assetIds, bounds, onResult) {
        const together = this.#batchWorks && assetIds.length > 1;
        const left = together ? await this.#checkTogether(assetIds, bounds, onResult) : assetIds;
        await this.#callEach(left, bounds, async (assetId) => {
            const result = await this.#run.jimmyAi.status(assetId, bounds);
            this.#verdict('status', result);
            onResult(assetId, { endpoint: 'status', result });
        });
    }
    async #checkTogether(assetIds, bounds, onResult) {
        const left = [];
        await this.#callEach(chunksOf(assetIds), bounds, async (chunk) => {
            left.push(...(this.#batchWorks ? await this.#checkChunk(chunk, bounds, onResult) : chunk));
        });
        return left;
    }
    async #checkChunk(chunk, bounds, onResult) {
        const result = await this.#run.jimmyAi.batchStatus(chunk, bounds);
        const verdict = this.#verdict('batch-status', result);
        if (!result.ok) {
            if (verdict === 'one-by-one') {
                if (saysNoEndpoint(result.failure))
                    this.#batchWorks = false;
                return chunk;
            }
            for (const assetId of chunk)
                onResult(assetId, { endpoint: 'batch-status', result });
            return [];
        }
        for (const [assetId, described] of result.value)
            onResult(assetId, { endpoint: 'batch-status', result: described });
        const leftOut = chunk.filter((assetId) => !result.value.has(assetId));
        if (leftOut.length > 0) {
            this.#run.observer.warnOnce('JimmyAI left assets out of its response to batch-status. The action polls the missing assets one by one.', 'Incomplete batch-status');
        }
        return leftOut;
    }
    async #callEach(subjects, { deadline, signal }, call) {
        const callInTime = async (subject) => {
            if (!signal.aborted && this.#run.clock.now() < deadline)
                await call(subject);
        };
        await Promise.all(subjects.map((subject) => this.#limit(() => callInTime(subject))));
    }
    #verdict(endpoint, result) {
        if (result.ok)
            return null;
        const verdict = verdictOn(endpoint, result.failure);
        if (verdict === 'stop')
            this.#run.cancellation.stop({ kind: 'failure', failure: result.failure });
        return verdict;
    }
}
function chunksOf(assetIds) {
    return Array.from({ length: Math.ceil(assetIds.length / maxIdsPerCall) }, (_, index) => assetIds.slice(index * maxIdsPerCall, (index + 1) * maxIdsPerCall));
}

;// CONCATENATED MODULE: ./lib/portrait/poller.js






function nextPollAt(pending, times) {
    const dueAt = pending.map(({ polled, firstAt }) => (polled ? times.scheduledAt : firstAt));
    return Math.min(Math.max(Math.min(...dueAt), times.notBefore), times.lastAt);
}
class Poller {
    #run;
    #checker;
    #pending = [];
    #joined = new AbortController();
    #joinedAt = 0;
    #isPolling = false;
    #lastPollMade = false;
    constructor(run) {
        this.#run = run;
        this.#checker = new StatusChecker(run);
    }
    async poll(tracked, assetId, goal) {
        const { clock, deadline, pollIntervalMs, random } = this.#run;
        const joinedAt = clock.now();
        if (this.#isOver() || joinedAt > deadline.lastPoll)
            return;
        const isUnheardOf = tracked.submittedAt === null && tracked.state.kind !== 'processing';
        const firstAt = joinedAt + (isUnheardOf ? 0 : pollPauseMs(0, pollIntervalMs, random));
        this.#joinedAt = joinedAt;
        await new Promise((settle) => {
            const pending = {
                tracked,
                assetId,
                goal,
                firstAt,
                misunderstood: new Streak(),
                polled: false,
                responded: false,
                settle,
            };
            this.#pending = [...this.#pending, pending];
            this.#joined.abort();
            if (!this.#isPolling)
                void this.#pollAll();
        });
    }
    async #pollAll() {
        const { clock, deadline, pollIntervalMs, random, cancellation } = this.#run;
        this.#isPolling = true;
        let scheduledAt = Number.POSITIVE_INFINITY;
        let notBefore = 0;
        try {
            while (this.#pending.length > 0 && !this.#isOver()) {
                const nextAt = nextPollAt(this.#pending, { scheduledAt, notBefore, lastAt: deadline.lastPoll });
                if (!(await this.#sleepUntil(nextAt)))
                    continue;
                const isLast = nextAt >= deadline.lastPoll;
                notBefore = await this.#pollOnce(isLast ? deadline.end : deadline.lastPoll, notBefore);
                this.#lastPollMade = isLast;
                scheduledAt = clock.now() + pollPauseMs(clock.now() - this.#joinedAt, pollIntervalMs, random);
            }
        }
        catch (error) {
            cancellation.stop({ kind: 'internal', message: messageOf(error) });
        }
        this.#isPolling = false;
        if (this.#isOver())
            for (const { settle } of this.#pending)
                settle();
    }
    async #sleepUntil(time) {
        const { clock, cancellation } = this.#run;
        const joined = new AbortController();
        this.#joined = joined;
        if (time > clock.now())
            await clock.sleep(time - clock.now(), AbortSignal.any([cancellation.stopping, joined.signal]));
        return !cancellation.stopping.aborted && (!joined.signal.aborted || time <= clock.now());
    }
    async #pollOnce(deadline, notBefore) {
        const polled = this.#pending;
        for (const pending of polled)
            pending.polled = true;
        let latest = notBefore;
        const assetIds = new Set(polled.map(({ assetId }) => assetId));
        await this.#checker.check([...assetIds], { deadline, signal: this.#run.cancellation.stopping }, (assetId, poll) => {
            if (!poll.result.ok)
                latest = Math.max(latest, this.#run.clock.now() + poll.result.failure.retryAfterMs);
            for (const pending of polled) {
                if (pending.assetId !== assetId || !this.#apply(pending, poll))
                    continue;
                this.#pending = this.#pending.filter((other) => other !== pending);
                pending.settle();
            }
        });
        return latest;
    }
    #apply(pending, { endpoint, result }) {
        const { tracked, assetId, goal } = pending;
        const verdict = result.ok ? null : this.#verdictOn(endpoint, result.failure, tracked);
        const isFirstResponse = !pending.responded && verdict !== 'retry';
        pending.responded ||= isFirstResponse;
        pending.misunderstood.count(verdict === 'not-understood', this.#run.clock.now());
        const isUseless = result.ok
            ? result.value.status.kind === 'Failed'
            : isFirstResponse && saysUnknown(result.failure) && !this.#isYoung(tracked);
        if (tracked.reused && tracked.state.kind === 'known' && isUseless) {
            this.#run.observer.forgotten(tracked, assetId);
            transitionToForgotten(tracked, this.#run);
            return true;
        }
        if (result.ok) {
            transitionToPolled(tracked, result.value, this.#run);
            return goal === 'understood' || isTerminal(tracked);
        }
        const { failure } = result;
        recordPollFailure(tracked, failure);
        if (verdict === 'fail' || this.#isPatienceOver(pending, failure)) {
            const attempts = Math.max(1, pending.misunderstood.length);
            if (tracked.state.kind === 'unconfirmed')
                transitionToUnresolved(tracked, this.#run);
            else
                transitionToFailed(tracked, { kind: 'call', endpoint, cause: failure, attempts }, this.#run);
            return true;
        }
        if (!this.#run.cancellation.stopping.aborted)
            this.#run.observer.pollFailed(endpoint, failure);
        return false;
    }
    #verdictOn(endpoint, failure, tracked) {
        const verdict = verdictOn(endpoint, failure);
        return verdict === 'fail' && this.#isYoung(tracked) ? 'not-understood' : verdict;
    }
    #isYoung({ recordedBy }) {
        return this.#run.clock.now() < recordedBy;
    }
    #isPatienceOver({ misunderstood, tracked }, failure) {
        const isKnownToBeWrong = saysUnknown(failure) && tracked.submittedAt === null && !this.#isYoung(tracked);
        return misunderstood.isTooLong(this.#run.clock.now(), isKnownToBeWrong);
    }
    #isOver() {
        return this.#lastPollMade || this.#run.cancellation.stopping.aborted;
    }
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

;// CONCATENATED MODULE: ./lib/portrait/submit.js






async function submit_submit(tracked, run) {
    const url = await uploadIfNeeded(tracked, run);
    if (url !== null)
        await submitUrl(tracked, url, run);
}
function recall(tracked, recalled, context) {
    if (recalled.kind === 'submitted')
        transitionToRemembered(tracked, recalled, context);
    else if (recalled.kind === 'unconfirmed')
        transitionToDoubted(tracked, recalled, context);
    else
        transitionToFailed(tracked, failureFrom(recalled), context);
}
function failureFrom(recalled) {
    switch (recalled.kind) {
        case 'in-doubt':
            return { kind: 'in-doubt-earlier', recorded: recalled };
        case 'interrupted':
            return { kind: 'interrupted-earlier', recorded: recalled };
        case 'in-progress':
            return { kind: 'in-progress-elsewhere' };
        case 'unclear-image':
            return { kind: 'unclear-image' };
    }
}
async function awaitNeighbour(tracked, run) {
    const { key, source } = tracked.portrait;
    if (run.stateFile === null || key === null)
        return;
    try {
        const recalled = await run.stateFile.awaitNeighbour(key, intentLimitsOf(run), hashQueryOf(source));
        if (recalled !== null)
            recall(tracked, recalled, run);
    }
    catch (error) {
        run.cancellation.stop({ kind: 'state-file', message: messageOf(error) });
    }
}
async function restoreState(run) {
    try {
        await run.stateFile?.restore(lastLimitsOf(run));
    }
    catch (error) {
        if (run.cancellation.cause?.kind === 'state-file')
            return;
        run.observer.warnOnce(`The action could not check that the state file has every asset ID of this run (${messageOf(error)}). Compare the state file with the output \`assets\` before the next run.`, 'State file not updated');
    }
}
async function uploadIfNeeded(tracked, run) {
    const { source } = tracked.portrait;
    switch (source.kind) {
        case 'asset-id':
            return null;
        case 'url':
            return source.url;
        case 'file': {
            const bounds = { deadline: run.deadline.end, signal: run.cancellation.stopping };
            const uploaded = await attempt('upload', tracked, run, () => run.jimmyAi.upload(source.file, bounds));
            return uploaded?.ok ? uploaded.value : null;
        }
    }
}
async function submitUrl(tracked, url, run) {
    if (!mayStart(retryContextOf(run)) || !(await rememberIntent(tracked, run)))
        return;
    const bounds = { deadline: run.deadline.end, signal: run.cancellation.aborted };
    const submitted = await attempt('submit', tracked, run, () => run.jimmyAi.submit(tracked.portrait.name, url, bounds));
    if (submitted?.ok) {
        try {
            transitionToSubmitted(tracked, submitted.value, run);
        }
        finally {
            await rememberId(tracked, submitted.value.asset.assetId, run);
        }
    }
    else if (tracked.state.kind === 'unconfirmed') {
        await rememberId(tracked, tracked.state.assetId, run);
    }
    else if (isPossiblySubmitted(tracked)) {
        await rememberDoubt(tracked, run);
    }
    else {
        await forgetIntent(tracked, run);
    }
}
async function resolveDoubt(tracked, poll, run) {
    await poll();
    transitionToUnresolved(tracked, run);
    const assetId = assetIdOf(tracked.state);
    if (assetId !== null && !isPossiblySubmitted(tracked))
        await rememberId(tracked, assetId, run);
}
async function rememberUnknown(tracked, run) {
    const assetId = assetIdOf(tracked.state);
    if (!isUnknownAtService(tracked) || assetId === null)
        return;
    await updateEntry(tracked, run, (stateFile, key, limits) => stateFile.rememberUnknown(key, assetId, limits), (key) => `Before the next run, add "outcome": "unknown" to the entry with the key ${key}. Otherwise the portrait may be submitted again.`);
}
async function attempt(endpoint, tracked, run, call) {
    const attempted = await withRetry(endpoint, retryContextOf(run), call, (failure, pauseMs) => run.observer.retrying(tracked, endpoint, failure, pauseMs));
    if (attempted === null)
        return null;
    const { result, attempts } = attempted;
    if (result.ok)
        return result;
    const { failure } = result;
    if (verdictOn(endpoint, failure) === 'stop')
        run.cancellation.stop({ kind: 'failure', failure });
    const portraitFailure = { kind: 'call', endpoint, cause: failure, attempts };
    if (failure.returnedId === null)
        transitionToFailed(tracked, portraitFailure, run);
    else
        transitionToUnconfirmed(tracked, failure.returnedId, portraitFailure, run);
    return result;
}
function intentLimitsOf({ clock, deadline, cancellation }) {
    return { clock, deadline: deadline.lastPoll, signal: cancellation.stopping };
}
function lastLimitsOf({ clock, deadline, cancellation }) {
    return { clock, deadline: deadline.end + lastWriteMs, signal: cancellation.abandoned };
}
function retryContextOf({ clock, random, deadline, cancellation }) {
    return { clock, random, deadline, stopping: cancellation.stopping };
}
async function rememberIntent(tracked, run) {
    const { key, source } = tracked.portrait;
    if (run.stateFile === null || key === null)
        return true;
    try {
        const recalled = await run.stateFile.rememberIntent(key, intentLimitsOf(run), hashQueryOf(source));
        if (recalled !== null)
            recall(tracked, recalled, run);
        return recalled === null;
    }
    catch (error) {
        run.cancellation.stop({ kind: 'state-file', message: messageOf(error) });
        return false;
    }
}
async function rememberId(tracked, assetId, run) {
    const isConfirmed = tracked.state.kind !== 'unconfirmed';
    await updateEntry(tracked, run, (stateFile, key, limits) => stateFile.remember(key, assetId, limits, isConfirmed ? null : { requestId: requestIdOf(tracked) }), (key) => isConfirmed
        ? `Before the next run, write ${assetId} as asset_id into the entry with the key ${key}.`
        : `JimmyAI has not confirmed the ID yet. Until then, the entry with the key ${key} says possibly submitted.`, `save asset ID ${assetId} in the state file`);
}
async function rememberDoubt(tracked, run) {
    await updateEntry(tracked, run, (stateFile, key, limits) => stateFile.rememberDoubt(key, limits, requestIdOf(tracked)), (key) => `The entry with the key ${key} must stay until JimmyAI’s support has answered.`);
}
function requestIdOf(tracked) {
    const failure = failureOf(tracked);
    return failure?.kind === 'call' ? (failure.cause.trace?.requestId ?? null) : null;
}
async function forgetIntent(tracked, run) {
    await updateEntry(tracked, run, (stateFile, key, limits) => stateFile.forgetIntent(key, limits), (key) => `This portrait was not submitted, but the entry with the key ${key} still says possibly submitted. Remove that entry before the next run.`);
}
async function updateEntry({ portrait: { key } }, run, update, remedyFor, what = 'update the state file') {
    if (run.stateFile === null || key === null)
        return;
    try {
        await update(run.stateFile, key, lastLimitsOf(run));
    }
    catch (error) {
        run.observer.warnOnce(`The action could not ${what} (${messageOf(error)}). ${remedyFor(key)}`, 'State file not updated');
    }
}

;// CONCATENATED MODULE: ./lib/portrait/process-portraits.js





const concurrentSubmissions = 4;
async function processPortraits(portraits, wait, run) {
    const poller = new Poller(run);
    const limit = createLimit(concurrentSubmissions);
    let unsettled = portraits.length;
    const process = async (tracked) => {
        const poll = async (goal) => {
            const assetId = assetIdOf(tracked.state);
            if (assetId !== null)
                await poller.poll(tracked, assetId, goal);
        };
        await recallGiven(tracked, run);
        do {
            if (isIn(tracked, 'known'))
                await poll(wait ? 'terminal' : 'understood');
            if (!isIn(tracked, 'unsubmitted'))
                break;
            await limit(() => submit_submit(tracked, run));
        } while (isIn(tracked, 'known'));
        unsettled -= 1;
        if (unsettled === 0)
            run.observer.submitted();
        if (isIn(tracked, 'unconfirmed'))
            await resolveDoubt(tracked, () => poll('understood'), run);
        if (wait && isIn(tracked, 'processing'))
            await poll('terminal');
        await rememberUnknown(tracked, run);
    };
    const stop = (error) => run.cancellation.stop({ kind: 'internal', message: messageOf(error) });
    await Promise.all(portraits.map((tracked) => process(tracked).catch(stop)));
    await restoreState(run);
}
async function recallGiven(tracked, run) {
    const { source } = tracked.portrait;
    if (source.kind === 'asset-id')
        transitionToGiven(tracked, source.assetId, run);
    else
        await awaitNeighbour(tracked, run);
}
function isIn({ state }, kind) {
    return state.kind === kind;
}

;// CONCATENATED MODULE: ./lib/portrait/failure-words.js
const failureWords = [
    'possibly-submitted',
    'token',
    'blocked',
    'balance',
    'rejected',
    'failed',
    'deleted',
    'not-found',
    'not-understood',
    'upload',
    'invalid-input',
    'base-url',
    'certificate',
    'state-file',
    'outputs',
    'internal',
    'timeout',
    'unreachable',
    'busy',
    'cancelled',
];
function compareUrgency(a, b) {
    return failureWords.indexOf(a) - failureWords.indexOf(b);
}
function mostUrgent(words) {
    return words.toSorted(compareUrgency)[0] ?? '';
}

;// CONCATENATED MODULE: ./lib/portrait/json-output.js
const maxBytes = 120_000;
function serializeEntries(entries, shortenText) {
    const withTexts = (maxLength) => entries.map((entry) => shortenText(entry, shortenTo(maxLength)));
    const withNames = (maxLength) => withTexts(0).map((entry) => ({ ...entry, name: shortenTo(maxLength)(entry.name) }));
    if (fits(entries))
        return JSON.stringify(entries);
    return JSON.stringify(fits(withTexts(0)) ? longestFitting(withTexts) : longestFitting(withNames));
}
function longestFitting(entriesWith) {
    let [fitting, tooLong] = [0, maxBytes];
    while (tooLong - fitting > 1) {
        const middle = Math.floor((fitting + tooLong) / 2);
        if (fits(entriesWith(middle)))
            fitting = middle;
        else
            tooLong = middle;
    }
    return entriesWith(fitting);
}
function fits(entries) {
    return Buffer.byteLength(JSON.stringify(entries)) <= maxBytes;
}
function shortenTo(maxLength) {
    return (text) => (text.length <= maxLength ? text : `${text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '')}…`);
}

;// CONCATENATED MODULE: ./lib/portrait/dry-run.js






function planPortraits(portraits, stateFile, ending, context) {
    return portraits.map((tracked) => {
        const { source, key } = tracked.portrait;
        const recalled = key === null ? null : (stateFile?.recall(key, hashQueryOf(source)) ?? null);
        if (source.kind === 'asset-id')
            transitionToGiven(tracked, source.assetId, context);
        else if (recalled !== null)
            recall(tracked, recalled, context);
        return planned(tracked, ending);
    });
}
function planned(tracked, ending) {
    const plain = (action, reason) => ({ tracked, advice: null, action, reason });
    switch (tracked.state.kind) {
        case 'unsubmitted':
            return plain('submit', ending.hasStateFile ? 'not in the state file' : 'no state file: every run submits this portrait again');
        case 'unconfirmed':
            return plain('reuse', 'in the state file, but JimmyAI has not confirmed the asset yet');
        case 'known':
        case 'processing':
        case 'active':
            return tracked.reused ? plain('reuse', 'in the state file') : plain('wait', 'submitted before: its asset ID is given');
        case 'failed': {
            const advice = adviceOn(tracked, ending);
            return { tracked, advice, action: 'ask', reason: advice?.what ?? '' };
        }
    }
}
function planOutputsOf(planned, show) {
    const entries = planned.map(({ tracked, action, reason }) => ({
        name: tracked.portrait.name,
        action,
        asset_id: assetIdOf(tracked.state),
        reason: show(reason),
    }));
    const plan = serializeEntries(entries, (entry, shorten) => ({ ...entry, reason: shorten(entry.reason) }));
    return new Map([
        ['plan', plan],
        ['failure', mostUrgent(planned.flatMap(({ advice }) => advice?.word ?? []))],
    ]);
}

;// CONCATENATED MODULE: ./lib/portrait/outcomes.js





const asIs = (id) => id;
const outcomes_maxListed = 5;
const maxListLength = 500;
function groupByAdvice(outcomes) {
    const groups = new Map();
    for (const { tracked, advice } of outcomes) {
        if (advice === null)
            continue;
        const key = JSON.stringify(advice);
        const group = groups.get(key);
        if (group === undefined)
            groups.set(key, { portraits: [tracked], advice });
        else
            group.portraits.push(tracked);
    }
    return [...groups.values()].sort((a, b) => compareUrgency(a.advice.word, b.advice.word));
}
function listItems(portraits, describe) {
    const shown = [];
    let length = 0;
    for (const tracked of portraits.slice(0, outcomes_maxListed)) {
        const text = describe(tracked);
        length += text.length;
        if (shown.length > 0 && length > maxListLength)
            break;
        shown.push(text);
    }
    const left = portraits.length - shown.length;
    return left === 0 ? shown.join(', ') : `${shown.join(', ')} and ${left} more`;
}
function referenceOf(tracked, show = asIs) {
    const assetId = assetIdOf(tracked.state);
    return joined([assetId === null ? null : `asset ID ${show(assetId)}`, whatToLookUp(tracked, show)]);
}
function whatToLookUp(tracked, show) {
    const { key } = tracked.portrait;
    return joined([key !== null && concernsEntry(tracked) ? `entry ${show(key)} in the state file` : null, traceOf(tracked, show)]);
}
function joined(parts) {
    const known = parts.filter((part) => part !== null);
    return known.length === 0 ? null : known.join(', ');
}
function traceOf(tracked, show) {
    const failure = failureOf(tracked);
    switch (failure?.kind) {
        case 'call':
            return failure.endpoint === 'submit' ? describeTrace(failure.cause, show) : null;
        case 'interrupted-earlier':
        case 'in-doubt-earlier':
            return describeRecorded(failure.recorded, show);
        case 'rejected-image':
        case 'deleted':
        case 'in-progress-elsewhere':
        case 'unclear-image':
        case undefined:
            return null;
    }
}
function describeRecorded({ recordedAt, requestId }, show) {
    return joined([
        requestId === null ? null : `request ID ${show(requestId)}`,
        recordedAt === null ? null : `recorded ${formatUtc(recordedAt)}`,
    ]);
}
function explainOne(advice, tracked) {
    const reference = whatToLookUp(tracked, asIs);
    const rule = advice.resubmitsOthers ? ` ${ruleForOthers}` : '';
    return `${explainGroup(advice, [tracked])}${rule}${reference === null ? '' : ` ${capitalize(reference)}.`}`;
}
const ruleForOthers = 'In a new run, give each portrait that has an asset ID (in the output `assets`) as `asset-id`, and leave out each that is possibly submitted, unless the advice on the portrait says otherwise. What keeps `url` or `file` is submitted again.';
function othersOf(tracked, portraits, hasStateFile) {
    const isThere = (other) => assetIdOf(other.state) !== null || isPossiblySubmitted(other);
    const hasOthers = portraits.some((other) => other !== tracked && other.portrait.source.kind !== 'asset-id' && isThere(other));
    if (!hasOthers)
        return 'none';
    return hasStateFile ? 'remembered' : 'resubmitted';
}
function concernsEntry(tracked) {
    const kind = failureOf(tracked)?.kind;
    return kind === 'unclear-image' || (isPossiblySubmitted(tracked) && (assetIdOf(tracked.state) === null || kind !== 'call'));
}
function explainGroup(advice, portraits) {
    return explain({ what: advice.what, next: nextSteps(advice, portraits) });
}
function nextSteps({ next, resume }, portraits) {
    const ids = portraits.flatMap((tracked) => assetIdOf(tracked.state) ?? []);
    const [only] = ids;
    if (resume === undefined || only === undefined)
        return next;
    const isGiven = portraits.every(({ portrait }) => portrait.source.kind === 'asset-id');
    const byId = ids.length === 1 ? `with \`asset-id: ${only}\`` : 'with the asset IDs (in the output `assets`) as `asset-id` in `portraits`';
    const alone = `start a new run of this step alone ${byId}${isGiven ? '' : ' in place of `url` or `file`'}`;
    const whom = portraits.length === 1 ? 'the portrait' : 'the portraits';
    const how = {
        'asset-id': `${alone}. ${isGiven ? 'This submits nothing.' : `Don’t use “Re-run jobs”: that submits ${whom} again.`}`,
        'state-file': `start a new run with the same \`state-file\`, or ${alone}. Neither resubmits ${whom}.`,
    };
    return `${next}${next === '' ? '' : ' '}To continue waiting, ${how[resume]}`;
}

;// CONCATENATED MODULE: ./lib/portrait/outputs.js




function outputsOf(portraits, explain) {
    const outputs = new Map();
    const [only] = portraits;
    if (only !== undefined && portraits.length === 1) {
        const asset = assetOf(only.state);
        outputs.set('asset_id', asset?.assetId ?? '');
        outputs.set('asset_ref', refOf(only) ?? '');
        outputs.set('official_id', asset?.officialId ?? '');
    }
    outputs.set('status', overallStatus(portraits));
    outputs.set('asset_refs', JSON.stringify(portraits.map(refOf).filter((ref) => ref !== null)));
    const explanations = portraits.map(explain);
    const entries = portraits.map((tracked, index) => ({
        name: tracked.portrait.name,
        asset_id: assetIdOf(tracked.state),
        asset_ref: refOf(tracked),
        official_id: assetOf(tracked.state)?.officialId ?? null,
        status: statusOf(tracked),
        reused: tracked.reused,
        error: explanations[index]?.error ?? null,
        failure: explanations[index]?.word ?? null,
    }));
    outputs.set('assets', serializeEntries(entries, (entry, shorten) => ({ ...entry, error: entry.error && shorten(entry.error) })));
    outputs.set('failure', mostUrgent(explanations.flatMap((explanation) => explanation?.word ?? [])));
    return outputs;
}
function statusOf({ state }) {
    switch (state.kind) {
        case 'unsubmitted':
            return null;
        case 'known':
        case 'unconfirmed':
        case 'processing':
            return 'Processing';
        case 'active':
            return 'Active';
        case 'failed':
            return 'Failed';
    }
}
function overallStatus(portraits) {
    const statuses = portraits.map(statusOf);
    if (statuses.includes('Failed'))
        return 'Failed';
    return statuses.every((status) => status === 'Active') ? 'Active' : 'Processing';
}
function refOf({ state }) {
    return state.kind === 'active' ? assetRefOf(state.asset) : null;
}

;// CONCATENATED MODULE: ./lib/portrait/standing.js

const order = [
    'Active',
    'Processing',
    'Submitted',
    'Not ready',
    'Possibly submitted',
    'Rejected',
    'Deleted',
    'Failed',
    'Not submitted',
];
function standingOf(tracked, advice) {
    const { state } = tracked;
    switch (state.kind) {
        case 'active':
            return 'Active';
        case 'unsubmitted':
            return 'Not submitted';
        case 'known':
        case 'unconfirmed':
        case 'processing':
            if (advice === undefined)
                return 'Processing';
            return advice === null ? 'Submitted' : 'Not ready';
        case 'failed':
            if (isPossiblySubmitted(tracked))
                return 'Possibly submitted';
            switch (advice?.word) {
                case 'rejected':
                case 'failed':
                    return 'Rejected';
                case 'deleted':
                    return 'Deleted';
                default:
                    return 'Failed';
            }
    }
}
function countStandings(standings) {
    const counts = order.map((standing) => [standing, standings.filter((other) => other === standing).length]);
    return new Map(counts.filter(([, count]) => count > 0));
}

;// CONCATENATED MODULE: ./lib/portrait/summary.js








const summary_maxBytes = 900_000;
const maxRowsInSight = 20;
const maxSteps = 20;
const maxSquares = 30;
const marks = {
    Active: { icon: '✅', square: '🟩' },
    Processing: { icon: '⚠️', square: '🟨' },
    Submitted: { icon: '📨', square: '🟦' },
    'Not ready': { icon: '⚠️', square: '🟨' },
    'Possibly submitted': { icon: '❓', square: '🟧' },
    Rejected: { icon: '❌', square: '🟥' },
    Deleted: { icon: '❌', square: '🟥' },
    Failed: { icon: '❌', square: '🟥' },
    'Not submitted': { icon: '⬜', square: '⬜' },
};
function summaryOf(report, redactor) {
    const { outcomes } = report;
    const advised = outcomes.filter(({ advice }) => advice !== null);
    const isLong = outcomes.length > maxRowsInSight;
    const isUniform = outcomes.length > 1 && advised.length === outcomes.length && sayTheSame(outcomes);
    const table = (rows, bytes) => (rows.length === 0 ? [] : [tableOf(rows, report, redactor, bytes)]);
    const inSight = isUniform ? [] : table(isLong ? advised : outcomes, summary_maxBytes / 3);
    const next = `**What to do next**\n\n${advised.length > 0 ? adviceList(advised, redactor) : nextStep(outcomes)}`;
    const parts = [`### ${redactor.sanitize(headingOf(report))}`, ...(outcomes.length > 1 ? [overviewOf(report)] : [])];
    parts.push(...(isLong || advised.length > 0 ? [next, ...inSight] : [...inSight, next]));
    if (isUniform || (advised.length < outcomes.length && isLong)) {
        parts.push(`<details><summary>All ${outcomes.length} portraits</summary>`, ...table(outcomes, summary_maxBytes / 2), '</details>');
    }
    parts.push(foldInputs(report.inputs, redactor));
    return `${parts.join('\n\n')}\n`;
}
function sayTheSame(outcomes) {
    return groupByAdvice(outcomes).length === 1 && outcomes.every(({ tracked }) => assetIdOf(tracked.state) === null);
}
function standingsOf(outcomes) {
    return outcomes.map(({ tracked, advice }) => standingOf(tracked, advice));
}
function headingOf({ outcomes }) {
    const standings = standingsOf(outcomes);
    const icons = standings.map((standing) => marks[standing].icon);
    const [only] = outcomes;
    if (icons.every((icon) => icon === '✅' || icon === '📨')) {
        const done = standings.includes('Submitted') ? 'submitted' : 'ready';
        if (outcomes.length === 1)
            return `✅ Portrait ${done}`;
        return `✅ All ${outcomes.length} portraits are ${done}`;
    }
    const icon = icons.includes('❌') || icons.includes('⬜') ? '❌' : icons.includes('❓') ? '❓' : '⚠️';
    if (only !== undefined && only.advice !== null && outcomes.length === 1)
        return `${icon} Portrait: ${decapitalize(only.advice.title)}`;
    const advised = outcomes.filter(({ advice }) => advice !== null).length;
    return `${icon} ${advised} of ${outcomes.length} portraits ${advised === 1 ? 'needs' : 'need'} attention`;
}
function overviewOf({ outcomes, startedAt, now, timeoutMs }) {
    const counts = [...countStandings(standingsOf(outcomes))];
    const bar = counts.map(([standing, count]) => marks[standing].square.repeat(squaresFor(count, outcomes.length))).join('');
    const legend = counts.map(([standing, count]) => `${marks[standing].square} ${count} ${standing}`).join(' · ');
    return `${bar}\n\n${legend} · ${formatDuration(now - startedAt)} elapsed, timeout ${formatDuration(timeoutMs)}`;
}
function squaresFor(count, all) {
    return all <= maxSquares ? count : Math.max(1, Math.floor((count * maxSquares) / all));
}
function tableOf(outcomes, { now }, redactor, bytes) {
    const hasOwnRefs = outcomes.some(({ tracked }) => refToShow(tracked) !== null);
    const head = hasOwnRefs
        ? ['| Portrait | Status | Asset ID | Reference | Time |', '| --- | --- | --- | --- | ---: |']
        : ['| Portrait | Status | Asset ID | Time |', '| --- | --- | --- | ---: |'];
    const rows = outcomes.map((outcome) => rowOf(outcome, hasOwnRefs, now, redactor));
    return tableWithin(bytes, head, rows, 'the output `assets`');
}
function refToShow({ state }) {
    if (state.kind !== 'active')
        return null;
    const ref = assetRefOf(state.asset);
    return ref === assetRefOf(assetWithId(state.asset.assetId)) ? null : ref;
}
function rowOf({ tracked, advice }, hasOwnRefs, now, redactor) {
    const standing = standingOf(tracked, advice);
    const asset = assetOf(tracked.state);
    const ref = tracked.state.kind === 'active' ? assetRefOf(tracked.state.asset) : null;
    const waited = waitedMs(tracked, now);
    const cells = [
        nameOf(tracked, redactor),
        `${marks[standing].icon} ${standing}${tracked.reused ? ' (reused)' : ''}`,
        asset === null ? '—' : codeSpan(asset.assetId),
        ...(hasOwnRefs ? [ref === null ? '—' : codeSpan(ref)] : []),
        waited === null ? '—' : formatDuration(waited),
    ];
    return `| ${cells.join(' | ')} |`;
}
function adviceList(advised, redactor) {
    const groups = groupByAdvice(advised);
    const steps = groups.slice(0, maxSteps).map(({ portraits, advice }) => {
        const [first] = portraits;
        const icon = first === undefined ? '' : `${marks[standingOf(first, advice)].icon} `;
        const who = listItems(portraits, (tracked) => subjectOf(tracked, redactor));
        const what = escapeMarkdown(redactor.sanitize(capitalize(advice.what)));
        return `- ${icon}${who}: ${what}. ${redactor.sanitize(nextSteps(advice, portraits))}${helpLinksTo(advice.word)}`;
    });
    if (groups.length > steps.length)
        steps.push(`- … and ${groups.length - steps.length} more: see \`error\` in the output \`assets\`.`);
    const rule = groups.some(({ advice }) => advice.resubmitsOthers) ? `${ruleForOthers}\n\n` : '';
    return `${rule}${steps.join('\n')}`;
}
function subjectOf(tracked, redactor) {
    const reference = referenceOf(tracked, codeSpan);
    return `**${nameOf(tracked, redactor)}**${reference === null ? '' : ` (${redactor.sanitize(reference)})`}`;
}
function nameOf({ portrait }, redactor) {
    const { name, source } = portrait;
    return source.kind === 'asset-id' && source.assetId === name ? codeSpan(name) : escapeMarkdown(redactor.excerpt(name));
}
function nextStep(outcomes) {
    if (outcomes.every(({ tracked }) => tracked.state.kind === 'active')) {
        return [
            'Pass the references to the video action, where `ID` is the `id` of this step, or to SP Create Video:',
            '```yaml\nimages: ${{ steps.ID.outputs.asset_refs }}\n```',
        ].join('\n\n');
    }
    return outcomes.length === 1
        ? 'To wait in a later job, set `asset-id` to the output `asset_id`.'
        : 'To wait in a later job, list each `asset_id` of the output `assets` as `asset-id` in `portraits`.';
}
function foldInputs(inputs, redactor) {
    const show = (name, shown) => (name === 'asset-id' ? codeSpan(shown) : escapeMarkdown(shown));
    return foldedInputs(inputs.map(([name, value]) => [name, show(name, redactor.excerpt(value))]));
}
function inputsOf(inputs, plan) {
    const { name, sources, stateFile } = inputs;
    const count = plan.portraits.length;
    return [
        ...(name === '' ? [] : [['name', name]]),
        ...sources.map(({ kind, text }) => [kind, kind === 'portraits' ? `${count} ${count === 1 ? 'entry' : 'entries'}` : text]),
        ['timeout', formatDuration(plan.timeoutMs)],
        ['poll-interval', formatDuration(plan.pollIntervalMs)],
        ['wait', String(plan.wait)],
        ...(plan.mode.kind === 'dry-run' ? [['dry-run', 'true']] : []),
        ...(stateFile === '' ? [] : [['state-file', stateFile]]),
        ['base-url', plan.baseUrl],
    ];
}

;// CONCATENATED MODULE: ./lib/portrait/plan-summary.js



const plan_summary_maxRowsInSight = 20;
const maxTableBytes = 400_000;
const words = {
    submit: { icon: '📤', row: 'would be submitted', count: (n) => `${n} would be submitted` },
    reuse: { icon: '♻️', row: 'reused', count: (n) => `${n} ${n === 1 ? 'is' : 'are'} reused` },
    wait: { icon: '⏳', row: 'would be waited for', count: (n) => `${n} would be waited for` },
    ask: { icon: '✋', row: 'needs a look', count: (n) => `${n} ${n === 1 ? 'needs' : 'need'} a look` },
};
const plan_summary_order = ['submit', 'reuse', 'wait', 'ask'];
function countActions(planned) {
    const counts = plan_summary_order.map((action) => [action, planned.filter((portrait) => portrait.action === action).length]);
    return counts
        .filter(([, count]) => count > 0)
        .map(([action, count]) => words[action].count(count))
        .join(', ');
}
function describeAction(action) {
    return words[action].row;
}
function planSummaryOf(planned, inputs, redactor) {
    const asked = planned.flatMap(({ tracked, advice }) => (advice === null ? [] : [{ tracked, advice }]));
    const start = 'Nothing was sent to JimmyAI. To carry out this plan, start a run without `dry-run`.';
    const parts = [
        `### ${asked.length > 0 ? '❌' : '📋'} Dry run: ${countActions(planned)}`,
        `**What to do next**\n\n${asked.length > 0 ? adviceList(asked, redactor) : start}`,
        ...notesOn(planned),
    ];
    const isInSight = ({ action }) => planned.length <= plan_summary_maxRowsInSight || action === 'submit' || action === 'ask';
    const inSight = planned.filter(isInSight);
    const folded = planned.filter((portrait) => !isInSight(portrait));
    if (inSight.length > 0)
        parts.push(plan_summary_tableOf(inSight, redactor));
    if (folded.length > 0)
        parts.push(`<details><summary>${countActions(folded)}</summary>`, plan_summary_tableOf(folded, redactor), '</details>');
    return `${[...parts, foldInputs(inputs, redactor)].join('\n\n')}\n`;
}
function notesOn(planned) {
    const has = (action) => planned.some((portrait) => portrait.action === action);
    return [
        ...(has('submit') ? ['Each submission creates an asset of a real person, which the API can’t delete.'] : []),
        ...(has('reuse')
            ? [
                'A run asks JimmyAI about each asset in the state file. It submits the portrait again if JimmyAI rejected the image or doesn’t know the asset.',
            ]
            : []),
    ];
}
function plan_summary_tableOf(planned, redactor) {
    const rows = planned.map(({ tracked, action, reason }) => {
        const assetId = assetIdOf(tracked.state);
        const { icon, row } = words[action];
        const why = escapeMarkdown(redactor.excerpt(reason));
        return `| ${[nameOf(tracked, redactor), `${icon} ${row}`, assetId === null ? '—' : codeSpan(assetId), why].join(' | ')} |`;
    });
    return tableWithin(maxTableBytes, ['| Portrait | Plan | Asset ID | Why |', '| --- | --- | --- | --- |'], rows, 'the output `plan`');
}

;// CONCATENATED MODULE: ./lib/portrait/reporter.js













const maxListedNameLength = 100;
class Reporter {
    #redactor;
    #clock;
    #log;
    #outputs;
    #subject;
    #startedAt;
    #advice = new Map();
    #ending;
    constructor({ clock, startedAt, redactor, log, outputs }, subject) {
        this.#redactor = redactor;
        this.#clock = clock;
        this.#log = log;
        this.#outputs = outputs;
        this.#subject = subject;
        this.#startedAt = startedAt;
        const { timeoutMs, wait, stateFile } = subject.plan;
        this.#ending = { cause: null, timeoutMs, wait, hasStateFile: stateFile !== null, others: 'none' };
    }
    start() {
        const { plan, portraits } = this.#subject;
        for (const { portrait } of portraits)
            if (portrait.source.kind === 'asset-id')
                this.#redactor.keepId(portrait.source.assetId);
        const [only] = portraits;
        const whom = only !== undefined && portraits.length === 1 ? this.#describe(only) : `${portraits.length} portraits`;
        this.#log.info(`Processing ${whom} at ${plan.baseUrl}. The timeout is ${formatDuration(plan.timeoutMs)}.`);
    }
    reportPlan() {
        const { plan, inputs, portraits } = this.#subject;
        const observer = { transitioned: (tracked) => this.#keepId(tracked) };
        const planned = planPortraits(portraits, plan.stateFile, this.#ending, { clock: this.#clock, observer });
        this.#outputs.write(planOutputsOf(planned, (text) => this.#redactor.sanitize(text)));
        this.#log.writeSummary(planSummaryOf(planned, inputsOf(inputs, plan), this.#redactor));
        this.#log.info(`Dry run: nothing is sent. ${countActions(planned)}.`);
        for (const { tracked, action, reason } of planned)
            this.#log.info(`${this.#listed(tracked)}: ${describeAction(action)} (${reason})`);
        const asked = planned.filter(({ advice }) => advice !== null);
        if (this.#outputs.problem !== null)
            this.#reportLostOutputs(this.#outputs.problem, asked);
        else if (asked.length > 0)
            this.#reportFailures(asked, 'Portraits need a look');
        return asked.length === 0 && this.#outputs.problem === null;
    }
    transitioned(tracked, before) {
        const { state } = tracked;
        this.#keepId(tracked);
        if (state.kind === 'failed')
            this.#advise(tracked);
        if (this.#subject.portraits.length === 1)
            this.#writeOutputs();
        if (state.kind === before.kind)
            return;
        const name = this.#name(tracked);
        if (before.kind === 'unsubmitted' && state.kind !== 'known' && state.kind !== 'unconfirmed')
            this.#logSubmission(name, state);
        if (before.kind === 'unconfirmed' && state.kind !== 'failed')
            this.#logSubmission(name, state);
        switch (state.kind) {
            case 'known': {
                const { assetId } = state;
                this.#log.info(tracked.reused ? `${name}: reusing asset ${assetId} from the state file` : `${name}: polling asset ${assetId}`);
                break;
            }
            case 'active':
                this.#log.info(`${name} is Active${this.#afterWaiting(tracked)}: reference ${assetRefOf(state.asset)}`);
                break;
            case 'failed':
                this.#log.info(`${this.#listed(tracked)}: ${this.#advice.get(tracked)?.what}`, isPossiblySubmitted(tracked) ? 'yellow' : 'red');
                break;
            case 'unconfirmed':
                this.#log.info(`${this.#listed(tracked)} is possibly submitted. Polling asset ${state.assetId} to find out.`, 'yellow');
                break;
            case 'unsubmitted':
            case 'processing':
                break;
        }
    }
    retrying(tracked, endpoint, failure, pauseMs) {
        const call = endpoint === 'upload' ? 'upload' : 'submission';
        this.#log.info(`${this.#name(tracked)}: the ${call} failed (${failure.detail}). Next attempt in ${formatDuration(pauseMs)}.`);
    }
    pollFailed(_endpoint, failure) {
        this.#log.infoOnce(`A status check failed (${failure.detail}). Polling continues.`);
    }
    forgotten(tracked, assetId) {
        this.#log.info(`${this.#name(tracked)}: JimmyAI rejected or doesn’t recognize asset ${assetId}. Resubmitting the portrait.`);
    }
    warnOnce(text, title) {
        this.#log.warnOnce(text, title);
    }
    debug(text) {
        this.#log.debug(text);
    }
    submitted() {
        for (const tracked of this.#advice.keys())
            this.#advise(tracked);
        this.#writeOutputs();
    }
    showSignsOfLifeDuring(work, deadline) {
        return this.#log.showSignsOfLifeDuring(work, deadline, () => this.#counts());
    }
    async finish(cause) {
        this.#ending = { ...this.#ending, cause };
        for (const tracked of this.#subject.portraits)
            this.#advise(tracked);
        this.#writeOutputs();
        const outcomes = this.#subject.portraits.map((tracked) => ({ tracked, advice: this.#advice.get(tracked) ?? null }));
        this.#log.writeSummary(summaryOf(this.#report(outcomes), this.#redactor));
        if (this.#subject.portraits.length > 1)
            this.#log.info(this.#counts());
        const advised = outcomes.filter(({ advice }) => advice !== null);
        if (this.#outputs.problem !== null)
            this.#reportLostOutputs(this.#outputs.problem, advised);
        else if (advised.length > 0)
            this.#reportFailures(advised, 'Not all portraits are ready');
        else if (cause !== null)
            reportFailure(adviceOnCause(cause), { log: this.#log, outputs: this.#outputs });
        return advised.length === 0 && cause === null && this.#outputs.problem === null;
    }
    #advise(tracked) {
        const others = othersOf(tracked, this.#subject.portraits, this.#ending.hasStateFile);
        this.#advice.set(tracked, adviceOn(tracked, { ...this.#ending, others }));
    }
    #keepId({ state }) {
        const assetId = assetIdOf(state);
        if (assetId !== null)
            this.#redactor.keepId(assetId);
    }
    #logSubmission(name, state) {
        const assetId = assetIdOf(state);
        if (assetId !== null)
            this.#log.info(`${name} is submitted: asset ID ${assetId}`);
    }
    #reportFailures(advised, commonTitle) {
        const groups = groupByAdvice(advised);
        const titles = new Set(groups.map(({ advice }) => advice.title));
        const title = titles.size === 1 ? [...titles].join() : commonTitle;
        const count = this.#subject.portraits.length;
        const failure = mostUrgent(groups.map(({ advice }) => advice.word));
        this.#log.error(count === 1 ? title : `${title} (${advised.length} of ${count} portraits)`, failure, this.#linesAbout(groups));
    }
    #linesAbout(groups) {
        const hasRule = groups.some(({ advice }) => advice.resubmitsOthers);
        const lines = groups.map(({ portraits, advice }) => `${listItems(portraits, (tracked) => this.#listed(tracked))}: ${explainGroup(advice, portraits)}`);
        return hasRule ? [ruleForOthers, ...lines] : lines;
    }
    #reportLostOutputs(problem, advised) {
        const ids = this.#subject.portraits.map((tracked) => `${this.#name(tracked)}: ${statusOf(tracked) ?? 'not submitted'}, ${assetIdOf(tracked.state) ?? 'no asset'}`);
        const lost = `The runner’s output file could not be written (${problem}), so later steps get no outputs. In a new run, use these asset IDs as \`asset-id\`:`;
        this.#log.error('Outputs not writable', 'outputs', [lost, ...ids, ...this.#linesAbout(groupByAdvice(advised))]);
    }
    #describe(tracked) {
        return `${this.#name(tracked)} (${this.#redactor.excerpt(describeSource(tracked.portrait.source))})`;
    }
    #name({ portrait }) {
        return `“${this.#redactor.excerpt(portrait.name)}”`;
    }
    #listed(tracked) {
        const reference = referenceOf(tracked);
        const name = cut(this.#redactor.sanitize(tracked.portrait.name), maxListedNameLength);
        return reference === null ? `“${name}”` : `“${name}” (${reference})`;
    }
    #afterWaiting(tracked) {
        const waited = waitedMs(tracked, this.#clock.now());
        return waited === null ? '' : ` after ${formatDuration(waited)}`;
    }
    #report(outcomes) {
        const { plan, inputs } = this.#subject;
        return { outcomes, inputs: inputsOf(inputs, plan), startedAt: this.#startedAt, now: this.#clock.now(), timeoutMs: plan.timeoutMs };
    }
    #counts() {
        const standings = this.#subject.portraits.map((tracked) => standingOf(tracked, this.#advice.get(tracked)));
        const [only] = this.#subject.portraits;
        if (only !== undefined && this.#subject.portraits.length === 1)
            return `${this.#name(only)} is ${standings.join()}`;
        return `${this.#subject.portraits.length} portraits: ${[...countStandings(standings)].map(([standing, count]) => `${count} ${standing}`).join(', ')}`;
    }
    #writeOutputs() {
        this.#outputs.write(outputsOf(this.#subject.portraits, (tracked) => {
            const advice = this.#advice.get(tracked) ?? null;
            return advice === null ? null : { word: advice.word, error: this.#redactor.sanitize(explainOne(advice, tracked)) };
        }));
    }
}
function describeSource(source) {
    switch (source.kind) {
        case 'url':
            return source.url;
        case 'file':
            return source.file.path;
        case 'asset-id':
            return source.assetId;
    }
}

;// CONCATENATED MODULE: ./lib/portrait/action.js










function runPortraitStep(cancellation, clock) {
    return runStep({ title: 'Portrait', readInputs: readInputs, resolvePlan: resolvePlan, carryOut, adviceOnCause: adviceOnCause }, cancellation, clock);
}
async function carryOut(plan, inputs, context) {
    const { clock, startedAt, cancellation, redactor } = context;
    const { mode, baseUrl, wait, pollIntervalMs, stateFile } = plan;
    const deadline = deadlineOf(startedAt, plan.timeoutMs);
    for (const { source } of plan.portraits)
        if (source.kind === 'url')
            redactor.addQueryOf(source.url);
    const portraits = plan.portraits.map((portrait) => track(portrait, startedAt));
    const reporter = new Reporter(context, { plan, inputs, portraits });
    if (mode.kind === 'dry-run')
        return reporter.reportPlan();
    reporter.start();
    const sender = new Sender();
    const jimmyAi = new JimmyAiClient({ token: mode.token, baseUrl, send: sender.send, clock, reporter, redactor });
    const run = { jimmyAi, clock, random: Math.random, deadline, pollIntervalMs, stateFile, cancellation, observer: reporter };
    await reporter.showSignsOfLifeDuring(processPortraits(portraits, wait, run), deadline);
    sender.close();
    return reporter.finish(cancellation.cause);
}

;// CONCATENATED MODULE: ./lib/portrait/main.js


void runAsProcess(runPortraitStep);

})();

module.exports = __webpack_exports__;
/******/ })()
;
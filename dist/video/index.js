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
const graces = [
    ['SIGINT', 5000],
    ['SIGTERM', 500],
];
async function runAsProcess(step) {
    process.exitCode = 1;
    process.stdout.on('error', () => { });
    process.stderr.on('error', () => { });
    const cancellation = new Cancellation(systemClock);
    process.on('uncaughtException', (error) => cancellation.stop({ kind: 'internal', message: String(error) }));
    for (const [signal, graceMs] of graces) {
        process.on(signal, () => void cancellation.cancel({ kind: 'cancelled', signal, afterMs: process.uptime() * 1000 }, graceMs));
    }
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
function quoteLongIntegers(text) {
    if (!/\d{16}/.test(text))
        return text;
    return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs, (token) => /^\d{16,}$/.test(token) ? `"${token}"` : token);
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

;// CONCATENATED MODULE: external "node:dns"
const external_node_dns_namespaceObject = require("node:dns");
var external_node_dns_default = /*#__PURE__*/__nccwpck_require__.n(external_node_dns_namespaceObject);
;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = require("node:net");
var external_node_net_default = /*#__PURE__*/__nccwpck_require__.n(external_node_net_namespaceObject);
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




const addressTimeoutMs = 5000;
function createAgent(origin, options) {
    external_node_net_default().setDefaultAutoSelectFamilyAttemptTimeout(addressTimeoutMs);
    const agent = new lib_HttpClient(undefined, [], options).getAgent(origin);
    adaptToProxy(agent);
    return agent;
}
function adaptToProxy(agent) {
    const proxy = json_field(agent, 'proxyOptions');
    if (!isRecord(proxy))
        return;
    if (typeof proxy['host'] === 'string')
        proxy['host'] = proxy['host'].replace(/^\[(.*)\]$/, '$1');
    const { proxyAuth: credentials } = proxy;
    const request = json_field(agent, 'request');
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
        return getProxyUrl(url) === undefined ? 'is not a URL' : null;
    }
    catch {
        return 'is not a URL';
    }
}
function usesProxy(origin) {
    return getProxyUrl(new URL(origin)) !== undefined;
}
function isForbiddenByProxy({ message }) {
    const [, status = ''] = /^tunneling socket could not be established, statusCode=(\d{3})$/.exec(message) ?? [];
    return /^4/.test(status) && status !== '408' && status !== '429';
}

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
    return usesProxy(url.origin) || isLoopback(url.hostname) ? (external_node_dns_default()).lookup : lookupPublic;
}
class PrivateAddressError extends Error {
}
const lookupPublic = (hostname, options, callback) => {
    external_node_dns_default().lookup(hostname, { ...options, all: true }, (error, addresses) => {
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

;// CONCATENATED MODULE: ./lib/step/net/followable-url.js

function checkLink(link, baseUrl, from) {
    if (!URL.canParse(link, from?.href))
        return unusable('the link is not an absolute URL');
    const url = new URL(link, from?.href);
    if (!/^https?:$/.test(url.protocol))
        return unusable('the link is neither http nor https');
    if (url.username !== '' || url.password !== '')
        return unusable('the link contains a user name or password');
    if (isLoopback(url.hostname)) {
        const mayBeLocal = isLoopback(new URL(baseUrl).hostname) && (from === undefined || isLoopback(from.hostname));
        if (mayBeLocal)
            return { kind: 'followable', url };
    }
    if (isPrivateHost(url.hostname))
        return unusable('the link points to a host that is not public', true);
    url.protocol = 'https:';
    return { kind: 'followable', url };
}
function unusable(problem, isPrivate = false) {
    return { kind: 'unusable', problem, isPrivate };
}

;// CONCATENATED MODULE: ./lib/jimmyai/account-balance.js

const balancePath = '/api/open-api/v1/user/balance';
function decodeBalance(data) {
    return { usedCoin: readCoins(json_field(data, 'used_coin')), available: readCoins(json_field(data, 'available')) };
}
function growthOf(before, after) {
    const [was, is] = [before?.usedCoin ?? null, after?.usedCoin ?? null];
    return was === null || is === null ? null : Math.max(0, Number((is - was).toFixed(4)));
}
function readCoins(value) {
    const coins = typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : value;
    return typeof coins === 'number' && Number.isFinite(coins) ? coins : null;
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
function reason_readReason(data, redactor) {
    const text = textUnder(failureKeys, data);
    return text === null ? null : redactor.excerpt(text);
}
function textUnder(keys, data) {
    for (const key of keys) {
        const value = json_field(data, key);
        const text = json_nonEmptyString(value) ?? keys.map((inner) => json_nonEmptyString(json_field(value, inner))).find((inner) => inner !== null);
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
        return { ok: true, value: { data: json_field(json, 'data'), body: json, msg: reason } };
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
    const data = json_field(json, 'data');
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
    const code = json_field(json, 'code');
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

const returned_id_idPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,255}$/;
const idAlphabet = 'only letters, digits and . _ : - and starts with a letter or digit';
function returned_id_readId(value, containsSecret) {
    const text = Number.isSafeInteger(value) && value !== 0 ? String(value) : value;
    return typeof text === 'string' && returned_id_idPattern.test(text) && !containsSecret(text) ? text : null;
}
const names = {
    submit: { always: ['asset_id', 'assetId'], inSuccess: ['id'] },
    create: { always: ['task_id', 'taskId'], inSuccess: ['id', 'projectId'] },
};
function findIdIn(json, endpoint, isSuccess, containsSecret) {
    const { always = [], inSuccess = [] } = names[endpoint] ?? {};
    const data = json_field(json, 'data');
    for (const place of [data, Array.isArray(data) ? data[0] : undefined, json]) {
        for (const name of isSuccess ? [...always, ...inSuccess] : always) {
            const id = returned_id_readId(json_field(place, name), containsSecret);
            if (id !== null)
                return id;
        }
    }
    return null;
}
function findIdInPart({ text }, endpoint, containsSecret) {
    for (const name of names[endpoint]?.always ?? []) {
        const [, quoted, digits] = new RegExp(`"${name}"\\s*:\\s*(?:"([^"\\\\]{1,256})"|(\\d{1,64})[\\s,}])`).exec(text) ?? [];
        const id = returned_id_readId(quoted ?? digits, containsSecret);
        if (id !== null)
            return id;
    }
    return null;
}
function namesOther(data, endpoint, id, containsSecret) {
    const named = (names[endpoint]?.always ?? []).map((name) => json_field(data, name) ?? '').filter((value) => value !== '');
    return named.length > 0 && !named.some((value) => returned_id_readId(value, containsSecret) === id);
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
function unknown_status_unknownStatusWarner(redactor, warnOnce) {
    const seen = new Set();
    return (status) => {
        if (seen.size >= maxWarnings || seen.has(status))
            return;
        seen.add(status);
        warnOnce(`JimmyAI reported the unknown status “${redactor.excerpt(status)}”. Polling continues.`, 'Unknown status');
    };
}

;// CONCATENATED MODULE: ./lib/jimmyai/task.js




const kinds = {
    queued: 'queued',
    pending: 'queued',
    submitted: 'queued',
    created: 'queued',
    processing: 'processing',
    running: 'processing',
    in_progress: 'processing',
    completed: 'completed',
    success: 'completed',
    succeeded: 'completed',
    succeed: 'completed',
    finished: 'completed',
    failed: 'failed',
    error: 'failed',
    canceled: 'failed',
    cancelled: 'failed',
    expired: 'failed',
    fail: 'failed',
    failure: 'failed',
    rejected: 'failed',
};
const linkKeys = ['video_url', 'videoUrl', 'url', 'mediaUrl', 'video_path', 'videoPath'];
function createTaskDecoder({ redactor, warnOnce, isFollowable }) {
    const warnOfUnknown = unknown_status_unknownStatusWarner(redactor, warnOnce);
    function decodeStatus(status, data, links) {
        const key = status.toLowerCase();
        const kind = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
        if (kind === 'failed')
            return { kind, reason: reason_readReason(data, redactor) };
        if (kind !== undefined)
            return { kind };
        if (links.some(isFollowable))
            return { kind: 'completed' };
        warnOfUnknown(status);
        return { kind: 'processing' };
    }
    return {
        id: (data) => returned_id_readId(json_field(data, 'task_id'), (text) => redactor.containsSecret(text)),
        task(data) {
            const links = linksIn(data);
            for (const link of links)
                if (URL.canParse(link))
                    redactor.addQueryOf(link);
            const status = json_nonEmptyString(json_field(data, 'status'));
            if (status === null && !links.some(isFollowable))
                return null;
            const progress = json_field(data, 'progress');
            return {
                status: decodeStatus(status ?? '', data, links),
                progress: typeof progress === 'number' && progress >= 0 && progress <= 100 ? progress : null,
                links,
                cost: decodeCost(json_field(data, 'cost')),
            };
        },
    };
}
function linksIn(data) {
    const values = [json_field(data, 'result'), data].flatMap((place) => linkKeys.map((key) => json_field(place, key)));
    const links = values.flatMap((value) => json_nonEmptyString(Array.isArray(value) ? value[0] : value) ?? []);
    return [...new Set(links)];
}
function decodeCost(value) {
    const text = typeof value === 'number' ? String(value) : value;
    return typeof text === 'string' && /^\d{1,15}(?:\.\d{1,15})?$/.test(text) ? text : null;
}

;// CONCATENATED MODULE: ./lib/jimmyai/video-client.js







const createPath = '/api/open-api/v1/seedance/videos';
const queryPath = '/api/open-api/v1/videos/';
class JimmyAiVideoClient {
    #api;
    #redactor;
    #decoder;
    constructor(options) {
        this.#api = new Api(options);
        this.#redactor = options.redactor;
        this.#decoder = createTaskDecoder({
            redactor: options.redactor,
            warnOnce: (text, title) => options.reporter.warnOnce(text, title),
            isFollowable: (link) => checkLink(link, options.baseUrl).kind === 'followable',
        });
    }
    async create(creation, bounds) {
        const text = creationBodyOf(creation);
        const [contentType, body, sent] = ['application/json', { kind: 'text', text }, parseJson(text)];
        const call = { endpoint: 'create', method: 'POST', path: createPath, contentType, body, sent };
        const result = await this.#api.call(call, bounds);
        if (!result.ok)
            return result;
        const { data } = result.value;
        const taskId = this.#decoder.id(data);
        return taskId === null
            ? this.#api.incomplete('create', 'the response to the creation has no usable task_id', result.value)
            : { ok: true, value: { taskId, task: this.#decoder.task(withStatus(data)) } };
    }
    async query(taskId, bounds) {
        const path = queryPathOf(taskId);
        const result = await this.#api.call({ endpoint: 'query', method: 'GET', path, body: { kind: 'none' }, sent: [taskId] }, bounds);
        if (!result.ok)
            return result;
        const { data, msg } = result.value;
        if (namesOther(data, 'create', taskId, (text) => this.#redactor.containsSecret(text))) {
            return failed('unexpected', 'the response describes a different task ID');
        }
        const task = this.#decoder.task(data);
        if (task !== null)
            return { ok: true, value: task };
        return failed('unexpected', `the response has no status${msg === '' ? '' : `: ${this.#redactor.excerpt(msg)}`}`);
    }
    async balance(bounds) {
        const call = { endpoint: 'balance', method: 'GET', path: balancePath, body: { kind: 'none' }, sent: null };
        const result = await this.#api.call(call, bounds);
        return result.ok ? { ok: true, value: decodeBalance(result.value.data) } : result;
    }
}
function queryPathOf(taskId) {
    return `${queryPath}${encodeURIComponent(taskId)}`;
}
function creationBodyOf({ fields, extraJson }) {
    const further = extraJson.trim().slice(1, -1).trim();
    return `${JSON.stringify(fields).slice(0, -1)}${further === '' ? '' : `,${further}`}}`;
}
function withStatus(data) {
    return isRecord(data) ? { ...data, status: json_nonEmptyString(data['status']) ?? 'queued' } : data;
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

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = require("node:crypto");
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
const units = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };
const pattern = /^(?=\S)(?:(?<h>\d+(?:\.\d+)?) *h *)?(?:(?<min>\d+(?:\.\d+)?) *m(?:in)? *)?(?:(?<s>\d+(?:\.\d+)?) *s *)?(?:(?<ms>\d+(?:\.\d+)?) *ms)?(?<=\S)$/;
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

;// CONCATENATED MODULE: ./lib/video/new-run.js
const mindPortraits = 'If the job also submits portraits without a `state-file`, give them as `asset-id` in that run, or they are submitted again.';
function getWithTaskId(taskId, isOwn) {
    const how = `start a new run of this step alone, within about three days, with \`task-id: ${taskId}\``;
    return isOwn
        ? `${how} in place of the inputs that describe the video. Downloading is free. Don’t use “Re-run jobs”: that runs the old inputs and pays for another video.`
        : `${how}. Downloading is free.`;
}

;// CONCATENATED MODULE: ./lib/video/tracked-video.js

function track(now) {
    return {
        ...{ state: { kind: 'uncreated' }, startedAt: now, createdAt: null, endedAt: null },
        ...{ queryFailure: null, downloadFailure: null, balanceBefore: null, balanceAfter: null },
    };
}
function transitionToGiven(video, taskId, context) {
    transition(video, { kind: 'waiting', taskId, task: null }, context);
}
function transitionToCreated(video, taskId, task, context) {
    video.createdAt = context.clock.now();
    transition(video, task === null ? { kind: 'waiting', taskId, task } : stateOf(taskId, task), context);
}
function transitionToUnconfirmed(video, taskId, failure, context) {
    video.createdAt = context.clock.now();
    transition(video, { kind: 'unconfirmed', taskId, task: null, failure }, context);
}
function transitionToUnresolved(video, context) {
    if (video.state.kind === 'unconfirmed')
        transitionToFailed(video, video.state.failure, context);
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
function recordBalance(video, when, balance) {
    if (when === 'before')
        video.balanceBefore = balance;
    else
        video.balanceAfter = balance;
}
function isPossiblyCreated({ state }) {
    if (state.kind !== 'failed' && state.kind !== 'unconfirmed')
        return false;
    const { failure } = state;
    return failure.kind === 'call' && failure.endpoint === 'create' && isPossiblyMade('create', failure.cause);
}
function isKnownToExist(video) {
    return taskOf(video.state) !== null || (video.createdAt !== null && !isPossiblyCreated(video));
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

;// CONCATENATED MODULE: ./lib/video/advice.js









function adviceOn(video, ending) {
    const { state } = video;
    switch (state.kind) {
        case 'downloaded':
            return null;
        case 'failed':
        case 'unconfirmed':
            return adviceOnFailed(video, state.failure, state.taskId);
        case 'uncreated':
            return adviceOnUncreated(ending);
        case 'waiting':
        case 'completed':
            if (ending.cause !== null)
                return adviceOnStopped(ending.cause, goOnWith(video, state.taskId));
            return ending.wait ? adviceOnTimeout(video, goOnWith(video, state.taskId), ending.timeoutMs) : null;
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
function goOnWith(video, taskId) {
    const exists = isKnownToExist(video) ? 'The video is created and paid for. ' : '';
    return `${exists}To get the video, ${getWithTaskId(taskId, video.createdAt !== null)}`;
}
function createAnew(first) {
    return `Nothing was created or paid for. ${first} Then start a new run. ${mindPortraits}`;
}
function adviceOnUncreated({ cause, timeoutMs }) {
    if (cause === null) {
        return {
            word: 'timeout',
            title: 'Not created in time',
            what: `the video was not created within ${formatDuration(timeoutMs)}`,
            next: createAnew('Wait a while, or set a longer `timeout`.'),
        };
    }
    const advice = adviceOnCause(cause);
    const what = `the video was not created because ${advice.what}`;
    switch (cause.kind) {
        case 'internal':
            return {
                ...advice,
                next: `${advice.next} Before you start a new run, check the video list in the JimmyAI console. ${mindPortraits}`,
            };
        case 'cancelled':
            return { ...advice, what, next: `Nothing was created or paid for. ${advice.next} ${mindPortraits}` };
        case 'failure':
            return { ...advice, what, next: createAnew(advice.next) };
    }
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
function adviceOnFailed(video, failure, taskId) {
    const goOn = taskId === null ? '' : goOnWith(video, taskId);
    switch (failure.kind) {
        case 'call':
            return failure.endpoint === 'create'
                ? adviceOnCreation(video, failure.cause, failure.attempts, taskId)
                : adviceOnQuery(video, failure.cause, failure.attempts, goOn);
        case 'failed-at-service':
            return {
                word: 'failed',
                title: 'JimmyAI could not make the video',
                what: `JimmyAI could not make the video${failure.reason === null ? ' and gave no reason' : `: ${failure.reason}`}`,
                next: `${remedyFor(failure.reason)} JimmyAI usually refunds failed tasks: check in the JimmyAI console whether task ${taskId} was refunded. A new run creates and pays for another video. ${mindPortraits}`,
            };
        case 'no-link':
            return {
                word: 'download',
                title: 'Completed without a link',
                what: `JimmyAI completed the video but gave no usable download link: ${failure.problem}`,
                next: `${failure.isPrivate ? `Ask ${support} about the link.` : 'Wait a few minutes.'} ${goOn}`,
            };
        case 'download':
            return {
                word: 'download',
                title: 'Video not downloaded',
                what: `the video could not be downloaded: ${failure.detail}`,
                next: failure.remedy === null ? goOn : `${failure.remedy} ${goOn}`,
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
function remedyFor(reason) {
    switch (reason === null ? 'other' : topicOf(reason)) {
        case 'temporary':
            return 'This is a temporary problem at JimmyAI: nothing is wrong with the prompt or the images. Create the video again later.';
        case 'moderation':
            return 'Moderation rejected the video for the reason it names. Change `prompt` or `images` to avoid it.';
        case 'moderation-without-word':
            return `Moderation rejected the video without naming a reason, so it can be the prompt or an image. Change \`prompt\` or \`images\`, or ask ${support}.`;
        case 'model':
            return 'JimmyAI does not serve the model. Set `model` to a model of SP Create Video.';
        case 'other':
            return 'If the reason names the prompt or an image, change `prompt` or `images`.';
    }
}
function describeAccount({ balanceBefore, balanceAfter }) {
    const growth = growthOf(balanceBefore, balanceAfter);
    if (growth === null)
        return '';
    return growth === 0
        ? ' The account has not used more JimiCoin since the creation was sent, but JimmyAI may charge later.'
        : ` The account has used ${growth} JimiCoin more since the creation was sent; other work of the account counts too.`;
}
function adviceOnCreation(video, failure, attempts, taskId) {
    const trace = describeTrace(failure);
    const request = trace === null ? '' : ` ${capitalize(trace)}.`;
    if (isPossiblyMade('create', failure)) {
        const way = taskId === null
            ? `Check the video list in the JimmyAI console, and what the account was charged, or ask ${support}. If the video exists, start a new run of this step alone with its ID as \`task-id\` in place of the inputs that describe the video. If it doesn’t, start a new run. ${mindPortraits}`
            : `JimmyAI named the task ID but has not confirmed the task. To check again, which costs nothing, start a new run of this step alone with \`task-id: ${taskId}\` in place of the inputs that describe the video.`;
        return {
            word: 'possibly-created',
            title: 'Possibly created',
            what: `JimmyAI may have created and charged for a video: ${failure.detail}`,
            next: `Don’t re-run yet: that could pay for a second video.${topUpHint(failure)}${describeAccount(video)} ${way}${request}`,
        };
    }
    const common = failure.kind === 'rejected-by-page' ? adviceOnBlocked(failure) : commonAdviceOn(failure);
    if (common !== null)
        return { ...common, next: `${createAnew(common.next)}${request}` };
    const what = `JimmyAI did not create the video (${inAttempts(attempts)}): ${failure.detail}`;
    switch (verdictOn('create', failure)) {
        case 'retry':
            return failure.kind === 'busy'
                ? { word: 'busy', title: 'JimmyAI is busy', what, next: `${createAnew('Wait a while.')}${request}` }
                : {
                    word: 'unreachable',
                    title: 'JimmyAI not reached',
                    what,
                    next: createAnew('Check `base-url`, the network and the proxy.'),
                };
        case 'stop':
        case 'fail':
            return {
                word: 'rejected',
                title: 'JimmyAI rejected the creation',
                what: `JimmyAI rejected the creation: ${failure.detail}`,
                next: `${createAnew(remedyForRejection(failure))}${request}`,
            };
    }
}
function remedyForRejection({ detail, hasReason }) {
    if (namesModel(detail))
        return 'JimmyAI does not serve the model, or not with these parameters. Set `model` to a model of SP Create Video.';
    const start = hasReason ? 'Fix the reported problem, usually in' : 'JimmyAI gave no reason. Check';
    return `${start} \`prompt\` or \`images\` (each asset must be Active in the account of \`token\`).`;
}
function adviceOnQuery({ state, createdAt }, failure, attempts, goOn) {
    switch (verdictOn('query', failure)) {
        case 'missing':
            return {
                word: 'not-found',
                title: 'Video task not found',
                what: `JimmyAI doesn’t recognize the task ID ${taskIdOf(state)} (${inAttempts(attempts)}): ${failure.detail}`,
                next: createdAt !== null
                    ? goOn
                    : `Check the task ID, and that \`token\` and \`base-url\` are those with which the video was created. If one of the three is wrong, correct it and start a new run of this step alone. If all are right, look for the video in the video list in the JimmyAI console, or ask ${support}. If the video exists, start a new run of this step alone with that video’s ID as \`task-id\`. If it doesn’t, start a new run of this step alone with the inputs that describe the video in place of \`task-id\`.`,
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

;// CONCATENATED MODULE: ./lib/video/extra-fields.js

const ownFields = ['model', 'prompt', 'duration', 'resolution', 'ratio', 'images'];
const maxDepth = 64;
function parseExtraFields(text) {
    const json = text || '{}';
    if (depthOf(json) > maxDepth)
        return { problem: `is nested too deeply. Nest up to ${maxDepth} levels` };
    const fields = parseJson(json);
    if (!isRecord(fields))
        return { problem: 'must be a JSON object, such as {"reference_audios": ["https://example.com/a.mp3"]}' };
    const own = Object.keys(fields).filter((key) => ownFields.includes(key));
    return own.length === 0 ? { value: { json, fields } } : { problem: `must not contain ${own.join(', ')}. Use the input of that name` };
}
function depthOf(json) {
    let depth = 0;
    let maximum = 0;
    for (const [token] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"?|[[{}\]]/gs)) {
        if (token === '[' || token === '{')
            depth += 1;
        if (token === ']' || token === '}')
            depth -= 1;
        maximum = Math.max(maximum, depth);
    }
    return maximum;
}

;// CONCATENATED MODULE: ./lib/video/model.js
const defaultModel = 'seedance2.0-sp';
const servedElsewhere = /^(?:seedance-?2\.5|seedance25|minimax-h3|kling-o3|wan3\.0|flux-3|video-translate)/;
function parseModel(text) {
    const model = text || defaultModel;
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(model))
        return { problem: `“${text}” is not valid. Write a value such as ${defaultModel}` };
    return servedElsewhere.test(model.toLowerCase().replaceAll('_', '-'))
        ? {
            problem: `“${text}” is not a model of SP Create Video: JimmyAI serves this family at another path, and could bill it as another product. Use a seedance2.0 model, such as ${defaultModel} or seedance2.0-fast-sp`,
        }
        : { value: model };
}
function isSpModel(model) {
    return model === null || /-sp$/i.test(model);
}

;// CONCATENATED MODULE: ./lib/video/inputs.js









function creationOf({ extra, ...fields }) {
    return { fields, extraJson: extra.json };
}
const creationInputs = ['prompt', 'images', 'model', 'duration', 'resolution', 'ratio', 'extra'];
const maxPromptLength = 5000;
function readInputs(getInput) {
    const get = (name) => getInput(name).trim();
    const list = new ProblemList();
    const dryRun = list.take('dry-run', parseBoolean(get('dry-run'), false));
    const token = list.take('token', parseTokenFor(dryRun, getInput('token')));
    const wait = list.take('wait', parseBoolean(get('wait'), true));
    return {
        token,
        task: get('task-id') === '' ? readCreation(get, token, list) : readGiven(get, wait, token, list),
        file: get('file') || 'video.mp4',
        timeoutMs: list.take('timeout', parseDurationWithin(get('timeout'), '30m', ['1s', '6h'])),
        pollIntervalMs: list.take('poll-interval', parseDurationWithin(get('poll-interval'), '10s', ['100ms', '1h'])),
        wait,
        dryRun,
        baseUrl: list.take('base-url', parseOrigin(get('base-url') || defaultBaseUrl)),
        problems: list.problems,
        omitted: list.omitted,
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
    if (returned_id_idPattern.test(taskId) && (token === null || !taskId.includes(token)))
        return { kind: 'given', taskId };
    list.add('task-id', `not a valid task ID, which has ${idAlphabet}. Copy the output task_id of an earlier run`);
    return null;
}
function readCreation(get, token, list) {
    if (creationInputs.every((input) => get(input) === '')) {
        list.add('task-id, prompt, images', `all are empty. Set prompt and images to create a video, or task-id to get an existing video. ${hintForEmptyExpression}`);
        return null;
    }
    const extra = list.take('extra', parseExtraFields(get('extra')));
    const frames = extra === null ? [] : ['first_image', 'last_image'].filter((key) => Object.hasOwn(extra.fields, key));
    const images = frames.length > 0 ? checkNoImages(get('images'), frames, list) : readImages(get('images'), list);
    const model = list.take('model', parseModel(get('model')));
    const isSp = isSpModel(model);
    const prompt = list.take('prompt', parsePrompt(get('prompt')));
    const duration = list.take('duration', parseSeconds(get('duration'), isSp ? [4, 15] : [1, 60]));
    const resolution = list.take('resolution', parseWord(get('resolution'), '720p', isSp, /^[A-Za-z0-9]{1,16}$/));
    const ratio = list.take('ratio', parseWord(get('ratio'), '16:9', isSp, /^(?:\d{1,4}:\d{1,4}|[A-Za-z]{1,16})$/));
    if (token !== null) {
        for (const input of creationInputs)
            if (get(input).includes(token))
                list.add(input, 'contains the token. Remove it');
    }
    if (model === null || prompt === null || duration === null || resolution === null || ratio === null || extra === null)
        return null;
    const optional = {
        ...(resolution === '' ? {} : { resolution }),
        ...(ratio === '' ? {} : { ratio }),
        ...(images === null ? {} : { images }),
    };
    return { kind: 'create', request: { model, prompt, duration, ...optional, extra } };
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
    const earlier = new Set();
    for (const [index, image] of (images ?? []).entries()) {
        const problem = problemWithImage(image) ?? (earlier.has(image) ? 'repeats an earlier entry. Remove one of them' : null);
        if (problem !== null)
            list.add(`images[${index}]`, problem);
        earlier.add(image);
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
function parseSeconds(text, [min, max]) {
    const [, digits] = /^(\d{1,3})s?$/.exec(text || '5') ?? [];
    const seconds = Number(digits);
    return seconds >= min && seconds <= max
        ? { value: seconds }
        : { problem: `must be whole seconds from ${min} to ${max} for this model, not “${text}”` };
}
function parseWord(text, documented, hasDefault, pattern) {
    const word = text || (hasDefault ? documented : '');
    return word === '' || pattern.test(word) ? { value: word } : { problem: `“${text}” is not valid. Write a value such as ${documented}` };
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

;// CONCATENATED MODULE: ./lib/video/create.js




async function createVideo(video, request, run) {
    const { clock, random, deadline, cancellation, observer } = run;
    const bounds = { deadline: deadline.end, signal: cancellation.aborted };
    const attempted = await withRetry('create', { clock, random, deadline, stopping: cancellation.stopping }, () => run.videos.create(creationOf(request), bounds), (failure, pauseMs) => observer.retrying(failure, pauseMs));
    if (attempted === null)
        return;
    const { result, attempts } = attempted;
    if (result.ok)
        return transitionToCreated(video, result.value.taskId, result.value.task, run);
    const { failure } = result;
    if (verdictOn('create', failure) === 'stop')
        cancellation.stop({ kind: 'failure', failure });
    const videoFailure = { kind: 'call', endpoint: 'create', cause: failure, attempts };
    if (failure.returnedId === null)
        transitionToFailed(video, videoFailure, run);
    else
        transitionToUnconfirmed(video, failure.returnedId, videoFailure, run);
}

;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = require("node:path");
var external_node_path_default = /*#__PURE__*/__nccwpck_require__.n(external_node_path_namespaceObject);
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
function partPathFor(target) {
    return external_node_path_default().join(external_node_path_default().dirname(target), `.${crypto.randomUUID()}.part`);
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
        await assertFolderInPlace(target);
        const temporary = partPathFor(target);
        return new PartialFile(target, temporary, await (0,promises_namespaceObject.open)(temporary, 'wx+'));
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
    async read(position, length) {
        await this.#flush();
        const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(length), 0, length, position).catch(rethrow);
        return buffer.subarray(0, bytesRead);
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
    async #flush() {
        if (this.#batchSize > 0)
            await this.#writeBatch();
        await this.#writing;
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
        await this.#flush();
        await this.#handle.close();
        await assertFolderInPlace(this.#target);
        await replaceWith(this.#temporary, this.#target);
        return this.#hash.digest('hex');
    }
    async discard() {
        await this.#writing.catch(() => { });
        await this.#handle.close().catch(() => { });
        await (0,promises_namespaceObject.rm)(this.#temporary, { force: true }).catch(() => { });
    }
}
async function assertFolderInPlace(target) {
    const folder = external_node_path_default().dirname(target);
    if ((await (0,promises_namespaceObject.realpath)(folder)) !== folder)
        throw new Error(`a link has taken the place of the folder ${folder}`);
}
function rethrow(error) {
    throw new FileWriteError(messageOf(error));
}

;// CONCATENATED MODULE: ./lib/video/video-content.js
const headLength = 12;
const maxBoxes = 50_000;
const maxHeaderLength = 16;
const notVideo = 'the content is not a video';
const cutShort = 'the video is cut short';
const withoutMovie = `${notVideo}: it has no moov box`;
function problemWithHead(head) {
    if (head.length < headLength)
        return head.length === 0 ? 'the file is empty' : notVideo;
    if (isWebM(head))
        return null;
    if (head.toString('latin1', 4, 8) !== 'ftyp')
        return notVideo;
    const majorBrand = head.toString('latin1', 8, 12);
    if (/^(?:M4[ABP]|F4[AB]) $/.test(majorBrand))
        return `${notVideo}, but a sound`;
    return /^(?:avi[fs]|hei[cmsx]|hev[cmsx]|m[is]f1)$/.test(majorBrand) ? `${notVideo}, but an image` : null;
}
async function problemWithVideo(part, hasKnownEnd) {
    const problem = problemWithHead(part.head);
    if (problem !== null)
        return problem;
    const notKnownToEnd = hasKnownEnd ? null : 'nothing tells whether the video is whole';
    if (isWebM(part.head))
        return notKnownToEnd;
    let hasMovie = false;
    let offset = 0;
    for (let boxes = 0; offset < part.size; boxes++) {
        const box = boxes < maxBoxes ? readBox(await part.read(offset, maxHeaderLength)) : null;
        if (box === null)
            return `${notVideo}, or a broken one`;
        hasMovie ||= box.type === 'moov';
        if (box.length === 0)
            return hasMovie ? notKnownToEnd : withoutMovie;
        offset += box.length;
    }
    if (offset > part.size)
        return cutShort;
    return hasMovie ? null : withoutMovie;
}
function isWebM(head) {
    return head.readUInt32BE(0) === 0x1a45dfa3;
}
function readBox(header) {
    if (header.length < 8)
        return null;
    const type = header.toString('latin1', 4, 8);
    const shortLength = header.readUInt32BE(0);
    if (shortLength !== 1)
        return shortLength === 0 || shortLength >= 8 ? { length: shortLength, type } : null;
    const length = header.length < maxHeaderLength ? 0 : Number(header.readBigUInt64BE(8));
    return length >= maxHeaderLength ? { length, type } : null;
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
    const { url, reply } = await follow(link, resume, run);
    switch (reply.kind) {
        case 'refused':
            return reply;
        case 'late':
            return { ...reply, validator: kept };
        case 'untrusted':
            return refused(`Node.js does not trust the certificate of ${url.hostname}: ${reply.cause}`, remedies.untrusted);
        case 'not-sent':
            if (reply.obstacle !== undefined)
                return refused(reply.cause, remedies[reply.obstacle](url.hostname));
            return broken(reply.cause, kept);
        case 'lost':
        case 'unreadable-body':
            return broken(reply.cause, kept);
        case 'responded':
            try {
                return await take(part, reply, kept, run);
            }
            finally {
                reply.close();
            }
    }
}
const remedies = {
    untrusted: 'If a proxy uses a private CA, set the environment variable NODE_EXTRA_CA_CERTS to the PEM file of that CA.',
    'private-address': (host) => `Check how this runner resolves ${host}, or use a runner in another network.`,
    proxy: (host) => `Let the proxy connect to ${host}.`,
    'too-large': 'Download the video in the JimmyAI console.',
};
function broken(detail, validator, retryAfterMs = 0) {
    return { kind: 'broken', detail, retryAfterMs, validator };
}
function late(detail, validator = null, retryAfterMs = 0) {
    return { kind: 'late', detail, retryAfterMs, validator };
}
function refused(detail, remedy) {
    return { kind: 'refused', detail, remedy, validator: null };
}
async function follow(link, resume, run) {
    let url = link;
    for (let redirects = 0;; redirects++) {
        const reply = await get(url, resume, run);
        if (reply.kind !== 'responded' || reply.status < 300 || reply.status >= 400 || reply.status === 304)
            return { url, reply };
        reply.close();
        const { location = '' } = reply.headers;
        const next = checkLink(location, run.baseUrl, url);
        if (location === '' || redirects === maxRedirects) {
            return { url, reply: late(location === '' ? `HTTP ${reply.status}: the redirect leads nowhere` : 'more than three redirects') };
        }
        if (next.kind === 'unusable') {
            const detail = `HTTP ${reply.status}: ${next.problem}`;
            return { url, reply: next.isPrivate ? refused(detail, remedies['private-address'](url.hostname)) : late(detail) };
        }
        url = next.url;
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
    const retryAfterMs = retryAfterMsOf(headers, Date.now());
    if ([401, 403, 404, 410].includes(status)) {
        return late(`${detail}: the video is not there yet, or the link has expired`, validator, retryAfterMs);
    }
    if (status === 416)
        return broken(detail, null);
    const isPart = status === 206;
    const range = isPart && !isEncoded(headers['content-encoding']) ? rangeIn(headers) : null;
    const isRestOfPart = validator !== null && range !== null && isRest(range, headers, part.size, validator);
    if (isPart && !isRestOfPart && (range === null || range.start !== 0 || range.end !== range.total - 1)) {
        return broken(`${detail}: the server sent another part than requested`, null);
    }
    if (![200, 203, 206].includes(status))
        return broken(detail, validator, retryAfterMs);
    const totalBytes = range?.total ?? lengthIn(headers);
    if (totalBytes !== null && totalBytes > maxVideoBytes)
        return tooLarge(`${totalBytes} bytes`);
    if (isRestOfPart)
        return append(part, response, { ...validator, totalBytes }, run);
    await part.restart();
    return append(part, response, { value: validatorIn(headers), totalBytes }, run);
}
function lengthIn(headers) {
    const length = Number(headers['content-length'] ?? Number.NaN);
    return Number.isSafeInteger(length) && !isEncoded(headers['content-encoding']) ? length : null;
}
function tooLarge(size) {
    return refused(`the file has ${size}, but the action downloads at most 2 GiB`, remedies['too-large']);
}
async function append(part, response, validator, { observer }) {
    const { headers, body } = response;
    const { totalBytes } = validator;
    const resumable = validator.value === '' || isEncoded(headers['content-encoding']) ? null : validator;
    observer.downloadStarted(totalBytes, part.size);
    try {
        for await (const chunk of decodeBody(body, headers['content-encoding'])) {
            if (totalBytes === null && part.size + chunk.length > maxVideoBytes)
                return tooLarge('more than 2 GiB');
            const written = part.append(chunk.subarray(0, (totalBytes ?? maxVideoBytes) - part.size));
            observer.downloadProgressed(part.size, totalBytes);
            const problem = part.head.length === headLength ? problemWithHead(part.head) : null;
            if (problem !== null)
                return late(problem);
            if (written !== null)
                await written;
        }
    }
    catch (error) {
        if (error instanceof FileWriteError)
            throw error;
        if (part.size !== totalBytes)
            return broken(messageOf(error), resumable);
    }
    if (totalBytes !== null && part.size < totalBytes)
        return broken('the response ended early', resumable);
    const problem = await problemWithVideo(part, totalBytes !== null || hasOwnEnd(headers));
    return problem === null ? { kind: 'complete', validator } : late(problem);
}
function hasOwnEnd(headers) {
    return headers['transfer-encoding'] !== undefined || isEncoded(headers['content-encoding']);
}
function validatorIn(headers) {
    const { etag = '', 'last-modified': lastModified = '' } = headers;
    return /^"[^"]*"$/.test(etag) ? etag : lastModified;
}
function rangeIn({ 'content-range': text = '' }) {
    const [, start, end, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(text) ?? [];
    return total === undefined ? null : { start: Number(start), end: Number(end), total: Number(total) };
}
function isRest({ start, end, total }, headers, size, { value, totalBytes }) {
    const isSame = [undefined, value].includes(value.startsWith('"') ? headers.etag : headers['last-modified']);
    return isSame && start === size && end === total - 1 && total === (totalBytes ?? total);
}

;// CONCATENATED MODULE: ./lib/video/patience.js

const patienceMs = 120_000;
const maxPauseMs = 10_000;
function pauseAfter(failures, random) {
    return retryPauseMs(failures, random, maxPauseMs);
}
class Patience {
    #run;
    #since = null;
    #failures = 0;
    constructor(run) {
        this.#run = run;
    }
    pauseMs() {
        const { clock, random } = this.#run;
        this.#since ??= clock.now();
        if (clock.now() - this.#since >= patienceMs)
            return null;
        this.#failures += 1;
        return pauseAfter(this.#failures, random);
    }
    renew() {
        this.#since = null;
        this.#failures = 0;
    }
}

;// CONCATENATED MODULE: ./lib/jimmyai/streak.js
const maxInARow = 5;
const streak_patienceMs = 60_000;
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
    return now - since >= streak_patienceMs;
}

;// CONCATENATED MODULE: ./lib/video/wait.js





async function waitForLink(video, goal, run) {
    const { clock, deadline, pollIntervalMs, random, cancellation, videos } = run;
    const taskId = taskIdOf(video.state);
    if (taskId === null || video.state.kind === 'failed' || clock.now() > deadline.lastPoll)
        return null;
    const streaks = { misunderstood: new Streak(), missing: new Streak(), missingSince: null };
    const waitingSince = clock.now();
    const isFresh = video.createdAt !== null && video.state.kind !== 'completed';
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
        let pauseMs = pollPauseMs(clock.now() - waitingSince, pollIntervalMs, random);
        if (result.ok) {
            streaks.misunderstood.count(false, clock.now());
            streaks.missing.count(false, clock.now());
            streaks.missingSince = null;
            transitionToQueried(video, result.value, run);
            if (isFailed(video) || goal.kind === 'confirmation')
                return null;
            if (video.state.kind === 'completed') {
                const link = linkIn(video.state.task.links, run);
                if (link.kind === 'followable')
                    return link.url;
                const latePauseMs = isLast || link.isPrivate ? null : goal.patience.pauseMs();
                if (latePauseMs === null)
                    return failWithoutLink(video, link, run);
                run.observer.linkMissing(link.problem, latePauseMs);
                pauseMs = latePauseMs;
            }
        }
        else {
            applyFailure(video, result.failure, streaks, run);
            if (isFailed(video))
                return null;
            pauseMs = Math.max(pauseMs, result.failure.retryAfterMs);
        }
        if (isLast)
            return null;
        nextAt = clock.now() + pauseMs;
    }
}
function isFailed({ state }) {
    return state.kind === 'failed';
}
function linkIn(links, { baseUrl }) {
    const checked = links.map((link) => checkLink(link, baseUrl));
    const [likeliest = { kind: 'unusable', problem: 'the response contains no link', isPrivate: false }] = checked;
    return checked.find(({ kind }) => kind === 'followable') ?? likeliest;
}
function failWithoutLink(video, { problem, isPrivate }, run) {
    transitionToFailed(video, { kind: 'no-link', problem, isPrivate }, run);
    return null;
}
function applyFailure(video, failure, streaks, run) {
    const verdict = verdictOn('query', failure);
    const now = run.clock.now();
    recordQueryFailure(video, failure);
    streaks.misunderstood.count(verdict === 'not-understood', now);
    streaks.missing.count(verdict === 'missing', now);
    if (verdict === 'missing')
        streaks.missingSince ??= now;
    if (verdict === 'stop')
        run.cancellation.stop({ kind: 'failure', failure });
    if (!isFinal(verdict, failure, video, streaks, now)) {
        if (!run.cancellation.stopping.aborted)
            run.observer.queryFailed(failure);
        return;
    }
    const attempts = Math.max(1, streaks.missing.length, streaks.misunderstood.length);
    if (video.state.kind === 'unconfirmed')
        transitionToUnresolved(video, run);
    else
        transitionToFailed(video, { kind: 'call', endpoint: 'query', cause: failure, attempts }, run);
}
function isFinal(verdict, failure, { createdAt }, streaks, now) {
    const { misunderstood, missing, missingSince } = streaks;
    switch (verdict) {
        case 'stop':
        case 'fail':
            return true;
        case 'missing':
            if (createdAt !== null)
                return missingSince !== null && isPatienceOver(missingSince, now);
            return missing.isTooLong(now, saysUnknown(failure));
        case 'not-understood':
            return misunderstood.isTooLong(now);
        case 'retry':
            return false;
    }
}

;// CONCATENATED MODULE: ./lib/video/download.js






const minAttemptMs = 100;
async function downloadVideo(video, download, run) {
    const { target } = download;
    let part;
    try {
        part = await PartialFile.create(target.absolute);
    }
    catch (error) {
        return transitionToFailed(video, { kind: 'file', detail: messageOf(error) }, run);
    }
    try {
        if (!(await fill(part, video, download, run)))
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
async function fill(part, video, { link: firstLink, patience }, run) {
    const { clock, deadline, cancellation, observer, random } = run;
    const lastAttempt = deadline.end - minAttemptMs;
    let link = firstLink;
    let validator = null;
    let failures = 0;
    let nextAt = clock.now();
    while (nextAt < lastAttempt && !cancellation.stopping.aborted) {
        const sizeBefore = part.size;
        const attempt = await attemptDownload(part, link, validator, run);
        validator = attempt.validator;
        if (attempt.kind === 'complete')
            return true;
        if (cancellation.stopping.aborted || clock.now() >= lastAttempt)
            return false;
        const { detail } = attempt;
        recordDownloadFailure(video, detail);
        if (attempt.kind === 'refused')
            return fail(video, detail, attempt.remedy, run);
        const hasProgressed = attempt.kind === 'broken' && part.size > sizeBefore;
        if (hasProgressed)
            patience.renew();
        failures = hasProgressed ? 1 : failures + 1;
        const ownPauseMs = attempt.kind === 'late' ? patience.pauseMs() : pauseAfter(failures, random);
        if (ownPauseMs === null)
            return fail(video, detail, null, run);
        const pauseMs = Math.max(ownPauseMs, attempt.retryAfterMs);
        observer.downloadFailed(detail, pauseMs, attempt.kind === 'late' ? 'fresh link' : 'same link');
        nextAt = clock.now() + pauseMs;
        await clock.sleep(Math.min(nextAt, deadline.end) - clock.now(), cancellation.stopping);
        if (attempt.kind === 'late') {
            const freshLink = await waitForLink(video, { kind: 'link', patience }, run);
            if (freshLink === null)
                return false;
            link = freshLink;
            nextAt = clock.now();
        }
    }
    return false;
}
function fail(video, detail, remedy, run) {
    transitionToFailed(video, { kind: 'download', detail, remedy }, run);
    return false;
}

;// CONCATENATED MODULE: ./lib/video/make-video.js








const minTimeoutForBalanceMs = 30_000;
const balanceTimeoutMs = 5000;
async function makeVideo(video, plan, run) {
    try {
        if (plan.task.kind === 'given')
            transitionToGiven(video, plan.task.taskId, run);
        else {
            await readBalance(video, 'before', run);
            await createVideo(video, plan.task.request, run);
            if (isPossiblyCreated(video))
                await readBalance(video, 'after', run);
        }
        await awaitVideo(video, plan, run);
        if (plan.task.kind === 'create' && video.state.kind === 'downloaded')
            await readBalance(video, 'after', run);
    }
    catch (error) {
        run.cancellation.stop({ kind: 'internal', message: messageOf(error) });
    }
}
async function awaitVideo(video, { wait, file }, run) {
    if (!wait && video.state.kind !== 'unconfirmed')
        return;
    const patience = new Patience(run);
    const link = await waitForLink(video, wait ? { kind: 'link', patience } : { kind: 'confirmation' }, run);
    transitionToUnresolved(video, run);
    if (link !== null)
        await downloadInTime(video, { link, target: file, patience }, run);
}
async function downloadInTime(video, download, run) {
    const { clock, deadline, cancellation } = run;
    try {
        await within(downloadVideo(video, download, run), { clock, deadline: deadline.end + lastWriteMs, signal: cancellation.abandoned });
    }
    catch (error) {
        if (!(error instanceof WaitEnded))
            throw error;
    }
}
async function readBalance(video, when, run) {
    const { clock, deadline, videos } = run;
    const { cause, stopping, aborted } = run.cancellation;
    if (deadline.end - deadline.start < minTimeoutForBalanceMs || (cause !== null && cause.kind !== 'failure'))
        return;
    const bounds = { deadline: Math.min(clock.now() + balanceTimeoutMs, deadline.end), signal: cause === null ? stopping : aborted };
    const result = await videos.balance(bounds);
    if (result.ok)
        recordBalance(video, when, result.value);
}

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
    const [root, real] = await Promise.all([realpath(workspace), realpath(path.resolve(workspace, filePath))]).catch(() => {
        throw new FileProblem(filePath, 'does not exist in the workspace. Check the path, and that an earlier step checks out the repository (actions/checkout)');
    });
    relativeWithin(root, real, filePath);
    const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | (constants.O_NOFOLLOW ?? 0)).catch((error) => {
        throw new FileProblem(filePath, `can’t be read: ${error.message}`);
    });
    if ((await handle.stat()).isFile())
        return handle;
    await handle.close();
    throw new FileProblem(filePath, 'is not a file');
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
        if (json_field(error, 'code') === 'ENOENT')
            return false;
        throw error;
    }
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







async function resolveWorkspacePath(workspace, filePath) {
    if (/(?:^|[/\\])\.?$/.test(filePath))
        throw folderProblem(filePath);
    try {
        const root = await (0,promises_namespaceObject.realpath)(workspace);
        const absolute = await whereItLeads(external_node_path_default().resolve(root, filePath));
        const relative = relativeWithin(root, absolute, filePath);
        if (relative === '')
            throw folderProblem(filePath);
        if (await isFolder(absolute))
            throw folderProblem(filePath);
        return { absolute, relative: relative.split((external_node_path_default()).sep).join('/') };
    }
    catch (error) {
        throw error instanceof FileProblem ? error : unwritable(filePath, error);
    }
}
async function assertWritable({ absolute, relative }, isDryRun = false) {
    try {
        if (isDryRun)
            return await assertCreatable(absolute);
        await (0,promises_namespaceObject.mkdir)(external_node_path_default().dirname(absolute), { recursive: true });
        await probe(partPathFor(absolute));
        if (!(await workspace_path_exists(absolute)))
            await probe(absolute);
    }
    catch (error) {
        throw unwritable(relative, error);
    }
}
function unwritable(filePath, error) {
    return new FileProblem(filePath, `can’t be written: ${messageOf(error)}`);
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
async function probe(file) {
    await (await (0,promises_namespaceObject.open)(file, 'wx')).close();
    await (0,promises_namespaceObject.rm)(file);
}
async function workspace_path_exists(file) {
    try {
        await (0,promises_namespaceObject.stat)(file);
        return true;
    }
    catch {
        return false;
    }
}
async function isFolder(absolute) {
    try {
        return (await (0,promises_namespaceObject.stat)(absolute)).isDirectory();
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./lib/step/mode.js
function modeOf({ dryRun, token }) {
    if (dryRun === true)
        return { kind: 'dry-run' };
    return dryRun === null || token === null ? null : { kind: 'run', token };
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

;// CONCATENATED MODULE: ./lib/video/plan.js




function resolvePlan(inputs, surroundings) {
    return planWithin(inputs, surroundings, (list) => resolve(inputs, surroundings, list));
}
async function resolve(inputs, { workspace }, list) {
    const file = await takePlace(list, () => resolveWorkspacePath(workspace, inputs.file));
    if (list.isEmpty && file !== null)
        await takePlace(list, () => assertWritable(file, inputs.dryRun === true));
    const { task, timeoutMs, pollIntervalMs, wait, baseUrl } = inputs;
    const mode = modeOf(inputs);
    if (!list.isEmpty || mode === null || task === null || file === null || timeoutMs === null)
        return null;
    if (pollIntervalMs === null || wait === null || baseUrl === null)
        return null;
    return { mode, task, file, timeoutMs, pollIntervalMs, wait, baseUrl };
}
async function takePlace(list, work) {
    try {
        return await work();
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
function stageOf(video) {
    if (taskIdOf(video.state) === null)
        return 'not created';
    return isKnownToExist(video) ? 'created' : 'unknown';
}

;// CONCATENATED MODULE: ./lib/video/summary.js







const none = '—';
const ids = new Set(['Task ID', 'task-id', 'images']);
function summaryOf(video, plan, advice, now, redactor) {
    const table = tableOf(resultRows(video, advice, plan, now).map(([name, value]) => [name, show(name, redactor.sanitize(value))]));
    const heading = `### ${redactor.sanitize(headingOf(video, advice))}`;
    const next = `**What to do next**\n\n${advice === null ? nextStep(video, redactor) : adviceItem(advice, redactor)}`;
    const parts = advice === null ? [heading, table, next] : [heading, next, table];
    return `${[...parts, foldInputs(plan, redactor)].join('\n\n')}\n`;
}
function planSummaryOf(plan, request, redactor) {
    const { task, file, wait } = plan;
    const what = task.kind === 'create' ? 'a video would be created and paid for' : 'a video would be fetched, which costs nothing';
    const next = 'Nothing was sent to JimmyAI. To carry out this plan, start a run without `dry-run`.';
    const place = wait ? codeSpan(redactor.sanitize(file.relative)) : none;
    const table = tableOf([
        ['Request', codeSpan(request)],
        ['File', place],
    ]);
    return `${[`### 📋 Dry run: ${what}`, `**What to do next**\n\n${next}`, table, foldInputs(plan, redactor)].join('\n\n')}\n`;
}
function tableOf(rows) {
    const [head = '', ...others] = rows.map(([name, value]) => `| ${name} | ${value} |`);
    return [head, '| :-- | :-- |', ...others].join('\n');
}
function foldInputs(plan, redactor) {
    return foldedInputs(inputsOf(plan).map(([name, value]) => [name, show(name, redactor.excerpt(value))]));
}
function show(name, shown) {
    return ids.has(name) && shown !== none ? codeSpan(shown) : escapeMarkdown(shown);
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
    if (isPossiblyCreated(video))
        return '❓';
    const isLost = video.state.kind === 'uncreated' || advice.word === 'failed' || taskIdOf(video.state) === null;
    return isLost ? '❌' : '⚠️';
}
function resultRows(video, advice, { timeoutMs }, now) {
    const { state, startedAt, endedAt, balanceAfter } = video;
    const cost = taskOf(state)?.cost ?? null;
    const left = balanceAfter?.available ?? null;
    const costs = [
        ['Cost', cost === null ? none : `${cost} JimiCoin`],
        ...(left === null ? [] : [['Left in the account', `${left} JimiCoin`]]),
    ];
    const task = [
        ['Task ID', taskIdOf(state) ?? none],
        ['Status', `${iconOf(video, advice)} ${statusInWords(video)}`],
        ['Time', `${formatDuration((endedAt ?? now) - startedAt)} elapsed, timeout ${formatDuration(timeoutMs)}`],
    ];
    if (state.kind !== 'downloaded')
        return [...task, ...costs];
    const { path, bytes, sha256 } = state.file;
    return [['File', path], ['Size', bytes_formatBytes(bytes)], ...costs, ...task, ['SHA-256', sha256]];
}
function statusInWords(video) {
    if (isPossiblyCreated(video))
        return 'Possibly created';
    return capitalize(statusOf(video) ?? stageOf(video));
}
function inputsOf({ mode, task, file, timeoutMs, pollIntervalMs, wait, baseUrl }) {
    const common = [
        ['file', file.relative],
        ['timeout', formatDuration(timeoutMs)],
        ['poll-interval', formatDuration(pollIntervalMs)],
        ['wait', String(wait)],
        ...(mode.kind === 'dry-run' ? [['dry-run', 'true']] : []),
        ['base-url', baseUrl],
    ];
    if (task.kind === 'given')
        return [['task-id', task.taskId], ...common];
    const { model, prompt, duration, resolution, ratio, images = [], extra } = task.request;
    const further = Object.keys(extra.fields);
    return [
        ['prompt', prompt],
        ...(images.length === 0 ? [] : [['images', images.join(' ')]]),
        ['model', model],
        ['duration', `${duration} s`],
        ...(resolution === undefined ? [] : [['resolution', resolution]]),
        ...(ratio === undefined ? [] : [['ratio', ratio]]),
        ...(further.length === 0 ? [] : [['extra', further.join(', ')]]),
        ...common,
    ];
}
function adviceItem(advice, redactor) {
    return `${escapeMarkdown(redactor.sanitize(capitalize(advice.what)))}. ${redactor.sanitize(advice.next)}${helpLinksTo(advice.word)}`;
}
function nextStep({ state }, redactor) {
    return state.kind === 'downloaded'
        ? `Upload ${escapeMarkdown(redactor.sanitize(state.file.path))} before the job ends, with \`actions/upload-artifact\` or as a release asset: the output \`path\` names the file. JimmyAI deletes its copy after about three days.`
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
        if (task.kind === 'given')
            this.#redactor.keepId(task.taskId);
        const what = task.kind === 'given'
            ? `Getting the video of task ${task.taskId}`
            : `Creating a ${task.request.duration}-second video with ${task.request.model}`;
        this.#log.info(`${what} at ${baseUrl}; file: ${file.relative}. The timeout is ${formatDuration(timeoutMs)}.`);
        if (task.kind === 'create' && runAttempt > 1) {
            this.#log.warnOnce(`This is attempt ${runAttempt} of the run, which creates and pays for another video. To get the earlier video, start a new run of this step alone, with task-id set to the task ID in the log of that attempt.`, 'Another video is created');
        }
    }
    reportPlan() {
        const { plan } = this.#subject;
        const request = this.#redactor.sanitize(requestOf(plan));
        this.#log.writeSummary(planSummaryOf(plan, request, this.#redactor));
        this.#log.info(`Dry run: nothing is sent. A run would send ${request}`);
        return true;
    }
    transitioned(video, before) {
        this.#outputs.write(outputsOf(video, ''));
        const { state } = video;
        const status = taskOf(state)?.status.kind ?? null;
        const taskId = taskIdOf(state);
        if (taskId !== null)
            this.#redactor.keepId(taskId);
        if (before.kind === 'uncreated' && taskId !== null) {
            if (state.kind === 'unconfirmed')
                this.#log.info(`The video is possibly created. Querying task ${taskId} to find out.`, 'yellow');
            else
                this.#log.info(video.createdAt === null ? `Polling task ${taskId}` : `JimmyAI accepted the creation: task ID ${taskId}`);
        }
        if (status !== null && status !== taskOf(before)?.status.kind)
            this.#log.info(`The video is ${status}`, status === 'failed' ? 'red' : null);
        if (state.kind === 'downloaded') {
            const { path, bytes, sha256 } = state.file;
            this.#log.info(`${path}: ${bytes_formatBytes(bytes)}, SHA-256 ${sha256}`);
        }
        else if (state.kind === 'failed' && isPossiblyCreated(video))
            this.#log.info('The video is possibly created', 'yellow');
    }
    retrying(failure, pauseMs) {
        this.#log.info(`The creation failed (${failure.detail}). Next attempt in ${formatDuration(pauseMs)}.`);
    }
    queryFailed(failure) {
        this.#log.infoOnce(`A query failed (${failure.detail}). Polling continues.`);
    }
    linkMissing(problem, pauseMs) {
        this.#log.info(`JimmyAI gave no usable download link (${problem}). Next query in ${formatDuration(pauseMs)}.`);
    }
    downloadStarted(totalBytes, resumedAt) {
        this.#download = { since: this.#clock.now(), bytesBefore: resumedAt, bytes: resumedAt, totalBytes };
        const rest = resumedAt === 0 ? '' : `, continuing at ${bytes_formatBytes(resumedAt)}`;
        this.#log.info(`Downloading ${totalBytes === null ? 'a file of unknown size' : bytes_formatBytes(totalBytes)}${rest}`);
    }
    downloadProgressed(bytes) {
        if (this.#download !== null)
            this.#download.bytes = bytes;
    }
    downloadFailed(detail, pauseMs, next) {
        const how = next === 'fresh link' ? 'Requesting a new link' : 'Next attempt';
        this.#download = null;
        this.#log.info(`The download failed (${detail}). ${how} in ${formatDuration(pauseMs)}.`);
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
                `The runner’s output file could not be written (${this.#outputs.problem}), so later steps get no outputs.${taskId === null ? '' : ` To get the video, ${getWithTaskId(taskId, video.createdAt !== null)}`}`,
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
            const perSecond = (1000 * (bytes - bytesBefore)) / Math.max(1, this.#clock.now() - since);
            const share = totalBytes === null ? bytes_formatBytes(bytes) : `${Math.floor((100 * bytes) / Math.max(1, totalBytes))} % of ${bytes_formatBytes(totalBytes)}`;
            return `Downloading, ${share} at ${bytes_formatBytes(perSecond)}/s`;
        }
        const task = taskOf(video.state);
        const progress = task === null || task.progress === null ? '' : `, ${Math.floor(task.progress)} %`;
        return `The video is ${task?.status.kind ?? stageOf(video)}${progress}`;
    }
}
function requestOf({ task, baseUrl }) {
    if (task.kind === 'given')
        return `GET ${baseUrl}${queryPathOf(task.taskId)}`;
    const body = creationBodyOf(creationOf(task.request)).replace(/[\r\n\t]\s*/g, ' ');
    return `POST ${baseUrl}${createPath} ${body}`;
}

;// CONCATENATED MODULE: ./lib/video/action.js











function runVideoStep(cancellation, clock) {
    return runStep({ title: 'Video', mind: mindPortraits, readInputs: readInputs, resolvePlan: resolvePlan, carryOut, adviceOnCause: adviceOnCause }, cancellation, clock);
}
async function carryOut(plan, _inputs, context) {
    const { clock, startedAt, cancellation, redactor } = context;
    const { mode, baseUrl, pollIntervalMs } = plan;
    const deadline = deadlineOf(startedAt, plan.timeoutMs);
    const video = track(startedAt);
    const reporter = new Reporter(context, { plan, video });
    if (mode.kind === 'dry-run')
        return reporter.reportPlan();
    reporter.start(Number(process.env['GITHUB_RUN_ATTEMPT'] ?? '1'));
    const sender = new Sender();
    const { send } = sender;
    const videos = new JimmyAiVideoClient({ token: mode.token, baseUrl, send, clock, reporter, redactor });
    const run = {
        ...{ videos, send, clock, random: Math.random, deadline },
        ...{ pollIntervalMs, baseUrl, cancellation, observer: reporter },
    };
    await reporter.showSignsOfLifeDuring(makeVideo(video, plan, run), deadline);
    sender.close();
    return reporter.finish(cancellation.cause);
}

;// CONCATENATED MODULE: ./lib/video/main.js


void runAsProcess(runVideoStep);

})();

module.exports = __webpack_exports__;
/******/ })()
;
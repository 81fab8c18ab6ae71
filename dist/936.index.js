"use strict";
exports.id = 936;
exports.ids = [936];
exports.modules = {

/***/ 936:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   readYaml: () => (/* binding */ readYaml)
/* harmony export */ });
/* harmony import */ var js_yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(243);
/* harmony import */ var _full_width_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(392);


function readYaml(text) {
    try {
        const events = (0,js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseEvents */ .PH)(text, {});
        const documents = (0,js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .constructFromEvents */ .fw)(events, { source: text });
        if (documents.length !== 1)
            return { problem: `must be one YAML or JSON document, not ${documents.length}` };
        return { value: { value: documents[0], entries: locateEntries(events, text) } };
    }
    catch (error) {
        if (!(error instanceof js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .YAMLException */ .tB))
            throw error;
        if (error.mark === undefined)
            return { problem: `not valid YAML or JSON (${error.reason})` };
        const { line } = error.mark;
        const near = text
            .split('\n', line + 1)
            .slice(-2)
            .join('\n');
        return { problem: `not valid YAML or JSON (line ${line + 1}: ${error.reason})${(0,_full_width_js__WEBPACK_IMPORTED_MODULE_1__/* .hintAtFullWidth */ .M)(near)}` };
    }
}
function locateEntries(events, text) {
    const lineAt = createLineCounter(text);
    const entries = [];
    if (events[1]?.type !== js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .EVENT_ID */ .hy.SEQUENCE)
        return [];
    for (let index = 2; hasNode(events, index); index = afterNode(events, index)) {
        const position = positionOf(events[index]);
        const entry = { line: lineAt(position), values: new Map() };
        entries.push(position < 0 ? null : entry);
        if (events[index]?.type !== js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .EVENT_ID */ .hy.MAPPING)
            continue;
        for (let keyIndex = index + 1; hasNode(events, keyIndex);) {
            const valueIndex = afterNode(events, keyIndex);
            const key = events[keyIndex];
            const value = events[valueIndex];
            const line = Math.max(lineAt(positionOf(key)), lineAt(positionOf(value)));
            if (key?.type === js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .EVENT_ID */ .hy.SCALAR)
                entry.values.set((0,js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .getScalarValue */ .KE)(text, key), { line, plainText: plainTextOf(value, text) });
            keyIndex = afterNode(events, valueIndex);
        }
    }
    return entries;
}
function hasNode(events, index) {
    return index < events.length && events[index]?.type !== js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .EVENT_ID */ .hy.POP;
}
function afterNode(events, index) {
    let depth = 0;
    let after = index;
    do {
        const type = events[after]?.type;
        if (type === js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .EVENT_ID */ .hy.SEQUENCE || type === js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .EVENT_ID */ .hy.MAPPING)
            depth += 1;
        else if (type === js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .EVENT_ID */ .hy.POP)
            depth -= 1;
        after += 1;
    } while (depth > 0 && after < events.length);
    return after;
}
function positionOf(event) {
    switch (event?.type) {
        case js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .EVENT_ID */ .hy.SCALAR:
            return event.valueStart;
        case js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .EVENT_ID */ .hy.SEQUENCE:
        case js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .EVENT_ID */ .hy.MAPPING:
            return event.start;
        case js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .EVENT_ID */ .hy.ALIAS:
            return event.anchorStart;
        default:
            return -1;
    }
}
function plainTextOf(event, text) {
    const isPlain = event?.type === js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .EVENT_ID */ .hy.SCALAR && event.style === js_yaml__WEBPACK_IMPORTED_MODULE_0__/* .SCALAR_STYLE */ .jK.PLAIN && event.valueStart >= 0;
    return isPlain ? text.slice(event.valueStart, event.valueEnd) : null;
}
function createLineCounter(text) {
    let line = 1;
    let counted = 0;
    return (position) => {
        for (; counted < position; counted++)
            if (text[counted] === '\n')
                line += 1;
        return line;
    };
}


/***/ })

};
;
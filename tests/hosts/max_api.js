"use strict";

/**
 * Stands for Max: `node -r ./max_api.js fsbridge.js` is [node.script fsbridge.js].
 *
 * Each line of standard input is a message to its inlet, `["search", "rain"]`; each line of standard output is what left
 * it, `["outlet", "result", ...]`, or what was posted on Max's console, `["post", "warn", "..."]`. MAX_HASTE=20 lets its
 * clock run twenty times as fast.
 */

const Module = require("module");
const readline = require("readline");

const haste = Number(process.env.MAX_HASTE || 1);
const { performance } = require("perf_hooks");
const now = performance.now.bind(performance);
performance.now = () => now() * haste;
for (const name of ["setInterval", "setTimeout"]) {
	const begin = global[name];
	global[name] = (act, ms) => begin(act, ms / haste);
}

const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => (request === "max-api" ? __filename : resolve(request, ...rest));

const write = (...line) =>
	new Promise((done) => process.stdout.write(`${JSON.stringify(line)}\n`, () => done()));

module.exports = {
	MESSAGE_TYPES: { ALL: "all", BANG: "bang", DICT: "dict", LIST: "list", NUMBER: "number" },
	POST_LEVELS: { ERROR: "error", INFO: "info", WARN: "warn" },
	addHandler(type, handler) {
		if (type !== "all") throw new Error("only messages of all kinds are heard here");
		readline.createInterface({ input: process.stdin }).on("line", (line) => handler(false, ...JSON.parse(line)));
	},
	outlet: (...list) => write("outlet", ...list),
	post(...texts) {
		const levels = Object.values(module.exports.POST_LEVELS);
		const level = levels.includes(texts[texts.length - 1]) ? texts.pop() : "info";
		return write("post", level, texts.join(" "));
	},
};

"use strict";

/**
 * fsbridge in Max: [node.script fsbridge.js @autostart 1] asks the daemon over OSC and gives its answers as lists.
 *
 * In:  `<verb> words @options ...` for every verb of docs/reference.md, and `first ID`, `port N`, `host ADDRESS`,
 *      `follow BANK`, `holds BANK N`.
 * Out: result sound bank banks failed progress field item line note done error event state load ready; each word is
 *      followed by the columns of docs/reference.md, `done` and `error` by the verb and then the columns.
 *
 * Needs nothing beside Node's own modules and max-api, which Max itself brings.
 */

const dgram = require("dgram");
const { isIPv4 } = require("net");
const { performance } = require("perf_hooks");
const maxApi = require("max-api");

const HELLO_MS = 1000;
const SILENT_MS = 3000; // a daemon that is there answers each hello
const LOST_MS = 30000; // of each request that runs, progress comes more often, however many run
const LOST_MAX = 3;
const READ_MS = 30000; // Max has read a file by then, or will not
const LOOK_MS = 1000;
const PIECE_BYTES = 600; // the daemon sends longer texts in pieces of this size, or a character less
const WAITING_MAX = 256;
const OWN_IDS_FROM = 1000001; // what a patch counts by itself stays below

// ---- OSC: ints, floats and strings --------------------------------------------------------------------------------

function padded(text) {
	const bytes = Buffer.from(text);
	return Buffer.concat([bytes, Buffer.alloc(4 - (bytes.length % 4))]);
}

/** Whole numbers leave as ints, since 1234 and 1234. are one in JavaScript; greater ones than OSC's ints as text. */
function encode(address, values) {
	let tags = ",";
	const data = values.map((value) => {
		const whole = Number.isInteger(value);
		if (typeof value !== "number" || (whole && value !== (value | 0))) {
			tags += "s";
			return padded(String(value));
		}
		tags += whole ? "i" : "f";
		const four = Buffer.alloc(4);
		whole ? four.writeInt32BE(value) : four.writeFloatBE(value);
		return four;
	});
	return Buffer.concat([padded(address), padded(tags), ...data]);
}

/** Give address and values of a message. Throws at whatever else it is given. */
function decode(datagram) {
	let at = 0;
	const text = () => {
		const end = datagram.indexOf(0, at);
		if (end < 0) throw new RangeError("a text without an end");
		const value = datagram.toString("utf8", at, end);
		at = (end | 3) + 1;
		return value;
	};
	const readers = {
		i: () => datagram.readInt32BE((at += 4) - 4),
		f: () => datagram.readFloatBE((at += 4) - 4),
		s: text,
	};
	const address = text();
	return [address, [...text().slice(1)].map((tag) => readers[tag]())];
}

// ---- Max -----------------------------------------------------------------------------------------------------------

/** What Max can't take, because it is closing, is nobody's loss. */
function outlet(...list) {
	Promise.resolve(maxApi.outlet(...list)).catch(() => {});
}

function post(text) {
	Promise.resolve(maxApi.post(`fsbridge: ${text}`, maxApi.POST_LEVELS.WARN)).catch(() => {});
}

function fail(verb, req, code, message, retry = -1) {
	outlet("error", verb, req, code, message, retry);
	if (code !== "cancelled") post(message);
}

/** Do it; a fault of ours is told in one line, not as a stack. */
function guarded(act) {
	return (...args) => {
		try {
			act(...args);
		} catch (error) {
			post(`a fault of fsbridge.js: ${error.message}`);
		}
	};
}

// ---- The daemon ----------------------------------------------------------------------------------------------------

let host = "127.0.0.1";
let port = Number(process.argv[2]) || 9770; // [node.script fsbridge.js @args 9771]
let socket;
let session; // of the daemon that answered last; another one means that it was started anew
let present = false;
let answeredAt;
let told;

const HABITS = ["max", "@notify", 1];
let habits = HABITS; // what hello says, again and again

/** Requests whose answers have not ended, by their ids: {verb, req, args, session, heardAt, lost, came, isRepeated, field}. */
const waiting = new Map();
let counted = OWN_IDS_FROM;

/** Speak to another daemon, or begin: a new socket, so that late answers of the old one find nobody. */
function open() {
	if (socket) socket.close();
	socket = dgram.createSocket({ type: "udp4", recvBufferSize: 1 << 20 }); // for answers that come while Node waits its turn
	socket.on("error", () => {}); // a daemon that is away is told by its silence
	socket.on("message", guarded(hear));
	socket.bind(0, host.startsWith("127.") ? "127.0.0.1" : "0.0.0.0");
	session = undefined;
	answeredAt = performance.now();
	present = false;
	tellState(0, `looking for the daemon at ${host}:${port}`);
	hello();
}

function send(address, args, refused = () => {}) {
	socket.send(encode(address, args), port, host, (error) => error && refused(error));
}

function hello() {
	send("/fs/hello", [...habits, "@req", "hello"]);
}

/** Say it if it is news. */
function tellState(...state) {
	const news = told !== state.join();
	told = state.join();
	if (news) outlet("state", ...state);
	return news;
}

/** Ask the daemon, now or when it is there. */
function ask(verb, args) {
	const named = args.indexOf("@req");
	while (waiting.has(String(counted))) counted += 1;
	const req = named < 0 ? counted++ : args[named + 1];
	if (req === undefined) return fail(verb, 0, "bad_request", "@req is followed by the request's number: @req 7");
	if (!/^[a-z]\w*$/i.test(verb)) {
		return fail(verb, req, "bad_request", `A request begins with a verb, as in "search rain"; "${verb}" is none.`);
	}
	if (waiting.size >= WAITING_MAX) {
		return fail(verb, req, "busy", `${WAITING_MAX} requests wait already; "cancel" ends them.`, 1);
	}
	const request = { verb, req, args: named < 0 ? [...args, "@req", req] : args, lost: 0, came: new Set() };
	waiting.set(keyOf(req), request);
	if (present) put(request);
}

/** An id as it comes back: a float has become one of OSC's. */
function keyOf(req) {
	return String(typeof req === "number" && !Number.isInteger(req) ? Math.fround(req) : req);
}

function put(request) {
	request.session = session;
	request.heardAt = performance.now();
	send(`/fs/${request.verb}`, request.args, (error) => {
		if (error.code !== "EMSGSIZE") return;
		waiting.delete(keyOf(request.req));
		fail(request.verb, request.req, "bad_request", "The request is too long to be sent.");
	});
}

function tick() {
	const now = performance.now();
	if (now - answeredAt > SILENT_MS) {
		present = false;
		const sentence = `No daemon answers at ${host}:${port}. In a terminal: fsbridge run, or fsbridge demo.`;
		if (tellState(0, sentence)) post(sentence);
	}
	for (const request of waiting.values()) if (present && now - request.heardAt > LOST_MS) putAgain(request);
	hello();
}

function putAgain(request) {
	request.lost += 1;
	if (request.lost <= LOST_MAX) return put(request);
	waiting.delete(keyOf(request.req));
	fail(request.verb, request.req, "timeout", "The daemon never answered that request.", 0);
}

function greeted([, version, , current, state]) {
	present = true;
	tellState(1, state, version);
	session = current;
	for (const request of waiting.values()) if (request.session !== session) put(request);
}

// ---- Answers -------------------------------------------------------------------------------------------------------

const COUNTED = ["search", "fetch", "bank"]; // their ends say how many came, and to ask them again is safe
const WORDS = { "/fs/bank/sound": "bank", "/fs/banks/bank": "banks" }; // else the last part of the address

function hear(datagram, from) {
	if (from.port !== port || from.address !== host) return;
	answeredAt = performance.now();
	const [address, values] = decode(datagram);
	const [, , verb, leaf = verb] = address.split("/");
	if (verb === "event") return hearEvent(leaf, values);
	if (address === "/fs/hello/done") return greeted(values);
	const request = waiting.get(String(values[0]));
	if (request) {
		Object.assign(request, { heardAt: performance.now(), lost: 0 });
		if (request.field && leaf !== "field") tellField(request);
		if (leaf === "sound" || leaf === "result") request.came.add(values[1]);
		const gotLost = leaf === "done" && COUNTED.includes(request.verb) && request.came.size < values[1];
		if (gotLost && !request.isRepeated) return put(Object.assign(request, { isRepeated: true }));
	}
	if (leaf === "error") return hearError(...values);
	if (leaf === "done") {
		waiting.delete(String(values[0]));
		outlet("done", verb, ...values);
	} else if (leaf === "field") hearField(request, verb === "info" ? [values[0], 0, ...values.slice(1)] : values);
	else if (leaf === "failed" && verb === "refresh") outlet("failed", values[0], -1, ...values.slice(1));
	else outlet(WORDS[address] || leaf, ...values);
	const bank = verb === "bank" && request && followed.get(String(request.args[0]));
	if (bank && leaf === "sound") keep(bank, values.slice(1));
	if (bank && leaf === "done") complete(bank);
}

function hearEvent(what, values) {
	if (what === "started") hello();
	if (what === "bank" && followed.has(values[0])) grow(followed.get(values[0]), values.slice(1));
	outlet("event", what, ...values);
}

function hearError(req, code, message, retry, verb) {
	if (verb === "hello" && habits === HABITS) return tellState(0, message); // it would be told each second
	if (verb === "hello") habits = HABITS;
	const meant = req < 0 ? unread(verb, req) : req;
	if (code !== "replaced") waiting.delete(keyOf(meant)); // else the newer request of that id waits there
	fail(verb, meant, code, message, retry);
}

/** An id that the daemon can't take comes back as one of its own; it was that of the last request of its verb. */
function unread(verb, req) {
	const asked = [...waiting.values()].filter((request) => request.verb === verb);
	return asked.length ? asked[asked.length - 1].req : req;
}

/** Join the pieces of a long text; only its last one is shorter. Columns: req index id name value. */
function hearField(request, values) {
	const full = Buffer.byteLength(values[4]) > PIECE_BYTES - 4;
	if (!request) return outlet("field", ...values);
	if (request.field && request.field.slice(0, 4).join() === values.slice(0, 4).join()) {
		request.field[4] += values[4];
	} else {
		if (request.field) tellField(request);
		request.field = values;
	}
	if (!full) tellField(request);
}

function tellField(request) {
	outlet("field", ...request.field);
	request.field = undefined;
}

// ---- Banks in a polybuffer~ ----------------------------------------------------------------------------------------
// Sound N of a bank belongs into buffer NAME.N+1, and polybuffer~ numbers what it is given. So the files go there in order
// of their numbers, each when polybuffer~ counts the one before, and an empty buffer where a file is gone.

const EMPTY = [];
const followed = new Map(); // {name, sounds by number, next, what Max reads and the timer while it does} by the bank's name

function follow(name) {
	if (name === undefined) return fail("follow", 0, "bad_request", "follow is followed by a bank's name.");
	if (followed.has(String(name))) return;
	followed.set(String(name), { name, sounds: [], next: 0, timer: undefined });
	outlet("load", name, "clear");
}

/** Somebody, perhaps this patch, has put a sound into it. */
function grow(bank, sound) {
	if (sound[0] <= bank.sounds.length) return keep(bank, sound);
	const isAsked = [...waiting.values()].some(({ verb, args }) => verb === "bank" && String(args[0]) === String(bank.name));
	if (!isAsked) ask("bank", [bank.name]); // for what came before that
}

function keep(bank, sound) {
	const [number] = sound;
	if (String(bank.sounds[number]) !== String(sound)) {
		bank.sounds[number] = sound;
		if (number < bank.next) replace(bank, sound);
	}
	load(bank);
}

function replace(bank, sound) {
	const [number, , path] = sound;
	outlet("load", bank.name, "send", number + 1, "replace", path);
	outlet("ready", bank.name, ...sound);
}

/** All that it holds is told; what is not has no file. */
function complete(bank) {
	bank.sounds = Array.from(bank.sounds, (known) => known || EMPTY);
	load(bank);
}

function load(bank) {
	if (bank.timer) return;
	while (bank.sounds[bank.next] === EMPTY) leaveEmpty(bank);
	if (!bank.sounds[bank.next]) return;
	const began = performance.now();
	bank.reading = bank.sounds[bank.next];
	const [, , path] = bank.reading;
	outlet("load", bank.name, "append", path);
	bank.timer = setInterval(() => {
		if (performance.now() - began < READ_MS) return outlet("load", bank.name, "getcount");
		post(`Max did not read ${path}`);
		leaveEmpty(bank);
		goOn(bank);
	}, LOOK_MS);
}

function leaveEmpty(bank) {
	outlet("load", bank.name, "appendempty", 1, 1);
	bank.next += 1;
}

/** polybuffer~ has said how many buffers it holds: the patch asks it when a file is read, and the timer while none is. */
function holds(name, count) {
	const bank = followed.get(String(name));
	if (!bank || !bank.timer || !(count > bank.next)) return;
	bank.next += 1;
	outlet("ready", bank.name, ...bank.reading);
	goOn(bank);
}

function goOn(bank) {
	clearInterval(bank.timer);
	bank.timer = undefined;
	const known = bank.sounds[bank.next - 1];
	if (known !== bank.reading) replace(bank, known); // it came while Max read
	load(bank);
}

// ---- What the patch says -------------------------------------------------------------------------------------------

const OWN = {
	first: (...args) => ask("fetch", [...args, "@first", "preview"]),
	follow,
	holds,
	hello(...args) {
		const profile = args.length && !String(args[0]).startsWith("@") ? args.shift() : "max";
		habits = [profile, ...(args.includes("@notify") ? [] : ["@notify", 1]), ...args];
		hello();
	},
	port(number) {
		if (!(Number.isInteger(number) && number > 0 && number < 65536)) {
			return fail("port", 0, "bad_request", "A port is a number from 1 to 65535, as in port 9770.");
		}
		port = number;
		open();
	},
	host(address) {
		if (!isIPv4(String(address))) {
			return fail("host", 0, "bad_request", "A host is a numeric address, as in host 127.0.0.1.");
		}
		host = address;
		open();
	},
};

const listen = guarded((handled, word, ...args) => {
	const verb = String(word).replace(/^\/fs\//, ""); // as it is written everywhere else
	if (Object.hasOwn(OWN, verb)) OWN[verb](...args);
	else ask(verb, args);
});

/** Tell the daemon that nobody listens here any more, and end; the socket ends with the process. */
function close() {
	socket.send(encode("/fs/notify", [0]), port, host, () => process.exit(0));
}

for (const end of ["SIGTERM", "SIGINT", "SIGHUP", "disconnect"]) process.once(end, close);
maxApi.addHandler(maxApi.MESSAGE_TYPES.ALL, listen);
open();
setInterval(guarded(tick), HELLO_MS);

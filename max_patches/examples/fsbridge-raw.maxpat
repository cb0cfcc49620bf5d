{
	"patcher": {
		"fileversion": 1,
		"appversion": {
			"major": 8,
			"minor": 0,
			"revision": 0,
			"architecture": "x64",
			"modernui": 1
		},
		"classnamespace": "box",
		"rect": [ 40.0, 80.0, 1400.0, 1060.0 ],
		"boxes": [
			{
				"box": {
					"id": "obj-1",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"linecount": 1,
					"patching_rect": [ 20.0, 15.0, 736.0, 20.0 ],
					"text": "fsbridge from Max, raw: built-in objects only, no abstractions. Checked by reading, not run in Max."
				}
			},
			{
				"box": {
					"id": "obj-2",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"linecount": 1,
					"patching_rect": [ 20.0, 37.0, 802.0, 20.0 ],
					"text": "Start the daemon first: 'fsbridge demo' (an invented catalogue, no account) or 'fsbridge run' (Freesound)."
				}
			},
			{
				"box": {
					"id": "obj-3",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"linecount": 1,
					"patching_rect": [ 20.0, 59.0, 802.0, 20.0 ],
					"text": "Then click a search, fetch, switch the speaker on, play. All messages and their columns: docs/reference.md"
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"linecount": 2,
					"patching_rect": [ 20.0, 100.0, 432.0, 34.0 ],
					"text": "1. udpsend sends from a port that nobody hears, so we hear on one of our own: 9771. Hello (2) tells it to the daemon."
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 20.0, 150.0, 110.0, 22.0 ],
					"text": "r fsbridge-ask"
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 20.0, 180.0, 163.0, 22.0 ],
					"text": "udpsend 127.0.0.1 9770"
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 260.0, 150.0, 116.0, 22.0 ],
					"text": "udpreceive 9771"
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 260.0, 180.0, 130.0, 22.0 ],
					"text": "s fsbridge-answer"
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"linecount": 2,
					"patching_rect": [ 20.0, 240.0, 432.0, 34.0 ],
					"text": "2. Say hello every second: the daemon knows us by it, and we learn from its answer (5) when it was started anew."
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [ "bang" ],
					"patching_rect": [ 20.0, 290.0, 70.0, 22.0 ],
					"text": "loadbang"
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 20.0, 320.0, 30.0, 22.0 ],
					"text": "1"
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [ "bang" ],
					"patching_rect": [ 20.0, 350.0, 83.0, 22.0 ],
					"text": "metro 1000"
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 20.0, 380.0, 184.0, 22.0 ],
					"text": "/fs/hello max @reply 9771"
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 20.0, 410.0, 110.0, 22.0 ],
					"text": "s fsbridge-ask"
				}
			},
			{
				"box": {
					"id": "obj-15",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"linecount": 3,
					"patching_rect": [ 20.0, 470.0, 432.0, 48.0 ],
					"text": "3. Search: words first, then options, each an @key and its values. @req is our own number for the request: it comes back first in every message of the answer."
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 20.0, 540.0, 224.0, 22.0 ],
					"text": "/fs/search rain @count 5 @req 1"
				}
			},
			{
				"box": {
					"id": "obj-17",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 60.0, 575.0, 297.0, 22.0 ],
					"text": "/fs/search heavy rain @duration 1 5 @req 1"
				}
			},
			{
				"box": {
					"id": "obj-18",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 20.0, 610.0, 110.0, 22.0 ],
					"text": "s fsbridge-ask"
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"linecount": 3,
					"patching_rect": [ 20.0, 670.0, 432.0, 48.0 ],
					"text": "4. Fetch: the button fetches the sound whose number stands in the box. A search puts its first hit there (6), and any other can be typed."
				}
			},
			{
				"box": {
					"id": "obj-20",
					"maxclass": "button",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [ "bang" ],
					"parameter_enable": 0,
					"patching_rect": [ 20.0, 735.0, 24.0, 24.0 ]
				}
			},
			{
				"box": {
					"id": "obj-21",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 80.0, 735.0, 103.0, 22.0 ],
					"text": "r fsbridge-id"
				}
			},
			{
				"box": {
					"id": "obj-22",
					"maxclass": "number",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [ "", "bang" ],
					"parameter_enable": 0,
					"patching_rect": [ 20.0, 770.0, 70.0, 22.0 ]
				}
			},
			{
				"box": {
					"id": "obj-23",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [ "int", "int" ],
					"patching_rect": [ 20.0, 800.0, 50.0, 22.0 ],
					"text": "t i 1"
				}
			},
			{
				"box": {
					"id": "obj-24",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 190.0, 830.0, 137.0, 22.0 ],
					"text": "s fsbridge-waiting"
				}
			},
			{
				"box": {
					"id": "obj-25",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 20.0, 860.0, 143.0, 22.0 ],
					"text": "/fs/fetch $1 @req 2"
				}
			},
			{
				"box": {
					"id": "obj-26",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 20.0, 890.0, 110.0, 22.0 ],
					"text": "s fsbridge-ask"
				}
			},
			{
				"box": {
					"id": "obj-27",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"linecount": 4,
					"patching_rect": [ 500.0, 100.0, 432.0, 62.0 ],
					"text": "5. /fs/hello/done: req version protocol session state. The session changes when the daemon was started anew. It has then forgotten what we asked: if we still wait for a sound, ask again."
				}
			},
			{
				"box": {
					"id": "obj-28",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 500.0, 165.0, 130.0, 22.0 ],
					"text": "r fsbridge-answer"
				}
			},
			{
				"box": {
					"id": "obj-29",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [ "", "" ],
					"patching_rect": [ 500.0, 195.0, 150.0, 22.0 ],
					"text": "route /fs/hello/done"
				}
			},
			{
				"box": {
					"id": "obj-30",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 5,
					"outlettype": [ "int", "", "int", "int", "" ],
					"patching_rect": [ 500.0, 225.0, 123.0, 22.0 ],
					"text": "unpack 0 s 0 0 s"
				}
			},
			{
				"box": {
					"id": "obj-31",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [ "", "int", "int" ],
					"patching_rect": [ 570.0, 255.0, 56.0, 22.0 ],
					"text": "change"
				}
			},
			{
				"box": {
					"id": "obj-32",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [ "bang", "int" ],
					"patching_rect": [ 570.0, 285.0, 50.0, 22.0 ],
					"text": "t b i"
				}
			},
			{
				"box": {
					"id": "obj-33",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 640.0, 315.0, 103.0, 22.0 ],
					"text": "print session"
				}
			},
			{
				"box": {
					"id": "obj-34",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 740.0, 225.0, 137.0, 22.0 ],
					"text": "r fsbridge-waiting"
				}
			},
			{
				"box": {
					"id": "obj-35",
					"maxclass": "toggle",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [ "int" ],
					"parameter_enable": 0,
					"patching_rect": [ 740.0, 255.0, 24.0, 24.0 ]
				}
			},
			{
				"box": {
					"id": "obj-36",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 570.0, 350.0, 43.0, 22.0 ],
					"text": "gate"
				}
			},
			{
				"box": {
					"id": "obj-37",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 570.0, 380.0, 103.0, 22.0 ],
					"text": "s fsbridge-id"
				}
			},
			{
				"box": {
					"id": "obj-38",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"linecount": 4,
					"patching_rect": [ 500.0, 430.0, 432.0, 62.0 ],
					"text": "6. /fs/search/result: req index id path seconds samplerate channels local license username name type - and then /fs/search/done: req count total page pages source. Hit 0 goes into the number box of 4."
				}
			},
			{
				"box": {
					"id": "obj-39",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 500.0, 500.0, 130.0, 22.0 ],
					"text": "r fsbridge-answer"
				}
			},
			{
				"box": {
					"id": "obj-40",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 3,
					"outlettype": [ "", "", "" ],
					"patching_rect": [ 500.0, 530.0, 277.0, 22.0 ],
					"text": "route /fs/search/result /fs/search/done"
				}
			},
			{
				"box": {
					"id": "obj-41",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 640.0, 565.0, 76.0, 22.0 ],
					"text": "print hit"
				}
			},
			{
				"box": {
					"id": "obj-42",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 740.0, 565.0, 110.0, 22.0 ],
					"text": "print searched"
				}
			},
			{
				"box": {
					"id": "obj-43",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [ "int", "int", "int" ],
					"patching_rect": [ 500.0, 565.0, 96.0, 22.0 ],
					"text": "unpack 0 0 0"
				}
			},
			{
				"box": {
					"id": "obj-44",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [ "bang", "" ],
					"patching_rect": [ 544.0, 600.0, 50.0, 22.0 ],
					"text": "sel 0"
				}
			},
			{
				"box": {
					"id": "obj-45",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [ "int" ],
					"patching_rect": [ 544.0, 630.0, 30.0, 22.0 ],
					"text": "i"
				}
			},
			{
				"box": {
					"id": "obj-46",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 544.0, 660.0, 56.0, 22.0 ],
					"text": "set $1"
				}
			},
			{
				"box": {
					"id": "obj-47",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 544.0, 690.0, 103.0, 22.0 ],
					"text": "s fsbridge-id"
				}
			},
			{
				"box": {
					"id": "obj-48",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"linecount": 4,
					"patching_rect": [ 500.0, 740.0, 432.0, 62.0 ],
					"text": "7. /fs/fetch/sound: req index id path frames samplerate channels seconds quality license username name. The file is whole when this comes. buffer~ minds its samplerate and resizes itself; its right outlet tells that it is read."
				}
			},
			{
				"box": {
					"id": "obj-49",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 500.0, 810.0, 130.0, 22.0 ],
					"text": "r fsbridge-answer"
				}
			},
			{
				"box": {
					"id": "obj-50",
					"maxclass": "newobj",
					"numinlets": 4,
					"numoutlets": 4,
					"outlettype": [ "", "", "", "" ],
					"patching_rect": [ 500.0, 840.0, 371.0, 22.0 ],
					"text": "route /fs/fetch/sound /fs/fetch/failed /fs/fetch/done"
				}
			},
			{
				"box": {
					"id": "obj-51",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 640.0, 875.0, 90.0, 22.0 ],
					"text": "print sound"
				}
			},
			{
				"box": {
					"id": "obj-52",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 740.0, 875.0, 96.0, 22.0 ],
					"text": "print failed"
				}
			},
			{
				"box": {
					"id": "obj-53",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [ "int" ],
					"patching_rect": [ 840.0, 875.0, 36.0, 22.0 ],
					"text": "t 0"
				}
			},
			{
				"box": {
					"id": "obj-54",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 840.0, 905.0, 137.0, 22.0 ],
					"text": "s fsbridge-waiting"
				}
			},
			{
				"box": {
					"id": "obj-55",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 4,
					"outlettype": [ "int", "int", "int", "" ],
					"patching_rect": [ 500.0, 905.0, 110.0, 22.0 ],
					"text": "unpack 0 0 0 s"
				}
			},
			{
				"box": {
					"id": "obj-56",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 580.0, 940.0, 116.0, 22.0 ],
					"text": "prepend replace"
				}
			},
			{
				"box": {
					"id": "obj-57",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [ "float", "bang" ],
					"patching_rect": [ 580.0, 970.0, 123.0, 22.0 ],
					"text": "buffer~ fsbridge"
				}
			},
			{
				"box": {
					"id": "obj-58",
					"maxclass": "button",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [ "bang" ],
					"parameter_enable": 0,
					"patching_rect": [ 680.0, 1005.0, 24.0, 24.0 ]
				}
			},
			{
				"box": {
					"id": "obj-59",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"linecount": 3,
					"patching_rect": [ 980.0, 100.0, 380.0, 48.0 ],
					"text": "8. /fs/error: req code message retry_after_seconds verb. A request that can't be answered ends in it, and the message tells what to do."
				}
			},
			{
				"box": {
					"id": "obj-60",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 980.0, 165.0, 130.0, 22.0 ],
					"text": "r fsbridge-answer"
				}
			},
			{
				"box": {
					"id": "obj-61",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [ "", "" ],
					"patching_rect": [ 980.0, 195.0, 116.0, 22.0 ],
					"text": "route /fs/error"
				}
			},
			{
				"box": {
					"id": "obj-62",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 1120.0, 230.0, 90.0, 22.0 ],
					"text": "print error"
				}
			},
			{
				"box": {
					"id": "obj-63",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [ "", "" ],
					"patching_rect": [ 980.0, 230.0, 63.0, 22.0 ],
					"text": "route 2"
				}
			},
			{
				"box": {
					"id": "obj-64",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [ "int" ],
					"patching_rect": [ 980.0, 260.0, 36.0, 22.0 ],
					"text": "t 0"
				}
			},
			{
				"box": {
					"id": "obj-65",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [ 980.0, 290.0, 137.0, 22.0 ],
					"text": "s fsbridge-waiting"
				}
			},
			{
				"box": {
					"id": "obj-66",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"linecount": 2,
					"patching_rect": [ 980.0, 430.0, 380.0, 34.0 ],
					"text": "9. Play: play~ counts in milliseconds, so the file is heard at its own speed."
				}
			},
			{
				"box": {
					"id": "obj-67",
					"maxclass": "button",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [ "bang" ],
					"parameter_enable": 0,
					"patching_rect": [ 980.0, 480.0, 24.0, 24.0 ]
				}
			},
			{
				"box": {
					"id": "obj-68",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [ "" ],
					"patching_rect": [ 980.0, 520.0, 50.0, 22.0 ],
					"text": "start"
				}
			},
			{
				"box": {
					"id": "obj-69",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [ "signal", "bang" ],
					"patching_rect": [ 980.0, 550.0, 110.0, 22.0 ],
					"text": "play~ fsbridge"
				}
			},
			{
				"box": {
					"id": "obj-70",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [ "signal" ],
					"patching_rect": [ 980.0, 580.0, 56.0, 22.0 ],
					"text": "*~ 0.5"
				}
			},
			{
				"box": {
					"id": "obj-71",
					"maxclass": "ezdac~",
					"numinlets": 2,
					"numoutlets": 0,
					"patching_rect": [ 980.0, 615.0, 45.0, 45.0 ]
				}
			}
		],
		"lines": [
			{
				"patchline": {
					"destination": [ "obj-6", 0 ],
					"source": [ "obj-5", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-8", 0 ],
					"source": [ "obj-7", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-11", 0 ],
					"source": [ "obj-10", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-12", 0 ],
					"source": [ "obj-11", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-13", 0 ],
					"source": [ "obj-12", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-14", 0 ],
					"source": [ "obj-13", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-18", 0 ],
					"source": [ "obj-16", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-18", 0 ],
					"source": [ "obj-17", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-22", 0 ],
					"source": [ "obj-20", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-23", 0 ],
					"source": [ "obj-22", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-25", 0 ],
					"source": [ "obj-23", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-26", 0 ],
					"source": [ "obj-25", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-22", 0 ],
					"source": [ "obj-21", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-24", 0 ],
					"source": [ "obj-23", 1 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-29", 0 ],
					"source": [ "obj-28", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-30", 0 ],
					"source": [ "obj-29", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-31", 0 ],
					"source": [ "obj-30", 3 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-32", 0 ],
					"source": [ "obj-31", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-36", 1 ],
					"source": [ "obj-32", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-37", 0 ],
					"source": [ "obj-36", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-33", 0 ],
					"source": [ "obj-32", 1 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-35", 0 ],
					"source": [ "obj-34", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-36", 0 ],
					"source": [ "obj-35", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-40", 0 ],
					"source": [ "obj-39", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-43", 0 ],
					"source": [ "obj-40", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-41", 0 ],
					"source": [ "obj-40", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-42", 0 ],
					"source": [ "obj-40", 1 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-45", 1 ],
					"source": [ "obj-43", 2 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-44", 0 ],
					"source": [ "obj-43", 1 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-45", 0 ],
					"source": [ "obj-44", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-46", 0 ],
					"source": [ "obj-45", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-47", 0 ],
					"source": [ "obj-46", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-50", 0 ],
					"source": [ "obj-49", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-55", 0 ],
					"source": [ "obj-50", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-56", 0 ],
					"source": [ "obj-55", 3 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-57", 0 ],
					"source": [ "obj-56", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-58", 0 ],
					"source": [ "obj-57", 1 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-51", 0 ],
					"source": [ "obj-50", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-52", 0 ],
					"source": [ "obj-50", 1 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-53", 0 ],
					"source": [ "obj-50", 2 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-54", 0 ],
					"source": [ "obj-53", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-61", 0 ],
					"source": [ "obj-60", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-63", 0 ],
					"source": [ "obj-61", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-64", 0 ],
					"source": [ "obj-63", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-65", 0 ],
					"source": [ "obj-64", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-62", 0 ],
					"source": [ "obj-61", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-68", 0 ],
					"source": [ "obj-67", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-69", 0 ],
					"source": [ "obj-68", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-70", 0 ],
					"source": [ "obj-69", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-71", 0 ],
					"source": [ "obj-70", 0 ]
				}
			},
			{
				"patchline": {
					"destination": [ "obj-71", 1 ],
					"source": [ "obj-70", 0 ]
				}
			}
		],
		"dependency_cache": [],
		"autosave": 0
	}
}

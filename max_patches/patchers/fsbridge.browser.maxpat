{
	"patcher": {
		"fileversion": 1,
		"appversion": {
			"major": 8,
			"minor": 5,
			"revision": 5,
			"architecture": "x64",
			"modernui": 1
		},
		"classnamespace": "box",
		"rect": [100.0, 100.0, 1834.0, 962.0],
		"bglocked": 0,
		"openinpresentation": 1,
		"default_fontsize": 12.0,
		"default_fontface": 0,
		"default_fontname": "Arial",
		"gridonopen": 1,
		"gridsize": [15.0, 15.0],
		"gridsnaponopen": 1,
		"objectsnaponopen": 1,
		"statusbarvisible": 2,
		"toolbarvisible": 1,
		"lefttoolbarpinned": 0,
		"toptoolbarpinned": 0,
		"righttoolbarpinned": 0,
		"bottomtoolbarpinned": 0,
		"toolbars_unpinned_last_save": 0,
		"tallnewobj": 0,
		"boxanimatetime": 200,
		"enablehscroll": 1,
		"enablevscroll": 1,
		"devicewidth": 0.0,
		"description": "Search Freesound, look, listen, and take what you like",
		"digest": "Search Freesound, look, listen, and take what you like",
		"tags": "",
		"style": "",
		"subpatcher_template": "",
		"assistshowspatchername": 0,
		"boxes": [
			{
				"box": {
					"id": "obj-1",
					"maxclass": "panel",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [1240, 30, 60, 40],
					"outlettype": [],
					"bgcolor": [0.93, 0.94, 0.95, 1.0],
					"background": 1,
					"border": 0,
					"presentation": 1,
					"presentation_rect": [0, 0, 600, 380]
				}
			},
			{
				"box": {
					"id": "obj-2",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 6,
					"patching_rect": [30, 282, 1700, 22.0],
					"outlettype": ["", "", "", "", "", ""],
					"text": "fsbridge #1"
				}
			},
			{
				"box": {
					"id": "obj-3",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 1,
					"patching_rect": [940, 210, 53.9, 22.0],
					"outlettype": [""],
					"text": "r #0-ask"
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "textedit",
					"numinlets": 1,
					"numoutlets": 4,
					"patching_rect": [30, 66, 260, 22],
					"outlettype": ["", "", "", ""],
					"keymode": 1,
					"lines": 1,
					"wordwrap": 0,
					"parameter_enable": 0,
					"presentation": 1,
					"presentation_rect": [10, 10, 340, 24]
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [30, 102, 60.6, 22.0],
					"outlettype": ["", ""],
					"text": "route text"
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [30, 138, 30.0, 22.0],
					"outlettype": ["", ""],
					"text": "t l b"
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [30, 210, 50.6, 22.0],
					"outlettype": [""],
					"text": "append"
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 30, 280, 20.0],
					"text": "Words, and options if you like, then Enter.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [30, 246, 94.0, 22.0],
					"outlettype": [""],
					"text": "prepend search"
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "umenu",
					"numinlets": 1,
					"numoutlets": 3,
					"patching_rect": [330, 66, 110, 22],
					"outlettype": ["", "", ""],
					"items": ["any", "license", ",", "cc0", ",", "cc0", "or", "by"],
					"parameter_enable": 0,
					"presentation": 1,
					"presentation_rect": [358, 11, 100, 22]
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "newobj",
					"numinlets": 4,
					"numoutlets": 4,
					"patching_rect": [330, 102, 200, 22.0],
					"outlettype": ["", "", "", ""],
					"text": "sel 0 1 2"
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [330, 138.0, 95.2, 22.0],
					"text": "set @count 30",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [435, 165.0, 178.4, 22.0],
					"text": "set @count 30 @license cc0",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [540, 192.0, 197.60000000000002, 22.0],
					"text": "set @count 30 @license cc0 by",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-15",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [225, 102, 60.0, 22.0],
					"outlettype": [""],
					"text": "loadbang"
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"patching_rect": [760, 66, 60, 22],
					"outlettype": ["", "", ""],
					"text": "more",
					"parameter_enable": 0,
					"presentation": 1,
					"presentation_rect": [466, 11, 60, 22]
				}
			},
			{
				"box": {
					"id": "obj-17",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [760, 102, 37.6, 22.0],
					"text": "more",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-18",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"patching_rect": [840, 66, 60, 22],
					"outlettype": ["", "", ""],
					"text": "cancel",
					"parameter_enable": 0,
					"presentation": 1,
					"presentation_rect": [530, 11, 60, 22]
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [840, 102, 50.400000000000006, 22.0],
					"text": "cancel",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-20",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [110, 174, 59.3, 22.0],
					"outlettype": [],
					"text": "s #0-new"
				}
			},
			{
				"box": {
					"id": "obj-21",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [30, 336.0, 70.6, 22.0],
					"outlettype": ["", ""],
					"text": "route result"
				}
			},
			{
				"box": {
					"id": "obj-22",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 3,
					"patching_rect": [30, 372.0, 45.0, 22.0],
					"outlettype": ["", "", ""],
					"text": "t l l l"
				}
			},
			{
				"box": {
					"id": "obj-23",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [30, 408.0, 46.6, 22.0],
					"outlettype": ["", ""],
					"text": "zl.rot 5"
				}
			},
			{
				"box": {
					"id": "obj-24",
					"maxclass": "jit.cellblock",
					"numinlets": 2,
					"numoutlets": 4,
					"patching_rect": [30, 534, 400, 140],
					"outlettype": ["", "", "", ""],
					"cols": 6,
					"rows": 150,
					"colhead": 0,
					"rowhead": 0,
					"hscroll": 0,
					"readonly": 1,
					"selmode": 1,
					"precision": 1,
					"savemode": 0,
					"neverdirty": 1,
					"presentation": 1,
					"presentation_rect": [10, 66, 580, 196]
				}
			},
			{
				"box": {
					"id": "obj-25",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [130, 336.0, 114.4, 20.0],
					"text": "hits, a row each",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-26",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 4,
					"patching_rect": [470, 732.0, 70, 22.0],
					"outlettype": ["", "", "", ""],
					"text": "coll"
				}
			},
			{
				"box": {
					"id": "obj-27",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [30, 444.0, 165.60000000000002, 22.0],
					"text": "set 0 $7 $4, set 1 $7 $3",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-28",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [60, 480.0, 332.0, 22.0],
					"text": "set 2 $2 $5, set 3 $2 $6, set 4 $2 $7, set 5 $2 $9",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-29",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [470, 480.0, 44.0, 22.0],
					"text": "$2 $3",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-30",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [560, 462, 34.0, 22.0],
					"outlettype": ["", ""],
					"text": "t b b"
				}
			},
			{
				"box": {
					"id": "obj-31",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 1,
					"patching_rect": [560, 426, 57.3, 22.0],
					"outlettype": [""],
					"text": "r #0-new"
				}
			},
			{
				"box": {
					"id": "obj-32",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [560, 498, 69.6, 22.0],
					"text": "clear all",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-33",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [640, 498, 44.0, 22.0],
					"text": "clear",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-34",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [330, 318, 60.0, 22.0],
					"outlettype": [""],
					"text": "loadbang"
				}
			},
			{
				"box": {
					"id": "obj-35",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [330, 354, 312.8, 22.0],
					"text": "col 0 width 225, col 1 width 98, col 2 width 62",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-36",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [400, 390, 306.40000000000003, 22.0],
					"text": "col 3 width 58, col 4 width 60, col 5 width 62",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-37",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 912.0, 37.6, 20.0],
					"text": "name",
					"linecount": 1,
					"fontsize": 12,
					"presentation": 1,
					"presentation_rect": [10, 44, 225, 20]
				}
			},
			{
				"box": {
					"id": "obj-38",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [255, 912.0, 37.6, 20.0],
					"text": "user",
					"linecount": 1,
					"fontsize": 12,
					"presentation": 1,
					"presentation_rect": [235, 44, 98, 20]
				}
			},
			{
				"box": {
					"id": "obj-39",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [353, 912.0, 56.800000000000004, 20.0],
					"text": "seconds",
					"linecount": 1,
					"fontsize": 12,
					"presentation": 1,
					"presentation_rect": [333, 44, 62, 20]
				}
			},
			{
				"box": {
					"id": "obj-40",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [415, 912.0, 37.6, 20.0],
					"text": "rate",
					"linecount": 1,
					"fontsize": 12,
					"presentation": 1,
					"presentation_rect": [395, 44, 58, 20]
				}
			},
			{
				"box": {
					"id": "obj-41",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [473, 912.0, 60, 20.0],
					"text": "channels",
					"linecount": 1,
					"fontsize": 12,
					"presentation": 1,
					"presentation_rect": [453, 44, 60, 20]
				}
			},
			{
				"box": {
					"id": "obj-42",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [533, 912.0, 56.800000000000004, 20.0],
					"text": "license",
					"linecount": 1,
					"fontsize": 12,
					"presentation": 1,
					"presentation_rect": [513, 44, 62, 20]
				}
			},
			{
				"box": {
					"id": "obj-43",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [30, 696.0, 69.3, 22.0],
					"outlettype": ["", ""],
					"text": "unpack 0 0"
				}
			},
			{
				"box": {
					"id": "obj-44",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [470, 768.0, 30.0, 22.0],
					"outlettype": ["", ""],
					"text": "t i b"
				}
			},
			{
				"box": {
					"id": "obj-45",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [470, 804.0, 236.0, 22.0],
					"text": "fetch $1 @first preview @channels 2",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-46",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [470, 840.0, 55.9, 22.0],
					"outlettype": [],
					"text": "s #0-ask"
				}
			},
			{
				"box": {
					"id": "obj-47",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [600, 768.0, 73.9, 22.0],
					"outlettype": [],
					"text": "s #0-clicked"
				}
			},
			{
				"box": {
					"id": "obj-48",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [790, 336.0, 74.0, 22.0],
					"outlettype": ["", ""],
					"text": "route sound"
				}
			},
			{
				"box": {
					"id": "obj-49",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [790, 372.0, 56.6, 22.0],
					"outlettype": ["", ""],
					"text": "zl.slice 2"
				}
			},
			{
				"box": {
					"id": "obj-50",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [790, 408.0, 30.0, 22.0],
					"outlettype": ["", ""],
					"text": "t l l"
				}
			},
			{
				"box": {
					"id": "obj-51",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [890, 336.0, 240, 35.0],
					"text": "A preview may come first, and play; its original then takes its place.",
					"linecount": 2,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-52",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [790, 516.0, 101.7, 22.0],
					"outlettype": ["", ""],
					"text": "buffer~ #0-sound"
				}
			},
			{
				"box": {
					"id": "obj-53",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [790, 570, 57.3, 22.0],
					"outlettype": ["", ""],
					"text": "onebang"
				}
			},
			{
				"box": {
					"id": "obj-54",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [790, 624.0, 18.4, 22.0],
					"text": "0",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-55",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 3,
					"patching_rect": [790, 714, 130, 22.0],
					"outlettype": ["signal", "signal", "signal"],
					"text": "groove~ #0-sound 2"
				}
			},
			{
				"box": {
					"id": "obj-56",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [790, 444.0, 49.3, 22.0],
					"outlettype": ["", ""],
					"text": "zl.nth 2"
				}
			},
			{
				"box": {
					"id": "obj-57",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [790, 480.0, 97.3, 22.0],
					"outlettype": [""],
					"text": "prepend replace"
				}
			},
			{
				"box": {
					"id": "obj-58",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 1,
					"patching_rect": [920, 534, 71.9, 22.0],
					"outlettype": [""],
					"text": "r #0-clicked"
				}
			},
			{
				"box": {
					"id": "obj-59",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [950, 660.0, 43.0, 22.0],
					"outlettype": ["signal"],
					"text": "sig~ 1"
				}
			},
			{
				"box": {
					"id": "obj-60",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"patching_rect": [870, 588.0, 50, 22],
					"outlettype": ["", "", ""],
					"text": "play",
					"parameter_enable": 0,
					"presentation": 1,
					"presentation_rect": [10, 346, 60, 24]
				}
			},
			{
				"box": {
					"id": "obj-61",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"patching_rect": [940, 588.0, 50, 22],
					"outlettype": ["", "", ""],
					"text": "stop",
					"parameter_enable": 0,
					"presentation": 1,
					"presentation_rect": [76, 346, 60, 24]
				}
			},
			{
				"box": {
					"id": "obj-62",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [870, 660.0, 37.6, 22.0],
					"text": "stop",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-63",
					"maxclass": "waveform~",
					"numinlets": 5,
					"numoutlets": 6,
					"patching_rect": [1020, 516.0, 200, 60],
					"outlettype": ["", "", "", "", "", ""],
					"parameter_enable": 0,
					"presentation": 1,
					"presentation_rect": [10, 270, 580, 68]
				}
			},
			{
				"box": {
					"id": "obj-64",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [1020, 444.0, 60.0, 22.0],
					"outlettype": [""],
					"text": "loadbang"
				}
			},
			{
				"box": {
					"id": "obj-65",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [1020, 480.0, 88.80000000000001, 22.0],
					"text": "set #0-sound",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-66",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [790, 768.0, 30, 30],
					"outlettype": [],
					"index": 1,
					"comment": "signal: left"
				}
			},
			{
				"box": {
					"id": "obj-67",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [845, 768.0, 30, 30],
					"outlettype": [],
					"index": 2,
					"comment": "signal: right"
				}
			},
			{
				"box": {
					"id": "obj-68",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [1020, 768.0, 30, 30],
					"outlettype": [],
					"index": 3,
					"comment": "sound: id path frames samplerate channels seconds quality license username name"
				}
			},
			{
				"box": {
					"id": "obj-69",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [1240, 570, 95.2, 20.0],
					"text": "not connected",
					"linecount": 1,
					"fontsize": 12,
					"presentation": 1,
					"presentation_rect": [240, 348, 350, 20]
				}
			},
			{
				"box": {
					"id": "obj-70",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [1240, 534, 74.0, 22.0],
					"outlettype": [""],
					"text": "prepend set"
				}
			},
			{
				"box": {
					"id": "obj-71",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [1240, 336.0, 88.0, 22.0],
					"outlettype": ["", ""],
					"text": "route progress"
				}
			},
			{
				"box": {
					"id": "obj-72",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 5,
					"patching_rect": [1240, 372.0, 102.0, 22.0],
					"outlettype": ["", "", "", "", ""],
					"text": "unpack 0 0 0 0. s"
				}
			},
			{
				"box": {
					"id": "obj-73",
					"maxclass": "slider",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [1240, 462, 120, 20],
					"outlettype": [""],
					"size": 1.0,
					"floatoutput": 1,
					"orientation": 1,
					"ignoreclick": 1,
					"parameter_enable": 0,
					"presentation": 1,
					"presentation_rect": [144, 348, 90, 20]
				}
			},
			{
				"box": {
					"id": "obj-74",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 1,
					"patching_rect": [1240, 408.0, 55.3, 22.0],
					"outlettype": [""],
					"text": "clip 0. 1."
				}
			},
			{
				"box": {
					"id": "obj-75",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [1390, 336.0, 68.0, 22.0],
					"outlettype": ["", ""],
					"text": "route done"
				}
			},
			{
				"box": {
					"id": "obj-76",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 3,
					"patching_rect": [1390, 372.0, 106.6, 22.0],
					"outlettype": ["", "", ""],
					"text": "route search fetch"
				}
			},
			{
				"box": {
					"id": "obj-77",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [1390, 408.0, 133.60000000000002, 22.0],
					"text": "set $3 sounds found",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-78",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [1460, 444.0, 63.2, 22.0],
					"text": "set here",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-79",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 3,
					"patching_rect": [1540, 336.0, 98.6, 22.0],
					"outlettype": ["", "", ""],
					"text": "route error failed"
				}
			},
			{
				"box": {
					"id": "obj-80",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [1540, 372.0, 49.3, 22.0],
					"outlettype": ["", ""],
					"text": "zl.nth 4"
				}
			},
			{
				"box": {
					"id": "obj-81",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [1620, 372.0, 49.3, 22.0],
					"outlettype": ["", ""],
					"text": "zl.nth 5"
				}
			},
			{
				"box": {
					"id": "obj-82",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 3,
					"patching_rect": [1710, 336.0, 94.0, 22.0],
					"outlettype": ["", "", ""],
					"text": "route state note"
				}
			},
			{
				"box": {
					"id": "obj-83",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [1710, 372.0, 49.3, 22.0],
					"outlettype": ["", ""],
					"text": "zl.nth 2"
				}
			}
		],
		"lines": [
			{
				"patchline": {
					"source": ["obj-3", 0],
					"destination": ["obj-2", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 0],
					"destination": ["obj-5", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-5", 0],
					"destination": ["obj-6", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-6", 0],
					"destination": ["obj-7", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-7", 0],
					"destination": ["obj-9", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-9", 0],
					"destination": ["obj-2", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-10", 0],
					"destination": ["obj-11", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-15", 0],
					"destination": ["obj-12", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-11", 0],
					"destination": ["obj-12", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-12", 0],
					"destination": ["obj-7", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-11", 1],
					"destination": ["obj-13", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-13", 0],
					"destination": ["obj-7", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-11", 2],
					"destination": ["obj-14", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-14", 0],
					"destination": ["obj-7", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-16", 0],
					"destination": ["obj-17", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-17", 0],
					"destination": ["obj-2", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-18", 0],
					"destination": ["obj-19", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-19", 0],
					"destination": ["obj-2", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-6", 1],
					"destination": ["obj-20", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-2", 0],
					"destination": ["obj-21", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-21", 0],
					"destination": ["obj-22", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-22", 0],
					"destination": ["obj-23", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-23", 0],
					"destination": ["obj-27", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-27", 0],
					"destination": ["obj-24", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-22", 1],
					"destination": ["obj-28", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-28", 0],
					"destination": ["obj-24", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-22", 2],
					"destination": ["obj-29", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-29", 0],
					"destination": ["obj-26", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-31", 0],
					"destination": ["obj-30", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-30", 0],
					"destination": ["obj-32", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-32", 0],
					"destination": ["obj-24", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-30", 1],
					"destination": ["obj-33", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-33", 0],
					"destination": ["obj-26", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-34", 0],
					"destination": ["obj-35", 0],
					"order": 1
				}
			},
			{
				"patchline": {
					"source": ["obj-35", 0],
					"destination": ["obj-24", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-34", 0],
					"destination": ["obj-36", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-36", 0],
					"destination": ["obj-24", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-24", 0],
					"destination": ["obj-43", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-43", 1],
					"destination": ["obj-26", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-26", 0],
					"destination": ["obj-44", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-44", 0],
					"destination": ["obj-45", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-45", 0],
					"destination": ["obj-46", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-44", 1],
					"destination": ["obj-47", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-2", 1],
					"destination": ["obj-48", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-48", 0],
					"destination": ["obj-49", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-49", 1],
					"destination": ["obj-50", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-50", 0],
					"destination": ["obj-56", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-56", 0],
					"destination": ["obj-57", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-57", 0],
					"destination": ["obj-52", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-52", 1],
					"destination": ["obj-53", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-53", 0],
					"destination": ["obj-54", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-54", 0],
					"destination": ["obj-55", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-58", 0],
					"destination": ["obj-53", 1],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-59", 0],
					"destination": ["obj-55", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-60", 0],
					"destination": ["obj-54", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-61", 0],
					"destination": ["obj-62", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-62", 0],
					"destination": ["obj-55", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-64", 0],
					"destination": ["obj-65", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-65", 0],
					"destination": ["obj-63", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-55", 0],
					"destination": ["obj-66", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-55", 1],
					"destination": ["obj-67", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-50", 1],
					"destination": ["obj-68", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-70", 0],
					"destination": ["obj-69", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-2", 2],
					"destination": ["obj-71", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-71", 0],
					"destination": ["obj-72", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-72", 3],
					"destination": ["obj-74", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-74", 0],
					"destination": ["obj-73", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-72", 4],
					"destination": ["obj-70", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-2", 3],
					"destination": ["obj-75", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-75", 0],
					"destination": ["obj-76", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-76", 0],
					"destination": ["obj-77", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-77", 0],
					"destination": ["obj-69", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-76", 1],
					"destination": ["obj-78", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-78", 0],
					"destination": ["obj-69", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-2", 4],
					"destination": ["obj-79", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-79", 0],
					"destination": ["obj-80", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-80", 0],
					"destination": ["obj-70", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-79", 1],
					"destination": ["obj-81", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-81", 0],
					"destination": ["obj-70", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-2", 5],
					"destination": ["obj-82", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-82", 0],
					"destination": ["obj-83", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-83", 0],
					"destination": ["obj-70", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-82", 1],
					"destination": ["obj-83", 0],
					"order": 0
				}
			}
		],
		"dependency_cache": [],
		"autosave": 0
	}
}

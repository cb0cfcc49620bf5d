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
		"rect": [100.0, 100.0, 1064.0, 866.0],
		"bglocked": 0,
		"openinpresentation": 0,
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
		"description": "Ask the fsbridge daemon for sounds of Freesound",
		"digest": "Ask the fsbridge daemon for sounds of Freesound",
		"tags": "",
		"style": "",
		"subpatcher_template": "",
		"assistshowspatchername": 0,
		"boxes": [
			{
				"box": {
					"id": "obj-1",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 19.200000000000003, 114.4, 35.0],
					"text": "fsbridge",
					"linecount": 1,
					"fontsize": 24,
					"fontface": 1
				}
			},
			{
				"box": {
					"id": "obj-2",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 55.2, 362.9333333333334, 22.5],
					"text": "Ask the fsbridge daemon for sounds of Freesound",
					"linecount": 1,
					"fontsize": 14
				}
			},
			{
				"box": {
					"id": "obj-3",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 80.4, 760, 50.0],
					"text": "Every verb of fsbridge is a message: words first, then options, each an @key and its values. Answers come with a number for each request, or with your own where a request has @req. What is asked before the daemon is there waits for it; when it was started anew, what still waits is asked again.",
					"linecount": 3,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 6,
					"patching_rect": [30, 703.1999999999999, 900, 22.0],
					"outlettype": ["", "", "", "", "", ""],
					"text": "fsbridge"
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [30, 145.2, 37.6, 22.0],
					"text": "ping",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 145.2, 216.8, 20.0],
					"text": "Ask whether the daemon is there.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [40, 181.20000000000002, 120.80000000000001, 22.0],
					"text": "hello @rate 48000",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 181.20000000000002, 274.40000000000003, 20.0],
					"text": "Say how you like your sounds from now on.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [50, 217.20000000000002, 242.4, 22.0],
					"text": "search rain @count 8 @license cc0 by",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 217.20000000000002, 261.6, 20.0],
					"text": "Find sounds, by words, options or both.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [60, 253.20000000000002, 37.6, 22.0],
					"text": "more",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 253.20000000000002, 204.0, 20.0],
					"text": "Get the next page of a search.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [70, 289.2, 178.4, 22.0],
					"text": "fetch @query rain @count 2",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 289.2, 511.20000000000005, 20.0],
					"text": "Bring sounds here, by id or the first that a query finds, and get their paths.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-15",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [80, 325.2, 178.4, 22.0],
					"text": "bank weather rain @count 8",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 325.2, 540, 35.0],
					"text": "Get the sounds of a bank by their numbers; with words or options of a search, fill it up from what they find.",
					"linecount": 2,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-17",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [90, 361.2, 44.0, 22.0],
					"text": "banks",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-18",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 361.2, 261.6, 20.0],
					"text": "Get the names and folders of all banks.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [100, 397.2, 69.6, 22.0],
					"text": "info 1234",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-20",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 397.2, 223.20000000000002, 20.0],
					"text": "Get all that is known of a sound.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-21",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [110, 433.2, 108.0, 22.0],
					"text": "refresh library",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-22",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 433.2, 536.8000000000001, 20.0],
					"text": "Renew the login, bring index and folder together, read the sounds' metadata again.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-23",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [120, 469.2, 76.0, 22.0],
					"text": "cancel all",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-24",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 469.2, 152.8, 20.0],
					"text": "End your own requests.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-25",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [130, 505.2, 50.400000000000006, 22.0],
					"text": "status",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-26",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 505.2, 159.20000000000002, 20.0],
					"text": "Get the daemon's state.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-27",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [140, 541.2, 82.4, 22.0],
					"text": "help search",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-28",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 541.2, 261.6, 20.0],
					"text": "Get help on everything, or on one verb.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-29",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [150, 577.1999999999999, 76.0, 22.0],
					"text": "first 1234",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-30",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 577.1999999999999, 453.6, 20.0],
					"text": "Bring a sound: its preview as soon as it is there, then its original.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-31",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [160, 613.1999999999999, 69.6, 22.0],
					"text": "port 9770",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-32",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 613.1999999999999, 229.60000000000002, 20.0],
					"text": "Speak to a daemon at another port.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-33",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [170, 649.1999999999999, 101.60000000000001, 22.0],
					"text": "host 127.0.0.1",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-34",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 649.1999999999999, 300.0, 20.0],
					"text": "Speak to a daemon at another numeric address.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-35",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30.0, 757.1999999999999, 72.6, 22.0],
					"outlettype": [],
					"text": "print results"
				}
			},
			{
				"box": {
					"id": "obj-36",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30.0, 786.0, 120, 50.0],
					"text": "results: result field item line banks",
					"linecount": 3,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-37",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [206.8, 757.1999999999999, 76.0, 22.0],
					"outlettype": [],
					"text": "print sounds"
				}
			},
			{
				"box": {
					"id": "obj-38",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [206.8, 786.0, 120, 35.0],
					"text": "sounds: sound bank ready load",
					"linecount": 2,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-39",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [383.6, 757.1999999999999, 84.0, 22.0],
					"outlettype": [],
					"text": "print progress"
				}
			},
			{
				"box": {
					"id": "obj-40",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [383.6, 786.0, 120, 20.0],
					"text": "progress: progress",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-41",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [560.4, 757.1999999999999, 64.0, 22.0],
					"outlettype": [],
					"text": "print done"
				}
			},
			{
				"box": {
					"id": "obj-42",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [560.4, 786.0, 76.0, 20.0],
					"text": "done: done",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-43",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [737.2, 757.1999999999999, 68.6, 22.0],
					"outlettype": [],
					"text": "print errors"
				}
			},
			{
				"box": {
					"id": "obj-44",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [737.2, 786.0, 120, 35.0],
					"text": "errors: failed error",
					"linecount": 2,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-45",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [914.0, 757.1999999999999, 72.6, 22.0],
					"outlettype": [],
					"text": "print events"
				}
			},
			{
				"box": {
					"id": "obj-46",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [914.0, 786.0, 120, 35.0],
					"text": "events and state: state event note",
					"linecount": 2,
					"fontsize": 12
				}
			}
		],
		"lines": [
			{
				"patchline": {
					"source": ["obj-5", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-7", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-9", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-11", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-13", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-15", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-17", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-19", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-21", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-23", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-25", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-27", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-29", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-31", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-33", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 0],
					"destination": ["obj-35", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 1],
					"destination": ["obj-37", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 2],
					"destination": ["obj-39", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 3],
					"destination": ["obj-41", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 4],
					"destination": ["obj-43", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 5],
					"destination": ["obj-45", 0],
					"order": 0
				}
			}
		],
		"dependency_cache": [],
		"autosave": 0
	}
}

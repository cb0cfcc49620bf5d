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
		"rect": [100.0, 100.0, 1000, 504.0],
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
					"maxclass": "inlet",
					"numinlets": 0,
					"numoutlets": 1,
					"patching_rect": [30, 30, 30, 30],
					"outlettype": [""],
					"index": 1,
					"comment": "search rain @count 8, fetch 1234, bank drops drip, cancel ..."
				}
			},
			{
				"box": {
					"id": "obj-2",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [30, 138, 90, 22.0],
					"outlettype": ["", ""],
					"text": "gate 2 2"
				}
			},
			{
				"box": {
					"id": "obj-3",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [30, 282, 255.1, 22.0],
					"outlettype": ["", ""],
					"text": "node.script fsbridge.js @autostart 1 @args #1"
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "newobj",
					"numinlets": 15,
					"numoutlets": 15,
					"patching_rect": [30, 390, 940, 22.0],
					"outlettype": ["", "", "", "", "", "", "", "", "", "", "", "", "", "", ""],
					"text": "routepass result field item line banks sound bank ready load progress done failed error state"
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [112, 30, 330, 35.0],
					"text": "A script that still starts hears nothing: what is asked before it first speaks is kept.",
					"linecount": 2,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [112, 174, 98.0, 22.0],
					"outlettype": [""],
					"text": "prepend append"
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 4,
					"patching_rect": [112, 210, 80, 22.0],
					"outlettype": ["", "", "", ""],
					"text": "coll"
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [112, 246, 79.3, 22.0],
					"outlettype": ["", ""],
					"text": "route symbol"
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [330, 318, 67.3, 22.0],
					"outlettype": ["", ""],
					"text": "onebang 1"
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [330, 354, 75.3, 22.0],
					"outlettype": [],
					"text": "s #0-speaks"
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 1,
					"patching_rect": [330, 66, 73.3, 22.0],
					"outlettype": [""],
					"text": "r #0-speaks"
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [330, 102, 34.0, 22.0],
					"outlettype": ["", ""],
					"text": "t 1 b"
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [350, 156.0, 37.6, 22.0],
					"text": "dump",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 444.0, 30, 30],
					"outlettype": [],
					"index": 1,
					"comment": "results: result field item line banks"
				}
			},
			{
				"box": {
					"id": "obj-15",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [360, 444.0, 30, 30],
					"outlettype": [],
					"index": 2,
					"comment": "sounds: sound bank ready load"
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [624, 444.0, 30, 30],
					"outlettype": [],
					"index": 3,
					"comment": "progress: progress"
				}
			},
			{
				"box": {
					"id": "obj-17",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [690, 444.0, 30, 30],
					"outlettype": [],
					"index": 4,
					"comment": "done: done"
				}
			},
			{
				"box": {
					"id": "obj-18",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [756, 444.0, 30, 30],
					"outlettype": [],
					"index": 5,
					"comment": "errors: failed error"
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [888, 444.0, 30, 30],
					"outlettype": [],
					"index": 6,
					"comment": "events and state: state event note"
				}
			}
		],
		"lines": [
			{
				"patchline": {
					"source": ["obj-1", 0],
					"destination": ["obj-2", 1],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-2", 0],
					"destination": ["obj-3", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-3", 0],
					"destination": ["obj-4", 0],
					"order": 1
				}
			},
			{
				"patchline": {
					"source": ["obj-2", 1],
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
					"destination": ["obj-8", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-8", 0],
					"destination": ["obj-3", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-8", 1],
					"destination": ["obj-3", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-3", 0],
					"destination": ["obj-9", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-9", 0],
					"destination": ["obj-10", 0],
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
					"destination": ["obj-2", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-12", 1],
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
					"source": ["obj-4", 0],
					"destination": ["obj-14", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 1],
					"destination": ["obj-14", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 2],
					"destination": ["obj-14", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 3],
					"destination": ["obj-14", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 4],
					"destination": ["obj-14", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 5],
					"destination": ["obj-15", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 6],
					"destination": ["obj-15", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 7],
					"destination": ["obj-15", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 8],
					"destination": ["obj-15", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 9],
					"destination": ["obj-16", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 10],
					"destination": ["obj-17", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 11],
					"destination": ["obj-18", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 12],
					"destination": ["obj-18", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 13],
					"destination": ["obj-19", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 14],
					"destination": ["obj-19", 0],
					"order": 0
				}
			}
		],
		"dependency_cache": [],
		"autosave": 0
	}
}

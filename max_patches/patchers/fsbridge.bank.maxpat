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
		"rect": [100.0, 100.0, 972.6, 522],
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
		"description": "Fill a polybuffer~ with a numbered bank of sounds of Freesound",
		"digest": "Fill a polybuffer~ with a numbered bank of sounds of Freesound",
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
					"comment": "bank WORDS @count 8 fills it, bank alone loads what it holds; the rest goes to [fsbridge]"
				}
			},
			{
				"box": {
					"id": "obj-2",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [30, 84.0, 67.3, 22.0],
					"outlettype": ["", ""],
					"text": "route bank"
				}
			},
			{
				"box": {
					"id": "obj-3",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [30, 120.0, 68.0, 22.0],
					"outlettype": ["", ""],
					"text": "route bang"
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [30, 156.0, 56.800000000000004, 22.0],
					"text": "bank #1",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [110, 156.0, 100.7, 22.0],
					"outlettype": [""],
					"text": "prepend bank #1"
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 6,
					"patching_rect": [30, 210, 760, 22.0],
					"outlettype": ["", "", "", "", "", ""],
					"text": "fsbridge #2"
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [420, 84.0, 260, 20.0],
					"text": "From the start: have what comes loaded.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [300, 84.0, 60.0, 22.0],
					"outlettype": [""],
					"text": "loadbang"
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [300, 120.0, 69.6, 22.0],
					"text": "follow #1",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 1,
					"patching_rect": [420, 120.0, 53.9, 22.0],
					"outlettype": [""],
					"text": "r #0-ask"
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 3,
					"patching_rect": [180, 264.0, 97.3, 22.0],
					"outlettype": ["", "", ""],
					"text": "route load ready"
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [60, 336.0, 87.0, 22.0],
					"outlettype": ["", ""],
					"text": "polybuffer~ #1"
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [60, 300.0, 54.6, 22.0],
					"outlettype": ["", ""],
					"text": "route #1"
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [130, 372.0, 63.2, 22.0],
					"text": "getcount",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-15",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [30, 372.0, 70.6, 22.0],
					"outlettype": ["", ""],
					"text": "route count"
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [30, 408.0, 103.3, 22.0],
					"outlettype": [""],
					"text": "prepend holds #1"
				}
			},
			{
				"box": {
					"id": "obj-17",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 444.0, 55.9, 22.0],
					"outlettype": [],
					"text": "s #0-ask"
				}
			},
			{
				"box": {
					"id": "obj-18",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [220, 300.0, 56.6, 22.0],
					"outlettype": ["", ""],
					"text": "zl.slice 1"
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [220, 336.0, 56.6, 22.0],
					"outlettype": ["", ""],
					"text": "zl.slice 1"
				}
			},
			{
				"box": {
					"id": "obj-20",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [220, 462, 30, 30],
					"outlettype": [],
					"index": 1,
					"comment": "number: of a sound that can be played now"
				}
			},
			{
				"box": {
					"id": "obj-21",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [270, 462, 30, 30],
					"outlettype": [],
					"index": 2,
					"comment": "sound: id path frames samplerate channels seconds quality license username name"
				}
			},
			{
				"box": {
					"id": "obj-22",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [420, 462, 30, 30],
					"outlettype": [],
					"index": 3,
					"comment": "progress: progress ..., done ..."
				}
			},
			{
				"box": {
					"id": "obj-23",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [626, 462, 30, 30],
					"outlettype": [],
					"index": 4,
					"comment": "trouble: failed ..., error ..., state ..."
				}
			},
			{
				"box": {
					"id": "obj-24",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [700, 264.0, 92.6, 22.0],
					"outlettype": ["", ""],
					"text": "routepass state"
				}
			},
			{
				"box": {
					"id": "obj-25",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [710, 318, 120, 50.0],
					"text": "The first sound, number 0, is in NAME.1.",
					"linecount": 3,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-26",
					"maxclass": "inlet",
					"numinlets": 0,
					"numoutlets": 1,
					"patching_rect": [840, 30, 30, 30],
					"outlettype": [""],
					"index": 2,
					"comment": "a number"
				}
			},
			{
				"box": {
					"id": "obj-27",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [840, 318, 102.6, 22.0],
					"outlettype": [""],
					"text": "sprintf set #1.%ld"
				}
			},
			{
				"box": {
					"id": "obj-28",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [840, 282, 30.0, 22.0],
					"outlettype": [""],
					"text": "+ 1"
				}
			},
			{
				"box": {
					"id": "obj-29",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [840, 462, 30, 30],
					"outlettype": [],
					"index": 5,
					"comment": "set: set NAME.N, for groove~, play~, waveform~"
				}
			}
		],
		"lines": [
			{
				"patchline": {
					"source": ["obj-1", 0],
					"destination": ["obj-2", 0],
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
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 0],
					"destination": ["obj-6", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-3", 1],
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
					"source": ["obj-2", 1],
					"destination": ["obj-6", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-8", 0],
					"destination": ["obj-9", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-9", 0],
					"destination": ["obj-6", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-10", 0],
					"destination": ["obj-6", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-11", 0],
					"destination": ["obj-13", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-13", 0],
					"destination": ["obj-12", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-12", 1],
					"destination": ["obj-14", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-14", 0],
					"destination": ["obj-12", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-12", 0],
					"destination": ["obj-15", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-15", 0],
					"destination": ["obj-16", 0],
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
					"source": ["obj-6", 1],
					"destination": ["obj-11", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-11", 1],
					"destination": ["obj-18", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-18", 1],
					"destination": ["obj-19", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-19", 0],
					"destination": ["obj-20", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-19", 1],
					"destination": ["obj-21", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-6", 2],
					"destination": ["obj-22", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-6", 3],
					"destination": ["obj-22", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-6", 4],
					"destination": ["obj-23", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-6", 5],
					"destination": ["obj-24", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-24", 0],
					"destination": ["obj-23", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-26", 0],
					"destination": ["obj-28", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-28", 0],
					"destination": ["obj-27", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-27", 0],
					"destination": ["obj-29", 0],
					"order": 0
				}
			}
		],
		"dependency_cache": [],
		"autosave": 0
	}
}

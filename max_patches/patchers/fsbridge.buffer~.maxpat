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
		"rect": [100.0, 100.0, 822.6, 504.0],
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
		"description": "Fill a buffer~ with a sound of Freesound",
		"digest": "Fill a buffer~ with a sound of Freesound",
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
					"comment": "fetch 1234, first 1234, fetch @query rain, cancel ..."
				}
			},
			{
				"box": {
					"id": "obj-2",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 6,
					"patching_rect": [30, 84.0, 760, 22.0],
					"outlettype": ["", "", "", "", "", ""],
					"text": "fsbridge #2"
				}
			},
			{
				"box": {
					"id": "obj-3",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [180, 138, 74.0, 22.0],
					"outlettype": ["", ""],
					"text": "route sound"
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [180, 174, 56.6, 22.0],
					"outlettype": ["", ""],
					"text": "zl.slice 2"
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [180, 210, 30.0, 22.0],
					"outlettype": ["", ""],
					"text": "t l l"
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [180, 246, 49.3, 22.0],
					"outlettype": ["", ""],
					"text": "zl.nth 2"
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [180, 282, 97.3, 22.0],
					"outlettype": [""],
					"text": "prepend replace"
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [180, 318, 65.0, 22.0],
					"outlettype": ["", ""],
					"text": "buffer~ #1"
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [180, 354, 34.0, 22.0],
					"outlettype": ["", ""],
					"text": "t b b"
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [255, 390, 39.9, 22.0],
					"outlettype": ["", ""],
					"text": "zl.reg"
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 174, 133.60000000000002, 20.0],
					"text": "drops req and index",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 246, 140, 35.0],
					"text": "the second is the path",
					"linecount": 2,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 282, 133.60000000000002, 20.0],
					"text": "as long as the file",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 354, 140, 20.0],
					"text": "told when it is read",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-15",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [180, 444.0, 30, 30],
					"outlettype": [],
					"index": 1,
					"comment": "bang: the sound can be played"
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [255, 444.0, 30, 30],
					"outlettype": [],
					"index": 2,
					"comment": "sound: id path frames samplerate channels seconds quality license username name"
				}
			},
			{
				"box": {
					"id": "obj-17",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [328, 444.0, 30, 30],
					"outlettype": [],
					"index": 3,
					"comment": "progress: req index id fraction state seconds_left"
				}
			},
			{
				"box": {
					"id": "obj-18",
					"maxclass": "outlet",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [626, 444.0, 30, 30],
					"outlettype": [],
					"index": 4,
					"comment": "trouble: failed ..., error ..., state ..."
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [700, 138, 92.6, 22.0],
					"outlettype": ["", ""],
					"text": "routepass state"
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
					"source": ["obj-2", 1],
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
					"source": ["obj-4", 1],
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
					"destination": ["obj-8", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-5", 1],
					"destination": ["obj-10", 1],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-8", 1],
					"destination": ["obj-9", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-9", 1],
					"destination": ["obj-10", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-9", 0],
					"destination": ["obj-15", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-10", 0],
					"destination": ["obj-16", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-2", 2],
					"destination": ["obj-17", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-2", 4],
					"destination": ["obj-18", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-2", 5],
					"destination": ["obj-19", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-19", 0],
					"destination": ["obj-18", 0],
					"order": 0
				}
			}
		],
		"dependency_cache": [],
		"autosave": 0
	}
}

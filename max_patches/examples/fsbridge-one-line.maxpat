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
		"rect": [100.0, 100.0, 680, 502.0],
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
		"description": "From a word to a sound",
		"digest": "From a word to a sound",
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
					"patching_rect": [30, 19.200000000000003, 293.6, 35.0],
					"text": "From a word to a sound",
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
					"patching_rect": [30, 55.2, 325.6, 22.5],
					"text": "Click a message; it plays when it is here.",
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
					"patching_rect": [30, 80.4, 620, 35.0],
					"text": "Start the daemon first: fsbridge demo (an invented catalogue, no account) or fsbridge run (Freesound).",
					"linecount": 2,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 4,
					"patching_rect": [30, 210, 360, 22.0],
					"outlettype": ["", "", "", ""],
					"text": "fsbridge.buffer~ rain"
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [30, 138, 197.60000000000002, 22.0],
					"text": "fetch @query rain @channels 2",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [50, 174, 306.40000000000003, 22.0],
					"text": "fetch @query thunder @duration 1 5 @channels 2",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [30, 282, 18.4, 22.0],
					"text": "0",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 3,
					"patching_rect": [30, 336.0, 120, 22.0],
					"outlettype": ["signal", "signal", "signal"],
					"text": "groove~ rain 2"
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "ezdac~",
					"numinlets": 2,
					"numoutlets": 0,
					"patching_rect": [30, 390, 45, 45],
					"outlettype": []
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [90, 282, 43.0, 22.0],
					"outlettype": ["signal"],
					"text": "sig~ 1"
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [160, 282, 127.2, 20.0],
					"text": "from its beginning",
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
					"patching_rect": [160, 336.0, 260, 35.0],
					"text": "at its own speed, whatever its samplerate",
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
					"patching_rect": [90, 397.2, 95.2, 20.0],
					"text": "click to hear",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [130, 246, 70.0, 22.0],
					"outlettype": [],
					"text": "print sound"
				}
			},
			{
				"box": {
					"id": "obj-15",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [360, 246, 74.0, 22.0],
					"outlettype": [],
					"text": "print trouble"
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "waveform~",
					"numinlets": 5,
					"numoutlets": 6,
					"patching_rect": [330, 372.0, 300, 100],
					"outlettype": ["", "", "", "", "", ""],
					"buffername": "rain",
					"parameter_enable": 0
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
					"source": ["obj-6", 0],
					"destination": ["obj-4", 0],
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
					"source": ["obj-10", 0],
					"destination": ["obj-8", 0],
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
					"source": ["obj-8", 1],
					"destination": ["obj-9", 1],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 0],
					"destination": ["obj-7", 0],
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
					"source": ["obj-4", 3],
					"destination": ["obj-15", 0],
					"order": 0
				}
			}
		],
		"dependency_cache": [],
		"autosave": 0
	}
}

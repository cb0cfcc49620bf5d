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
		"rect": [100.0, 100.0, 810, 537],
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
		"description": "A bank that plays while it fills",
		"digest": "A bank that plays while it fills",
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
					"patching_rect": [30, 19.200000000000003, 421.6, 35.0],
					"text": "A bank that plays while it fills",
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
					"patching_rect": [30, 55.2, 273.33333333333337, 22.5],
					"text": "Click the message, then the switch.",
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
					"patching_rect": [30, 80.4, 581.6, 20.0],
					"text": "Each sound is played from when it is here; its number stays, in this set and in the next.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 5,
					"patching_rect": [30, 246, 420, 22.0],
					"outlettype": ["", "", "", "", ""],
					"text": "fsbridge.bank drops"
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [30, 174, 204.0, 22.0],
					"text": "bank drip @count 8 @channels 2",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [50, 210, 37.6, 22.0],
					"text": "bank",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [110, 210, 274.40000000000003, 20.0],
					"text": "what it holds already, from the last time",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [442, 210, 61.3, 22.0],
					"outlettype": [""],
					"text": "random 1"
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "toggle",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [442, 138, 24, 24],
					"outlettype": [""],
					"parameter_enable": 0
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [442, 174, 64.6, 22.0],
					"outlettype": [""],
					"text": "metro 250"
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [30, 300.0, 30.0, 22.0],
					"outlettype": [""],
					"text": "+ 1"
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 336.0, 78.0, 22.0],
					"outlettype": [],
					"text": "s drops-here"
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 1,
					"patching_rect": [540, 174, 76.0, 22.0],
					"outlettype": [""],
					"text": "r drops-here"
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [540, 210, 240, 20.0],
					"text": "draws lots among those that are here",
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
					"patching_rect": [300, 354, 18.4, 22.0],
					"text": "0",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 3,
					"patching_rect": [300, 408.0, 120, 22.0],
					"outlettype": ["signal", "signal", "signal"],
					"text": "groove~ drops.1 2"
				}
			},
			{
				"box": {
					"id": "obj-17",
					"maxclass": "ezdac~",
					"numinlets": 2,
					"numoutlets": 0,
					"patching_rect": [300, 462, 45, 45],
					"outlettype": []
				}
			},
			{
				"box": {
					"id": "obj-18",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [360, 354, 43.0, 22.0],
					"outlettype": ["signal"],
					"text": "sig~ 1"
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 354, 127.2, 20.0],
					"text": "from its beginning",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-20",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 408.0, 260, 35.0],
					"text": "at its own speed, whatever its samplerate",
					"linecount": 2,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-21",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [360, 469.2, 95.2, 20.0],
					"text": "click to hear",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-22",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [442, 300.0, 30.0, 22.0],
					"outlettype": ["", ""],
					"text": "t b l"
				}
			},
			{
				"box": {
					"id": "obj-23",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [338, 300.0, 74.0, 22.0],
					"outlettype": [],
					"text": "print trouble"
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
					"source": ["obj-9", 0],
					"destination": ["obj-10", 0],
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
					"destination": ["obj-4", 1],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 0],
					"destination": ["obj-11", 0],
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
					"source": ["obj-13", 0],
					"destination": ["obj-8", 1],
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
					"source": ["obj-18", 0],
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
					"source": ["obj-16", 1],
					"destination": ["obj-17", 1],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 4],
					"destination": ["obj-22", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-22", 1],
					"destination": ["obj-16", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-22", 0],
					"destination": ["obj-15", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 3],
					"destination": ["obj-23", 0],
					"order": 0
				}
			}
		],
		"dependency_cache": [],
		"autosave": 0
	}
}

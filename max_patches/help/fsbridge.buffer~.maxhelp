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
		"rect": [100.0, 100.0, 939.2, 706.1999999999999],
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
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 19.200000000000003, 216.8, 35.0],
					"text": "fsbridge.buffer~",
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
					"patching_rect": [30, 55.2, 310.6666666666667, 22.5],
					"text": "Fill a buffer~ with a sound of Freesound",
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
					"patching_rect": [30, 80.4, 760, 35.0],
					"text": "Holds a buffer~ of the given name. Each sound that comes replaces what is in it, as long as its file is, at its own samplerate, which play~ and groove~ respect. Every other message goes to the [fsbridge] within.",
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
					"patching_rect": [30, 343.2, 600, 22.0],
					"outlettype": ["", "", "", ""],
					"text": "fsbridge.buffer~ demo"
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [30, 145.2, 197.60000000000002, 22.0],
					"text": "fetch @query rain @channels 2",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 145.2, 274.40000000000003, 20.0],
					"text": "Bring the first sound that a query finds.",
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
					"patching_rect": [40, 181.20000000000002, 76.0, 22.0],
					"text": "fetch 1234",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 181.20000000000002, 191.20000000000002, 20.0],
					"text": "Bring a sound by its number.",
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
					"patching_rect": [50, 217.20000000000002, 76.0, 22.0],
					"text": "first 1234",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 217.20000000000002, 479.20000000000005, 20.0],
					"text": "The same, but with the preview ahead of the original: what plays soonest.",
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
					"patching_rect": [60, 253.20000000000002, 229.60000000000002, 22.0],
					"text": "fetch 1234 @channels 2 @rate 48000",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 253.20000000000002, 236.0, 20.0],
					"text": "The same, made fit if it isn't yet.",
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
					"patching_rect": [70, 289.2, 50.400000000000006, 22.0],
					"text": "cancel",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 289.2, 140.0, 20.0],
					"text": "End what is running.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-15",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [54.0, 397.2, 64.0, 22.0],
					"outlettype": [],
					"text": "print bang"
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [54.0, 426.0, 120, 35.0],
					"text": "bang: the sound can be played",
					"linecount": 2,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-17",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [224.66666666666666, 397.2, 70.0, 22.0],
					"outlettype": [],
					"text": "print sound"
				}
			},
			{
				"box": {
					"id": "obj-18",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [224.66666666666666, 426.0, 120, 80.0],
					"text": "sound: id path frames samplerate channels seconds quality license username name",
					"linecount": 5,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [419.3333333333333, 397.2, 84.0, 22.0],
					"outlettype": [],
					"text": "print progress"
				}
			},
			{
				"box": {
					"id": "obj-20",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [419.3333333333333, 426.0, 120, 50.0],
					"text": "progress: req index id fraction state seconds_left",
					"linecount": 3,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-21",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [614.0, 397.2, 74.0, 22.0],
					"outlettype": [],
					"text": "print trouble"
				}
			},
			{
				"box": {
					"id": "obj-22",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [614.0, 426.0, 120, 50.0],
					"text": "trouble: failed ..., error ..., state ...",
					"linecount": 3,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-23",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [30, 523.2, 18.4, 22.0],
					"text": "0",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-24",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 3,
					"patching_rect": [30, 577.1999999999999, 120, 22.0],
					"outlettype": ["signal", "signal", "signal"],
					"text": "groove~ demo 2"
				}
			},
			{
				"box": {
					"id": "obj-25",
					"maxclass": "ezdac~",
					"numinlets": 2,
					"numoutlets": 0,
					"patching_rect": [30, 631.1999999999999, 45, 45],
					"outlettype": []
				}
			},
			{
				"box": {
					"id": "obj-26",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [90, 523.2, 43.0, 22.0],
					"outlettype": ["signal"],
					"text": "sig~ 1"
				}
			},
			{
				"box": {
					"id": "obj-27",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [160, 523.2, 127.2, 20.0],
					"text": "from its beginning",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-28",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [160, 577.1999999999999, 260, 35.0],
					"text": "at its own speed, whatever its samplerate",
					"linecount": 2,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-29",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [90, 638.4, 95.2, 20.0],
					"text": "click to hear",
					"linecount": 1,
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
					"source": ["obj-4", 0],
					"destination": ["obj-15", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 1],
					"destination": ["obj-17", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 2],
					"destination": ["obj-19", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 3],
					"destination": ["obj-21", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-23", 0],
					"destination": ["obj-24", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-26", 0],
					"destination": ["obj-24", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-24", 0],
					"destination": ["obj-25", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-24", 1],
					"destination": ["obj-25", 1],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 0],
					"destination": ["obj-23", 0],
					"order": 1
				}
			}
		],
		"dependency_cache": [],
		"autosave": 0
	}
}

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
		"rect": [100.0, 100.0, 1034, 652.1999999999999],
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
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 19.200000000000003, 178.4, 35.0],
					"text": "fsbridge.bank",
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
					"patching_rect": [30, 55.2, 474.9333333333334, 22.5],
					"text": "Fill a polybuffer~ with a numbered bank of sounds of Freesound",
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
					"text": "Holds a polybuffer~ of the given name, and asks for the bank of that name. Its sounds have numbers from 0 on, which stay: sound number 0 is in buffer~ NAME.1, number 1 in NAME.2. A number at the right inlet gives the message that has groove~, play~ or waveform~ take that sound.",
					"linecount": 3,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 5,
					"patching_rect": [30, 271.20000000000005, 750, 22.0],
					"outlettype": ["", "", "", "", ""],
					"text": "fsbridge.bank demo"
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [30, 145.2, 204.0, 22.0],
					"text": "bank drip @count 8 @channels 2",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 145.2, 344.8, 20.0],
					"text": "Fill it from a search; with a higher count it grows.",
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
					"patching_rect": [40, 181.20000000000002, 37.6, 22.0],
					"text": "bank",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 181.20000000000002, 172.0, 20.0],
					"text": "Load what the bank holds.",
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
					"patching_rect": [50, 217.20000000000002, 50.400000000000006, 22.0],
					"text": "cancel",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [430, 217.20000000000002, 140.0, 20.0],
					"text": "End what is running.",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30.0, 325.2, 78.0, 22.0],
					"outlettype": [],
					"text": "print number"
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30.0, 354.0, 120, 50.0],
					"text": "number: of a sound that can be played now",
					"linecount": 3,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [213.5, 325.2, 70.0, 22.0],
					"outlettype": [],
					"text": "print sound"
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [213.5, 354.0, 120, 80.0],
					"text": "sound: id path frames samplerate channels seconds quality license username name",
					"linecount": 5,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-15",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [397.0, 325.2, 84.0, 22.0],
					"outlettype": [],
					"text": "print progress"
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [397.0, 354.0, 120, 35.0],
					"text": "progress: progress ..., done ...",
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
					"patching_rect": [580.5, 325.2, 74.0, 22.0],
					"outlettype": [],
					"text": "print trouble"
				}
			},
			{
				"box": {
					"id": "obj-18",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [580.5, 354.0, 120, 50.0],
					"text": "trouble: failed ..., error ..., state ...",
					"linecount": 3,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [788.0, 325.2, 53.3, 22.0],
					"outlettype": [],
					"text": "print set"
				}
			},
			{
				"box": {
					"id": "obj-20",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [788.0, 354.0, 120, 50.0],
					"text": "set: set NAME.N, for groove~, play~, waveform~",
					"linecount": 3,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-21",
					"maxclass": "number",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [764, 228.0, 60, 22],
					"outlettype": ["", ""],
					"parameter_enable": 0
				}
			},
			{
				"box": {
					"id": "obj-22",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [834, 228.0, 146.4, 20.0],
					"text": "a sound by its number",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-23",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [764, 433.2, 30.0, 22.0],
					"outlettype": ["", ""],
					"text": "t b l"
				}
			},
			{
				"box": {
					"id": "obj-24",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [614, 469.2, 18.4, 22.0],
					"text": "0",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-25",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 3,
					"patching_rect": [614, 523.2, 120, 22.0],
					"outlettype": ["signal", "signal", "signal"],
					"text": "groove~ demo.1 2"
				}
			},
			{
				"box": {
					"id": "obj-26",
					"maxclass": "ezdac~",
					"numinlets": 2,
					"numoutlets": 0,
					"patching_rect": [614, 577.1999999999999, 45, 45],
					"outlettype": []
				}
			},
			{
				"box": {
					"id": "obj-27",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [674, 469.2, 43.0, 22.0],
					"outlettype": ["signal"],
					"text": "sig~ 1"
				}
			},
			{
				"box": {
					"id": "obj-28",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [744, 469.2, 127.2, 20.0],
					"text": "from its beginning",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-29",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [744, 523.2, 260, 35.0],
					"text": "at its own speed, whatever its samplerate",
					"linecount": 2,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-30",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [674, 584.4, 95.2, 20.0],
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
					"source": ["obj-4", 0],
					"destination": ["obj-11", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 1],
					"destination": ["obj-13", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 2],
					"destination": ["obj-15", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 3],
					"destination": ["obj-17", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 4],
					"destination": ["obj-19", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-21", 0],
					"destination": ["obj-4", 1],
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
					"source": ["obj-27", 0],
					"destination": ["obj-25", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-25", 0],
					"destination": ["obj-26", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-25", 1],
					"destination": ["obj-26", 1],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 4],
					"destination": ["obj-23", 0],
					"order": 1
				}
			},
			{
				"patchline": {
					"source": ["obj-23", 1],
					"destination": ["obj-25", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-23", 0],
					"destination": ["obj-24", 0],
					"order": 0
				}
			}
		],
		"dependency_cache": [],
		"autosave": 0
	}
}

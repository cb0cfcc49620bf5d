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
		"rect": [100.0, 100.0, 1245.2, 585.8],
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
		"description": "fsbridge: the whole of Freesound for every patch",
		"digest": "fsbridge: the whole of Freesound for every patch",
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
					"fontface": 1,
					"presentation": 1,
					"presentation_rect": [20, 12, 300, 34]
				}
			},
			{
				"box": {
					"id": "obj-2",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 55.2, 700, 35.0],
					"text": "Start the daemon in a terminal: fsbridge demo (an invented catalogue, no account) or fsbridge run (Freesound).",
					"linecount": 2,
					"fontsize": 12,
					"presentation": 1,
					"presentation_rect": [20, 48, 800, 20]
				}
			},
			{
				"box": {
					"id": "obj-3",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 3,
					"patching_rect": [30, 102, 600, 380],
					"name": "fsbridge.browser.maxpat",
					"bgmode": 0,
					"border": 0,
					"clickthrough": 0,
					"enablehscroll": 0,
					"enablevscroll": 0,
					"lockeddragscroll": 0,
					"viewvisibility": 1,
					"outlettype": ["signal", "signal", ""],
					"offset": [0.0, 0.0],
					"presentation": 1,
					"presentation_rect": [20, 84, 600, 380]
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "ezdac~",
					"numinlets": 2,
					"numoutlets": 0,
					"patching_rect": [30, 510.8, 45, 45],
					"outlettype": [],
					"presentation": 1,
					"presentation_rect": [20, 476, 45, 45]
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [90, 521.6, 95.2, 20.0],
					"text": "click to hear",
					"linecount": 1,
					"fontsize": 12,
					"presentation": 1,
					"presentation_rect": [72, 488, 120, 20]
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [500, 510.8, 70.0, 22.0],
					"outlettype": [],
					"text": "print sound"
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [900, 510.8, 53.3, 22.0],
					"outlettype": [""],
					"text": "pcontrol"
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"patching_rect": [700, 102.0, 170, 22],
					"outlettype": ["", "", ""],
					"text": "fsbridge",
					"parameter_enable": 0,
					"presentation": 1,
					"presentation_rect": [650, 84, 170, 24]
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [900, 102.0, 184.8, 22.0],
					"text": "loadunique fsbridge.maxhelp",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [700, 125.39999999999999, 196, 30.0],
					"text": "Ask the fsbridge daemon for sounds of Freesound",
					"linecount": 2,
					"fontsize": 10,
					"presentation": 1,
					"presentation_rect": [650, 110, 360, 20]
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"patching_rect": [700, 159.6, 170, 22],
					"outlettype": ["", "", ""],
					"text": "fsbridge.buffer~",
					"parameter_enable": 0,
					"presentation": 1,
					"presentation_rect": [650, 146, 170, 24]
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [912, 159.6, 236.0, 22.0],
					"text": "loadunique fsbridge.buffer~.maxhelp",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [700, 183.0, 196, 30.0],
					"text": "Fill a buffer~ with a sound of Freesound",
					"linecount": 2,
					"fontsize": 10,
					"presentation": 1,
					"presentation_rect": [650, 172, 360, 20]
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"patching_rect": [700, 217.20000000000002, 170, 22],
					"outlettype": ["", "", ""],
					"text": "fsbridge.bank",
					"parameter_enable": 0,
					"presentation": 1,
					"presentation_rect": [650, 208, 170, 24]
				}
			},
			{
				"box": {
					"id": "obj-15",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [924, 217.20000000000002, 216.8, 22.0],
					"text": "loadunique fsbridge.bank.maxhelp",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [700, 240.6, 196, 30.0],
					"text": "Fill a polybuffer~ with a numbered bank of sounds of Freesound",
					"linecount": 2,
					"fontsize": 10,
					"presentation": 1,
					"presentation_rect": [650, 234, 360, 20]
				}
			},
			{
				"box": {
					"id": "obj-17",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"patching_rect": [700, 274.8, 170, 22],
					"outlettype": ["", "", ""],
					"text": "fsbridge.browser",
					"parameter_enable": 0,
					"presentation": 1,
					"presentation_rect": [650, 270, 170, 24]
				}
			},
			{
				"box": {
					"id": "obj-18",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [936, 274.8, 236.0, 22.0],
					"text": "loadunique fsbridge.browser.maxhelp",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [700, 298.20000000000005, 196, 30.0],
					"text": "Search Freesound, look, listen, and take what you like",
					"linecount": 2,
					"fontsize": 10,
					"presentation": 1,
					"presentation_rect": [650, 296, 360, 20]
				}
			},
			{
				"box": {
					"id": "obj-20",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"patching_rect": [700, 332.40000000000003, 170, 22],
					"outlettype": ["", "", ""],
					"text": "fsbridge-one-line",
					"parameter_enable": 0,
					"presentation": 1,
					"presentation_rect": [650, 332, 170, 24]
				}
			},
			{
				"box": {
					"id": "obj-21",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [948, 332.40000000000003, 236.0, 22.0],
					"text": "loadunique fsbridge-one-line.maxpat",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-22",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [700, 355.8, 129.33333333333334, 17.5],
					"text": "From a word to a sound",
					"linecount": 1,
					"fontsize": 10,
					"presentation": 1,
					"presentation_rect": [650, 358, 360, 20]
				}
			},
			{
				"box": {
					"id": "obj-23",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"patching_rect": [700, 390.0, 170, 22],
					"outlettype": ["", "", ""],
					"text": "fsbridge-bank-player",
					"parameter_enable": 0,
					"presentation": 1,
					"presentation_rect": [650, 394, 170, 24]
				}
			},
			{
				"box": {
					"id": "obj-24",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [960, 390.0, 255.20000000000002, 22.0],
					"text": "loadunique fsbridge-bank-player.maxpat",
					"outlettype": [""]
				}
			},
			{
				"box": {
					"id": "obj-25",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [700, 413.40000000000003, 182.66666666666669, 17.5],
					"text": "A bank that plays while it fills",
					"linecount": 1,
					"fontsize": 10,
					"presentation": 1,
					"presentation_rect": [650, 420, 360, 20]
				}
			}
		],
		"lines": [
			{
				"patchline": {
					"source": ["obj-3", 0],
					"destination": ["obj-4", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-3", 1],
					"destination": ["obj-4", 1],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-3", 2],
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
					"destination": ["obj-7", 0],
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
					"source": ["obj-14", 0],
					"destination": ["obj-15", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-15", 0],
					"destination": ["obj-7", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-17", 0],
					"destination": ["obj-18", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-18", 0],
					"destination": ["obj-7", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-20", 0],
					"destination": ["obj-21", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-21", 0],
					"destination": ["obj-7", 0],
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
					"source": ["obj-24", 0],
					"destination": ["obj-7", 0],
					"order": 0
				}
			}
		],
		"dependency_cache": [],
		"autosave": 0
	}
}

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
		"rect": [100.0, 100.0, 820, 647.8000000000001],
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
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [30, 19.200000000000003, 216.8, 35.0],
					"text": "fsbridge.browser",
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
					"patching_rect": [30, 55.2, 415.20000000000005, 22.5],
					"text": "Search Freesound, look, listen, and take what you like",
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
					"text": "For a bpatcher. Type words, press Enter, click a row: its preview plays, then the original takes its place. Both leave at the two outlets on the left, and where the file is at the third.",
					"linecount": 2,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 3,
					"patching_rect": [30, 145.2, 600, 380],
					"name": "fsbridge.browser.maxpat",
					"bgmode": 0,
					"border": 0,
					"clickthrough": 0,
					"enablehscroll": 0,
					"enablevscroll": 0,
					"lockeddragscroll": 0,
					"viewvisibility": 1,
					"outlettype": ["signal", "signal", ""],
					"offset": [0.0, 0.0]
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "ezdac~",
					"numinlets": 2,
					"numoutlets": 0,
					"patching_rect": [30, 554.0, 45, 45],
					"outlettype": []
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [550, 554.0, 70.0, 22.0],
					"outlettype": [],
					"text": "print sound"
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [90, 564.8000000000001, 95.2, 20.0],
					"text": "click to hear",
					"linecount": 1,
					"fontsize": 12
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [360, 582.8000000000001, 260, 35.0],
					"text": "id path frames samplerate channels seconds quality license username name",
					"linecount": 2,
					"fontsize": 12
				}
			}
		],
		"lines": [
			{
				"patchline": {
					"source": ["obj-4", 0],
					"destination": ["obj-5", 0],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 1],
					"destination": ["obj-5", 1],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": ["obj-4", 2],
					"destination": ["obj-6", 0],
					"order": 0
				}
			}
		],
		"dependency_cache": [],
		"autosave": 0
	}
}

/*

How the browser looks: dark, for a stage.

*/

FSLook {
	classvar <ground, <ink, <quiet, <accent, <trouble;

	*initClass {
		ground = Color.grey(0.12);
		ink = Color.grey(0.92);
		quiet = Color.grey(0.62);
		accent = Color(0.36, 0.80, 0.66);
		trouble = Color(1.0, 0.58, 0.42);
	}

	*palette {
		^QPalette.auto(Color.grey(0.26), Color.grey(0.17))
		.base_(ground).baseText_(ink).windowText_(ink).buttonText_(ink)
		.highlight_(Color(0.16, 0.42, 0.36)).highlightText_(Color.white)
		.setColor(Color.grey(0.145), \alternateBase)
	}

	*font { |size = 13| ^Font(Font.defaultSansFace, size) }

	*mono { |size = 12| ^Font(Font.defaultMonoFace, size) }

	// what the views have no method for, in the language of Qt
	*listStyle {
		^"QTreeView { border: none } QTreeView::item { padding: 3px 4px }"
		"QHeaderView::section { background: #333; color: #aaa; border: none; padding: 4px 6px; font-size: 12px }"
	}
}

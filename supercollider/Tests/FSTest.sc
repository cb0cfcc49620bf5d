/*

What the tests of the quark share: a bridge to the daemon on the port in FSBRIDGE_PORT, and waiting with an end.

*/

FSTest : UnitTest {

	classvar <>patience = 20;
	var f, errors, said;

	*port { ^("FSBRIDGE_PORT".getenv ? 9770).asInteger }

	setUp {
		FSHello.period = 0.2;
		f = FSBridge(this.class.port);
		errors = List.new;
		f.onError = { |error| errors.add(error) };
	}

	tearDown { f.free }

	until { |condition, message = "in time"|
		var deadline = Main.elapsedTime + patience;
		while { condition.value.not and: { Main.elapsedTime < deadline } } { 0.01.wait };
		^this.assert(condition.value, message);
	}

	assertNoErrors { this.assertEquals(errors.asArray, [], "errors") }

	figure { |name, value| "FIGURE % %".format(name, value).postln }
}

/*

Several sounds, to be used as an Array; they may still be on their way.

*/

FSSounds : List {

	species { ^Array }

	wait { this.array.copy.do(_.wait) }

	play { |rate = 1, amp = 1, loop = false, out = 0| ^this.collect(_.play(rate, amp, loop, out)) }

	stop { this.do(_.stop) }

	cancel { this.do(_.cancel) }

	free { this.array.copy.do(_.free) }
}

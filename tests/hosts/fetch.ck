// chuck --silent fetch.ck:PORT:REPLY: fetch the first grain as a mono WAV and load it. ChucK hears only what has these types.
Std.atoi(me.arg(0)) => int port;
Std.atoi(me.arg(1)) => int reply;

OscIn in;
reply => in.port;
in.addAddress("/fs/fetch/sound, iiisiiifssss");

OscOut out;
out.dest("127.0.0.1", port);
out.start("/fs/fetch");
"@query" => out.add; "grain" => out.add;
"@channels" => out.add; 1 => out.add;
"@req" => out.add; 7 => out.add;
"@reply" => out.add; reply => out.add;
out.send();

OscMsg msg;
in => now;
in.recv(msg);

SndBuf buffer;
msg.getString(3) => buffer.read;
<<< "sound", msg.getInt(0), msg.getInt(4), buffer.samples(), buffer.channels(), msg.getString(3) >>>;

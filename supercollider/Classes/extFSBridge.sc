// Made from the command table by script/quark; a test fails where they differ.

+ FSBridge {
	// Find sounds, by words, options or both.
	search {
		|
			words, action, query, count, page, sort, group_by_pack, similar_to, space, fields, filter, fresh, license,
			type, tag, user, pack, category, subcategory, note, tonality, md5, created, near, loopable, single_event,
			reverbness, is_geotagged, is_explicit, is_remix, was_remixed, duration, avg_rating, channels, samplerate,
			bitdepth, bitrate, filesize, num_downloads, num_ratings, num_comments, boominess, brightness, depth,
			hardness, roughness, sharpness, warmth, amplitude_peak_ratio, bpm_confidence, dissonance, inharmonicity,
			note_confidence, pitch_confidence, pitch_salience, silence_rate, spectral_flatness, temporal_centroid,
			temporal_centroid_ratio, tonality_confidence, zero_crossing_rate, pitch, pitch_min, pitch_max,
			spectral_centroid, spectral_rolloff, bpm, loudness, dynamic_range, duration_effective, start_time,
			log_attack_time, pitch_var, beat_loudness, decay_strength, hpcp_crest, hpcp_entropy, spectral_complexity,
			spectral_crest, spectral_energy, spectral_entropy, spectral_skewness, spectral_spread, temporal_decrease,
			temporal_skewness, temporal_spread, beat_count, onset_count, note_midi
		|
		^FSSearch(this, \search, action, words, [
			query: query, count: count, page: page, sort: sort, group_by_pack: group_by_pack, similar_to: similar_to,
			space: space, fields: fields, filter: filter, fresh: fresh, license: license, type: type, tag: tag,
			user: user, pack: pack, category: category, subcategory: subcategory, note: note, tonality: tonality,
			md5: md5, created: created, near: near, loopable: loopable, single_event: single_event,
			reverbness: reverbness, is_geotagged: is_geotagged, is_explicit: is_explicit, is_remix: is_remix,
			was_remixed: was_remixed, duration: duration, avg_rating: avg_rating, channels: channels,
			samplerate: samplerate, bitdepth: bitdepth, bitrate: bitrate, filesize: filesize,
			num_downloads: num_downloads, num_ratings: num_ratings, num_comments: num_comments, boominess: boominess,
			brightness: brightness, depth: depth, hardness: hardness, roughness: roughness, sharpness: sharpness,
			warmth: warmth, amplitude_peak_ratio: amplitude_peak_ratio, bpm_confidence: bpm_confidence,
			dissonance: dissonance, inharmonicity: inharmonicity, note_confidence: note_confidence,
			pitch_confidence: pitch_confidence, pitch_salience: pitch_salience, silence_rate: silence_rate,
			spectral_flatness: spectral_flatness, temporal_centroid: temporal_centroid,
			temporal_centroid_ratio: temporal_centroid_ratio, tonality_confidence: tonality_confidence,
			zero_crossing_rate: zero_crossing_rate, pitch: pitch, pitch_min: pitch_min, pitch_max: pitch_max,
			spectral_centroid: spectral_centroid, spectral_rolloff: spectral_rolloff, bpm: bpm, loudness: loudness,
			dynamic_range: dynamic_range, duration_effective: duration_effective, start_time: start_time,
			log_attack_time: log_attack_time, pitch_var: pitch_var, beat_loudness: beat_loudness,
			decay_strength: decay_strength, hpcp_crest: hpcp_crest, hpcp_entropy: hpcp_entropy,
			spectral_complexity: spectral_complexity, spectral_crest: spectral_crest, spectral_energy: spectral_energy,
			spectral_entropy: spectral_entropy, spectral_skewness: spectral_skewness, spectral_spread: spectral_spread,
			temporal_decrease: temporal_decrease, temporal_skewness: temporal_skewness,
			temporal_spread: temporal_spread, beat_count: beat_count, onset_count: onset_count, note_midi: note_midi
		]).ask
	}

	// Bring sounds here, by id or the first that a query finds, and get their paths.
	fetch {
		|
			id, action, server, query, count, page, sort, group_by_pack, similar_to, space, filter, license, type, tag,
			user, pack, category, subcategory, note, tonality, md5, created, near, loopable, single_event, reverbness,
			is_geotagged, is_explicit, is_remix, was_remixed, duration, avg_rating, channels, samplerate, bitdepth,
			bitrate, filesize, num_downloads, num_ratings, num_comments, boominess, brightness, depth, hardness,
			roughness, sharpness, warmth, amplitude_peak_ratio, bpm_confidence, dissonance, inharmonicity,
			note_confidence, pitch_confidence, pitch_salience, silence_rate, spectral_flatness, temporal_centroid,
			temporal_centroid_ratio, tonality_confidence, zero_crossing_rate, pitch, pitch_min, pitch_max,
			spectral_centroid, spectral_rolloff, bpm, loudness, dynamic_range, duration_effective, start_time,
			log_attack_time, pitch_var, beat_loudness, decay_strength, hpcp_crest, hpcp_entropy, spectral_complexity,
			spectral_crest, spectral_energy, spectral_entropy, spectral_skewness, spectral_spread, temporal_decrease,
			temporal_skewness, temporal_spread, beat_count, onset_count, note_midi, quality, as, rate, bits, wait,
			first
		|
		^FSFetch.sounds(this, action, id, [
			query: query, count: count, page: page, sort: sort, group_by_pack: group_by_pack, similar_to: similar_to,
			space: space, filter: filter, license: license, type: type, tag: tag, user: user, pack: pack,
			category: category, subcategory: subcategory, note: note, tonality: tonality, md5: md5, created: created,
			near: near, loopable: loopable, single_event: single_event, reverbness: reverbness,
			is_geotagged: is_geotagged, is_explicit: is_explicit, is_remix: is_remix, was_remixed: was_remixed,
			duration: duration, avg_rating: avg_rating, channels: channels, samplerate: samplerate, bitdepth: bitdepth,
			bitrate: bitrate, filesize: filesize, num_downloads: num_downloads, num_ratings: num_ratings,
			num_comments: num_comments, boominess: boominess, brightness: brightness, depth: depth, hardness: hardness,
			roughness: roughness, sharpness: sharpness, warmth: warmth, amplitude_peak_ratio: amplitude_peak_ratio,
			bpm_confidence: bpm_confidence, dissonance: dissonance, inharmonicity: inharmonicity,
			note_confidence: note_confidence, pitch_confidence: pitch_confidence, pitch_salience: pitch_salience,
			silence_rate: silence_rate, spectral_flatness: spectral_flatness, temporal_centroid: temporal_centroid,
			temporal_centroid_ratio: temporal_centroid_ratio, tonality_confidence: tonality_confidence,
			zero_crossing_rate: zero_crossing_rate, pitch: pitch, pitch_min: pitch_min, pitch_max: pitch_max,
			spectral_centroid: spectral_centroid, spectral_rolloff: spectral_rolloff, bpm: bpm, loudness: loudness,
			dynamic_range: dynamic_range, duration_effective: duration_effective, start_time: start_time,
			log_attack_time: log_attack_time, pitch_var: pitch_var, beat_loudness: beat_loudness,
			decay_strength: decay_strength, hpcp_crest: hpcp_crest, hpcp_entropy: hpcp_entropy,
			spectral_complexity: spectral_complexity, spectral_crest: spectral_crest, spectral_energy: spectral_energy,
			spectral_entropy: spectral_entropy, spectral_skewness: spectral_skewness, spectral_spread: spectral_spread,
			temporal_decrease: temporal_decrease, temporal_skewness: temporal_skewness,
			temporal_spread: temporal_spread, beat_count: beat_count, onset_count: onset_count, note_midi: note_midi,
			quality: quality, as: as, rate: rate, bits: bits, wait: wait, first: first
		], count, server)
	}

	// Bring sounds here, by id or the first that a query finds, and get their paths.
	first {
		|
			id, action, server, query, count, page, sort, group_by_pack, similar_to, space, filter, license, type, tag,
			user, pack, category, subcategory, note, tonality, md5, created, near, loopable, single_event, reverbness,
			is_geotagged, is_explicit, is_remix, was_remixed, duration, avg_rating, channels, samplerate, bitdepth,
			bitrate, filesize, num_downloads, num_ratings, num_comments, boominess, brightness, depth, hardness,
			roughness, sharpness, warmth, amplitude_peak_ratio, bpm_confidence, dissonance, inharmonicity,
			note_confidence, pitch_confidence, pitch_salience, silence_rate, spectral_flatness, temporal_centroid,
			temporal_centroid_ratio, tonality_confidence, zero_crossing_rate, pitch, pitch_min, pitch_max,
			spectral_centroid, spectral_rolloff, bpm, loudness, dynamic_range, duration_effective, start_time,
			log_attack_time, pitch_var, beat_loudness, decay_strength, hpcp_crest, hpcp_entropy, spectral_complexity,
			spectral_crest, spectral_energy, spectral_entropy, spectral_skewness, spectral_spread, temporal_decrease,
			temporal_skewness, temporal_spread, beat_count, onset_count, note_midi, quality, as, rate, bits, wait
		|
		^FSFetch.sounds(this, action ? { |sound| sound.play }, id, [
			first: \preview, query: query, count: count, page: page, sort: sort, group_by_pack: group_by_pack,
			similar_to: similar_to, space: space, filter: filter, license: license, type: type, tag: tag, user: user,
			pack: pack, category: category, subcategory: subcategory, note: note, tonality: tonality, md5: md5,
			created: created, near: near, loopable: loopable, single_event: single_event, reverbness: reverbness,
			is_geotagged: is_geotagged, is_explicit: is_explicit, is_remix: is_remix, was_remixed: was_remixed,
			duration: duration, avg_rating: avg_rating, channels: channels, samplerate: samplerate, bitdepth: bitdepth,
			bitrate: bitrate, filesize: filesize, num_downloads: num_downloads, num_ratings: num_ratings,
			num_comments: num_comments, boominess: boominess, brightness: brightness, depth: depth, hardness: hardness,
			roughness: roughness, sharpness: sharpness, warmth: warmth, amplitude_peak_ratio: amplitude_peak_ratio,
			bpm_confidence: bpm_confidence, dissonance: dissonance, inharmonicity: inharmonicity,
			note_confidence: note_confidence, pitch_confidence: pitch_confidence, pitch_salience: pitch_salience,
			silence_rate: silence_rate, spectral_flatness: spectral_flatness, temporal_centroid: temporal_centroid,
			temporal_centroid_ratio: temporal_centroid_ratio, tonality_confidence: tonality_confidence,
			zero_crossing_rate: zero_crossing_rate, pitch: pitch, pitch_min: pitch_min, pitch_max: pitch_max,
			spectral_centroid: spectral_centroid, spectral_rolloff: spectral_rolloff, bpm: bpm, loudness: loudness,
			dynamic_range: dynamic_range, duration_effective: duration_effective, start_time: start_time,
			log_attack_time: log_attack_time, pitch_var: pitch_var, beat_loudness: beat_loudness,
			decay_strength: decay_strength, hpcp_crest: hpcp_crest, hpcp_entropy: hpcp_entropy,
			spectral_complexity: spectral_complexity, spectral_crest: spectral_crest, spectral_energy: spectral_energy,
			spectral_entropy: spectral_entropy, spectral_skewness: spectral_skewness, spectral_spread: spectral_spread,
			temporal_decrease: temporal_decrease, temporal_skewness: temporal_skewness,
			temporal_spread: temporal_spread, beat_count: beat_count, onset_count: onset_count, note_midi: note_midi,
			quality: quality, as: as, rate: rate, bits: bits, wait: wait
		], count, server)
	}

	// Get the sounds of a bank by their numbers; with words or options of a search, fill it up from what they find.
	bank {
		|
			name, words, count, action, server, query, page, sort, group_by_pack, similar_to, space, filter, license,
			type, tag, user, pack, category, subcategory, note, tonality, md5, created, near, loopable, single_event,
			reverbness, is_geotagged, is_explicit, is_remix, was_remixed, duration, avg_rating, channels, samplerate,
			bitdepth, bitrate, filesize, num_downloads, num_ratings, num_comments, boominess, brightness, depth,
			hardness, roughness, sharpness, warmth, amplitude_peak_ratio, bpm_confidence, dissonance, inharmonicity,
			note_confidence, pitch_confidence, pitch_salience, silence_rate, spectral_flatness, temporal_centroid,
			temporal_centroid_ratio, tonality_confidence, zero_crossing_rate, pitch, pitch_min, pitch_max,
			spectral_centroid, spectral_rolloff, bpm, loudness, dynamic_range, duration_effective, start_time,
			log_attack_time, pitch_var, beat_loudness, decay_strength, hpcp_crest, hpcp_entropy, spectral_complexity,
			spectral_crest, spectral_energy, spectral_entropy, spectral_skewness, spectral_spread, temporal_decrease,
			temporal_skewness, temporal_spread, beat_count, onset_count, note_midi, quality, rate, bits, wait
		|
		^FSBank.filled(this, action, name, words, count, [
			query: query, page: page, sort: sort, group_by_pack: group_by_pack, similar_to: similar_to, space: space,
			filter: filter, license: license, type: type, tag: tag, user: user, pack: pack, category: category,
			subcategory: subcategory, note: note, tonality: tonality, md5: md5, created: created, near: near,
			loopable: loopable, single_event: single_event, reverbness: reverbness, is_geotagged: is_geotagged,
			is_explicit: is_explicit, is_remix: is_remix, was_remixed: was_remixed, duration: duration,
			avg_rating: avg_rating, channels: channels, samplerate: samplerate, bitdepth: bitdepth, bitrate: bitrate,
			filesize: filesize, num_downloads: num_downloads, num_ratings: num_ratings, num_comments: num_comments,
			boominess: boominess, brightness: brightness, depth: depth, hardness: hardness, roughness: roughness,
			sharpness: sharpness, warmth: warmth, amplitude_peak_ratio: amplitude_peak_ratio,
			bpm_confidence: bpm_confidence, dissonance: dissonance, inharmonicity: inharmonicity,
			note_confidence: note_confidence, pitch_confidence: pitch_confidence, pitch_salience: pitch_salience,
			silence_rate: silence_rate, spectral_flatness: spectral_flatness, temporal_centroid: temporal_centroid,
			temporal_centroid_ratio: temporal_centroid_ratio, tonality_confidence: tonality_confidence,
			zero_crossing_rate: zero_crossing_rate, pitch: pitch, pitch_min: pitch_min, pitch_max: pitch_max,
			spectral_centroid: spectral_centroid, spectral_rolloff: spectral_rolloff, bpm: bpm, loudness: loudness,
			dynamic_range: dynamic_range, duration_effective: duration_effective, start_time: start_time,
			log_attack_time: log_attack_time, pitch_var: pitch_var, beat_loudness: beat_loudness,
			decay_strength: decay_strength, hpcp_crest: hpcp_crest, hpcp_entropy: hpcp_entropy,
			spectral_complexity: spectral_complexity, spectral_crest: spectral_crest, spectral_energy: spectral_energy,
			spectral_entropy: spectral_entropy, spectral_skewness: spectral_skewness, spectral_spread: spectral_spread,
			temporal_decrease: temporal_decrease, temporal_skewness: temporal_skewness,
			temporal_spread: temporal_spread, beat_count: beat_count, onset_count: onset_count, note_midi: note_midi,
			quality: quality, rate: rate, bits: bits, wait: wait
		], server)
	}

	// Say who you are and how you like your sounds; send it when your patch loads and every few seconds.
	prefer {
		|
			count, sort, group_by_pack, space, fields, filter, license, type, tag, user, pack, category, subcategory,
			note, tonality, md5, created, near, loopable, single_event, reverbness, is_geotagged, is_explicit,
			is_remix, was_remixed, duration, avg_rating, channels, samplerate, bitdepth, bitrate, filesize,
			num_downloads, num_ratings, num_comments, boominess, brightness, depth, hardness, roughness, sharpness,
			warmth, amplitude_peak_ratio, bpm_confidence, dissonance, inharmonicity, note_confidence, pitch_confidence,
			pitch_salience, silence_rate, spectral_flatness, temporal_centroid, temporal_centroid_ratio,
			tonality_confidence, zero_crossing_rate, pitch, pitch_min, pitch_max, spectral_centroid, spectral_rolloff,
			bpm, loudness, dynamic_range, duration_effective, start_time, log_attack_time, pitch_var, beat_loudness,
			decay_strength, hpcp_crest, hpcp_entropy, spectral_complexity, spectral_crest, spectral_energy,
			spectral_entropy, spectral_skewness, spectral_spread, temporal_decrease, temporal_skewness,
			temporal_spread, beat_count, onset_count, note_midi, quality, as, rate, bits, wait
		|
		^hello.prefer([
			count: count, sort: sort, group_by_pack: group_by_pack, space: space, fields: fields, filter: filter,
			license: license, type: type, tag: tag, user: user, pack: pack, category: category,
			subcategory: subcategory, note: note, tonality: tonality, md5: md5, created: created, near: near,
			loopable: loopable, single_event: single_event, reverbness: reverbness, is_geotagged: is_geotagged,
			is_explicit: is_explicit, is_remix: is_remix, was_remixed: was_remixed, duration: duration,
			avg_rating: avg_rating, channels: channels, samplerate: samplerate, bitdepth: bitdepth, bitrate: bitrate,
			filesize: filesize, num_downloads: num_downloads, num_ratings: num_ratings, num_comments: num_comments,
			boominess: boominess, brightness: brightness, depth: depth, hardness: hardness, roughness: roughness,
			sharpness: sharpness, warmth: warmth, amplitude_peak_ratio: amplitude_peak_ratio,
			bpm_confidence: bpm_confidence, dissonance: dissonance, inharmonicity: inharmonicity,
			note_confidence: note_confidence, pitch_confidence: pitch_confidence, pitch_salience: pitch_salience,
			silence_rate: silence_rate, spectral_flatness: spectral_flatness, temporal_centroid: temporal_centroid,
			temporal_centroid_ratio: temporal_centroid_ratio, tonality_confidence: tonality_confidence,
			zero_crossing_rate: zero_crossing_rate, pitch: pitch, pitch_min: pitch_min, pitch_max: pitch_max,
			spectral_centroid: spectral_centroid, spectral_rolloff: spectral_rolloff, bpm: bpm, loudness: loudness,
			dynamic_range: dynamic_range, duration_effective: duration_effective, start_time: start_time,
			log_attack_time: log_attack_time, pitch_var: pitch_var, beat_loudness: beat_loudness,
			decay_strength: decay_strength, hpcp_crest: hpcp_crest, hpcp_entropy: hpcp_entropy,
			spectral_complexity: spectral_complexity, spectral_crest: spectral_crest, spectral_energy: spectral_energy,
			spectral_entropy: spectral_entropy, spectral_skewness: spectral_skewness, spectral_spread: spectral_spread,
			temporal_decrease: temporal_decrease, temporal_skewness: temporal_skewness,
			temporal_spread: temporal_spread, beat_count: beat_count, onset_count: onset_count, note_midi: note_midi,
			quality: quality, as: as, rate: rate, bits: bits, wait: wait
		])
	}
}

+ FSExchange {
	// what the daemon may say
	*messages {
		^#[
			'/fs/search/result', '/fs/search/field', '/fs/search/done', '/fs/search/progress', '/fs/note', '/fs/error',
			'/fs/fetch/sound', '/fs/fetch/failed', '/fs/fetch/done', '/fs/fetch/progress', '/fs/bank/sound',
			'/fs/bank/failed', '/fs/bank/done', '/fs/bank/progress', '/fs/banks/bank', '/fs/banks/done',
			'/fs/banks/progress', '/fs/info/field', '/fs/info/done', '/fs/info/progress', '/fs/status/item',
			'/fs/status/done', '/fs/refresh/failed', '/fs/refresh/done', '/fs/refresh/progress', '/fs/event/added',
			'/fs/event/changed', '/fs/event/removed', '/fs/event/bank', '/fs/event/library', '/fs/event/online',
			'/fs/event/token', '/fs/event/quota', '/fs/event/trouble', '/fs/event/recovered', '/fs/event/started',
			'/fs/event/stopping', '/fs/event/expiring'
		]
	}
}

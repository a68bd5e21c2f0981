/*
 * A screen for those who are not a terminal: as text, as text with SGR, or as
 * JSON.
 */
#ifndef CLIENT_RENDER_H
#define CLIENT_RENDER_H

#include <jansson.h>
#include <stdbool.h>

#include "client/screen.h"
#include "common/buf.h"
#include "common/error.h"

enum render_format {
	RENDER_TEXT,
	RENDER_ANSI,
	RENDER_JSON,
	RENDER_FORMATS
};

/* Parse the name of a format: text, ansi or json. */
int render_parse(const char *name, enum render_format *format, struct error *e);

/*
 * Write the screen. Text is its rows, a newline after each, without the blanks
 * at their ends and without the rows at the end that are blank. ANSI is the
 * same, but blanks that are seen are kept, with a change of style where it
 * changes and the default style at the end of each row. JSON is what render_json
 * returns, on one line.
 *
 * With history, the pending history lines of the screen come first (in JSON as
 * member "history"); a line "[nono: N lines not shown]" stands for those lost.
 */
void render(const struct screen *s, enum render_format format, bool history,
    struct buf *out);

/*
 * The screen as an object; the caller frees it with json_decref. Its members:
 *
 *	size		[columns, rows]
 *	alternate	whether the alternate screen is shown
 *	title		string, "" if there is none
 *	cursor		{"x", "y" from 0, "shape" (DECSCUSR 0 to 6), "visible"}
 *	modes		array of the names of the modes that are set, among them
 *			cursor-keys keypad paste focus mouse-x10 mouse-button
 *			mouse-drag mouse-motion mouse-utf8 mouse-sgr mouse-urxvt
 *			mouse-pixels alt-scroll reverse other-keys-1 other-keys-2
 *			colour-scheme
 *	kitty		kitty keyboard flags
 *	rows		array of as many rows as the screen has
 *	wrapped		array of the numbers of rows that go on in the next one
 *	history		with history: array of rows, and of {"skipped": N}
 *
 * A row is an array of runs of cells in the same style, [] if it is blank;
 * blanks at its end are left out unless they are seen. A run is an object:
 *
 *	text		string
 *	columns		cells it takes; left out if as many as it has characters
 *	fg, bg, us	colour (us: of the underline): 0 to 255 or "#rrggbb",
 *			left out if it is the default
 *	underline	single, double, curly, dotted or dashed, else left out
 *	bold dim italic blink reverse hidden strike overline
 *			true, else left out
 */
json_t *render_json(const struct screen *s, bool history);

#endif

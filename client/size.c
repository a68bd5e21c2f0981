#include "client/size.h"

#include <stdio.h>

#include "common/frame.h"

int
size_parse(const char *text, struct size *size, struct error *e)
{
	struct size s;
	int used = 0;

	/* Five digits and no sign: %u alone would take -1 and wrap. */
	if (text[0] < '0' || text[0] > '9' ||
	    sscanf(text, "%5ux%n", &s.columns, &used) != 1 || used == 0 ||
	    text[used] < '0' || text[used] > '9' ||
	    sscanf(text, "%5ux%5u%n", &s.columns, &s.rows, &used) != 2 ||
	    text[used] != '\0') {
		error_set(
		    e, "bad size '%.40s': use COLSxROWS, as in 80x24", text);
		return (error_status(e, STATUS_USAGE));
	}
	if (s.columns < 1 || s.columns > SCREEN_MAX || s.rows < 1 ||
	    s.rows > SCREEN_MAX) {
		error_set(e, "bad size '%s': use 1x1 to %dx%d", text,
		    SCREEN_MAX, SCREEN_MAX);
		return (error_status(e, STATUS_USAGE));
	}
	*size = s;
	return (0);
}

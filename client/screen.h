/*
 * The child's screen as the server's frames describe it: what a viewer draws
 * and what a capture prints. Nothing a server sends can make it fail other
 * than by an error, or grow past its bounds.
 */
#ifndef CLIENT_SCREEN_H
#define CLIENT_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/frame.h"

enum {
	/* Bytes of history lines that may wait to be drawn; more is an error. */
	SCREEN_PENDING_MAX = 16 * 1024 * 1024,
	/* From so many on they should be drawn before the frame has ended. */
	SCREEN_PENDING_MUCH = 1024 * 1024,
};

struct screen_row {
	/*
	 * sx of them. Blank ones have no text ("" also where the child wrote a
	 * space) and a style without what cannot be seen on a blank, so cells
	 * that look the same are the same.
	 */
	struct frame_cell *cells;
	unsigned used; /* up to the last cell not blank in the default style */
	bool wrapped; /* goes on in the next row */
	bool dirty; /* changed since the drawer last cleared this */
};

struct screen {
	unsigned sx, sy; /* 1 to SCREEN_MAX; 0 until a frame has come */
	struct screen_row *rows; /* sy; of the screen that is shown */
	bool alternate; /* which is the alternate one */
	uint64_t position; /* number of the first row, as history lines count */
	unsigned cx, cy; /* cursor: a cell of the screen */
	unsigned shape; /* DECSCUSR 0 to 6 */
	bool visible; /* the cursor is */
	uint32_t modes; /* MODE_* */
	unsigned kitty; /* keyboard flags */
	char title[TITLE_MAX + 1]; /* "" if none */
	bool bell; /* has rung since the drawer last cleared this */

	bool ended; /* the last message ended its frame ... */
	uint32_t seq; /* ... which had this number */

	/*
	 * HISTORY and SKIPPED items since the drawer last took them, in order,
	 * as a frame message has them.
	 */
	struct buf pending;

	struct error *error; /* of the message being applied */
	bool failed; /* it has one */
};

void screen_init(struct screen *s);
void screen_release(struct screen *s);
/* Forget everything, as before the first frame: for a new connection. */
void screen_clear(struct screen *s);

/*
 * Apply one FRAME message. Returns -1 and sets e if it is malformed or does not
 * fit the screen; what came before the bad item has been applied.
 *
 * SIZE blanks the rows and puts the cursor at 0,0; which screen is shown, the
 * modes, keyboard flags and title stay as they are until they are sent.
 */
int screen_apply(
    struct screen *s, const uint8_t *data, size_t len, struct error *e);

/*
 * Whether to draw now: the frame has ended, or so much history waits that it
 * should not be kept until then. Drawing in the middle of a frame shows its
 * rows later, but loses nothing.
 */
bool screen_ready(const struct screen *s);

/* What screen_history gives each pending item to, oldest first. */
struct screen_history {
	void (*line)(void *arg, bool wrapped, const struct frame_cell *cells,
	    unsigned n);
	void (*skipped)(void *arg, uint64_t n);
};

/*
 * Give the pending items to the callbacks. A line's cells are as a row's, up to
 * the last that is not blank; they are borrowed until the callback returns. The
 * items stay.
 */
void screen_history(
    const struct screen *s, const struct screen_history *h, void *arg);
/* Forget the pending items. */
void screen_drop_history(struct screen *s);

/* Rows up to the last that is not blank. */
unsigned screen_used(const struct screen *s);

/* Whether two cells, as rows have them, look the same. */
bool screen_same(const struct frame_cell *a, const struct frame_cell *b);

#endif

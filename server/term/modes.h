/* SM, RM, DECSET, DECRST, DECRQM, XTSAVE and XTRESTORE. */
#ifndef SERVER_TERM_MODES_H
#define SERVER_TERM_MODES_H

#include <stdbool.h>
#include <stdint.h>

#include "server/term/state.h"

/* FLAG() bits of a terminal that was just switched on. */
uint64_t modes_initial(void);

/* Set or reset the modes in the parameters. */
void modes_set_ansi(struct term *t, const struct parser *p);
void modes_reset_ansi(struct term *t, const struct parser *p);
void modes_set_private(struct term *t, const struct parser *p);
void modes_reset_private(struct term *t, const struct parser *p);

/* Remember and restore private modes. */
void modes_save(struct term *t, const struct parser *p);
void modes_restore(struct term *t, const struct parser *p);

/* Report a mode: 0 unknown, 1 set, 2 reset, 3 and 4 the same for ever. */
void modes_report_ansi(struct term *t, const struct parser *p);
void modes_report_private(struct term *t, const struct parser *p);

/* The modes that a viewer must follow, as enum frame_mode bits. */
uint32_t modes_visible(const struct term *t);

#endif

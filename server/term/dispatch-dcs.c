#include "server/term/dispatch-dcs.h"

#include "server/term/reply.h"

static const struct {
	char inter, final;
	void (*handler)(struct term *t, const struct parser *p);
} strings[] = {
    {'$', 'q', reply_setting}, /* DECRQSS */
    {'+', 'q', reply_capability}, /* XTGETTCAP */
};

/* Everything else is dropped: sixels, user-defined keys, tmux's passthrough. */
void
dispatch_dcs(struct term *t, const struct parser *p)
{
	size_t i;

	if (p->prefix != 0 || p->inters != 1)
		return;
	for (i = 0; i < sizeof strings / sizeof strings[0]; i++) {
		if (strings[i].inter == (char)p->inter[0] &&
		    strings[i].final == (char)p->final)
			strings[i].handler(t, p);
	}
}

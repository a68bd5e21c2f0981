/* nono resize: give a session's screen another size. */
#include "client/commands.h"
#include "client/live.h"
#include "client/select.h"
#include "client/size.h"

static void
put_resize(struct channel *c, const struct entry *entry, void *arg)
{
	const struct size *size = arg;
	struct buf *b = channel_begin(c, MSG_RESIZE);

	buf_string(b, entry->record.id);
	buf_u16(b, (uint16_t)size->columns);
	buf_u16(b, (uint16_t)size->rows);
	channel_end(c);
}

static int
run(struct context *c, void *arg, int argc, char **argv, struct error *e)
{
	struct channel channel;
	struct selection s;
	struct message m;
	struct size size;
	int status = -1;

	if (size_parse(argv[1], &size, e) == -1 ||
	    select_live(&s, c, "resize", argv[0], e) == -1)
		return (-1);
	if (live_request(
		&channel, c, &s.entry, put_resize, &size, MSG_OK, &m, e) == 0) {
		channel_release(&channel);
		status = STATUS_OK;
	}
	select_release(&s);
	return (status);
}

const struct command cmd_resize = {
    .name = "resize",
    .arguments = "SESSION COLSxROWS",
    .summary = "Change the size of a session's screen",
    .description =
	"An attached viewer sets the size again when its terminal changes.",
    .min_arguments = 2,
    .max_arguments = 2,
    .run = run,
};

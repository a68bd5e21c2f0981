/*
 * The terminal under any input. The first three bytes are the size and the
 * history limit; what follows is fed to it, but for 0xff and a byte, which is
 * something else that an owner does.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/frame.h"
#include "common/keys.h"
#include "common/xmalloc.h"
#include "server/term/check.h"
#include "server/term/term.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	OUT_MAX = 4 << 20,
	SAVE_SMALL = 2000
};

/* What follows 0xff. */
enum fuzz_op {
	OP_RESIZE, /* and two bytes */
	OP_SAVE, /* save, load into another, go on with that */
	OP_SAVE_SMALL, /* the same with little room */
	OP_ENCODE, /* and an encoded input event */
	OP_READ, /* all rows and history */
	OP_LOAD, /* the rest is a saved terminal */
	OP_END_SYNCHRONIZED,
	OPS
};

struct fuzz {
	struct term *t;
	struct reader r;
	struct buf out;
};

static void
reply_cb(void *arg, const void *data, size_t len)
{
	if (memchr(data, '\0', len) != NULL || len > 2048)
		BUG("an answer of %zu bytes", len);
}

static const struct term_host host = {.reply = reply_cb};

static void
op_resize(struct fuzz *f)
{
	unsigned sx = reader_u8(&f->r), sy = reader_u8(&f->r);

	term_resize(f->t, sx, sy % 64);
}

static void
save_and_load(struct fuzz *f, size_t max)
{
	struct error e = ERROR_INIT;
	struct buf first, second;
	struct reader r;
	struct term *t;

	buf_init(&first, max);
	buf_init(&second, max);
	term_save(f->t, &first);
	t = term_create(3, 3, 20, &host, NULL);
	reader_init(&r, first.data, first.len);
	if (first.full) {
		term_destroy(t);
	} else if (term_load(t, &r, &e) == -1) {
		BUG("%s", e.text);
	} else {
		term_save(t, &second);
		if (max == OUT_MAX &&
		    (first.len != second.len ||
			memcmp(first.data, second.data, first.len) != 0))
			BUG("saved again it is not the same");
		term_destroy(f->t);
		f->t = t;
	}
	buf_release(&first);
	buf_release(&second);
}

static void
op_save(struct fuzz *f)
{
	save_and_load(f, OUT_MAX);
}

static void
op_save_small(struct fuzz *f)
{
	save_and_load(f, SAVE_SMALL);
}

static void
op_encode(struct fuzz *f)
{
	struct error e = ERROR_INIT;
	struct reader r = f->r;
	struct input in;

	buf_clear(&f->out);
	if (input_decode(&r, &in, &e) == -1)
		return;
	term_encode(f->t, &in, &f->out);
	f->r = r;
}

/* What is written must be what a viewer accepts. */
static void
check_line(struct fuzz *f, bool wrapped)
{
	static const struct frame_sink sink;
	struct error e = ERROR_INIT;

	f->out.data[3] = wrapped;
	if (frame_decode(f->out.data, f->out.len, &sink, NULL, &e) == -1)
		BUG("%s", e.text);
}

static void
begin_line(struct fuzz *f)
{
	buf_clear(&f->out);
	buf_u8(&f->out, FRAME_ROW);
	buf_u16(&f->out, 0);
	buf_u8(&f->out, 0);
}

static void
op_read(struct fuzz *f)
{
	uint64_t n;
	unsigned y;

	for (y = 0; y < term_sy(f->t); y++) {
		begin_line(f);
		check_line(f, term_row_line(f->t, y, &f->out));
	}
	for (n = term_history_start(f->t); n < term_history_end(f->t); n++) {
		begin_line(f);
		check_line(f, term_history_line(f->t, n, &f->out));
	}
}

static void
op_load(struct fuzz *f)
{
	struct error e = ERROR_INIT;

	term_destroy(f->t);
	f->t = term_create(3, 3, 20, &host, NULL);
	if (term_load(f->t, &f->r, &e) == -1) {
		term_destroy(f->t);
		f->t = term_create(3, 3, 20, &host, NULL);
	}
}

static void
op_end_synchronized(struct fuzz *f)
{
	term_end_synchronized(f->t);
}

static void (*const ops[OPS])(struct fuzz *f) = {
    [OP_RESIZE] = op_resize,
    [OP_SAVE] = op_save,
    [OP_SAVE_SMALL] = op_save_small,
    [OP_ENCODE] = op_encode,
    [OP_READ] = op_read,
    [OP_LOAD] = op_load,
    [OP_END_SYNCHRONIZED] = op_end_synchronized,
};

/* Feed up to the next 0xff and do what it says. */
static void
step(struct fuzz *f)
{
	const uint8_t *p = f->r.p, *mark = memchr(p, 0xff, f->r.left);
	size_t n = mark == NULL ? f->r.left : (size_t)(mark - p);

	term_input(f->t, p, n);
	reader_take(&f->r, n);
	if (f->r.left > 0) {
		reader_u8(&f->r);
		ops[reader_u8(&f->r) % OPS](f);
		f->r.bad = false;
	}
	check_term(f->t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz f;

	if (size < 3)
		return (0);
	f.t =
	    term_create(data[0] % 100, data[1] % 40, data[2] % 30, &host, NULL);
	reader_init(&f.r, data + 3, size - 3);
	buf_init(&f.out, OUT_MAX);
	while (f.r.left > 0)
		step(&f);
	buf_release(&f.out);
	term_destroy(f.t);
	return (0);
}

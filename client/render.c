#include "client/render.h"

#include <stdio.h>
#include <string.h>

#include "client/sgr.h"
#include "common/utf8.h"
#include "common/xmalloc.h"

static const char *const format_names[RENDER_FORMATS] = {
    [RENDER_TEXT] = "text",
    [RENDER_ANSI] = "ansi",
    [RENDER_JSON] = "json",
};

int
render_parse(const char *name, enum render_format *format, struct error *e)
{
	unsigned i;

	for (i = 0; i < RENDER_FORMATS; i++) {
		if (strcmp(name, format_names[i]) == 0) {
			*format = (enum render_format)i;
			return (0);
		}
	}
	return (error_set(
	    e, "unknown format \"%s\": use text, ansi or json", name));
}

static bool
is_blank(const struct frame_cell *c)
{
	return (c->columns == 1 &&
	    (c->len == 0 || (c->len == 1 && c->text[0] == ' ')));
}

/* The style that is seen. */
static struct style
seen_style(const struct frame_cell *c)
{
	return (is_blank(c) ? sgr_blank(&c->style) : c->style);
}

/* Cells up to the last that is not blank; in colour, to the last that is seen. */
static unsigned
trim(const struct frame_cell *cells, unsigned n, bool styled)
{
	struct style style;

	for (; n > 0 && is_blank(&cells[n - 1]); n--) {
		style = seen_style(&cells[n - 1]);
		if (styled && !style_equal(&style, &STYLE_DEFAULT))
			break;
	}
	return (n);
}

static void
put_text(struct buf *out, const struct frame_cell *c)
{
	if (c->columns == 0)
		return;
	if (c->len == 0)
		buf_u8(out, ' ');
	else
		buf_put(out, c->text, c->len);
}

/* Text and ANSI. */

struct writer {
	struct buf *out;
	bool styled;
	struct caps caps;
};

static void
write_line(void *arg, bool wrapped, const struct frame_cell *cells, unsigned n)
{
	struct writer *w = arg;
	struct style style = STYLE_DEFAULT, next;
	unsigned x;

	n = trim(cells, n, w->styled);
	for (x = 0; x < n; x++) {
		if (w->styled) {
			next = seen_style(&cells[x]);
			sgr_change(&w->caps, &style, &next, w->out);
			style = next;
		}
		put_text(w->out, &cells[x]);
	}
	if (w->styled)
		sgr_change(&w->caps, &style, &STYLE_DEFAULT, w->out);
	buf_u8(w->out, '\n');
}

static void
write_skipped(void *arg, uint64_t n)
{
	struct writer *w = arg;

	buf_printf(w->out, "[nono: %llu line%s not shown]\n",
	    (unsigned long long)n, n == 1 ? "" : "s");
}

static unsigned
used_rows(const struct screen *s, bool styled)
{
	unsigned n = s->sy;

	while (n > 0 &&
	    trim(s->rows[n - 1].cells, s->rows[n - 1].used, styled) == 0)
		n--;
	return (n);
}

static void
write_screen(const struct screen *s, bool styled, bool history, struct buf *out)
{
	static const struct screen_history callbacks = {
	    .line = write_line, .skipped = write_skipped};
	struct writer w = {.out = out, .styled = styled};
	unsigned y, n = used_rows(s, styled);

	caps_full(&w.caps);
	if (history)
		screen_history(s, &callbacks, &w);
	for (y = 0; y < n; y++)
		write_line(&w, false, s->rows[y].cells, s->rows[y].used);
}

/* JSON. */

static const struct {
	uint32_t bit;
	const char *name;
} modes[] = {
    {MODE_CURSOR_KEYS, "cursor-keys"},
    {MODE_KEYPAD, "keypad"},
    {MODE_PASTE, "paste"},
    {MODE_FOCUS, "focus"},
    {MODE_MOUSE_X10, "mouse-x10"},
    {MODE_MOUSE_BUTTON, "mouse-button"},
    {MODE_MOUSE_DRAG, "mouse-drag"},
    {MODE_MOUSE_MOTION, "mouse-motion"},
    {MODE_MOUSE_UTF8, "mouse-utf8"},
    {MODE_MOUSE_SGR, "mouse-sgr"},
    {MODE_MOUSE_URXVT, "mouse-urxvt"},
    {MODE_MOUSE_PIXELS, "mouse-pixels"},
    {MODE_ALT_SCROLL, "alt-scroll"},
    {MODE_REVERSE, "reverse"},
    {MODE_OTHER_KEYS_1, "other-keys-1"},
    {MODE_OTHER_KEYS_2, "other-keys-2"},
    {MODE_COLOUR_SCHEME, "colour-scheme"},
};

static const struct {
	unsigned bit;
	const char *name;
} attrs[] = {
    {STYLE_BOLD, "bold"},
    {STYLE_DIM, "dim"},
    {STYLE_ITALIC, "italic"},
    {STYLE_BLINK, "blink"},
    {STYLE_REVERSE, "reverse"},
    {STYLE_HIDDEN, "hidden"},
    {STYLE_STRIKE, "strike"},
    {STYLE_OVERLINE, "overline"},
};

static const char *const underlines[UNDERLINE_COUNT] = {
    NULL, "single", "double", "curly", "dotted", "dashed"};

/* jansson fails only without memory, or on bad UTF-8, which is not let in. */
static json_t *
checked(json_t *j)
{
	if (j == NULL)
		BUG("no JSON value");
	return (j);
}

static void
set(json_t *object, const char *name, json_t *value)
{
	if (json_object_set_new(object, name, checked(value)) == -1)
		BUG("no JSON member %s", name);
}

static void
append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, checked(value)) == -1)
		BUG("no JSON element");
}

static void
set_colour(json_t *run, const char *name, uint32_t colour)
{
	char text[8];

	if (colour == COLOUR_DEFAULT)
		return;
	if (COLOUR_KIND(colour) == COLOUR_PALETTE) {
		set(run, name, json_integer(colour & 0xff));
		return;
	}
	snprintf(text, sizeof text, "#%06x", (unsigned)(colour & 0xffffff));
	set(run, name, json_string(text));
}

static void
set_style(json_t *run, const struct style *s)
{
	size_t i;

	set_colour(run, "fg", s->fg);
	set_colour(run, "bg", s->bg);
	set_colour(run, "us", s->us);
	if (s->underline != UNDERLINE_NONE)
		set(run, "underline", json_string(underlines[s->underline]));
	for (i = 0; i < sizeof attrs / sizeof attrs[0]; i++) {
		if ((s->attrs & attrs[i].bit) != 0)
			set(run, attrs[i].name, json_true());
	}
}

static size_t
characters(const struct buf *text)
{
	size_t i, n, count = 0;
	uint32_t cp;

	for (i = 0; i < text->len; i += n, count++)
		n = utf8_decode(
		    (const char *)text->data + i, text->len - i, &cp);
	return (count);
}

/* The run of cells in one style that begins at x; x is set behind it. */
static json_t *
run_json(
    const struct frame_cell *cells, unsigned n, unsigned *x, struct buf *text)
{
	struct style style = seen_style(&cells[*x]), next = style;
	json_t *run = checked(json_object());
	unsigned from = *x;

	buf_clear(text);
	while (*x < n && style_equal(&style, &next)) {
		put_text(text, &cells[(*x)++]);
		while (*x < n && cells[*x].columns == 0)
			(*x)++;
		if (*x < n)
			next = seen_style(&cells[*x]);
	}
	set(run, "text", json_stringn((const char *)text->data, text->len));
	if (characters(text) != *x - from)
		set(run, "columns", json_integer(*x - from));
	set_style(run, &style);
	return (run);
}

static json_t *
row_json(const struct frame_cell *cells, unsigned n)
{
	json_t *row = checked(json_array());
	struct buf text;
	unsigned x = 0;

	buf_init(&text, SCREEN_MAX * (CLUSTER_MAX + 1));
	n = trim(cells, n, true);
	while (x < n)
		append(row, run_json(cells, n, &x, &text));
	buf_release(&text);
	return (row);
}

static void
history_line(
    void *arg, bool wrapped, const struct frame_cell *cells, unsigned n)
{
	append(arg, row_json(cells, n));
}

static void
history_skipped(void *arg, uint64_t n)
{
	json_t *object = checked(json_object());

	set(object, "skipped", json_integer((json_int_t)n));
	append(arg, object);
}

static json_t *
history_json(const struct screen *s)
{
	static const struct screen_history callbacks = {
	    .line = history_line, .skipped = history_skipped};
	json_t *rows = checked(json_array());

	screen_history(s, &callbacks, rows);
	return (rows);
}

static json_t *
cursor_json(const struct screen *s)
{
	json_t *cursor = checked(json_object());

	set(cursor, "x", json_integer(s->cx));
	set(cursor, "y", json_integer(s->cy));
	set(cursor, "shape", json_integer(s->shape));
	set(cursor, "visible", json_boolean(s->visible));
	return (cursor);
}

json_t *
render_json(const struct screen *s, bool history)
{
	json_t *object = checked(json_object()), *size = checked(json_array());
	json_t *names = checked(json_array()), *rows = checked(json_array());
	json_t *wrapped = checked(json_array());
	unsigned y;
	size_t i;

	append(size, json_integer(s->sx));
	append(size, json_integer(s->sy));
	for (i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		if ((s->modes & modes[i].bit) != 0)
			append(names, json_string(modes[i].name));
	}
	for (y = 0; y < s->sy; y++) {
		append(rows, row_json(s->rows[y].cells, s->rows[y].used));
		if (s->rows[y].wrapped)
			append(wrapped, json_integer(y));
	}
	set(object, "size", size);
	set(object, "alternate", json_boolean(s->alternate));
	set(object, "title", json_string(s->title));
	set(object, "cursor", cursor_json(s));
	set(object, "modes", names);
	set(object, "kitty", json_integer(s->kitty));
	if (history)
		set(object, "history", history_json(s));
	set(object, "rows", rows);
	set(object, "wrapped", wrapped);
	return (object);
}

static int
dump_cb(const char *data, size_t len, void *arg)
{
	buf_put(arg, data, len);
	return (0);
}

void
render(const struct screen *s, enum render_format format, bool history,
    struct buf *out)
{
	json_t *object;

	if (format != RENDER_JSON) {
		write_screen(s, format == RENDER_ANSI, history, out);
		return;
	}
	object = render_json(s, history);
	json_dump_callback(object, dump_cb, out, JSON_COMPACT);
	json_decref(object);
	buf_u8(out, '\n');
}

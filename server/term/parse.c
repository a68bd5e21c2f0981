#include "server/term/parse.h"

#include <string.h>

#include "common/utf8.h"

/* The states of the diagram. */
enum parse_state {
	GND, /* ground: text */
	ESC, /* escape */
	ESI, /* escape intermediate */
	CSE, /* CSI entry */
	CSP, /* CSI param */
	CSI, /* CSI intermediate */
	CSX, /* CSI ignore */
	DCE, /* DCS entry */
	DCP, /* DCS param */
	DCI, /* DCS intermediate */
	DCS, /* DCS passthrough */
	DCX, /* DCS ignore */
	OSC, /* OSC string */
	OTH, /* SOS, PM and APC strings */
	STATES
};

/* Classes of bytes, in the order of the columns of the tables. */
enum byte_class {
	C_EXE, /* C0 controls but for the next three */
	C_BEL,
	C_CAN, /* and SUB */
	C_ESC,
	C_INT, /* 0x20 to 0x2f: intermediates */
	C_DIG, /* digits */
	C_COL, /* : */
	C_SEM, /* ; */
	C_PRE, /* < = > ? */
	C_FIN, /* 0x40 to 0x7e but for the next four */
	C_DCS, /* P */
	C_CSI, /* [ */
	C_OSC, /* ] */
	C_STR, /* X ^ _ */
	C_DEL,
	C_HIG, /* from 0x80 on */
	CLASSES
};

enum parse_action {
	NOP,
	TXT, /* a run of text */
	EXE, /* execute a control */
	CLR, /* a new sequence begins */
	COL, /* collect an intermediate */
	PRE, /* collect a prefix */
	DIG, /* a digit of a parameter */
	SEP, /* the next parameter */
	SUB, /* the next subparameter */
	XES, /* dispatch an escape sequence */
	XCS, /* dispatch a control sequence */
	XOS, /* dispatch an OSC string */
	XDC, /* dispatch a DCS string */
	BEG, /* a string begins */
	PUT, /* into the string */
	AGN, /* look at the byte again, in the new state */
};

/* clang-format off */
static const uint8_t actions[STATES][CLASSES] = {
/*         EXE  BEL  CAN  ESC  INT  DIG  COL  SEM  PRE  FIN  DCS  CSI  OSC  STR  DEL  HIG */
    [GND] = {EXE, EXE, NOP, CLR, TXT, TXT, TXT, TXT, TXT, TXT, TXT, TXT, TXT, TXT, NOP, TXT},
    [ESC] = {EXE, EXE, NOP, CLR, COL, XES, XES, XES, XES, XES, NOP, NOP, BEG, NOP, NOP, AGN},
    [ESI] = {EXE, EXE, NOP, CLR, COL, XES, XES, XES, XES, XES, XES, XES, XES, XES, NOP, AGN},
    [CSE] = {EXE, EXE, NOP, CLR, COL, DIG, SUB, SEP, PRE, XCS, XCS, XCS, XCS, XCS, NOP, AGN},
    [CSP] = {EXE, EXE, NOP, CLR, COL, DIG, SUB, SEP, NOP, XCS, XCS, XCS, XCS, XCS, NOP, AGN},
    [CSI] = {EXE, EXE, NOP, CLR, COL, NOP, NOP, NOP, NOP, XCS, XCS, XCS, XCS, XCS, NOP, AGN},
    [CSX] = {EXE, EXE, NOP, CLR, NOP, NOP, NOP, NOP, NOP, NOP, NOP, NOP, NOP, NOP, NOP, AGN},
    [DCE] = {NOP, NOP, NOP, CLR, COL, DIG, SUB, SEP, PRE, BEG, BEG, BEG, BEG, BEG, NOP, AGN},
    [DCP] = {NOP, NOP, NOP, CLR, COL, DIG, SUB, SEP, NOP, BEG, BEG, BEG, BEG, BEG, NOP, AGN},
    [DCI] = {NOP, NOP, NOP, CLR, COL, NOP, NOP, NOP, NOP, BEG, BEG, BEG, BEG, BEG, NOP, AGN},
    [DCS] = {PUT, PUT, NOP, XDC, PUT, PUT, PUT, PUT, PUT, PUT, PUT, PUT, PUT, PUT, NOP, PUT},
    [DCX] = {NOP, NOP, NOP, CLR, NOP, NOP, NOP, NOP, NOP, NOP, NOP, NOP, NOP, NOP, NOP, NOP},
    [OSC] = {NOP, XOS, NOP, XOS, PUT, PUT, PUT, PUT, PUT, PUT, PUT, PUT, PUT, PUT, PUT, PUT},
    [OTH] = {NOP, NOP, NOP, CLR, NOP, NOP, NOP, NOP, NOP, NOP, NOP, NOP, NOP, NOP, NOP, NOP},
};

static const uint8_t next_states[STATES][CLASSES] = {
/*         EXE  BEL  CAN  ESC  INT  DIG  COL  SEM  PRE  FIN  DCS  CSI  OSC  STR  DEL  HIG */
    [GND] = {GND, GND, GND, ESC, GND, GND, GND, GND, GND, GND, GND, GND, GND, GND, GND, GND},
    [ESC] = {ESC, ESC, GND, ESC, ESI, GND, GND, GND, GND, GND, DCE, CSE, OSC, OTH, ESC, GND},
    [ESI] = {ESI, ESI, GND, ESC, ESI, GND, GND, GND, GND, GND, GND, GND, GND, GND, ESI, GND},
    [CSE] = {CSE, CSE, GND, ESC, CSI, CSP, CSP, CSP, CSP, GND, GND, GND, GND, GND, CSE, GND},
    [CSP] = {CSP, CSP, GND, ESC, CSI, CSP, CSP, CSP, CSX, GND, GND, GND, GND, GND, CSP, GND},
    [CSI] = {CSI, CSI, GND, ESC, CSI, CSX, CSX, CSX, CSX, GND, GND, GND, GND, GND, CSI, GND},
    [CSX] = {CSX, CSX, GND, ESC, CSX, CSX, CSX, CSX, CSX, GND, GND, GND, GND, GND, CSX, GND},
    [DCE] = {DCE, DCE, GND, ESC, DCI, DCP, DCP, DCP, DCP, DCS, DCS, DCS, DCS, DCS, DCE, GND},
    [DCP] = {DCP, DCP, GND, ESC, DCI, DCP, DCP, DCP, DCX, DCS, DCS, DCS, DCS, DCS, DCP, GND},
    [DCI] = {DCI, DCI, GND, ESC, DCI, DCX, DCX, DCX, DCX, DCS, DCS, DCS, DCS, DCS, DCI, GND},
    [DCS] = {DCS, DCS, GND, ESC, DCS, DCS, DCS, DCS, DCS, DCS, DCS, DCS, DCS, DCS, DCS, DCS},
    [DCX] = {DCX, DCX, GND, ESC, DCX, DCX, DCX, DCX, DCX, DCX, DCX, DCX, DCX, DCX, DCX, DCX},
    [OSC] = {OSC, GND, GND, ESC, OSC, OSC, OSC, OSC, OSC, OSC, OSC, OSC, OSC, OSC, OSC, OSC},
    [OTH] = {OTH, OTH, GND, ESC, OTH, OTH, OTH, OTH, OTH, OTH, OTH, OTH, OTH, OTH, OTH, OTH},
};
/* clang-format on */

static const uint8_t classes[256] = {
    [0x00 ... 0x06] = C_EXE,
    [0x07] = C_BEL,
    [0x08 ... 0x17] = C_EXE,
    [0x18] = C_CAN,
    [0x19] = C_EXE,
    [0x1a] = C_CAN,
    [0x1b] = C_ESC,
    [0x1c ... 0x1f] = C_EXE,
    [0x20 ... 0x2f] = C_INT,
    [0x30 ... 0x39] = C_DIG,
    [0x3a] = C_COL,
    [0x3b] = C_SEM,
    [0x3c ... 0x3f] = C_PRE,
    [0x40 ... 0x4f] = C_FIN,
    [0x50] = C_DCS,
    [0x51 ... 0x57] = C_FIN,
    [0x58] = C_STR,
    [0x59 ... 0x5a] = C_FIN,
    [0x5b] = C_CSI,
    [0x5c] = C_FIN,
    [0x5d] = C_OSC,
    [0x5e ... 0x5f] = C_STR,
    [0x60 ... 0x7e] = C_FIN,
    [0x7f] = C_DEL,
    [0x80 ... 0xff] = C_HIG,
};

enum {
	REPLACEMENT = 0xfffd
};

void
parser_init(struct parser *p)
{
	memset(p, 0, sizeof *p);
}

bool
parser_in_sequence(const struct parser *p)
{
	return (p->state != GND);
}

bool
parser_in_string(const struct parser *p)
{
	return (p->state == DCS || p->state == OSC);
}

static bool
valid_utf8_state(const struct parser *p)
{
	if (p->need == 0)
		return (true);
	return (p->need <= 3 && p->low >= 0x80 && p->low <= p->high &&
	    p->high <= 0xbf && p->cp < 0x10000);
}

bool
parser_valid(const struct parser *p)
{
	uint64_t beyond =
	    p->nparams >= PARAM_MAX ? 0 : ~(((uint64_t)1 << p->nparams) - 1);

	return (p->state < STATES && p->nparams <= PARAM_MAX &&
	    p->inters <= 3 && p->len <= STRING_MAX &&
	    ((p->given | p->sub) & beyond) == 0 &&
	    (p->need == 0 || p->state == GND) && valid_utf8_state(p));
}

/* UTF-8. */

struct batch {
	const struct parser_ops *ops;
	void *arg;
	size_t n;
	uint32_t cp[TEXT_BATCH];
};

static void
batch_flush(struct batch *b)
{
	if (b->n > 0)
		b->ops->text(b->arg, b->cp, b->n);
	b->n = 0;
}

static inline void
batch_add(struct batch *b, uint32_t cp)
{
	if (cp >= 0x80 && cp < 0xa0)
		return; /* C1 controls */
	b->cp[b->n++] = cp;
	if (b->n == TEXT_BATCH)
		batch_flush(b);
}

/* Take a lead byte; returns the code point if it is one by itself, else 0. */
static uint32_t
utf8_lead(struct parser *p, uint8_t byte)
{
	p->low = 0x80;
	p->high = 0xbf;
	if (byte < 0xc2 || byte > 0xf4)
		return (REPLACEMENT);
	if (byte < 0xe0) {
		p->need = 1;
		p->cp = byte & 0x1f;
	} else if (byte < 0xf0) {
		p->need = 2;
		p->cp = byte & 0x0f;
		if (byte == 0xe0)
			p->low = 0xa0;
		else if (byte == 0xed)
			p->high = 0x9f;
	} else {
		p->need = 3;
		p->cp = byte & 0x07;
		if (byte == 0xf0)
			p->low = 0x90;
		else if (byte == 0xf4)
			p->high = 0x8f;
	}
	return (0);
}

/* What the bytes of a sequence of 2 to 4 must be, as a big-endian word. */
static const struct sequence {
	uint32_t check, expect; /* bits that are fixed */
	uint32_t min, max; /* of the code point */
	uint8_t lead; /* mask of the first byte's bits */
	uint8_t shift; /* of what the bytes beyond its end give */
} sequences[] = {
    [2] = {0xe0c00000, 0xc0800000, 0x80, 0x7ff, 0x1f, 12},
    [3] = {0xf0c0c000, 0xe0808000, 0x800, 0xffff, 0x0f, 6},
    [4] = {0xf8c0c0c0, 0xf0808080, 0x10000, 0x10ffff, 0x07, 0},
};

/*
 * Decode a well-formed sequence that is all there, of four bytes that may be
 * read; returns its length, 0 if it is none. Only the check is a branch: what
 * length comes next cannot be predicted, and would cost more than the rest.
 */
static inline size_t
whole_sequence(const uint8_t *p, uint32_t *cp)
{
	size_t n = 2u + (p[0] >= 0xe0) + (p[0] >= 0xf0);
	const struct sequence *s = &sequences[n];
	uint32_t word = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
	uint32_t v = ((uint32_t)(p[0] & s->lead) << 18 | (p[1] & 0x3fu) << 12 |
			 (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu)) >>
	    s->shift;

	*cp = v;
	if ((word & s->check) != s->expect || v < s->min || v > s->max ||
	    v >> 11 == 0xd800 >> 11)
		return (0);
	return (n);
}

/* Whether eight bytes are all from 0x20 to 0x7e. */
static inline bool
eight_printable(const uint8_t *data)
{
	const uint64_t ones = 0x0101010101010101;
	uint64_t word;

	memcpy(&word, data, sizeof word);
	word |= (word - ones * 0x20) | (word + ones);
	return ((word & ones * 0x80) == 0);
}

/* The number of bytes 0x20 to 0x7e at the start. */
static size_t
ascii_run(const uint8_t *data, size_t len)
{
	size_t i = 0;

	while (i + 8 <= len && eight_printable(data + i))
		i += 8;
	while (i < len && data[i] >= 0x20 && data[i] < 0x7f)
		i++;
	return (i);
}

/*
 * Whether the text that follows is better left to ascii_run: it begins with a
 * control, or is ASCII for a while.
 */
static inline bool
ascii_ahead(const uint8_t *data, size_t len)
{
	if (data[0] < 0x20 || data[0] == 0x7f || len < 8)
		return (true);
	return (eight_printable(data));
}

/* Go on with a sequence that is not complete; returns the bytes taken. */
static size_t
go_on(struct parser *p, struct batch *b, const uint8_t *data, size_t len)
{
	size_t i;

	for (i = 0; p->need > 0 && i < len; i++) {
		if (data[i] < p->low || data[i] > p->high) {
			/* This byte begins something else. */
			p->need = 0;
			batch_add(b, REPLACEMENT);
			break;
		}
		p->cp = p->cp << 6 | (data[i] & 0x3f);
		p->low = 0x80;
		p->high = 0xbf;
		if (--p->need == 0)
			batch_add(b, p->cp);
	}
	return (i);
}

/*
 * Text from a byte 0x80 on, or within a sequence, with what little ASCII is in
 * between; returns the bytes taken.
 */
static size_t
take_utf8(struct parser *p, struct batch *b, const uint8_t *data, size_t len)
{
	size_t i = go_on(p, b, data, len), n;
	uint32_t cp;

	while (i < len) {
		if (data[i] < 0x80) {
			if (ascii_ahead(data + i, len - i))
				break;
			/* It ends within eight bytes. */
			do
				batch_add(b, data[i++]);
			while (data[i] >= 0x20 && data[i] < 0x7f);
			continue;
		}
		n = len - i >= UTF8_MAX ? whole_sequence(data + i, &cp) : 0;
		if (n > 0) {
			batch_add(b, cp);
			i += n;
			continue;
		}
		if ((cp = utf8_lead(p, data[i++])) != 0)
			batch_add(b, cp);
		i += go_on(p, b, data + i, len - i);
	}
	return (i);
}

/* Text in ground state; returns the bytes taken, at least one. */
static size_t
take_text(struct parser *p, const struct parser_ops *ops, void *arg,
    const uint8_t *data, size_t len)
{
	struct batch b;
	size_t n;

	if (p->need == 0 && data[0] < 0x80) {
		n = ascii_run(data, len);
		ops->ascii(arg, data, n);
		return (n);
	}
	b.ops = ops;
	b.arg = arg;
	b.n = 0;
	n = take_utf8(p, &b, data, len);
	batch_flush(&b);
	return (n);
}

/* Sequences. */

static void
clear(struct parser *p)
{
	p->prefix = 0;
	p->inter[0] = p->inter[1] = 0;
	p->inters = 0;
	p->nparams = 0;
	p->params_full = 0;
	p->given = p->sub = 0;
}

static void
collect(struct parser *p, uint8_t byte)
{
	if (p->inters < 2)
		p->inter[p->inters] = byte;
	if (p->inters < 3)
		p->inters++;
}

/* The digits of a parameter; returns how many there are. */
static size_t
take_digits(struct parser *p, const uint8_t *data, size_t len)
{
	unsigned i, v;
	size_t n = 0;

	if (p->nparams == 0)
		p->nparams = 1;
	i = p->nparams - 1;
	v = p->given >> i & 1 ? p->param[i] : 0;
	do {
		v = v * 10 + (data[n] - '0');
		if (v > PARAM_VALUE_MAX)
			v = PARAM_VALUE_MAX;
	} while (++n < len && data[n] >= '0' && data[n] <= '9');
	if (!p->params_full) {
		p->given |= (uint64_t)1 << i;
		p->param[i] = (uint16_t)v;
	}
	return (n);
}

static void
separate(struct parser *p, bool sub)
{
	if (p->nparams == 0)
		p->nparams = 1;
	if (p->nparams == PARAM_MAX) {
		p->params_full = 1;
		return;
	}
	if (sub)
		p->sub |= (uint64_t)1 << p->nparams;
	p->nparams++;
}

static void
begin_string(struct parser *p, uint8_t final)
{
	p->final = final;
	p->len = 0;
	p->string_full = 0;
}

/* Bytes of a string up to one that may end it; returns how many. */
static size_t
take_string(struct parser *p, const uint8_t *data, size_t len)
{
	size_t n = 1, keep;

	while (n < len && data[n] >= 0x20 && data[n] != 0x7f)
		n++;
	keep = n;
	if (keep > (size_t)STRING_MAX - p->len) {
		keep = (size_t)STRING_MAX - p->len;
		p->string_full = 1;
	}
	memcpy(p->string + p->len, data, keep);
	p->len = (uint16_t)(p->len + keep);
	return (n);
}

static void
end_string(struct parser *p, uint8_t byte,
    void (*dispatch)(void *, const struct parser *), void *arg)
{
	p->bell = byte == 0x07;
	p->string[p->len] = '\0';
	if (!p->string_full)
		dispatch(arg, p);
	clear(p);
}

static void
dispatch_sequence(struct parser *p, uint8_t byte,
    void (*dispatch)(void *, const struct parser *), void *arg)
{
	p->final = byte;
	if (p->inters <= 2)
		dispatch(arg, p);
}

/*
 * A control sequence without intermediates or controls inside that is all there:
 * most are. data begins with ESC. Returns the bytes taken, or 0: then it is for
 * the table.
 */
static size_t
take_csi(struct parser *p, const struct parser_ops *ops, void *arg,
    const uint8_t *data, size_t len)
{
	size_t i = 2;

	if (len < 3 || data[1] != '[')
		return (0);
	clear(p);
	if (classes[data[i]] == C_PRE)
		p->prefix = data[i++];
	for (; i < len; i++) {
		if (data[i] >= '0' && data[i] <= '9') {
			i += take_digits(p, data + i, len - i);
			if (i == len)
				return (0);
		}
		if (data[i] != ';' && data[i] != ':')
			break;
		separate(p, data[i] == ':');
	}
	if (i == len || data[i] < 0x40 || data[i] > 0x7e)
		return (0);
	p->state = GND;
	dispatch_sequence(p, data[i], ops->csi, arg);
	return (i + 1);
}

/* Do what the table says for a byte; returns the bytes taken. */
static size_t
act(struct parser *p, const struct parser_ops *ops, void *arg,
    enum parse_action action, const uint8_t *data, size_t len)
{
	switch (action) {
	case NOP:
		break;
	case TXT:
		return (take_text(p, ops, arg, data, len));
	case EXE:
		ops->control(arg, *data);
		break;
	case CLR:
		clear(p);
		break;
	case COL:
		collect(p, *data);
		break;
	case PRE:
		p->prefix = *data;
		break;
	case DIG:
		return (take_digits(p, data, len));
	case SEP:
		separate(p, false);
		break;
	case SUB:
		separate(p, true);
		break;
	case XES:
		dispatch_sequence(p, *data, ops->escape, arg);
		break;
	case XCS:
		dispatch_sequence(p, *data, ops->csi, arg);
		break;
	case XOS:
		end_string(p, *data, ops->osc, arg);
		break;
	case XDC:
		end_string(p, *data, ops->dcs, arg);
		break;
	case BEG:
		begin_string(p, *data);
		break;
	case PUT:
		return (take_string(p, data, len));
	case AGN:
		return (0);
	}
	return (1);
}

void
parser_feed(struct parser *p, const struct parser_ops *ops, void *arg,
    const uint8_t *data, size_t len)
{
	unsigned class, state;
	size_t i = 0, n;

	while (i < len) {
		if (data[i] == 0x1b && p->state == GND && p->need == 0) {
			n = take_csi(p, ops, arg, data + i, len - i);
			i += n;
			if (n > 0)
				continue;
		}
		if (p->need > 0) {
			i += take_text(p, ops, arg, data + i, len - i);
			continue;
		}
		class = classes[data[i]];
		state = p->state;
		/* First: what is dispatched may look at the parser. */
		p->state = next_states[state][class];
		i += act(p, ops, arg, actions[state][class], data + i, len - i);
	}
}

#include "common/ring.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xmalloc.h"

enum {
	MAGIC = 0x676e6972, /* "ring" */
	LAYOUT = 1,
	HEADER_SIZE = 4096,
	POISON_SIZE = 16,
	MEMORY_SIZE = HEADER_SIZE + RING_SIZE + 2 * SLOT_SIZE,
	SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL,
};

/*
 * A slot is whole if the checksum fits. It is made invalid first, then filled,
 * then made valid, and the two are used in turn.
 */
struct slot {
	uint64_t number; /* of the checkpoint, 1 up */
	uint64_t at; /* stream position */
	uint64_t length;
	uint64_t checksum; /* of the three above and the bytes */
};

struct header {
	uint32_t magic;
	uint32_t layout;
	_Atomic uint64_t head; /* bytes read in all */
	_Atomic uint64_t done; /* bytes interpreted in all */
	/*
	 * What head will be once the bytes that are about to be read are there.
	 * Not their number: a reader killed right after it moved head would
	 * have left one that still seems to be meant.
	 */
	_Atomic uint64_t intent;
	uint8_t poison[POISON_SIZE]; /* put where they will go */
	struct slot slots[2];
};

struct ring {
	struct header *header;
	uint8_t *bytes;
	uint8_t *slots[2];
	uint64_t random; /* state of the poison's generator, never 0 */
	uint64_t saved; /* number of the newest whole checkpoint, 0 none */
	uint64_t saved_at; /* its stream position */
};

int
ring_create(struct error *e)
{
	struct header header = {.magic = MAGIC, .layout = LAYOUT};
	int fd = memfd_create("nono ring", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd == -1 || ftruncate(fd, MEMORY_SIZE) == -1 ||
	    pwrite(fd, &header, sizeof header, 0) != sizeof header ||
	    fcntl(fd, F_ADD_SEALS, SEALS) == -1) {
		error_errno(e, "cannot make the session's ring");
		if (fd != -1)
			close(fd);
		return (-1);
	}
	return (fd);
}

/* 64 bits over len bytes, a word at a time (FNV-1a's constants). */
static uint64_t
checksum(uint64_t sum, const uint8_t *data, size_t len)
{
	uint64_t word;

	for (; len >= sizeof word; data += sizeof word, len -= sizeof word) {
		memcpy(&word, data, sizeof word);
		sum = (sum ^ word) * 0x100000001b3;
		sum ^= sum >> 29;
	}
	for (; len > 0; data++, len--)
		sum = (sum ^ *data) * 0x100000001b3;
	return (sum);
}

static uint64_t
slot_checksum(const struct slot *slot, const uint8_t *data)
{
	uint64_t sum = 0xcbf29ce484222325;

	sum = checksum(
	    sum, (const uint8_t *)slot, offsetof(struct slot, checksum));
	return (checksum(sum, data, slot->length));
}

static bool
slot_is_whole(const struct ring *r, unsigned i)
{
	const struct slot slot = r->header->slots[i];

	return (slot.number > 0 && slot.length <= SLOT_SIZE &&
	    slot.checksum == slot_checksum(&slot, r->slots[i]));
}

/* The random bytes that a read of n would have overwritten are still there. */
static bool
poison_is_there(const struct ring *r, uint64_t head, uint64_t n)
{
	size_t len = n < POISON_SIZE ? (size_t)n : POISON_SIZE;

	return (
	    memcmp(r->bytes + head % RING_SIZE, r->header->poison, len) == 0);
}

static void
recover(struct ring *r)
{
	uint64_t head = atomic_load(&r->header->head);
	uint64_t want = atomic_load(&r->header->intent) - head;
	uint64_t number, at;
	unsigned i;

	if (want > 0 && want <= RING_SIZE - head % RING_SIZE &&
	    !poison_is_there(r, head, want))
		head += want;
	atomic_store(&r->header->head, head);
	atomic_store(&r->header->intent, head);
	for (i = 0; i < 2; i++) {
		number = r->header->slots[i].number;
		at = r->header->slots[i].at;
		/* Each slot has every other number: that is how it is found. */
		if ((number & 1) != i || number <= r->saved ||
		    !slot_is_whole(r, i))
			continue;
		r->saved = number;
		r->saved_at = at;
	}
	/* Nothing leads from there to here: begin with what comes next. */
	if (head - r->saved_at > RING_SIZE) {
		r->header->slots[0].number = r->header->slots[1].number = 0;
		r->saved = 0;
		r->saved_at = head;
	}
}

struct ring *
ring_map(int fd, struct error *e)
{
	struct ring *r;
	struct stat st;
	uint8_t *p;

	if (fstat(fd, &st) == -1 || st.st_size != MEMORY_SIZE ||
	    fcntl(fd, F_GET_SEALS) != SEALS) {
		error_set(e, "not a session's ring");
		return (NULL);
	}
	p = mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED) {
		error_errno(e, "cannot map a session's ring");
		return (NULL);
	}
	r = xcalloc(1, sizeof *r);
	r->header = (struct header *)(void *)p;
	r->bytes = p + HEADER_SIZE;
	r->slots[0] = r->bytes + RING_SIZE;
	r->slots[1] = r->slots[0] + SLOT_SIZE;
	if (r->header->magic != MAGIC || r->header->layout != LAYOUT) {
		error_set(e, "a session's ring of another layout");
		ring_unmap(r);
		return (NULL);
	}
	if (getrandom(&r->random, sizeof r->random, 0) != sizeof r->random ||
	    r->random == 0)
		r->random = 0x9e3779b97f4a7c15;
	recover(r);
	return (r);
}

void
ring_unmap(struct ring *r)
{
	munmap(r->header, MEMORY_SIZE);
	free(r);
}

/* xorshift64 (Marsaglia 2003): the child must not guess it, no more. */
static uint64_t
next_random(struct ring *r)
{
	r->random ^= r->random << 13;
	r->random ^= r->random >> 7;
	r->random ^= r->random << 17;
	return (r->random);
}

static void
put_poison(struct ring *r, uint64_t head, size_t n)
{
	uint64_t poison[2] = {next_random(r), next_random(r)};

	memcpy(r->header->poison, poison, POISON_SIZE);
	memcpy(r->bytes + head % RING_SIZE, poison,
	    n < POISON_SIZE ? n : POISON_SIZE);
}

ssize_t
ring_read(struct ring *r, int pty, const uint8_t **data)
{
	uint64_t head =
	    atomic_load_explicit(&r->header->head, memory_order_relaxed);
	uint8_t *to = r->bytes + head % RING_SIZE;
	size_t room = RING_SIZE - head % RING_SIZE, want;
	int available = 0;
	ssize_t n;

	if (room > RING_READ_MAX)
		room = RING_READ_MAX;
	/* With nothing there, only the end of file or an error is left to see. */
	if (ioctl(pty, FIONREAD, &available) == -1 || available <= 0)
		want = 1;
	else
		want = (size_t)available < room ? (size_t)available : room;
	put_poison(r, head, want);
	atomic_store_explicit(
	    &r->header->intent, head + want, memory_order_release);
	n = read(pty, to, want);
	if (n > 0)
		atomic_store_explicit(
		    &r->header->head, head + (uint64_t)n, memory_order_release);
	atomic_store_explicit(
	    &r->header->intent, ring_head(r), memory_order_release);
	*data = to;
	return (n);
}

bool
ring_full(const struct ring *r)
{
	return (ring_head(r) - r->saved_at + RING_READ_MAX > RING_SIZE);
}

void
ring_done(struct ring *r)
{
	atomic_store_explicit(
	    &r->header->done, ring_head(r), memory_order_release);
}

uint64_t
ring_head(const struct ring *r)
{
	return (atomic_load_explicit(&r->header->head, memory_order_acquire));
}

uint64_t
ring_done_head(const struct ring *r)
{
	return (atomic_load_explicit(&r->header->done, memory_order_acquire));
}

void
ring_save(struct ring *r, const uint8_t *data, size_t len)
{
	unsigned i = (r->saved + 1) & 1;
	struct slot *slot = &r->header->slots[i];

	if (len > SLOT_SIZE)
		BUG("a checkpoint of %zu bytes", len);
	slot->number = 0;
	atomic_thread_fence(memory_order_release);
	memcpy(r->slots[i], data, len);
	slot->at = ring_head(r);
	slot->length = len;
	slot->number = ++r->saved;
	slot->checksum = slot_checksum(slot, r->slots[i]);
	atomic_thread_fence(memory_order_release);
	r->saved_at = slot->at;
}

bool
ring_load(const struct ring *r, const uint8_t **data, size_t *len, uint64_t *at)
{
	unsigned i = r->saved & 1;

	*at = r->saved_at;
	if (r->saved == 0)
		return (false);
	*data = r->slots[i];
	*len = r->header->slots[i].length;
	if (*len > SLOT_SIZE)
		*len = 0; /* somebody has changed it since */
	return (true);
}

size_t
ring_replay(const struct ring *r, uint64_t at, const uint8_t **data)
{
	uint64_t head = ring_head(r), left = head - at;
	size_t together = RING_SIZE - at % RING_SIZE;

	*data = r->bytes + at % RING_SIZE;
	/* The ring has no more than that, whatever it says now. */
	if (left > RING_SIZE || head - r->saved_at > RING_SIZE)
		return (0);
	return (left < together ? (size_t)left : together);
}

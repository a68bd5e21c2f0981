/*
 * One viewer of a session. It has at most FRAMES_AHEAD frames that it has not
 * acknowledged; the next is the difference to the last, however much has
 * happened between. So a viewer that is slow, stopped or dead costs a constant
 * amount of memory and delays nobody.
 */
#ifndef SERVER_VIEWER_H
#define SERVER_VIEWER_H

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "compat/queue.h"
#include "server/frame.h"

struct peer;
struct session;

struct viewer {
	TAILQ_ENTRY(viewer) entry;
	struct peer *peer;
	struct session *session;
	unsigned sx, sy; /* of its terminal */
	struct frame_state
	    state; /* what it has, or will have with this frame */
	struct buf tail; /* messages of the frame being sent, after history */
	size_t tail_sent; /* bytes of tail already in the channel */
	uint64_t history_end; /* history lines up to here go with this frame */
	uint32_t seq; /* of the frame being sent or last sent */
	bool sending; /* not all of the frame is in the channel yet */
	uint32_t acknowledged; /* the last frame that was */
	bool told; /* EXITED has been sent */
	uint64_t sent_ms; /* when the last frame began */
	uint64_t distance_ms; /* from then to the next, under load */
	unsigned credit; /* frames it may get at once */
	struct event *timer; /* the next frame is due, or the viewer overdue */
};

/*
 * Attach a peer to a session: its screen follows at once. seen is the number of
 * the history line its terminal has up to, FRAME_FRESH if none.
 */
void viewer_create(struct peer *p, struct session *ss, unsigned sx, unsigned sy,
    uint64_t seen);
/* Detach; the peer stays to be closed by the caller. */
void viewer_destroy(struct viewer *v);

/* Its terminal took a frame. */
void viewer_acknowledge(struct viewer *v, uint32_t seq);
/* Its terminal's size changed. */
void viewer_resize(struct viewer *v, unsigned sx, unsigned sy);
/* It sent a key: the echo shall not wait. */
void viewer_expect(struct viewer *v);
/* Something may have changed: send a frame now or when one is due. */
void viewer_update(struct viewer *v);
/* The socket took everything that was in the channel: go on with the frame. */
void viewer_pump(struct viewer *v);

#endif

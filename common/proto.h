/*
 * The protocol between nono's own processes, over Unix stream sockets. Every
 * message is a header of 8 bytes (u32 length of what follows it, u16 type, u16
 * zero) and its fields, all little endian. The table in proto.c says for each
 * message who may send it, in which state, how long it may be and how many
 * descriptors come with it; a message that does not fit its row costs the peer
 * its connection. Fields that a newer peer adds at the end are ignored.
 *
 * Strings are a u32 length and bytes. An ID is a string of 16 hex digits.
 *
 * To the server and to a supervisor's own socket, first of all:
 *	HELLO       u32 magic, u32 version, u8 role, 32 bytes token,
 *	            string program version
 *	WELCOME     u32 version, u32 pid, string program version
 *	REFUSED     u8 reason (enum refusal), string text; then it closes
 *
 * A viewer and the server:
 *	ATTACH      ID, u16 sx, u16 sy, u64 history line it has seen (0: none)
 *	FRAME       see frame.h
 *	ACK         u32 seq of the frame that its terminal took, and all before
 *	            it; due when FRAMES_AHEAD have not been acknowledged
 *	INPUT       see keys.h
 *	VIEW_SIZE   u16 sx, u16 sy: its terminal's size now
 *	VIEW_COLOURS u32 text, u32 background: its terminal's, 0xrrggbb
 *	DETACHED    (nothing): somebody else detached it; then it closes
 *	EXITED      u8 how (enum ending), u32 code; after the last frame
 *
 * A command and the server; each request has one answer, OK or ERROR unless
 * another is named:
 *	LIST        (nothing) -> SESSIONS
 *	SESSIONS    u32 n, n times: ID, u32 viewers, u16 sx, u16 sy, u64 bytes of
 *	            output, u64 milliseconds since the last output
 *	CAPTURE     ID -> FRAME, one or more, the last with an END item
 *	DETACH      ID -> OK with the number of viewers that were detached
 *	RESIZE      ID, u16 sx, u16 sy
 *	OK          u32 value
 *	ERROR       string
 *
 * A supervisor and the server:
 *	REGISTER    ID, u16 sx, u16 sy, u32 history lines, u32 flags
 *	            (REGISTER_*); descriptors: pty master, pty slave, ring (ring.h)
 *	REGISTERED  (nothing)
 *	ACTIVE      (nothing): the child has shown something, sent once
 *	ENDED       u8 how (enum ending), u32 code: the child is gone
 *	LAST_SCREEN u8 last, bytes: one FRAME payload of the final screen
 *
 * A command and a supervisor:
 *	STOP        u32 milliseconds to wait before KILL, u8 force
 *	STOPPED     u8 forced, u8 how, u32 code
 *	RECONNECT   string runtime directory whose server to register with -> OK
 */
#ifndef COMMON_PROTO_H
#define COMMON_PROTO_H

#include <stddef.h>
#include <stdint.h>

enum {
	PROTO_MAGIC = 0x6f6e6f6e, /* "nono" */
	PROTO_VERSION = 1,
	PROTO_OLDEST = 1, /* the oldest version still served */
	PROTO_HEADER = 8, /* bytes */
	PROTO_FDS_MAX = 3,
	PROTO_LENGTH_MAX = 66 * 1024, /* of any message, without the header */
	FRAMES_AHEAD = 2, /* that a viewer gets before it acknowledges one */
	ECHO_US = 100, /* microseconds that a key's echo is awaited awake */
	TOKEN_SIZE = 32, /* bytes */
	ID_LENGTH = 16, /* hex digits */
	VERSION_MAX = 64, /* bytes of a program version */
	RUNTIME_MAX = 4096, /* bytes of a directory's path */
};

enum role {
	ROLE_OWNER = 1,
	ROLE_VIEWER,
	ROLE_SUPERVISOR,
	ROLE_END
};

enum refusal {
	REFUSED_VERSION = 1, /* the peer's version cannot be served */
	REFUSED_TOKEN, /* wrong token or user */
	REFUSED_BUSY, /* too many connections */
};

/* A viewer is on its way: however soon the child ends, wait for it. */
#define REGISTER_EXPECT_VIEWER 1u

enum ending {
	ENDED_EXIT = 1,
	ENDED_SIGNAL,
	ENDED_LOST
};

/* What a connection has shown itself to be; bits, for the table. */
enum peer_state {
	PEER_NEW = 1 << 0, /* no HELLO yet */
	PEER_OWNER = 1 << 1,
	PEER_VIEWER = 1 << 2, /* not attached yet */
	PEER_ATTACHED = 1 << 3,
	PEER_SUPERVISOR = 1 << 4, /* not registered yet */
	PEER_REGISTERED = 1 << 5,
	PEER_KNOWN = PEER_OWNER | PEER_VIEWER | PEER_ATTACHED |
	    PEER_SUPERVISOR | PEER_REGISTERED,
};

/* In which direction a message goes, seen from whoever listens. */
enum direction {
	TO_SERVER = 1,
	FROM_SERVER,
	TO_SUPERVISOR,
	FROM_SUPERVISOR,
	TO_BOTH,
	FROM_BOTH
};

enum message_type {
	MSG_HELLO = 1,
	MSG_WELCOME,
	MSG_REFUSED,
	MSG_ATTACH = 16,
	MSG_FRAME,
	MSG_ACK,
	MSG_INPUT,
	MSG_VIEW_SIZE,
	MSG_DETACHED,
	MSG_EXITED,
	MSG_VIEW_COLOURS,
	MSG_LIST = 32,
	MSG_SESSIONS,
	MSG_CAPTURE,
	MSG_DETACH,
	MSG_RESIZE,
	MSG_OK,
	MSG_ERROR,
	MSG_REGISTER = 48,
	MSG_REGISTERED,
	MSG_ACTIVE,
	MSG_ENDED,
	MSG_LAST_SCREEN,
	MSG_STOP = 64,
	MSG_STOPPED,
	MSG_RECONNECT,
	MSG_TYPES,
};

struct proto_row {
	const char *name; /* NULL: no such message */
	enum direction direction;
	unsigned states; /* PEER_* bits in which the peer may send or get it */
	size_t min, max; /* bytes of payload */
	unsigned fds; /* descriptors that come with it, exactly */
};

/* The row of a type, NULL if there is none. */
const struct proto_row *proto_row(unsigned type);

#endif
